package client

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/cookie"
)

// Cookies says how long cookies are kept that servers set.
type Cookies int

// With any of these a Cookie header of the caller is sent, by the rules of headers.
const (
	CookiesPerCall   Cookies = iota // those of redirects, for the requests that they lead to
	CookiesPerClient                // those of all responses, for all later requests
	NoCookies                       // none
)

// place is what cookies ask of a request.
func (t *target) place() cookie.Place {
	path, _, _ := strings.Cut(t.path, "?")
	return cookie.Place{Secure: t.secure, Host: t.host, Path: path}
}

// keepCookies takes what a response sets into the jar of the client, if it has one.
func (c *Client) keepCookies(response *Response, r *prepared) {
	if c.jar != nil {
		if set := setCookies(response); len(set) > 0 {
			c.jar.Set(r.target.place(), set, c.o.Clock())
		}
	}
}

// addCookies adds what the jar of the client has for the request of a caller. A Cookie
// header of the caller goes alone, as in requests: the caller may have signed it.
func (c *Client) addCookies(r *prepared) {
	r.own = r.Headers
	if r.jar = c.jar; r.jar != nil && !has(r.own, "Cookie") {
		r.fillCookies(c)
	}
}

// carryCookies adds cookies to the request that a redirect leads to. What the redirect
// sets takes the place of what a Cookie header of the caller has of that name.
func (c *Client) carryCookies(response *Response, r, next *prepared) {
	next.own, next.jar = next.Headers, r.jar
	set := setCookies(response)
	if len(set) > 0 && next.jar == nil && c.o.Cookies == CookiesPerCall {
		next.jar = new(cookie.Jar)
	}
	if next.jar == nil {
		return
	}
	if next.jar != c.jar && len(set) > 0 {
		next.jar.Set(r.target.place(), set, c.o.Clock())
	}
	for i, h := range next.own {
		if strings.EqualFold(h.Name, "Cookie") && len(set) > 0 {
			next.own[i].Value = leaveOut(h.Value, names(set))
		}
	}
	next.own = slices.DeleteFunc(next.own, func(h Header) bool { return strings.EqualFold(h.Name, "Cookie") && h.Value == "" })
	next.fillCookies(c)
}

// fillCookies makes one Cookie header of the caller's and what the jar has beside it.
func (r *prepared) fillCookies(c *Client) {
	kept := r.jar.Header(r.target.place(), c.o.Clock())
	if kept == "" {
		r.Headers = r.own
		return
	}
	var given []string
	r.Headers = make([]Header, 0, len(r.own)+1)
	for _, h := range r.own {
		if strings.EqualFold(h.Name, "Cookie") {
			given = append(given, h.Value)
		} else {
			r.Headers = append(r.Headers, h)
		}
	}
	if len(given) > 0 {
		own := strings.Join(given, "; ")
		kept = leaveOut(kept, names(strings.Split(own, ";")))
		given = []string{own}
	}
	if kept != "" {
		given = append(given, kept)
	}
	r.Headers = append(r.Headers, Header{Name: "Cookie", Value: strings.Join(given, "; ")})
}

// setCookies are the values of the Set-Cookie headers of a response.
func setCookies(r *Response) (values []string) {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, "Set-Cookie") {
			values = append(values, h.Value)
		}
	}
	return values
}

// names are what stands before the first equals sign of each pair.
func names(pairs []string) []string {
	out := make([]string, len(pairs))
	for i, pair := range pairs {
		name, _, _ := strings.Cut(pair, "=")
		out[i] = strings.TrimSpace(name)
	}
	return out
}

// leaveOut takes the cookies of these names out of the value of a Cookie header.
func leaveOut(header string, without []string) string {
	pairs := strings.Split(header, ";")
	left := pairs[:0]
	for i, name := range names(pairs) {
		if pair := strings.TrimSpace(pairs[i]); pair != "" && !slices.Contains(without, name) {
			left = append(left, pair)
		}
	}
	return strings.Join(left, "; ")
}
