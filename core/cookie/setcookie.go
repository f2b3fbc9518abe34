package cookie

import (
	"math"
	"strings"
	"time"
)

// What is longer is not kept: the limits of browsers.
const (
	maxSize      = 4096 // of name and value together
	maxAttribute = 1024
)

// setCookie is the value of a Set-Cookie header taken apart (RFC 6265 section 5.2).
type setCookie struct {
	name, value string
	domain      string // in lower case, without a dot in front; empty: none
	path        string // empty: none, or none that can be used
	secure      bool
	maxAge      seconds   // comes before expires
	expires     time.Time // zero: none
}

// seconds is a number that may be absent.
type seconds struct {
	n     int64
	given bool
}

// parse takes a Set-Cookie header apart. What it does not know it passes over; false: it
// sets no cookie.
func parse(line string) (c setCookie, ok bool) {
	if hasControl(line) {
		return c, false
	}
	pair, attributes, more := strings.Cut(line, ";")
	if c.name, c.value, ok = cutPair(pair); !ok || c.name == "" || len(c.name)+len(c.value) > maxSize {
		return c, false
	}
	for more {
		var attribute string
		attribute, attributes, more = strings.Cut(attributes, ";")
		name, value, _ := cutPair(attribute)
		if len(value) <= maxAttribute {
			c.take(name, value)
		}
	}
	return c, true
}

// take takes an attribute; of two with one name the last counts.
func (s *setCookie) take(name, value string) {
	switch strings.ToLower(name) {
	case "domain":
		s.domain = strings.ToLower(strings.TrimPrefix(value, "."))
	case "path":
		if s.path = value; !strings.HasPrefix(value, "/") {
			s.path = ""
		}
	case "secure":
		s.secure = true
	case "max-age":
		if n, ok := parseSeconds(value); ok {
			s.maxAge = seconds{n, true}
		}
	case "expires":
		if t, ok := parseDate(value); ok {
			s.expires = t
		}
	}
}

// ends returns when the cookie is no longer sent; zero: with the jar.
func (s *setCookie) ends(now time.Time) time.Time {
	switch {
	case !s.maxAge.given:
		return s.expires
	case s.maxAge.n <= 0:
		return time.Unix(0, 0)
	}
	return now.Add(time.Duration(s.maxAge.n) * time.Second)
}

// cutPair takes "name=value" apart; false: there is no equals sign, and all is the name.
func cutPair(pair string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(pair, "=")
	return strings.Trim(name, " \t"), strings.Trim(value, " \t"), ok
}

// hasControl reports a character that no header may hold, the tab excepted.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// parseSeconds reads a Max-Age, at most a century of it.
func parseSeconds(s string) (n int64, ok bool) {
	const most = 100 * 366 * 24 * 60 * 60
	digits := strings.TrimPrefix(s, "-")
	if strings.Trim(digits, "0123456789") != "" || digits == "" {
		return 0, false
	}
	if len(digits) < len(s) {
		return math.MinInt64, true
	}
	for i := range len(digits) {
		n = min(n*10+int64(digits[i]-'0'), most)
	}
	return n, true
}
