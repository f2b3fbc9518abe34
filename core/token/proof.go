package token

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// Proof is a request for GetCallerIdentity that somebody has signed and presented, and
// that whoever is to believe it sends to STS.
type Proof struct {
	Method  string
	URL     string // absolute
	Headers []sigv4.Header
	Body    []byte
}

// Policy is what is demanded of a proof.
type Policy struct {
	// Require are headers that have to be there with these values, and signed: a proof
	// that was made for somebody else is not taken then.
	Require []sigv4.Header

	// Hosts are those of STS that are asked, in small letters, with a port that is not
	// 443. Nil: AWS's in all partitions.
	Hosts []string

	Time time.Time // now
}

// Limits of a proof. STS takes a signature for a quarter of an hour, whatever a
// presigned URL says of its life; what is older is not sent.
const (
	maxQuery    = 8 << 10
	maxForm     = 4 << 10
	maxProofAge = 15 * time.Minute
)

// What goes on to STS, and what is the sender's own and is made anew.
var (
	allowedHeaders = []string{"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256", "content-type", "accept"}
	ownHeaders     = []string{"host", "content-length", "connection", "accept-encoding", "user-agent"}
)

// Check returns the request that goes on to STS: p, if it is one for GetCallerIdentity,
// signed once, for STS, not long ago, and has what the policy demands. There is nothing
// in it that is not on a list of what is allowed.
//
// Errors: REQUEST_MALFORMED; REQUEST_SCOPE_REFUSED for another host, action or service;
// REQUEST_HEADER_UNSIGNED for one of Require; REQUEST_TIME_SKEWED.
func (p *Proof) Check(o *Policy) (*client.Request, error) {
	host, err := p.checkTarget(o.Hosts)
	if err != nil {
		return nil, err
	}
	headers, err := p.takeHeaders(host, o.Require)
	if err != nil {
		return nil, err
	}
	if err := p.checkSignature(host, headers, o); err != nil {
		return nil, err
	}
	return &client.Request{Method: p.Method, URL: p.URL, Headers: headers, Body: p.Body, Redirects: -1}, nil
}

// checkTarget returns the host of a URL that asks for nothing else than the action.
func (p *Proof) checkTarget(hosts []string) (string, error) {
	rest, https := strings.CutPrefix(p.URL, "https://")
	authority, query := rest, ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		authority, query = rest[:i], strings.TrimPrefix(rest[i:], "/")
		if query != "" && query[0] != '?' {
			https = false
		}
		query = strings.TrimPrefix(query, "?")
	}
	host := strings.TrimSuffix(authority, ":443")
	if !https || !isAuthority(authority) || len(query) > maxQuery || !isVisible(query) || strings.Contains(query, "#") {
		return "", malformed("the URL is not of the form https://host/?query")
	}
	if hosts != nil && !slices.Contains(hosts, host) || hosts == nil && !endpoint.Serves(host, "sts") {
		return "", refused("the host " + strconv.Quote(host) + " is not one of STS that is allowed")
	}
	whole, presigned, err := checkParameters(query)
	switch {
	case err != nil:
		return "", err
	case p.Method == "GET" && len(p.Body) == 0:
	case p.Method != "POST" || presigned || len(p.Body) > maxForm:
		return "", malformed("the request is neither GET without a body nor POST with the action in it")
	case query != "":
		return "", malformed("the URL of a POST has parameters")
	default:
		if whole, presigned, err = checkParameters(string(p.Body)); err != nil || presigned {
			return "", cmp.Or(err, malformed("the body of the request has parameters of a signature"))
		}
	}
	if !whole {
		return "", refused("the request is not " + identity + " alone")
	}
	return host, nil
}

// isAuthority takes a name in small letters, and a port. An address has no certificate
// of STS.
func isAuthority(text string) bool {
	host, port, numbered := strings.Cut(text, ":")
	n, err := strconv.ParseUint(port, 10, 16)
	if numbered && (err != nil || n == 0) || host == "" || len(host) > 253 {
		return false
	}
	return strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

func isVisible(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' })
}

// checkParameters reports whether a query or form is the action, letter by letter, and
// whether it has parameters of a signature. There is nothing else in it, and nothing twice.
func checkParameters(text string) (whole, presigned bool, err error) {
	var seen []string
	for rest, more := text, text != ""; more; {
		var part string
		part, rest, more = strings.Cut(rest, "&")
		name, value, ok := strings.Cut(part, "=")
		if !ok || name == "" || slices.Contains(seen, name) {
			return false, false, malformed("a parameter has no name or value, or is there twice")
		}
		seen = append(seen, name)
		switch name {
		case "Action":
			ok = value == "GetCallerIdentity"
		case "Version":
			ok = value == "2011-06-15"
		case "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-Security-Token", "X-Amz-Signature", "X-Amz-SignedHeaders":
			presigned = true
		default:
			ok = false
		}
		if !ok {
			return false, false, refused("the request is not " + identity + " alone")
		}
	}
	return slices.Contains(seen, "Action") && slices.Contains(seen, "Version"), presigned, nil
}

// takeHeaders returns the headers that go on.
func (p *Proof) takeHeaders(host string, require []sigv4.Header) (taken []sigv4.Header, err error) {
	var seen []string
	for _, h := range p.Headers {
		name, value := strings.ToLower(h.Name), strings.Trim(h.Value, " \t")
		demanded, required := headerOf(require, name)
		why, refusal := "", malformed
		switch {
		case slices.Contains(seen, name):
			why = "is there twice"
		case !isVisible(strings.ReplaceAll(value, " ", "")):
			why = "has a control character, or one that is not ASCII"
		case name == "host" && value != host && value != host+":443":
			why, refusal = "is not that of the URL", refused
		case name == "content-length" && value != strconv.Itoa(len(p.Body)):
			why = "is not that of the body"
		case required && value != strings.Trim(demanded, " \t"):
			why, refusal = "is not for this service", refused
		case required || slices.Contains(allowedHeaders, name):
			taken = append(taken, sigv4.Header{Name: name, Value: value})
		case !slices.Contains(ownHeaders, name):
			why = "is not one of such a request"
		}
		if why != "" {
			return nil, refusal("the header " + strconv.Quote(name[:min(len(name), 40)]) + " " + why)
		}
		seen = append(seen, name)
	}
	return taken, nil
}

func headerOf(headers []sigv4.Header, name string) (value string, found bool) {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value, true
		}
	}
	return "", false
}

// checkSignature looks at what the request says of its signature, which STS verifies.
func (p *Proof) checkSignature(host string, headers []sigv4.Header, o *Policy) error {
	v, err := sigv4.NewVerifier(sigv4.VerifyOptions{})
	if err != nil {
		return err
	}
	incoming := &sigv4.Incoming{Method: p.Method, URL: p.URL, Headers: headers, BodyUnread: true}
	if _, given := headerOf(headers, "host"); !given {
		incoming.Headers = append([]sigv4.Header{{Name: "Host", Value: host}}, headers...)
	}
	claim, err := v.Read(incoming)
	if err != nil {
		return refused("the request is not signed once, and for sts: " + fault.From(err).Message)
	}
	if claim.Service != "sts" {
		return refused("the request is signed for another service than sts")
	}
	signed := strings.Split(claim.SignedHeaders, ";")
	if !slices.Contains(signed, "host") {
		return fault.New(fault.RequestHeaderUnsigned, "the header host is not signed")
	}
	for _, h := range o.Require {
		if _, given := headerOf(headers, h.Name); !given || !slices.Contains(signed, strings.ToLower(h.Name)) {
			return fault.New(fault.RequestHeaderUnsigned, "the header %.40q is not there, or not signed", h.Name)
		}
	}
	if age := o.Time.Sub(claim.SignedAt); age > maxProofAge || age < -maxProofAge {
		return fault.New(fault.RequestTimeSkewed, "the request was signed %d seconds ago; the limit is %d", int64(age/time.Second), int64(maxProofAge/time.Second))
	}
	return nil
}

func malformed(why string) error { return fault.New(fault.RequestMalformed, "%s", why) }

func refused(why string) error { return fault.New(fault.RequestScopeRefused, "%s", why) }
