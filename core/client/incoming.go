package client

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

const (
	maxFields        = 100 // header fields of one response
	maxInformational = 16  // 1xx responses before the real one
)

// head is a parsed response head.
type head struct {
	status  int
	text    string // "200 OK"
	minor   int    // of HTTP/1.x
	headers []Header
}

// begins is how every response does.
const begins = "HTTP/"

// readHead reads to and including the empty line. Errors of the stream come back
// as they are; io.ErrUnexpectedEOF stands for an early end.
func readHead(br *bufio.Reader, scratch []byte, limit int64) ([]byte, error) {
	raw := scratch[:0]
	// Whatever else it is, it may have no line to wait for.
	if first, _ := br.Peek(len(begins)); !strings.HasPrefix(begins, string(first)) {
		line, _ := br.Peek(min(br.Buffered(), 64))
		line, _, _ = bytes.Cut(line, []byte("\n"))
		more := ""
		if len(line) > 1 && (line[0] == 0x15 || line[0] == 0x16) && line[1] == 3 {
			more = ", which is TLS: use https://"
		}
		return raw, fault.New(fault.HTTPMalformed, "the response begins with %q%s", excerpt(line), more)
	}
	for {
		start := len(raw)
		var err error
		if raw, err = readLine(br, raw, limit); err != nil {
			return raw, noEOF(err)
		}
		line := raw[start:]
		if len(line) == 1 || len(line) == 2 && line[0] == '\r' {
			return raw, nil
		}
	}
}

// readLine appends a line, its end included, to b.
func readLine(br *bufio.Reader, b []byte, limit int64) ([]byte, error) {
	for {
		part, err := br.ReadSlice('\n')
		b = append(b, part...)
		if int64(len(b)) > limit {
			return b, fault.New(fault.HTTPHeaderTooLarge, "the response header, or one line of its chunks, is over %d bytes", limit)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return b, err
		}
	}
}

// parseHead takes a head apart that readHead has delimited.
func parseHead(raw string) (*head, error) {
	line, rest := cutLine(raw)
	h := &head{}
	// "HTTP/1.1 200" and, unlike RFC 9112 demands, a space only before a reason.
	version, status, _ := strings.Cut(line, " ")
	code, _, _ := strings.Cut(status, " ")
	if len(version) != len("HTTP/1.1") || !strings.HasPrefix(version, "HTTP/1.") || version[7] < '0' || version[7] > '1' ||
		len(code) != 3 || code[0] < '1' || code[0] > '9' || !isDigit(code[1]) || !isDigit(code[2]) || !grammar.Value(line) {
		return nil, fault.New(fault.HTTPMalformed, "the status line is %q", excerpt([]byte(line)))
	}
	h.minor = int(version[7] - '0')
	h.status = int(code[0]-'0')*100 + int(code[1]-'0')*10 + int(code[2]-'0')
	h.text = strings.TrimSpace(status)

	var err error
	h.headers, err = parseFields(rest)
	return h, err
}

// parseFields takes header or trailer lines apart, the empty line included.
func parseFields(rest string) ([]Header, error) {
	headers := make([]Header, 0, min(strings.Count(rest, "\n"), maxFields+1))
	for {
		var line string
		line, rest = cutLine(rest)
		if line == "" {
			return headers, nil
		}
		if line[0] == ' ' || line[0] == '\t' { // obsolete folding: the value goes on
			if len(headers) == 0 || !grammar.Value(line) {
				return nil, fault.New(fault.HTTPMalformed, "the header line %q continues none", excerpt([]byte(line)))
			}
			last := &headers[len(headers)-1]
			last.Value = strings.Trim(last.Value+" "+strings.Trim(line, " \t"), " ")
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok || !grammar.Token(name) || !grammar.Value(value) {
			return nil, fault.New(fault.HTTPMalformed, "the header line is %q", excerpt([]byte(line)))
		}
		if len(headers) == maxFields {
			return nil, fault.New(fault.HTTPHeaderTooLarge, "the response has more than %d header fields", maxFields)
		}
		headers = append(headers, Header{Name: name, Value: strings.Trim(value, " \t")})
	}
}

// cutLine takes a line without its CRLF or LF.
func cutLine(s string) (line, rest string) {
	line, rest, _ = strings.Cut(s, "\n")
	return strings.TrimSuffix(line, "\r"), rest
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// excerpt bounds what a message quotes of the peer.
func excerpt(b []byte) []byte { return b[:min(len(b), 64)] }

// values yields the elements of a comma list that may span several fields.
func (h *head) values(name string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, field := range h.headers {
			if !strings.EqualFold(field.Name, name) {
				continue
			}
			for value := range strings.SplitSeq(field.Value, ",") {
				if !yield(strings.Trim(value, " \t")) {
					return
				}
			}
		}
	}
}

// says reports whether a list header holds an element, in any case.
func (h *head) says(name, element string) bool {
	for value := range h.values(name) {
		if strings.EqualFold(value, element) {
			return true
		}
	}
	return false
}

// noEOF is for places where the end of the stream is too early.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
