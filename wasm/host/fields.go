package host

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// Header is one HTTP header field. Order and repetition are kept.
type Header struct{ Name, Value string }

// appendLines writes field lines. It checks only what would change the meaning of
// the lines themselves; the module checks names and values.
func appendLines(b []byte, fields []Header) ([]byte, error) {
	for _, f := range fields {
		if f.Name == "" || f.Name[0] == ' ' || f.Name[0] == '\t' || strings.ContainsAny(f.Name, ":\r\n\x00") {
			return b, fault.New(fault.InvalidHeader, "%.100q is not a field's name", f.Name)
		}
		value := f.Value
		if strings.IndexByte(value, '\n') >= 0 {
			value = unfold(value)
		}
		if strings.ContainsAny(value, "\r\n\x00") {
			return b, fault.New(fault.InvalidHeader, "the field %.100q holds a line break or NUL", f.Name)
		}
		b = append(b, f.Name...)
		b = append(b, ": "...)
		b = append(b, value...)
		b = append(b, '\r', '\n')
	}
	return b, nil
}

// unfold makes a space of a line break before a space or tab, which is old
// folding (RFC 9112 section 5.2).
func unfold(value string) string {
	lines := strings.Split(value, "\n")
	out := lines[0]
	for _, line := range lines[1:] {
		rest := strings.TrimLeft(line, " \t")
		if len(rest) == len(line) {
			return value // not folding
		}
		out = strings.TrimSuffix(out, "\r") + " " + rest
	}
	return out
}

// appendProperties writes property lines, which are data: not a space is changed.
func appendProperties(b []byte, properties []Header) ([]byte, error) {
	for _, p := range properties {
		if strings.Contains(p.Name, ": ") || strings.ContainsAny(p.Name, "\r\n") || strings.ContainsAny(p.Value, "\r\n") {
			return b, fault.New(fault.MessageInvalid, "the user property %.100q holds a line break, or \": \" in its name", p.Name)
		}
		b = append(b, p.Name...)
		b = append(b, ": "...)
		b = append(b, p.Value...)
		b = append(b, '\r', '\n')
	}
	return b, nil
}

// parseLines reads field lines of the module.
func parseLines(lines string) []Header {
	headers := make([]Header, 0, strings.Count(lines, "\r\n"))
	for line := range strings.SplitSeq(strings.TrimSuffix(lines, "\r\n"), "\r\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			headers = append(headers, Header{name, value})
		}
	}
	return headers
}
