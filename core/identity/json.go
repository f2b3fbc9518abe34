package identity

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
)

// maxFields bounds a document; real ones have about ten.
const maxFields = 64

// field is one member of the document.
type field struct {
	name, value string
	text        bool // the value is a string, not a number, true, false or null
	start       int  // of the name among the members
}

// parseFields appends to fields the members between the braces of a flat JSON
// object. It is stricter than encoding/json, which lets the last of several
// equal names win, matches names in any case, and repairs bad UTF-8: here each
// of these is an error, and so are nested values.
func parseFields(fields []field, members string) ([]field, error) {
	if !utf8.ValidString(members) {
		return nil, fault.New(fault.DocumentMalformed, "the document is not UTF-8")
	}
	p := parser{in: members}
	p.space()
	for more := p.pos < len(p.in); more; {
		f := field{start: p.pos}
		var ok bool
		if f.name, ok = p.text(); !ok {
			return nil, p.malformed("a field name")
		}
		if p.space(); !p.take(':') {
			return nil, p.malformed("a colon")
		}
		p.space()
		if f.value, f.text = p.text(); !f.text {
			if f.value, ok = p.literal(); !ok {
				return nil, p.malformed("a string, number, true, false or null")
			}
		}
		for _, other := range fields {
			// Another reader of the document may ignore the case.
			if strings.EqualFold(other.name, f.name) {
				return nil, fault.New(fault.DocumentDuplicateField, "the document names the field %.60q twice", f.name)
			}
		}
		if len(fields) == maxFields {
			return nil, fault.New(fault.DocumentMalformed, "the document has more than %d fields", maxFields)
		}
		fields = append(fields, f)
		p.space()
		if more = p.take(','); more {
			p.space()
		}
	}
	if p.pos != len(p.in) {
		return nil, p.malformed("a comma or the end")
	}
	return fields, nil
}

type parser struct {
	in  string
	pos int
}

func (p *parser) malformed(wanted string) error {
	return fault.New(fault.DocumentMalformed, "the document is not a flat JSON object: expected %s at byte %d", wanted, p.pos+1)
}

func (p *parser) space() {
	for p.pos < len(p.in) && strings.IndexByte(" \t\r\n", p.in[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *parser) take(c byte) bool {
	if p.pos < len(p.in) && p.in[p.pos] == c {
		p.pos++
		return true
	}
	return false
}

// text reads a string. Without escapes it is a part of the input.
func (p *parser) text() (string, bool) {
	if !p.take('"') {
		return "", false
	}
	start := p.pos
	for ; p.pos < len(p.in); p.pos++ {
		switch c := p.in[p.pos]; {
		case c == '"':
			s := p.in[start:p.pos]
			p.pos++
			return s, true
		case c == '\\':
			return p.escapedText(p.in[start:p.pos])
		case c < 0x20:
			return "", false
		}
	}
	return "", false
}

// escapedText reads the rest of a string that began with head.
func (p *parser) escapedText(head string) (string, bool) {
	out := []byte(head)
	for p.pos < len(p.in) {
		c := p.in[p.pos]
		p.pos++
		switch {
		case c == '"':
			return string(out), true
		case c < 0x20:
			return "", false
		case c != '\\':
			out = append(out, c)
		default:
			r, ok := p.escape()
			if !ok {
				return "", false
			}
			out = utf8.AppendRune(out, r)
		}
	}
	return "", false
}

// escape reads what follows a backslash.
func (p *parser) escape() (rune, bool) {
	if p.pos == len(p.in) {
		return 0, false
	}
	c := p.in[p.pos]
	p.pos++
	if c != 'u' {
		i := strings.IndexByte(`"\/bfnrt`, c)
		if i < 0 {
			return 0, false
		}
		return rune("\"\\/\b\f\n\r\t"[i]), true
	}
	r, ok := p.hex()
	if !ok || !utf16.IsSurrogate(r) {
		return r, ok
	}
	if !p.take('\\') || !p.take('u') {
		return 0, false
	}
	low, ok := p.hex()
	r = utf16.DecodeRune(r, low)
	return r, ok && r != utf8.RuneError
}

func (p *parser) hex() (r rune, ok bool) {
	if len(p.in)-p.pos < 4 {
		return 0, false
	}
	for range 4 {
		i := strings.IndexByte("0123456789abcdefABCDEF", p.in[p.pos])
		if i < 0 {
			return 0, false
		}
		if i >= 16 {
			i -= 6
		}
		r = r<<4 | rune(i)
		p.pos++
	}
	return r, true
}

// literal reads a number, true, false or null, and returns its text.
func (p *parser) literal() (string, bool) {
	rest := p.in[p.pos:]
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(rest, word) {
			p.pos += len(word)
			return word, true
		}
	}
	start := p.pos
	p.take('-')
	if !p.take('0') && !p.digits() {
		return "", false
	}
	if p.take('.') && !p.digits() {
		return "", false
	}
	if p.take('e') || p.take('E') {
		_ = p.take('+') || p.take('-')
		if !p.digits() {
			return "", false
		}
	}
	return p.in[start:p.pos], true
}

func (p *parser) digits() bool {
	start := p.pos
	for p.pos < len(p.in) && p.in[p.pos] >= '0' && p.in[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}
