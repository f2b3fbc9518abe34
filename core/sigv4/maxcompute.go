package sigv4

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // MaxCompute has no other
	"encoding/base64"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// writeMaxCompute writes the string to sign of MaxCompute, which is the canonical
// request itself, and not encoded: method, the values of three headers, a line for
// each header and parameter that begins with x-odps-, and the resource (the SDKs of
// MaxCompute, pyodps accounts.py and aliyun-odps-go-sdk account/aliyun_account.go).
func (b *builder) writeMaxCompute() error {
	if err := b.writeHead(); err != nil { // the form on the wire
		return err
	}
	path := string(b.bytes(b.wirePath))
	if below, ok := strings.CutPrefix(path, "/api"); ok && (below == "" || below[0] == '/') {
		path = below
	}
	resource, err := unescaped(path)
	if err != nil {
		return err
	}
	var params, lines []string
	for piece := range strings.SplitSeq(string(b.bytes(b.canonicalQuery)), "&") {
		if piece == "" {
			continue
		}
		key, value, _ := strings.Cut(piece, "=")
		if key, err = unescaped(key); err != nil {
			return err
		}
		if value, err = unescaped(value); err != nil {
			return err
		}
		if strings.HasPrefix(key, b.scheme.prefix) {
			lines = append(lines, key+":"+value)
		}
		if value != "" {
			key += "=" + value
		}
		params = append(params, key)
	}
	slices.SortStableFunc(params, func(a, b string) int {
		a, _, _ = strings.Cut(a, "=")
		b, _, _ = strings.Cut(b, "=")
		return strings.Compare(a, b)
	})
	value := map[string]string{}
	for i := range b.headers.fields {
		f := &b.headers.fields[i]
		if name := string(b.headers.name(f)); strings.HasPrefix(name, b.scheme.prefix) {
			lines = append(lines, name+":"+f.value)
		} else {
			value[name] = f.value
		}
	}
	slices.Sort(lines)
	if len(params) > 0 {
		resource += "?" + strings.Join(params, "&")
	}
	start := len(b.buf)
	b.buf = append(b.buf, b.method...)
	for _, line := range slices.Concat([]string{value["content-md5"], value["content-type"], b.stamp}, lines, []string{resource}) {
		b.buf = append(b.buf, '\n')
		b.buf = append(b.buf, line...)
	}
	b.canonical = b.mark(start)
	b.signedNames, b.payload = b.mark(len(b.buf)), b.mark(len(b.buf))
	return nil
}

// unescaped decodes what stands in the string to sign as it is, where a line break
// would be one between its parts.
func unescaped(text string) (string, error) {
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '%' { // escapes are well formed on the wire
			c, i = grammar.Unhex(text[i+1])<<4|grammar.Unhex(text[i+2]), i+2
		}
		if grammar.IsControl(c) {
			return "", fault.New(fault.InvalidURL, "the URL holds the escaped control character %q, which MaxCompute cannot sign", c)
		}
		out = append(out, c)
	}
	return string(out), nil
}

// repeatCanonical makes the string to sign.
func (b *builder) repeatCanonical() {
	start := len(b.buf)
	b.buf = append(b.buf, b.bytes(b.canonical)...)
	b.toSign = b.mark(start)
}

// signMaxCompute ends the text with the signature.
func (b *builder) signMaxCompute() {
	m := hmac.New(sha1.New, b.key.secret)
	m.Write(b.bytes(b.toSign))
	b.buf = base64.StdEncoding.AppendEncode(b.buf[:b.signature.start], m.Sum(nil))
	b.signature.end, b.tail.end = len(b.buf), len(b.buf)
}
