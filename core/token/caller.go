package token

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// Caller is whose credentials have signed, as STS says.
type Caller struct {
	ARN     string // such as "arn:aws:sts::123456789012:assumed-role/app/session"
	Account string // twelve digits
	UserID  string // the unique id; of a role it has the session's name behind a colon
}

const maxCallerAnswer = 64 << 10

// Verify sends a proof that meets the policy to STS, and returns whose it is. c has no
// signer. Redirects are not followed.
//
// Errors: those of [Proof.Check] and [ReadCaller]; those of the client.
func Verify(ctx context.Context, c *client.Client, p *Proof, o *Policy) (*Caller, error) {
	request, err := p.Check(o)
	if err != nil {
		return nil, err
	}
	response, err := c.Do(ctx, request)
	if err != nil {
		return nil, err
	}
	return ReadCaller(response)
}

// ReadCaller reads the answer of STS, which is XML, or JSON for who asked so.
//
// Errors: REQUEST_SIGNATURE_WRONG if STS has refused the request, or says nothing that
// can be believed; HTTP_STATUS if it could not answer.
func ReadCaller(r *client.Response) (*Caller, error) {
	switch r.StatusCode {
	case 200:
	case 400, 401, 403:
		return nil, fault.New(fault.RequestSignatureWrong, "STS refused the request with status %d %s", r.StatusCode, codeOf(r.Body))
	default:
		return nil, fault.New(fault.HTTPStatus, "STS answered with status %d", r.StatusCode).WithDetail(int32(r.StatusCode))
	}
	if len(r.Body) > maxCallerAnswer {
		return nil, notBelieved("is longer than any is")
	}
	c := &Caller{}
	text := string(r.Body)
	take := takeElement
	if strings.HasPrefix(strings.TrimSpace(text), "{") {
		take = takeMember
	}
	places := [...]*string{&c.ARN, &c.Account, &c.UserID}
	for i, name := range [len(places)]string{"Arn", "Account", "UserId"} {
		value, times := take(text, name)
		if times != 1 || value == "" || len(value) > 2048 || !isVisible(value) || strings.ContainsAny(value, "<&") {
			return nil, notBelieved("has not once " + name + " in its form")
		}
		*places[i] = value
	}
	if !c.coherent() {
		return nil, notBelieved("names an account that is not the ARN's")
	}
	return c, nil
}

func notBelieved(why string) error {
	return fault.New(fault.RequestSignatureWrong, "the answer of STS %s", why)
}

// coherent reports whether the ARN is one of IAM or STS in the account.
func (c *Caller) coherent() bool {
	parts := strings.SplitN(c.ARN, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || !strings.HasPrefix(parts[1], "aws") || parts[3] != "" || parts[4] != c.Account || parts[5] == "" {
		return false
	}
	return (parts[2] == "iam" || parts[2] == "sts") && len(c.Account) == 12 && strings.Trim(c.Account, "0123456789") == ""
}

func takeElement(text, name string) (value string, times int) {
	open := "<" + name + ">"
	_, rest, _ := strings.Cut(text, open)
	value, _, ended := strings.Cut(rest, "</"+name+">")
	if times = strings.Count(text, open); !ended {
		return "", 0
	}
	return value, times
}

// takeMember finds a member of {"GetCallerIdentityResponse": {"GetCallerIdentityResult": {...}}}.
func takeMember(text, name string) (value string, times int) {
	var path [3]string
	r := json.Read(text)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		if v.Depth < len(path) {
			path[v.Depth] = v.Name
		}
		if v.Depth == 3 && v.Kind == json.String && v.Name == name && path[1] == "GetCallerIdentityResponse" && path[2] == "GetCallerIdentityResult" {
			value, times = v.Text, times+1
		}
	}
	if r.Err() != nil {
		return "", 0
	}
	return value, times
}

// codeOf is the name of STS's error, which is a word.
func codeOf(body []byte) string {
	code, _ := takeElement(string(body[:min(len(body), maxCallerAnswer)]), "Code")
	if len(code) > 60 || strings.Trim(strings.ToLower(code), "abcdefghijklmnopqrstuvwxyz") != "" {
		return ""
	}
	return code
}
