package trust

import (
	"bytes"
	"encoding/asn1"
	"encoding/base64"
	"strings"
)

// block is one PEM block, or what is left of it.
type block struct {
	kind    string // "CERTIFICATE"
	line    int    // of BEGIN, from 1
	headers string // lines above the data, as in traditional encrypted keys
	der     []byte
	why     string // not empty: the block is damaged
}

const (
	pemBegin = "-----BEGIN "
	pemEnd   = "-----END "
	dashes   = "-----"

	maxBlocks = 20_000 // all the world's roots are some hundreds
)

// scanPEM finds every block. Unlike encoding/pem it takes what OpenSSL and text
// editors leave behind: a byte order mark, any line ends, END and BEGIN on one
// line, blanks around lines. A damaged block is returned with its reason.
func scanPEM(data []byte) []block {
	var blocks []block
	line, counted := 1, 0
	lineAt := func(i int) int {
		line += lineEnds(data[counted:i])
		counted = i
		return line
	}
	for at := 0; len(blocks) < maxBlocks; {
		begin := nextBegin(data, at)
		if begin < 0 {
			break
		}
		b := block{line: lineAt(begin)}
		label := data[begin+len(pemBegin):]
		end := bytes.Index(label[:min(len(label), 80)], []byte(dashes))
		if end < 0 || bytes.ContainsAny(label[:end], "\r\n") {
			b.why = "the BEGIN line does not end in -----"
			blocks, at = append(blocks, b), begin+len(pemBegin)
			continue
		}
		b.kind = string(label[:end])
		body := begin + len(pemBegin) + end + len(dashes)
		stop := bytes.Index(data[body:], []byte(pemEnd))
		if next := nextBegin(data, body); stop < 0 || next >= 0 && next < body+stop {
			if next >= 0 {
				b.decode(data[body:next]) // OpenSSL takes what is whole
			}
			if next < 0 || b.why != "" || len(first(b.der)) == 0 {
				b.der, b.why = nil, "no END line follows"
			}
			blocks, at = append(blocks, b), body
			continue
		}
		stop += body
		at = stop + len(pemEnd)
		if !bytes.HasPrefix(data[at:], []byte(b.kind+dashes)) {
			b.why = "the END line is not that of " + b.kind
		} else {
			at += len(b.kind) + len(dashes)
			b.decode(data[body:stop])
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// nextBegin finds a BEGIN that starts its line, but for blanks and a byte order
// mark, or that follows the dashes of another line's end.
func nextBegin(data []byte, from int) int {
	for at := from; ; at += len(pemBegin) {
		i := bytes.Index(data[at:], []byte(pemBegin))
		if i < 0 {
			return -1
		}
		at += i
		before := data[:at]
		if bytes.HasSuffix(before, []byte(dashes)) {
			return at
		}
		before = bytes.TrimRight(before, " \t")
		before = bytes.TrimSuffix(before, []byte("\xef\xbb\xbf"))
		if len(before) == 0 || before[len(before)-1] == '\n' || before[len(before)-1] == '\r' {
			return at
		}
	}
}

// decode reads the lines between BEGIN and END.
func (b *block) decode(body []byte) {
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n", "\xef\xbb\xbf", "").Replace(string(body))
	if strings.Contains(text, ":") { // no base64 has one
		var ok bool
		if b.headers, text, ok = strings.Cut(text, "\n\n"); !ok {
			b.why = "no blank line ends its header lines"
			return
		}
	}
	text = strings.Join(strings.Fields(text), "")
	var err error
	if b.der, err = base64.StdEncoding.DecodeString(text); err != nil {
		b.why = "its base64 is damaged"
		if strings.Contains(text, `\n`) {
			b.why = `its line ends are written as \n`
		}
	} else if len(b.der) == 0 {
		b.why = "it is empty"
	}
}

// first is the first value in DER, which is what OpenSSL reads of a block; nil if it
// is cut.
func first(der []byte) []byte {
	var one asn1.RawValue
	if _, err := asn1.Unmarshal(der, &one); err != nil || one.Tag != asn1.TagSequence {
		return nil
	}
	return one.FullBytes
}

// encrypted reports a traditional key that a password protects (RFC 1421).
func (b *block) encrypted() bool { return strings.Contains(b.headers, "ENCRYPTED") }

func lineEnds(data []byte) int {
	n := bytes.Count(data, []byte("\n"))
	if n == 0 {
		n = bytes.Count(data, []byte("\r"))
	}
	return n
}
