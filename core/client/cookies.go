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
		c.jar.Set(r.target.place(), values(response.Headers, "Set-Cookie"), c.o.Clock())
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
	set := values(response.Headers, "Set-Cookie")
	if len(set) > 0 && next.jar == nil && c.o.Cookies == CookiesPerCall {
		next.jar = new(cookie.Jar)
	}
	if next.jar == nil {
		return
	}
	if next.jar != c.jar {
		next.jar.Set(r.target.place(), set, c.o.Clock())
	}
	if own := values(next.own, "Cookie"); own != nil {
		next.own = without(next.own, "Cookie")
		if left := leaveOut(strings.Join(own, ";"), set); left != "" {
			next.own = append(next.own, Header{Name: "Cookie", Value: left})
		}
	}
	next.fillCookies(c)
}

// fillCookies makes one Cookie header of the caller's and what the jar has beside it.
func (r *prepared) fillCookies(c *Client) {
	own := first(r.own, "Cookie")
	value := leaveOut(r.jar.Header(r.target.place(), c.o.Clock()), strings.Split(own, ";"))
	switch {
	case value == "":
		r.Headers = r.own
		return
	case own != "":
		value = own + "; " + value
	}
	r.Headers = append(without(r.own, "Cookie"), Header{Name: "Cookie", Value: value})
}

// leaveOut takes cookies out of the value of a Cookie header: those with the name of one
// of these pairs.
func leaveOut(header string, pairs []string) string {
	left := slices.DeleteFunc(strings.Split(header, ";"), func(pair string) bool {
		name := cookieName(pair)
		return name == "" || slices.ContainsFunc(pairs, func(other string) bool { return cookieName(other) == name })
	})
	for i := range left {
		left[i] = strings.TrimSpace(left[i])
	}
	return strings.Join(left, "; ")
}

func cookieName(pair string) string {
	name, _, _ := strings.Cut(pair, "=")
	return strings.TrimSpace(name)
}
