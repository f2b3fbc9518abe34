package sigv4

import "github.com/sallyport/sallyport/core/grammar"

// Classes of bytes in a URL's path and query.
const (
	classUnreserved = 1 << iota // A-Z a-z 0-9 - . _ ~ : never encoded (RFC 3986 section 2.3)
	classSlash
	classPercent
	classReserved // may stand on the wire, is encoded in canonical form
	classBracket  // reserved, and in a path some libraries encode it
	classRaw      // may not stand on the wire: space, quotes, above 0x7f
	classControl  // is refused
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
		case b == '[', b == ']':
			table[c] = classBracket
		case grammar.IsControl(b):
			table[c] = classControl
		case grammar.MustEscape(b):
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
// pass. It fails on a malformed escape and on a raw control character. With
// plusIsSpace a plus sign is read as a space, as it is in HTML forms.
func appendRecoded(dst []byte, s string, keep uint8, plusIsSpace bool) ([]byte, error) {
	keep |= classUnreserved
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%':
			if i+2 >= len(s) {
				return dst, grammar.BadEscape(s, i)
			}
			high, low := grammar.Unhex(s[i+1]), grammar.Unhex(s[i+2])
			if high > 15 || low > 15 {
				return dst, grammar.BadEscape(s, i)
			}
			c, i = high<<4|low, i+2
		case c == '+' && plusIsSpace:
			c = ' '
		case classOf[c] == classControl:
			return dst, grammar.BadControl(c, i)
		}
		if classOf[c]&keep != 0 {
			dst = append(dst, c)
		} else {
			dst = appendEscaped(dst, c)
		}
	}
	return dst, nil
}
