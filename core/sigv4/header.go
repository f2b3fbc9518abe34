package sigv4

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// maxHeaders and maxHeaderBytes bound the work on one request.
const (
	maxHeaders     = 256
	maxHeaderBytes = 256 << 10
)

// field is one header in the making: its name lower-cased, its value as given.
type field struct {
	order         uint64 // the name's first 8 bytes, for quick comparison
	name, nameEnd int32  // span of headers.names
	value         string
	collapsed     bool // value is already in canonical form
}

// headers are the canonical headers in the making; they are reused.
type headers struct {
	names  []byte
	fields []field // to be signed
	host   string  // value of a Host header of the request, or empty
	target string  // value of X-Amz-Target, or empty

	resigning *resigning // of the request

	scheme     *scheme
	additional []string // names that are signed because the caller wants it, lower case
}

func (h *headers) reset() {
	clear(h.fields) // do not keep the caller's strings alive
	h.names, h.fields, h.host, h.target, h.resigning = h.names[:0], h.fields[:0], "", "", nil
}

func (h *headers) name(f *field) []byte { return h.names[f.name:f.nameEnd] }

// add takes one header of the request. A header that is not to be signed is
// checked and left out.
func (h *headers) add(name, value string) error {
	if name == "" {
		return fault.New(fault.InvalidHeader, "a header has an empty name")
	}
	start := len(h.names)
	h.names = append(h.names, name...)
	lower := h.names[start:]
	for i, c := range lower {
		l := grammar.LowerToken[c]
		if l == 0 {
			return fault.New(fault.InvalidHeader, "the header name %q holds the character %q", shorten(name), c)
		}
		lower[i] = l
	}
	var of kind
	switch {
	case h.scheme.foreign:
		if of = h.scheme.kindOf(lower); of == kindUnsigned && h.isAdditional(string(lower)) {
			of = kindSigned
		}
	case h.resigning != nil:
		of = h.resigning.kind(kindOf(lower), lower)
	default:
		of = kindOf(lower)
	}
	switch of {
	case kindUnsigned:
		h.names = h.names[:start]
		if isCollapsed(value) {
			return nil
		}
		return checkValue(lower, value, false)
	case kindSigning:
		return fault.New(fault.AlreadySigned, "the request already has the header %s", lower)
	case kindHost:
		if h.host != "" {
			return fault.New(fault.InvalidHeader, "the request has two Host headers")
		}
		if h.host = strings.TrimSpace(value); h.host == "" {
			return fault.New(fault.InvalidHeader, "the Host header is empty")
		}
		if value = h.host; !h.signsHost() {
			h.names = h.names[:start]
			return nil
		}
	case kindTarget:
		h.target = value
	}
	collapsed := isCollapsed(value)
	if h.scheme.foreign && !collapsed { // spaces inside stay
		if err := checkValue(lower, value, true); err != nil {
			return err
		}
		value, collapsed = wireValue(value), true
	}
	h.fields = append(h.fields, field{orderOf(lower), int32(start), int32(len(h.names)), value, collapsed})
	if collapsed {
		return nil
	}
	return checkValue(lower, value, true)
}

// addOwn adds a header of the signer's own. name must be lower case.
func (h *headers) addOwn(name, value string) {
	start := len(h.names)
	h.names = append(h.names, name...)
	h.fields = append(h.fields, field{orderOf(h.names[start:]), int32(start), int32(len(h.names)), value, true})
}

// orderOf packs the start of a name so that comparing numbers compares names.
func orderOf(name []byte) uint64 {
	if len(name) >= 8 {
		return binary.BigEndian.Uint64(name)
	}
	var padded [8]byte
	copy(padded[:], name)
	return binary.BigEndian.Uint64(padded[:])
}

// less orders two fields by name.
func (h *headers) less(a, b *field) bool {
	if a.order != b.order {
		return a.order < b.order
	}
	return bytes.Compare(h.name(a), h.name(b)) < 0
}

// sameName reports whether field i has the name of the one before it.
func (h *headers) sameName(i int) bool {
	return i > 0 && h.fields[i-1].order == h.fields[i].order && bytes.Equal(h.name(&h.fields[i-1]), h.name(&h.fields[i]))
}

// sort orders the fields by name, those of one name as they came. Requests have
// few headers, and they are often in order already.
func (h *headers) sort() {
	for i := 1; i < len(h.fields); i++ {
		if !h.less(&h.fields[i], &h.fields[i-1]) {
			continue
		}
		f := h.fields[i]
		j := i
		for ; j > 0 && h.less(&f, &h.fields[j-1]); j-- {
			h.fields[j] = h.fields[j-1]
		}
		h.fields[j] = f
	}
}

// appendCanonical writes "name:value\n" for each name.
func (h *headers) appendCanonical(dst []byte) []byte {
	for i := range h.fields {
		f := &h.fields[i]
		if h.sameName(i) {
			dst[len(dst)-1] = ','
		} else {
			dst = append(dst, h.name(f)...)
			dst = append(dst, ':')
		}
		if f.collapsed {
			dst = append(dst, f.value...)
		} else {
			dst = appendCollapsed(dst, f.value)
		}
		dst = append(dst, '\n')
	}
	return dst
}

// appendSigned writes the names joined with ";"; those of oss4 that go without
// saying are left out.
func (h *headers) appendSigned(dst []byte) []byte {
	start := len(dst)
	for i := range h.fields {
		f := &h.fields[i]
		if h.sameName(i) || h.scheme.oss && h.scheme.isOwn(h.name(f)) {
			continue
		}
		if len(dst) > start {
			dst = append(dst, ';')
		}
		dst = append(dst, h.name(f)...)
	}
	return dst
}

// appendCollapsed writes value trimmed, each run of white space as one space,
// inside quotes as well.
func appendCollapsed(dst []byte, value string) []byte {
	space := false
	start := len(dst)
	for i := 0; i < len(value); i++ {
		switch c := value[i]; c {
		case ' ', '\t', '\r', '\n':
			space = true
		default:
			if space && len(dst) > start {
				dst = append(dst, ' ')
			}
			space = false
			dst = append(dst, c)
		}
	}
	return dst
}

// isCollapsed reports whether value holds only ASCII, neither control characters
// nor white space that [appendCollapsed] would change.
func isCollapsed(value string) bool {
	if value == "" {
		return true
	}
	if value[0] == ' ' || value[len(value)-1] == ' ' {
		return false
	}
	previous := byte(0)
	for i := printable(value); i < len(value); i++ {
		c := value[i]
		if c <= ' ' && (c != ' ' || previous == ' ') || c >= 0x7f {
			return false
		}
		previous = c
	}
	return true
}

// printable returns how many bytes at the start of s, in steps of eight, are ASCII
// without space and control characters: all of a long token.
func printable(s string) (n int) {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; n+8 <= len(s); n += 8 {
		v := uint64(s[n]) | uint64(s[n+1])<<8 | uint64(s[n+2])<<16 | uint64(s[n+3])<<24 |
			uint64(s[n+4])<<32 | uint64(s[n+5])<<40 | uint64(s[n+6])<<48 | uint64(s[n+7])<<56
		// Below 0x21 a subtraction borrows, above 0x7e an addition carries, into the high bit.
		if ((v-ones*0x21)|v|(v+ones))&highs != 0 {
			return n
		}
	}
	return n
}

// checkValue refuses control characters, which would end the header or the
// request on the wire. A line break that is followed by a space or tab is
// folding (RFC 9112 section 5.2). It refuses what is not ASCII if it is to be
// signed: libraries send it as UTF-8, as Latin-1 or not at all.
func checkValue(name []byte, value string, signed bool) error {
	for i := 0; i < len(value); i++ {
		c := value[i]
		if c > 0x7f && signed {
			return fault.New(fault.InvalidHeader, "the value of header %s holds a byte that is not ASCII at byte %d, which HTTP libraries send in different encodings; "+
				"encode it: percent-encoding, or RFC 2047 for metadata of S3", name, i)
		}
		if !grammar.IsControl(c) || c == '\t' {
			continue
		}
		next := byte(0)
		if i+1 < len(value) {
			next = value[i+1]
		}
		if c == '\r' && next == '\n' || c == '\n' && (next == ' ' || next == '\t') {
			continue
		}
		return fault.New(fault.InvalidHeader, "the value of header %s holds the control character %q at byte %d", name, c, i)
	}
	return nil
}

// wireValue is value as it is sent: trimmed, and unfolded if it was folded.
func wireValue(value string) string {
	value = strings.TrimSpace(value)
	if strings.IndexByte(value, '\n') < 0 {
		return value
	}
	return string(appendCollapsed(nil, value))
}
