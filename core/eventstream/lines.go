package eventstream

import (
	"encoding/binary"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"
)

// names are the types as text has them.
var names = [...]string{
	True: "true", False: "false", Byte: "byte", Short: "short", Int: "int", Long: "long", Bytes: "bytes", String: "string", Timestamp: "timestamp", UUID: "uuid",
}

// ParseLines reads headers as lines "type<tab>name<tab>value", each ended by LF. A
// type is the name of a [Type] in small letters. Values are decimal numbers
// (timestamp: milliseconds since 1970), 8-4-4-4-12 hexadecimal digits, or bytes; true
// and false have none. Names and bytes have %XX in the place of what is no visible
// character of ASCII, and of "%".
//
// Errors: EVENT_MALFORMED.
func ParseLines(lines string) ([]Header, error) {
	var headers []Header
	for lines != "" {
		var line string
		line, lines, _ = strings.Cut(lines, "\n")
		parts := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
		if len(parts) != 3 {
			return nil, malformed("the headers have a line of %d parts, not \"type<tab>name<tab>value\"", len(parts))
		}
		name, err := url.PathUnescape(parts[1])
		h := Header{Name: name, Type: Type(len(names))}
		for i, known := range names {
			if known == parts[0] {
				h.Type = Type(i)
			}
		}
		if err == nil && int(h.Type) < len(names) {
			h.Value, err = parseValue(h.Type, parts[2])
		}
		if err != nil || int(h.Type) == len(names) {
			return nil, malformed("the header %.60q has no value of the type %.20q", parts[1], parts[0])
		}
		headers = append(headers, h)
	}
	return headers, nil
}

func parseValue(t Type, text string) ([]byte, error) {
	switch t {
	case True, False:
		if text != "" {
			return nil, strconv.ErrSyntax
		}
		return nil, nil
	case Bytes, String:
		plain, err := url.PathUnescape(text)
		return []byte(plain), err
	case UUID:
		if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
			return nil, strconv.ErrSyntax
		}
		return hex.DecodeString(strings.ReplaceAll(text, "-", ""))
	}
	n, err := strconv.ParseInt(text, 10, 8*sizes[t])
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(n))
	return b[8-sizes[t]:], err
}

// AppendLines is the other way round.
func AppendLines(dst []byte, headers []Header) []byte {
	for _, h := range headers {
		dst = append(append(dst, names[h.Type]...), '\t')
		dst = append(appendEscaped(dst, h.Name), '\t')
		switch h.Type {
		case True, False:
		case Bytes, String:
			dst = appendEscaped(dst, string(h.Value))
		case UUID:
			for i, b := range h.Value {
				if i == 4 || i == 6 || i == 8 || i == 10 {
					dst = append(dst, '-')
				}
				dst = hex.AppendEncode(dst, []byte{b})
			}
		default:
			var n int64
			for i, b := range h.Value {
				if n = n<<8 | int64(b); i == 0 {
					n = int64(int8(b))
				}
			}
			dst = strconv.AppendInt(dst, n, 10)
		}
		dst = append(dst, '\n')
	}
	return dst
}

func appendEscaped(dst []byte, text string) []byte {
	for i := range len(text) {
		if b := text[i]; b > ' ' && b < 0x7f && b != '%' {
			dst = append(dst, b)
		} else {
			dst = append(dst, '%', "0123456789ABCDEF"[b>>4], "0123456789ABCDEF"[b&15])
		}
	}
	return dst
}
