package identity

import "github.com/sallyport/sallyport/core/fault"

// The limits of the gate. Real messages have up to 12 levels and, with a chain
// of certificates, some 500 elements.
const (
	maxInput = 64 << 10
	maxDepth = 16
	maxNodes = 2048
)

// Identifier octets of ASN.1.
const (
	tagOctetString = 0x04
	tagSequence    = 0x30
	tagConstructed = 0x20
)

// gate admits exactly one well-formed ASN.1 element and returns its DER: the
// input itself, or for BER a converted copy that is never longer.
//
// Everything behind the gate may rely on: low tag numbers, minimal definite
// lengths, every child within its parent, no string in pieces, nothing after
// the end, and the limits above. The cost is linear in the size.
func gate(in []byte) ([]byte, error) {
	if err := checkSize(in); err != nil {
		return nil, err
	}
	s := scan{in: in, nodes: make([]node, 0, 96)} // enough for Alibaba
	end, err := s.element(0, len(in), 1, false)
	if err != nil {
		return nil, err
	}
	if end != len(in) {
		return nil, fault.New(fault.SignatureTrailingData, "%d bytes follow the end of the message", len(in)-end)
	}
	if !s.ber {
		return in, nil
	}
	return s.der(), nil
}

func checkSize(in []byte) error {
	if len(in) > maxInput {
		return fault.New(fault.SignatureTooLarge, "the signature has %d bytes; the limit is %d", len(in), maxInput)
	}
	return nil
}

// node is one element, in the order of the input.
type node struct {
	tag     byte
	segment bool  // a piece of a string in pieces
	start   int32 // where its content begins in the input
	size    int32 // of its content in DER
}

type scan struct {
	in    []byte
	nodes []node
	ber   bool // something is not DER
}

// element reads the element at pos, which must end at or before limit, and
// returns its end.
func (s *scan) element(pos, limit, depth int, segment bool) (int, error) {
	if depth > maxDepth || len(s.nodes) == maxNodes {
		return 0, fault.New(fault.SignatureTooDeep, "the ASN.1 has more than %d levels or %d elements (at byte %d)",
			maxDepth, maxNodes, pos)
	}
	start, length, err := s.header(pos, limit)
	if err != nil {
		return 0, err
	}
	tag := s.in[pos]
	if err := checkTag(tag, segment, pos); err != nil {
		return 0, err
	}
	self := len(s.nodes)
	s.nodes = append(s.nodes, node{tag: tag, segment: segment, start: int32(start), size: int32(length)})
	if tag&tagConstructed == 0 {
		if length == indefinite {
			return 0, malformed(pos, "a primitive element of indefinite length")
		}
		return start + length, nil
	}

	inString := tag == tagOctetString|tagConstructed
	s.ber = s.ber || inString || length == indefinite
	if length != indefinite {
		limit = start + length
	}
	size := 0
	for pos = start; ; {
		if length == indefinite && limit-pos >= 2 && s.in[pos] == 0 && s.in[pos+1] == 0 {
			pos += 2
			break
		}
		if pos == limit {
			if length == indefinite {
				return 0, malformed(pos, "an element of indefinite length has no end")
			}
			break
		}
		child := len(s.nodes)
		if pos, err = s.element(pos, limit, depth+1, inString); err != nil {
			return 0, err
		}
		n := int(s.nodes[child].size)
		if size += n; !inString {
			size += headerSize(n)
		}
	}
	s.nodes[self].size = int32(size)
	return pos, nil
}

const indefinite = -1

// header reads the identifier and length octets at pos.
func (s *scan) header(pos, limit int) (start, length int, err error) {
	if limit-pos < 2 {
		return 0, 0, malformed(pos, "an element is cut off")
	}
	first := int(s.in[pos+1])
	start = pos + 2
	switch {
	case first < 0x80:
		length = first
	case first == 0x80:
		return start, indefinite, nil
	case first > 0x82 || limit-start < first-0x80:
		return 0, 0, malformed(pos, "an element that ends after its parent, or a length that is not minimal")
	default:
		for ; start < pos+2+first-0x80; start++ {
			length = length<<8 | int(s.in[start])
		}
		if headerSize(length) != start-pos {
			return 0, 0, malformed(pos, "a length is not minimal")
		}
	}
	if length > limit-start {
		return 0, 0, malformed(pos, "an element that ends after its parent")
	}
	return start, length, nil
}

// checkTag refuses what DER never has and BER has only in theory.
func checkTag(tag byte, segment bool, pos int) error {
	number, universal := tag&0x1f, tag&0xc0 == 0
	constructed := tag&tagConstructed != 0
	switch {
	case segment && number|tag&0xc0 != tagOctetString:
		return malformed(pos, "an octet string has a piece of another type")
	case number == 0x1f:
		return malformed(pos, "a tag number above 30")
	case universal && number == 0:
		return malformed(pos, "an end without a beginning")
	case universal && (number == 0x10 || number == 0x11) != constructed && number != tagOctetString:
		return malformed(pos, "a primitive sequence or a constructed string")
	}
	return nil
}

func malformed(pos int, what string) error {
	return fault.New(fault.SignatureMalformed, "the ASN.1 has %s (at byte %d)", what, pos)
}
