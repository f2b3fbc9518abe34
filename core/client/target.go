package client

import (
	"encoding/base64"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
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
// may hold (space, non-ASCII and a few more) are percent-encoded.
func parseTarget(raw string) (target, error) {
	refuse := func(why string) (target, error) {
		return target{}, fault.New(fault.InvalidURL, "URL %q: %s", fault.URL(raw), why)
	}
	for i := range len(raw) {
		if raw[i] < ' ' || raw[i] == 0x7f {
			return refuse("it holds a control character")
		}
	}
	scheme, rest, ok := strings.Cut(raw, "://")
	var t target
	switch {
	case ok && strings.EqualFold(scheme, "https"):
		t.secure, t.port = true, 443
	case ok && strings.EqualFold(scheme, "http"):
		t.port = 80
	default:
		return refuse("it does not begin with https:// or http://")
	}
	rest, _, _ = strings.Cut(rest, "#")
	authority, path := rest, ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		authority, path = rest[:i], rest[i:]
	}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		if t.basic, ok = basic(authority[:i]); !ok {
			return refuse("user and password are not percent-encoded")
		}
		authority = authority[i+1:]
	}
	standard := t.port
	host := authority
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		host = authority[:i]
		number, err := strconv.ParseUint(authority[i+1:], 10, 16)
		if err != nil || number == 0 {
			return refuse("its port is not 1 to 65535")
		}
		t.port = int(number)
	}
	t.authority = host
	if inner, found := strings.CutPrefix(host, "["); found {
		host = strings.TrimSuffix(inner, "]")
		if address, err := netip.ParseAddr(host); err != nil || !address.Is6() || address.Zone() != "" || len(host) != len(inner)-1 {
			return refuse("what is in brackets is not an IPv6 address")
		}
	} else if strings.Contains(host, ":") {
		return refuse("an IPv6 address must stand in brackets")
	}
	t.host = dial.Canonical(host)
	if !dial.ValidHost(t.host) {
		return refuse("its host is not a host name (write an international one in its xn-- form)")
	}
	if t.port != standard {
		t.authority += ":" + strconv.Itoa(t.port)
	}
	if t.path, ok = wirePath(path); !ok {
		return refuse("a percent sign is not followed by two hex digits")
	}
	return t, nil
}

// CheckURL returns the error that a request to the URL would have at once, before
// anything is sent.
func CheckURL(url string) error {
	_, err := parseTarget(url)
	return err
}

// basic makes an Authorization value from "user:password" in a URL. A backslash,
// which some parsers take for the end of the host, is refused with the rest.
func basic(userinfo string) (string, bool) {
	if strings.IndexFunc(userinfo, func(r rune) bool { return r >= 0x7f || mustEncode(byte(r)) }) >= 0 {
		return "", false
	}
	user, password, _ := strings.Cut(userinfo, ":")
	user, err1 := url.PathUnescape(user)
	password, err2 := url.PathUnescape(password)
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password)), err1 == nil && err2 == nil
}

func wirePath(path string) (string, bool) {
	if path == "" || path[0] == '?' {
		path = "/" + path
	}
	clean := true
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' && (i+2 >= len(path) || !isHex(path[i+1]) || !isHex(path[i+2])) {
			return "", false
		}
		clean = clean && !mustEncode(c)
	}
	if clean {
		return path, true
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(path) {
		if c := path[i]; mustEncode(c) {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		} else {
			b.WriteByte(c)
		}
	}
	return b.String(), true
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func mustEncode(c byte) bool {
	return c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0
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
