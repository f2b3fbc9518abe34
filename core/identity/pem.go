package identity

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	pemBegin = "-----BEGIN "
	pemEnd   = "-----END "
	pemLabel = "CERTIFICATE"

	maxPinText = 1 << 20 // bytes of one PEM text
	longBase64 = 60      // a line of this many base64 letters is no sentence
)

// pemBlock is one certificate of a text.
type pemBlock struct {
	line int // of its BEGIN, from 1
	der  []byte
}

// readPEM returns the certificates of a text (RFC 7468). Unlike encoding/pem,
// which skips what it cannot read, it refuses every line that belongs to a
// certificate which is not there as a whole: a pin that is left out silently is
// a signer that is refused later, far from the cause. Explanatory text may stand
// between the blocks.
func readPEM(text []byte) ([]pemBlock, error) {
	if len(text) > maxPinText {
		return nil, fmt.Errorf("it has %d bytes; the limit is %d", len(text), maxPinText)
	}
	r := pemReader{}
	rest := string(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")))
	for rest != "" {
		var line string
		var ended bool
		line, rest, ended = strings.Cut(rest, "\n")
		r.line++
		if err := r.take(strings.TrimSpace(line), !ended); err != nil {
			return nil, fmt.Errorf("line %d: %w", r.line, err)
		}
	}
	if r.begin > 0 {
		return nil, fmt.Errorf("line %d: the certificate that begins here has no END line: the text is cut off", r.begin)
	}
	return r.blocks, nil
}

// pemReader is the state between two lines.
type pemReader struct {
	line   int
	begin  int // line of the open block; 0: none is open
	body   []byte
	blocks []pemBlock
}

// take reads one line. Some tools forget the line break between END and BEGIN.
func (r *pemReader) take(line string, last bool) error {
	switch {
	case strings.HasPrefix(line, pemBegin):
		label, rest, ok := strings.Cut(line[len(pemBegin):], "-----")
		switch {
		case r.begin > 0:
			return fmt.Errorf("a block begins before the one of line %d has ended", r.begin)
		case !ok || rest != "":
			return fmt.Errorf("%.60q is not a whole BEGIN line", line)
		case label != pemLabel:
			return fmt.Errorf("there is a PEM block %.40q; only %s may stand there", label, pemLabel)
		}
		r.begin, r.body = r.line, r.body[:0]
	case strings.HasPrefix(line, pemEnd):
		label, rest, ok := strings.Cut(line[len(pemEnd):], "-----")
		switch {
		case r.begin == 0:
			return fmt.Errorf("%.60q has no BEGIN line before it: the beginning is cut off", line)
		case !ok || label != pemLabel:
			return fmt.Errorf("%.60q does not end the block of line %d", line, r.begin)
		}
		der := make([]byte, base64.StdEncoding.DecodedLen(len(r.body)))
		n, err := base64.StdEncoding.Decode(der, r.body)
		if err != nil || n == 0 {
			return fmt.Errorf("the block of line %d does not hold base64 as a whole", r.begin)
		}
		r.blocks = append(r.blocks, pemBlock{r.begin, der[:n]})
		if r.begin = 0; rest != "" {
			return r.take(rest, last)
		}
	case r.begin > 0:
		if strings.IndexFunc(line, notBase64) >= 0 {
			return fmt.Errorf("%.60q is not base64, and the block of line %d has not ended", line, r.begin)
		}
		r.body = append(r.body, line...)
	case strings.HasPrefix(line, "-----"), strings.Contains(line, pemBegin), strings.Contains(line, pemEnd),
		last && line != "" && strings.HasPrefix(pemBegin, line):
		return fmt.Errorf("%.60q is neither a BEGIN nor an END line", line)
	case len(line) >= longBase64 && strings.IndexFunc(line, notBase64) < 0:
		return fmt.Errorf("base64 without a BEGIN line before it: the beginning is cut off")
	}
	return nil
}

func notBase64(r rune) bool {
	return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/' || r == '=')
}

// pinMalformed says which of the given pins cannot be used.
func pinMalformed(index int, cause error) error {
	return fault.Wrap(fault.PinMalformed, cause, "pin %d: %v", index+1, cause)
}
