package grammar

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// MaxURL is the longest URL that is read; AWS's own limit is 8 KiB.
const MaxURL = 64 << 10

// maxHost is the longest name that DNS has.
const maxHost = 253

// URL is an absolute URL taken apart, nothing decoded.
type URL struct {
	Scheme    string // "https", "http", "wss" or "ws"
	Origin    string // what stands before the path, as given
	UserInfo  string // what stands before @
	Host      string // lower case, an IPv6 address without brackets
	Port      int    // that of the scheme if none is given
	Authority string // for the Host header: as given, the port only if it is not the scheme's
	Path      string // "/" if there is none
	Query     string // what stands behind the first "?"

	HasUserInfo, HasQuery, HasFragment bool
}

// schemes and their ports. Those of WebSockets begin as HTTP requests.
var schemes = [...]struct {
	name string
	port int
}{{"https", 443}, {"http", 80}, {"wss", 443}, {"ws", 80}}

// Parse takes a URL apart. A fragment is cut off and remembered: it is never sent.
//
// Errors: INVALID_URL, INPUT_TOO_LARGE.
func Parse(raw string) (u URL, err error) {
	if err := CheckLength(raw); err != nil {
		return URL{}, err
	}
	for i := range len(raw) {
		if IsControl(raw[i]) {
			return URL{}, refuse(raw, "it holds a control character")
		}
	}
	scheme, rest, ok := strings.Cut(raw, "://")
	if u.Scheme, u.Port = schemeOf(scheme); !ok || u.Port == 0 {
		return URL{}, refuse(raw, "it does not begin with https:// or http://")
	}
	rest, _, u.HasFragment = strings.Cut(rest, "#")
	authority, tail := rest, ""
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		authority, tail = rest[:i], rest[i:]
	}
	u.Origin = raw[:len(scheme)+len("://")+len(authority)]
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		u.UserInfo, u.HasUserInfo, authority = authority[:i], true, authority[i+1:]
		if !validUserInfo(u.UserInfo) { // some parsers take a backslash for the end of the host
			return URL{}, refuse(raw, "user and password are not percent-encoded")
		}
	}
	if why := u.setAuthority(authority); why != "" {
		return URL{}, refuse(raw, why)
	}
	u.Path, u.Query, _ = SplitTail(tail)
	u.HasQuery = strings.IndexByte(tail, '?') >= 0
	return u, nil
}

// CheckLength refuses a URL above [MaxURL].
func CheckLength(raw string) error {
	if len(raw) > MaxURL {
		return fault.New(fault.InputTooLarge, "the URL has %d bytes; the limit is %d", len(raw), MaxURL)
	}
	return nil
}

// SplitTail takes apart what follows the origin: nothing, or "/" or "?" and more.
// Control characters are left to the caller, who looks at each byte anyway.
func SplitTail(tail string) (path, query string, hasFragment bool) {
	tail, _, hasFragment = strings.Cut(tail, "#")
	path, query, _ = strings.Cut(tail, "?")
	if path == "" {
		path = "/"
	}
	return path, query, hasFragment
}

func refuse(raw, why string) error {
	return fault.New(fault.InvalidURL, "URL %q: %s", fault.URL(raw), why)
}

func schemeOf(text string) (name string, port int) {
	for _, s := range schemes {
		if strings.EqualFold(text, s.name) {
			return s.name, s.port
		}
	}
	return "", 0
}

// setAuthority checks "host" or "host:port" and says what is wrong with it.
func (u *URL) setAuthority(authority string) string {
	host, standard := authority, u.Port
	if i := strings.LastIndexByte(authority, ':'); i > strings.LastIndexByte(authority, ']') {
		number, err := strconv.ParseUint(authority[i+1:], 10, 16)
		if err != nil || number == 0 {
			return "its port is not 1 to 65535"
		}
		host, u.Port = authority[:i], int(number)
	}
	u.Authority, u.Host = host, strings.ToLower(host)
	switch {
	case strings.HasPrefix(host, "["):
		inner, closed := strings.CutSuffix(u.Host[1:], "]")
		if address, err := netip.ParseAddr(inner); err != nil || !address.Is6() || address.Zone() != "" || !closed {
			return "what is in brackets is not an IPv6 address"
		}
		u.Host = inner
	case host == "":
		return "it has no host"
	case strings.IndexByte(host, ':') >= 0:
		return "an IPv6 address must stand in brackets"
	case !validHost(strings.TrimSuffix(host, ".")):
		if name, ok := ASCIIHost(host); ok {
			return "its host is international: write it in the form that DNS has, " + name
		}
		return "its host is not a host name (write an international one in its xn-- form)"
	}
	if u.Port != standard {
		u.Authority += ":" + strconv.Itoa(u.Port)
	}
	return ""
}

// validHost reports whether host is a name of letters, digits, hyphens,
// underscores and dots.
func validHost(host string) bool {
	if host == "" || len(host) > maxHost || host[0] == '.' || strings.Contains(host, "..") {
		return false
	}
	for i := range len(host) {
		if !alphanumeric(host[i]) && strings.IndexByte("-_.", host[i]) < 0 {
			return false
		}
	}
	return true
}

func validUserInfo(s string) bool {
	for i := range len(s) {
		if MustEscape(s[i]) {
			return false
		}
	}
	return CheckEscapes(s) == nil
}

// Wire returns path and query as they go on the wire: a byte that no URL may hold
// is percent-encoded, all others are as they were written.
//
// Errors: INVALID_URL.
func (u *URL) Wire() (string, error) {
	if err := CheckEscapes(u.Path); err != nil {
		return "", err
	}
	if err := CheckEscapes(u.Query); err != nil {
		return "", err
	}
	b := make([]byte, 0, len(u.Path)+1+len(u.Query))
	b = appendWire(b, u.Path)
	if u.HasQuery {
		b = appendWire(append(b, '?'), u.Query)
	}
	return string(b), nil
}

// appendWire escapes what [MustEscape] tells.
func appendWire(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; MustEscape(c) {
			dst = append(dst, '%', upperHex[c>>4], upperHex[c&15])
		} else {
			dst = append(dst, c)
		}
	}
	return dst
}

const upperHex = "0123456789ABCDEF"

// MustEscape reports whether c may not stand in a URL: controls, space, quotes,
// brackets of some kinds, and all that is not ASCII.
func MustEscape(c byte) bool { return c <= ' ' || c >= 0x7f || mustEscape[c] }

var mustEscape = func() (table [0x80]bool) {
	for _, c := range []byte("\"<>\\^`{|}") {
		table[c] = true
	}
	return table
}()

// CheckEscapes fails if a percent sign in s starts no escape.
func CheckEscapes(s string) error {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if i+2 >= len(s) || Unhex(s[i+1]) > 15 || Unhex(s[i+2]) > 15 {
			return BadEscape(s, i)
		}
		i += 2
	}
	return nil
}

// BadEscape is the error about the percent sign at that place of s.
func BadEscape(s string, at int) error {
	end := min(at+3, len(s))
	return fault.New(fault.InvalidURL, "malformed percent escape %q at byte %d of its part of the URL", s[at:end], at)
}

// BadControl is the error about a control character at that place of a URL's part.
func BadControl(c byte, at int) error {
	return fault.New(fault.InvalidURL, "the URL holds the control character %q at byte %d of its part", c, at)
}

// Unhex returns the value of a hex digit, or more than 15.
func Unhex(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}
