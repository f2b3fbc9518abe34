package client

import (
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// Hop is a redirect that was followed.
type Hop struct {
	StatusCode int
	URL        string // that answered so
}

// redirects reports whether a response says that the answer is elsewhere.
func (r *Response) redirects() bool {
	switch r.StatusCode {
	case 301, 302, 303, 307, 308:
		return r.Header("Location") != ""
	}
	return false
}

// redirect returns the request that a redirect leads to, nil if the response is
// final. A request that proves who we are, by signature or client certificate,
// proves it to one server: its redirects are returned to the caller; so are those
// of a body that cannot be sent again.
func (c *Client) redirect(response *Response, r *prepared, hops int) (*prepared, error) {
	most := c.o.MaxRedirects
	if r.Redirects != 0 {
		most = max(r.Redirects, 0)
	}
	if !response.redirects() || most == 0 || c.provesIdentity(r) {
		return nil, nil
	}
	method, withBody := redirected(r.Method, response.StatusCode)
	if withBody && r.source != nil && r.GetBody == nil && !r.ReturnRedirects {
		return nil, nil
	}
	location := response.Header("Location")
	if hops == most {
		return nil, fault.New(fault.HTTPTooManyRedirects, "%s redirected for the %dth time, to %s", fault.URL(response.URL), hops+1, fault.URL(location))
	}
	refuse := func(why string) error {
		return fault.New(fault.HTTPRedirectRefused, "%s redirects to %s: %s", fault.URL(response.URL), fault.URL(location), why).
			WithDetail(int32(response.StatusCode))
	}
	base, err := url.Parse(r.target.url())
	if err != nil {
		return nil, fault.From(err)
	}
	reference, err := url.Parse(lenient(location))
	if err != nil {
		return nil, refuse("it is not a URL")
	}
	resolved := base.ResolveReference(reference)
	if resolved.User != nil {
		return nil, refuse("it carries a user name")
	}
	t, err := parseTarget(resolved.String())
	switch {
	case err != nil:
		return nil, refuse("it is not an http or https URL that can be requested")
	case r.target.secure && !t.secure:
		return nil, refuse("it leads from https to http")
	}
	next := &prepared{Request: r.Request, target: &t}
	next.Method, next.URL, next.Headers = method, t.url(), nil
	if withBody {
		if next.source, err = newSource(&next.Request); err != nil {
			return nil, err
		}
		if next.source != nil {
			next.source.used = r.source.used
		}
	} else {
		next.Body, next.BodyReader, next.ContentLength, next.GetBody, next.PayloadHash = nil, nil, 0, nil, ""
	}
	same := t.sameOrigin(r.target)
	for _, h := range r.own {
		about := strings.EqualFold(h.Name, "Host") || strings.EqualFold(h.Name, "Content-Length") || !withBody && ofBody(h.Name)
		if !about && (same || harmless(h.Name) || withBody && ofBody(h.Name)) {
			next.Headers = append(next.Headers, h)
		}
	}
	if !r.ReturnRedirects {
		c.carryCookies(response, r, next)
	}
	return next, nil
}

// lenient is a Location as browsers read it: tabs do not count, and a percent sign that
// begins no escape stands for itself.
func lenient(location string) string {
	var b strings.Builder
	for i := range len(location) {
		switch c := location[i]; {
		case c == '\t':
		case c == '%' && (len(location) < i+3 || !hexadecimal(location[i+1]) || !hexadecimal(location[i+2])):
			b.WriteString("%25")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func hexadecimal(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// redirected is what becomes of a request (RFC 9110 section 15.4): 307 and 308 keep
// method and body; the others make a GET of it, as browsers and requests do, but for
// the methods that have no body anyway.
func redirected(method string, status int) (next string, withBody bool) {
	switch {
	case status == 307, status == 308:
		return method, true
	case method == "HEAD":
		return method, false
	case status == 303, status == 302, method == "POST":
		return "GET", false
	}
	return method, true
}

func ofBody(name string) bool {
	name = strings.ToLower(name)
	return name == "content-type" || name == "content-encoding" || name == "content-language" || name == "content-md5"
}

// provesIdentity asks for the client certificate on http too: a redirect may lead
// from there to an https server that gets to see it.
func (c *Client) provesIdentity(r *prepared) bool {
	return c.o.signs() || c.o.Trust.HasClientCertificate() ||
		strings.HasPrefix(first(r.Headers, "Authorization"), "AWS4-")
}

// harmless headers may go to another server. Any other could be a token, however
// it is named.
func harmless(name string) bool {
	switch strings.ToLower(name) {
	case "accept", "accept-encoding", "accept-language", "cache-control", "user-agent", "range",
		"if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range":
		return true
	}
	return false
}
