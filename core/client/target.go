package client

import (
	"encoding/base64"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// target is a URL taken apart, with each part in the form that it is used in.
type target struct {
	secure    bool
	host      string // for pins, SNI and the certificate
	port      int
	authority string // for the Host header: the port only if it is not the default
	path      string // path and query as on the wire
	basic     string // value of an Authorization header from user:password@, or ""
}

// parseTarget keeps the bytes of path and query, except that those which no URL
// may hold (space, non-ASCII and a few more) are percent-encoded. A fragment is
// dropped: a redirect may have one.
func parseTarget(raw string) (target, error) {
	t, _, err := takeApart(raw)
	return t, err
}

// parseRequest is parseTarget of a URL that a caller asks for. There a # is more
// often a key that is not escaped than a place in a page, and the signer refuses
// it too.
func parseRequest(raw string) (target, error) {
	t, u, err := takeApart(raw)
	if err == nil && u.HasFragment {
		return target{}, fault.New(fault.InvalidURL, "URL %q has a fragment (#), which is never sent; write a literal # as %%23", fault.URL(raw))
	}
	return t, err
}

func takeApart(raw string) (t target, u grammar.URL, err error) {
	refuse := func(why string) (target, grammar.URL, error) {
		return target{}, u, fault.New(fault.InvalidURL, "URL %q: %s", fault.URL(raw), why)
	}
	if u, err = grammar.Parse(raw); err != nil {
		return target{}, u, err
	}
	switch u.Scheme {
	case "https":
		t.secure = true
	case "http":
	default:
		return refuse("it does not begin with https:// or http://")
	}
	if u.HasUserInfo {
		var ok bool
		if t.basic, ok = basic(u.UserInfo); !ok {
			return refuse("user and password are not percent-encoded")
		}
	}
	t.port, t.authority, t.host = u.Port, u.Authority, dial.Canonical(u.Host)
	if t.path, err = u.Wire(); err != nil {
		return refuse("a percent sign is not followed by two hex digits")
	}
	return t, u, nil
}

// CheckURL returns the error that a request to the URL would have at once, before
// anything is sent.
func CheckURL(url string) error {
	_, err := parseRequest(url)
	return err
}

// basic makes an Authorization value from "user:password" in a URL.
func basic(userinfo string) (string, bool) {
	user, password, _ := strings.Cut(userinfo, ":")
	user, err1 := url.PathUnescape(user)
	password, err2 := url.PathUnescape(password)
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password)), err1 == nil && err2 == nil
}

// scheme returns "https" or "http".
func (t *target) scheme() string {
	if t.secure {
		return "https"
	}
	return "http"
}

// url returns the URL as it was requested, without user and password.
func (t *target) url() string { return t.scheme() + "://" + t.authority + t.path }

// sameOrigin reports whether both are the same server.
func (t *target) sameOrigin(u *target) bool {
	return t.secure == u.secure && t.host == u.host && t.port == u.port
}
