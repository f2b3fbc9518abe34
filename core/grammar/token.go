package grammar

import "strings"

// LowerToken maps the characters of an HTTP token to lower case and all others to
// 0 (RFC 9110 section 5.6.2). It is computed once and never changes.
var LowerToken = func() (table [256]byte) {
	for c := range table {
		switch b := byte(c); {
		case b >= 'A' && b <= 'Z':
			table[c] = b + 'a' - 'A'
		case alphanumeric(b), strings.IndexByte("!#$%&'*+-.^_`|~", b) >= 0:
			table[c] = b
		}
	}
	return table
}()

// Token reports whether s can be a method or a header's name.
func Token(s string) bool {
	for i := range len(s) {
		if LowerToken[s[i]] == 0 {
			return false
		}
	}
	return s != ""
}

// Value reports whether s can be a header's value on one line: it holds no
// control character but the tab.
func Value(s string) bool {
	for i := range len(s) {
		if IsControl(s[i]) && s[i] != '\t' {
			return false
		}
	}
	return true
}

// IsControl reports whether c is a control character, the tab included.
func IsControl(c byte) bool { return c < ' ' || c == 0x7f }

func alphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
