package trust

const maxDepth = 40 // of values in each other; a PKCS#12 file has about 12

// definite rewrites the first value of data from BER, with indefinite lengths and
// strings in pieces as Firefox, old Java and smart-card tools write them, to the form
// that encoding/asn1 reads. What it does not understand is returned as it is.
func definite(data []byte) []byte {
	if out, _, ok := rewrite(data, 0); ok {
		return out
	}
	return data
}

// rewrite returns the first value in DER's lengths, and what follows it.
func rewrite(in []byte, depth int) (out, rest []byte, ok bool) {
	if depth > maxDepth || len(in) < 2 || in[0]&0x1f == 0x1f {
		return nil, nil, false
	}
	tag, length, body := in[0], int(in[1]), in[2:]
	open := length == 0x80
	if length > 0x80 {
		n := length & 0x7f
		if n > 4 || n > len(body) {
			return nil, nil, false
		}
		length = 0
		for _, b := range body[:n] {
			length = length<<8 | int(b)
		}
		body = body[n:]
	}
	switch {
	case open && tag&0x20 == 0, !open && uint(length) > uint(len(body)): // on 32 bits it may be below 0
		return nil, nil, false
	case open:
		rest = body
	default:
		body, rest = body[:length], body[length:]
	}
	if tag&0x20 == 0 {
		return appendValue(nil, tag, body), rest, true
	}
	pieces := tag == 0x24 // an OCTET STRING made of others
	var content []byte
	for len(body) > 0 && !(open && ends(body)) {
		inner, next, ok := rewrite(body, depth+1)
		if !ok || pieces && inner[0] != 0x04 {
			return nil, nil, false
		}
		if pieces {
			inner = valueOf(inner)
		}
		content, body = append(content, inner...), next
	}
	if open {
		if !ends(body) {
			return nil, nil, false
		}
		rest = body[2:]
	}
	if pieces {
		tag = 0x04
	}
	return appendValue(nil, tag, content), rest, true
}

// ends reports the two bytes that end a value of indefinite length.
func ends(body []byte) bool { return len(body) >= 2 && body[0] == 0 && body[1] == 0 }

func appendValue(out []byte, tag byte, content []byte) []byte {
	out = append(out, tag)
	n := len(content)
	switch {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 1<<8:
		out = append(out, 0x81, byte(n))
	case n < 1<<16:
		out = append(out, 0x82, byte(n>>8), byte(n))
	case n < 1<<24:
		out = append(out, 0x83, byte(n>>16), byte(n>>8), byte(n))
	default:
		out = append(out, 0x84, byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
	}
	return append(out, content...)
}

// valueOf is the content of a value that appendValue wrote.
func valueOf(der []byte) []byte {
	if der[1] < 0x80 {
		return der[2:]
	}
	return der[2+int(der[1]&0x7f):]
}
