package op

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// AppendFields parses field lines, "Name: value" each ended by LF or CRLF (the
// last may lack it), and appends them to dst. Name and value are slices of
// lines. Space around the value is dropped; everything else is for the user of
// the headers to check.
//
// Errors: INVALID_HEADER.
func AppendFields(dst []sigv4.Header, lines string) ([]sigv4.Header, error) {
	for lines != "" {
		line := lines
		if end := strings.IndexByte(lines, '\n'); end >= 0 {
			line, lines = lines[:end], lines[end+1:]
			line = strings.TrimSuffix(line, "\r")
		} else {
			lines = ""
		}
		colon := strings.IndexByte(line, ':')
		if colon <= 0 {
			return nil, fieldError(line)
		}
		dst = append(dst, sigv4.Header{Name: line[:colon], Value: trimSpace(line[colon+1:])})
	}
	return dst, nil
}

// trimSpace drops the white space of RFC 9110 section 5.6.3 at both ends.
func trimSpace(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// fieldError does not show the line, which may be the rest of a folded secret.
func fieldError(line string) error {
	if line == "" {
		return fault.New(fault.InvalidHeader, "the field lines hold an empty line")
	}
	return fault.New(fault.InvalidHeader, "a field line of %d bytes is not of the form \"Name: value\"", len(line))
}

// fieldLines is the other way round.
func fieldLines(headers []sigv4.Header) []byte {
	size := 0
	for i := range headers {
		size += len(headers[i].Name) + len(headers[i].Value) + len(": \r\n")
	}
	if size == 0 {
		return nil
	}
	lines := make([]byte, 0, size)
	for _, h := range headers {
		lines = append(lines, h.Name...)
		lines = append(lines, ": "...)
		lines = append(lines, h.Value...)
		lines = append(lines, "\r\n"...)
	}
	return lines
}
