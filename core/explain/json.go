package explain

import (
	"strconv"
	"strings"
	"unicode/utf16"
)

// readJSON reads the members of an object that are strings, and those of the
// objects directly in it. An outer member wins over an inner one of its name. It
// looks at each byte once and knows no recursion; what is no JSON is a message.
func (a *answer) readJSON(text string) {
	depth, name, isName := 0, "", true
	for i := 0; i < len(text); {
		switch c := text[i]; c {
		case '{', '[':
			depth++
			isName = c == '{'
		case '}', ']':
			depth--
		case ',':
			isName, name = true, ""
		case ':':
			isName = false
		case '"':
			value, rest, ok := jsonString(text[i:])
			if !ok {
				a.message = text
				return
			}
			i = len(text) - len(rest)
			if isName {
				name = strings.ToLower(value)
			} else if name != "" && depth <= 2 && (a.fields[name] == "" || depth == 1) {
				a.fields[name] = value
			}
			continue
		}
		i++
	}
}

// jsonString reads a string (RFC 8259 section 7) and returns what follows it.
func jsonString(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"':
			return b.String(), text[i+1:], true
		case c != '\\':
			b.WriteByte(c)
		case i+1 == len(text):
			return "", "", false
		default:
			i++
			if text[i] != 'u' {
				b.WriteString(plainEscapes.Replace(text[i : i+1]))
				continue
			}
			first, good := hex4(text, i+1)
			if !good {
				return "", "", false
			}
			i += 4
			if second, good := hex4(text, i+3); good && strings.HasPrefix(text[i+1:], "\\u") {
				if both := utf16.DecodeRune(first, second); both != '\ufffd' {
					first = both
					i += 6
				}
			}
			b.WriteRune(first)
		}
	}
	return "", "", false
}

var plainEscapes = strings.NewReplacer("n", "\n", "r", "\r", "t", "\t", "b", "\b", "f", "\f")

func hex4(text string, at int) (rune, bool) {
	if at+4 > len(text) {
		return 0, false
	}
	n, err := strconv.ParseUint(text[at:at+4], 16, 32)
	return rune(n), err == nil
}
