package client

import (
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// redirect returns the request that a redirect leads to, nil if the response is
// final. A request that proves who we are, by signature or client certificate,
// proves it to one server: its redirects are returned to the caller.
func (c *Client) redirect(response *Response, r *prepared, hops int) (*prepared, error) {
	location := response.Header("Location")
	switch response.StatusCode {
	case 301, 302, 303, 307, 308:
	default:
		return nil, nil
	}
	if location == "" || c.o.MaxRedirects == 0 || r.Method != "GET" && r.Method != "HEAD" || c.provesIdentity(r) {
		return nil, nil
	}
	if hops == c.o.MaxRedirects {
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
	reference, err := url.Parse(location)
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
	next.URL, next.Body, next.Headers = t.url(), nil, nil
	same := t.sameOrigin(r.target)
	for _, h := range r.Headers {
		if !strings.EqualFold(h.Name, "Host") && !strings.EqualFold(h.Name, "Content-Length") && (same || harmless(h.Name)) {
			next.Headers = append(next.Headers, h)
		}
	}
	return next, nil
}

// provesIdentity asks for the client certificate on http too: a redirect may lead
// from there to an https server that gets to see it.
func (c *Client) provesIdentity(r *prepared) bool {
	return c.o.Signer != nil || c.o.Trust.HasClientCertificate() ||
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
