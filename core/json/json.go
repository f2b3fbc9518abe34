package json

import (
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth is how many objects and arrays may stand in each other.
const maxDepth = 64

// Kind is what a value is.
type Kind byte

// The kinds of values. A Literal is a number, true, false or null.
const (
	Literal Kind = iota
	String
	Object
	Array
)

// Value is one value of a text.
type Value struct {
	Depth int    // how many objects and arrays it stands in
	Name  string // if it stands in an object
	Start int    // of its name, or else of itself; bytes from the beginning of the text
	Kind  Kind
	Text  string // of a String without escapes, of a Literal as it stands
}

// Reader reads the values of a text in their order. Make it with [Read].
type Reader struct {
	in      string
	pos     int
	depth   int
	objects uint64 // bit n: what opened at depth n is an object
	empty   bool   // nothing of it was read yet
	ended   bool   // a value has ended, and no comma followed
	wanted  string // after a fault: what should stand at pos
}

// Read returns a Reader of a text. It borrows the text, and so do its values.
func Read(text string) Reader { return Reader{in: text} }

// Next returns the next value; of an object or array first itself, then what
// stands in it. It is false at the end of the text, and at a fault.
func (r *Reader) Next() (v Value, ok bool) {
	if r.wanted != "" {
		return v, false
	}
	for r.space(); r.depth > 0 && (r.empty || r.ended) && r.take(r.bracket()); r.space() {
		r.depth--
		r.empty, r.ended = false, true
	}
	if r.ended {
		if r.depth == 0 {
			if r.pos < len(r.in) {
				r.wanted = "the end"
			}
			return v, false
		}
		if !r.take(',') {
			r.wanted = "a comma or the end"
			return v, false
		}
		r.space()
	}
	r.empty, r.ended = false, false
	v.Depth, v.Start = r.depth, r.pos
	if r.depth > 0 && r.bracket() == '}' {
		if v.Name, ok = r.text(); !ok {
			r.wanted = "a field name"
			return v, false
		}
		if r.space(); !r.take(':') {
			r.wanted = "a colon"
			return v, false
		}
		r.space()
	}
	ok = r.value(&v)
	return v, ok
}

// Err says where the text is no JSON, after Next was false.
func (r *Reader) Err() error {
	if r.wanted == "" {
		return nil
	}
	return fmt.Errorf("expected %s at byte %d", r.wanted, r.pos+1)
}

// bracket is the one that ends what is open.
func (r *Reader) bracket() byte {
	if r.objects>>(r.depth-1)&1 == 1 {
		return '}'
	}
	return ']'
}

func (r *Reader) value(v *Value) (ok bool) {
	switch {
	case r.pos < len(r.in) && (r.in[r.pos] == '{' || r.in[r.pos] == '['):
		if r.depth == maxDepth {
			r.wanted = fmt.Sprintf("at most %d levels", maxDepth)
			return false
		}
		v.Kind = Array
		r.objects &^= 1 << r.depth
		if r.in[r.pos] == '{' {
			v.Kind = Object
			r.objects |= 1 << r.depth
		}
		r.pos++
		r.depth++
		r.empty = true
		return true
	case r.pos < len(r.in) && r.in[r.pos] == '"':
		v.Kind = String
		v.Text, ok = r.text()
	default:
		v.Text, ok = r.literal()
	}
	if r.ended = ok; !ok {
		r.wanted = "a string, number, true, false or null"
	}
	return ok
}

func (r *Reader) space() {
	for r.pos < len(r.in) && strings.IndexByte(" \t\r\n", r.in[r.pos]) >= 0 {
		r.pos++
	}
}

func (r *Reader) take(c byte) bool {
	if r.pos < len(r.in) && r.in[r.pos] == c {
		r.pos++
		return true
	}
	return false
}

// text reads a string. Without escapes it is a part of the input.
func (r *Reader) text() (string, bool) {
	if !r.take('"') {
		return "", false
	}
	start := r.pos
	for ; r.pos < len(r.in); r.pos++ {
		switch c := r.in[r.pos]; {
		case c == '"':
			s := r.in[start:r.pos]
			r.pos++
			return s, true
		case c == '\\':
			return r.escapedText(r.in[start:r.pos])
		case c < 0x20:
			return "", false
		}
	}
	return "", false
}

// escapedText reads the rest of a string that began with head.
func (r *Reader) escapedText(head string) (string, bool) {
	out := []byte(head)
	for r.pos < len(r.in) {
		c := r.in[r.pos]
		r.pos++
		switch {
		case c == '"':
			return string(out), true
		case c < 0x20:
			return "", false
		case c != '\\':
			out = append(out, c)
		default:
			char, ok := r.escape()
			if !ok {
				return "", false
			}
			out = utf8.AppendRune(out, char)
		}
	}
	return "", false
}

// What may follow a backslash, and what it stands for.
const escapes, escaped = `"\/bfnrt`, "\"\\/\b\f\n\r\t"

func (r *Reader) escape() (rune, bool) {
	if r.pos == len(r.in) {
		return 0, false
	}
	c := r.in[r.pos]
	r.pos++
	if c != 'u' {
		i := strings.IndexByte(escapes, c)
		if i < 0 {
			return 0, false
		}
		return rune(escaped[i]), true
	}
	char, ok := r.hex()
	if !ok || !utf16.IsSurrogate(char) {
		return char, ok
	}
	if !r.take('\\') || !r.take('u') {
		return 0, false
	}
	low, ok := r.hex()
	char = utf16.DecodeRune(char, low)
	return char, ok && char != utf8.RuneError
}

func (r *Reader) hex() (char rune, ok bool) {
	if len(r.in)-r.pos < 4 {
		return 0, false
	}
	for range 4 {
		i := strings.IndexByte("0123456789abcdefABCDEF", r.in[r.pos])
		if i < 0 {
			return 0, false
		}
		if i >= 16 {
			i -= 6
		}
		char = char<<4 | rune(i)
		r.pos++
	}
	return char, true
}

// literal reads a number, true, false or null, and returns its text.
func (r *Reader) literal() (string, bool) {
	rest := r.in[r.pos:]
	for _, word := range [...]string{"true", "false", "null"} {
		if strings.HasPrefix(rest, word) {
			r.pos += len(word)
			return word, true
		}
	}
	start := r.pos
	r.take('-')
	if !r.take('0') && !r.digits() {
		return "", false
	}
	if r.take('.') && !r.digits() {
		return "", false
	}
	if r.take('e') || r.take('E') {
		_ = r.take('+') || r.take('-')
		if !r.digits() {
			return "", false
		}
	}
	return r.in[start:r.pos], true
}

func (r *Reader) digits() bool {
	start := r.pos
	for r.pos < len(r.in) && r.in[r.pos] >= '0' && r.in[r.pos] <= '9' {
		r.pos++
	}
	return r.pos > start
}

// AppendString appends a string in quotes and in ASCII. Bytes that are no UTF-8
// become U+FFFD.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for _, char := range s {
		switch i := strings.IndexRune(escaped, char); {
		case i >= 0 && char != '/':
			dst = append(dst, '\\', escapes[i])
		case char >= 0x10000:
			high, low := utf16.EncodeRune(char)
			dst = fmt.Appendf(dst, `\u%04x\u%04x`, high, low)
		case char < 0x20 || char >= 0x7f:
			dst = fmt.Appendf(dst, `\u%04x`, char)
		default:
			dst = append(dst, byte(char))
		}
	}
	return append(dst, '"')
}
