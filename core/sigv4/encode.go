package sigv4

import "github.com/sallyport/sallyport/core/fault"

// Classes of bytes in a URL's path and query.
const (
	classUnreserved = 1 << iota // A-Z a-z 0-9 - . _ ~ : never encoded (RFC 3986 section 2.3)
	classSlash
	classPercent
	classReserved // may stand on the wire, is encoded in canonical form
	classRaw      // may not stand on the wire: controls, space, quotes, 0x7f and above
)

const upperHex = "0123456789ABCDEF"

// classOf is computed once; it never changes.
var classOf = func() (table [256]uint8) {
	for c := range table {
		switch b := byte(c); {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '.', b == '_', b == '~':
			table[c] = classUnreserved
		case b == '/':
			table[c] = classSlash
		case b == '%':
			table[c] = classPercent
		case b <= ' ', b >= 0x7f, b == '"', b == '<', b == '>', b == '\\', b == '^', b == '`', b == '{', b == '|', b == '}':
			table[c] = classRaw
		default:
			table[c] = classReserved
		}
	}
	return table
}()

// classesIn returns the union of the classes of s's bytes.
func classesIn(s string) (classes uint8) {
	for i := 0; i < len(s); i++ {
		classes |= classOf[s[i]]
	}
	return classes
}

func appendEscaped(dst []byte, c byte) []byte {
	return append(dst, '%', upperHex[c>>4], upperHex[c&15])
}

// appendEncoded encodes every byte of s except unreserved ones and those of the
// classes in keep.
func appendEncoded(dst []byte, s string, keep uint8) []byte {
	keep |= classUnreserved
	for i := 0; i < len(s); i++ {
		if c := s[i]; classOf[c]&keep != 0 {
			dst = append(dst, c)
		} else {
			dst = appendEscaped(dst, c)
		}
	}
	return dst
}

// appendRecoded is appendEncoded of s with its percent escapes decoded, in one
// pass. It fails on a malformed escape.
func appendRecoded(dst []byte, s string, keep uint8) ([]byte, error) {
	keep |= classUnreserved
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' {
			if i+2 >= len(s) {
				return dst, badEscape(s, i)
			}
			high, low := unhex(s[i+1]), unhex(s[i+2])
			if high > 15 || low > 15 {
				return dst, badEscape(s, i)
			}
			c, i = high<<4|low, i+2
		}
		if classOf[c]&keep != 0 {
			dst = append(dst, c)
		} else {
			dst = appendEscaped(dst, c)
		}
	}
	return dst, nil
}

// checkEscapes fails if s has a percent sign that starts no escape.
func checkEscapes(s string) error {
	for i := 0; i < len(s); i++ {
		if s[i] == '%' {
			if i+2 >= len(s) || unhex(s[i+1]) > 15 || unhex(s[i+2]) > 15 {
				return badEscape(s, i)
			}
			i += 2
		}
	}
	return nil
}

func badEscape(s string, at int) error {
	end := min(at+3, len(s))
	return fault.New(fault.InvalidURL, "malformed percent escape %q at byte %d of its part of the URL", s[at:end], at)
}

// unhex returns the value of a hex digit, or more than 15.
func unhex(c byte) byte {
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
