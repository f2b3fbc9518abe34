package sigv4

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// maxURL bounds the work on one request; AWS's own limit is 8 KiB.
const maxURL = 64 << 10

// target is an absolute URL taken apart, nothing decoded.
type target struct {
	origin string // "https://host:port" as given
	host   string // value of the Host header: default port removed
	path   string
	query  string // without "?"
}

// splitURL takes an http or https URL apart.
func splitURL(url string) (target, error) {
	if err := checkLength(url); err != nil {
		return target{}, err
	}
	var defaultPort, rest string
	switch {
	case hasPrefixFold(url, "https://"):
		rest, defaultPort = url[8:], ":443"
	case hasPrefixFold(url, "http://"):
		rest, defaultPort = url[7:], ":80"
	default:
		return target{}, fault.New(fault.InvalidURL, "%q is not an absolute http or https URL", fault.URL(url))
	}
	end := strings.IndexByte(rest, '/')
	if mark := strings.IndexByte(rest, '?'); mark >= 0 && (end < 0 || mark < end) {
		end = mark
	}
	authority, rest := rest, ""
	if end >= 0 {
		authority, rest = authority[:end], authority[end:]
	}
	t := target{origin: url[:len(url)-len(rest)]}
	if err := t.setRest(rest); err != nil {
		return target{}, err
	}
	if strings.IndexByte(authority, '#') >= 0 {
		return target{}, hasFragment()
	}
	var err error
	t.host, err = hostHeader(authority, defaultPort)
	return t, err
}

func checkLength(url string) error {
	if len(url) > maxURL {
		return fault.New(fault.InputTooLarge, "the URL has %d bytes; the limit is %d", len(url), maxURL)
	}
	return nil
}

// setRest takes what follows the origin: nothing, or "/" or "?" and more.
func (t *target) setRest(rest string) error {
	if strings.IndexByte(rest, '#') >= 0 {
		return hasFragment()
	}
	t.path, t.query = rest, ""
	if mark := strings.IndexByte(rest, '?'); mark >= 0 {
		t.path, t.query = rest[:mark], rest[mark+1:]
	}
	if t.path == "" {
		t.path = "/"
	}
	return nil
}

func hasFragment() error {
	return fault.New(fault.InvalidURL, "the URL has a fragment (#), which is never sent; write a literal # as %%23")
}

// hostHeader checks an authority and returns what the Host header must be.
func hostHeader(authority, defaultPort string) (string, error) {
	host := strings.TrimSuffix(authority, defaultPort)
	classes := uint8(0)
	for i := 0; i < len(host); i++ {
		classes |= hostClass[host[i]]
	}
	if classes > hostUpper {
		return "", badHost(host)
	}
	if host == "" || host[0] == ':' {
		return "", fault.New(fault.InvalidURL, "the URL has no host")
	}
	if classes == hostUpper {
		host = strings.ToLower(host)
	}
	return host, nil
}

// Classes of bytes in a host; more than hostUpper is not allowed.
const (
	hostUpper = 1
	hostBad   = 2
)

var hostClass = func() (table [256]uint8) {
	for c := range table {
		switch b := byte(c); {
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9', strings.IndexByte("-.:_[]", b) >= 0:
		case b >= 'A' && b <= 'Z':
			table[c] = hostUpper
		default:
			table[c] = hostBad
		}
	}
	return table
}()

func badHost(host string) error {
	if strings.Contains(host, "@") {
		return fault.New(fault.InvalidURL, "the URL holds user information; remove it, the signature is the authorization")
	}
	for i := 0; i < len(host); i++ {
		if host[i] >= 0x80 {
			return fault.New(fault.InvalidURL, "the host %q is not ASCII; write it in punycode (xn--...)", shorten(host))
		}
	}
	return fault.New(fault.InvalidURL, "the host %q holds a character that no host name has", shorten(host))
}

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
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
