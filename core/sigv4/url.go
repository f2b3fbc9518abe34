package sigv4

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// target is an absolute URL taken apart, nothing decoded.
type target struct {
	origin string // "https://host:port" as it is sent: see splitURL
	host   string // value of the Host header: default port removed
	path   string
	query  string // without "?"
	moved  bool   // origin is not the one that was given
}

// splitURL takes a URL apart. That of a WebSocket is one too: its opening
// handshake is a GET that is signed like any other.
//
// The origin is written in the one form (RFC 3986 section 6.2) whose Host every
// library sends alike: lower case, without the scheme's port. Otherwise some send
// both as they stand in a URL, and some do not.
func splitURL(url string) (target, error) {
	u, err := grammar.Parse(url)
	switch {
	case err != nil:
		return target{}, err
	case u.HasUserInfo:
		return target{}, fault.New(fault.InvalidURL, "the URL holds user information; remove it, the signature is the authorization")
	case u.HasFragment:
		return target{}, hasFragment()
	}
	t := target{origin: u.Origin, host: strings.ToLower(u.Authority), path: u.Path, query: u.Query}
	if origin := u.Origin; origin[len(u.Scheme)+len("://"):] != t.host || origin[:len(u.Scheme)] != u.Scheme {
		t.origin, t.moved = u.Scheme+"://"+t.host, true
	}
	return t, nil
}

// setRest takes what follows the origin: nothing, or "/" or "?" and more.
func (t *target) setRest(rest string) error {
	var fragment bool
	if t.path, t.query, fragment = grammar.SplitTail(rest); fragment {
		return hasFragment()
	}
	return nil
}

func hasFragment() error {
	return fault.New(fault.InvalidURL, "the URL has a fragment (#), which is never sent; write a literal # as %%23")
}

// RequestTarget returns path and query of the URL, as they stand in the request
// line (RFC 9112 section 3.2.1).
func (r *SignedRequest) RequestTarget() string {
	rest := afterScheme(r.URL)
	return rest[strings.IndexByte(rest, '/'):] // a signed URL always has a path
}

// shorten keeps error messages readable, and a query out of them that somebody took
// for another argument: it may hold a signature. For URLs there is [fault.URL].
func shorten(s string) string {
	s, _, _ = strings.Cut(s, "?")
	if len(s) > 100 {
		s = s[:100] + "..."
	}
	return s
}
