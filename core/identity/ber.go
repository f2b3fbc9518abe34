package identity

// der writes the scanned elements again in their distinguished form: definite
// lengths, and each octet string in one piece. The sizes are known, so that
// every byte is copied once; the result is never longer than the input because
// an indefinite length and its end take four bytes, the most that a header of
// an input of 64 KiB can need.
func (s *scan) der() []byte {
	out := make([]byte, 0, len(s.in))
	for _, n := range s.nodes {
		primitive := n.tag&tagConstructed == 0
		if !n.segment {
			tag := n.tag
			if tag == tagOctetString|tagConstructed {
				tag = tagOctetString
			}
			out = appendHeader(out, tag, int(n.size))
		}
		if primitive {
			out = append(out, s.in[n.start:n.start+n.size]...)
		}
	}
	return out
}

// headerSize is the number of identifier and length octets before size bytes.
func headerSize(size int) int {
	switch {
	case size < 0x80:
		return 2
	case size < 0x100:
		return 3
	default:
		return 4
	}
}

func appendHeader(out []byte, tag byte, size int) []byte {
	switch headerSize(size) {
	case 2:
		return append(out, tag, byte(size))
	case 3:
		return append(out, tag, 0x81, byte(size))
	default:
		return append(out, tag, 0x82, byte(size>>8), byte(size))
	}
}
