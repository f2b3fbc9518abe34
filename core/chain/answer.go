package chain

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// names are what a source calls the parts of its credentials.
type names struct {
	id, secret, token, expires string
	depth                      int // of the values in JSON
}

var (
	capital = names{"AccessKeyId", "SecretAccessKey", "Token", "Expiration", 1}        // metadata, containers
	program = names{"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", 1} // credential_process
	ofSTS   = names{"AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", 0} // XML
	small   = names{"accessKeyId", "secretAccessKey", "sessionToken", "expiration", 2} // IAM Identity Center, AWS IoT
	inSet   = names{"accessKeyId", "secretAccessKey", "sessionToken", "expiration", 4} // IAM Roles Anywhere
	ofLogin = names{"accessKeyId", "secretAccessKey", "sessionToken", "expiresAt", 2}
	ofRAM   = names{"AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration", 2}
	ofOAuth = names{"accessKeyId", "accessKeySecret", "securityToken", "expiration", 1} // ofECS, as Alibaba's library for Go writes it
	ofCLI   = names{"access_key_id", "access_key_secret", "sts_token", "expiration", 1} // a program of Alibaba Cloud's CLI
	ofECS   = names{"AccessKeyId", "AccessKeySecret", "SecurityToken", "Expiration", 1} // Alibaba Cloud
)

// fields are the texts and literals of a JSON answer at one depth. Of two with one
// name the last counts, as for other readers.
func fields(text string, depth int) (map[string]string, error) {
	out := map[string]string{}
	r := json.Read(text)
	for {
		v, ok := r.Next()
		if !ok {
			return out, r.Err()
		}
		if v.Depth == depth && (v.Kind == json.String || v.Kind == json.Literal && v.Text != "null") {
			out[v.Name] = v.Text
		}
	}
}

// elements are the texts of an XML answer, by the element's name; of two the first.
func elements(text string, wanted ...string) map[string]string {
	out := map[string]string{}
	for _, name := range wanted {
		_, rest, ok := strings.Cut(text, "<"+name+">")
		value, _, ended := strings.Cut(rest, "</"+name+">")
		if ok && ended {
			out[name] = plain.Replace(value)
		}
	}
	return out
}

var plain = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#39;", "'", "&#34;", `"`, "&amp;", "&")

func malformed(source, what string) error {
	return fault.New(fault.CredentialsAnswerMalformed, "%s: %s", source, what)
}

// take makes credentials of an answer's fields. A source of temporary ones must
// say when they end.
func (n names) take(values map[string]string, source string, temporary bool) (Found, error) {
	found := Found{Source: source, Credentials: credentials.Credentials{
		AccessKeyID: values[n.id], SecretAccessKey: values[n.secret], SessionToken: values[n.token],
	}}
	for _, name := range []string{n.id, n.secret} {
		if values[name] == "" {
			return Found{}, malformed(source, "the answer has no "+name)
		}
	}
	if err := found.Validate(); err != nil {
		return Found{}, malformed(source, fault.From(err).Message)
	}
	end := values[n.expires]
	if end == "" && !temporary {
		return found, nil
	}
	var ok bool
	if found.Expires, ok = parseTime(end); !ok {
		ms, err := strconv.ParseInt(end, 10, 64)
		if err != nil || ms <= 0 || ms > 1<<50 {
			return Found{}, malformed(source, "the answer's "+n.expires+" is no time")
		}
		found.Expires = time.UnixMilli(ms)
	}
	return found, nil
}

// takeJSON is take for an answer in JSON.
func (n names) takeJSON(body []byte, source string, temporary bool) (Found, error) {
	values, err := fields(string(body), n.depth)
	if err != nil {
		return Found{}, malformed(source, "the answer is no JSON: "+err.Error())
	}
	return n.take(values, source, temporary)
}

// get asks for an answer with status 200.
func get(ctx context.Context, c *client.Client, r *client.Request, source string) (*client.Response, error) {
	r.DuplicatesAllowed = true
	return ask(ctx, c, r, source)
}

// ask is get for a request that may have to be sent once.
func ask(ctx context.Context, c *client.Client, r *client.Request, source string) (*client.Response, error) {
	response, err := c.Do(ctx, r)
	if err != nil {
		e := fault.From(err)
		return nil, fault.Wrap(e.Code, err, "%s: %s", source, e.Message).WithDetail(e.Detail)
	}
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return response, refused(source, response)
	}
	return response, nil
}

// refused says why, in the service's own words as far as they are known to hold no
// secret: a code and a message.
func refused(source string, r *client.Response) error {
	body := string(r.Body)
	values := elements(body, "Code", "Message")
	if len(values) == 0 {
		if values, _ = fields(body, 1); values != nil {
			values["Code"] = first(values["code"], values["Code"], values["__type"], r.Header("X-Amzn-ErrorType"))
			values["Message"] = first(values["message"], values["Message"])
		}
	}
	what := first(values["Code"], "")
	if message := values["Message"]; message != "" {
		what = strings.TrimPrefix(what+": "+message, ": ")
	}
	return fault.New(fault.CredentialsRefused, "%s answered %.60q: %.400q", source, r.Status, what).WithDetail(int32(r.StatusCode))
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
