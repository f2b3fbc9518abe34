package sigv4

// Layout says where [Signer.AppendSign] wrote each piece, in bytes from the
// start of what it appended.
type Layout struct {
	URL, Headers, Signature, CanonicalRequest, StringToSign Span
}

// Span is a half-open range of bytes.
type Span struct{ Start, End int }

// inlineHeaders is how many headers a result holds without another allocation.
const inlineHeaders = 6

// result is a SignedRequest with room for its headers.
type result struct {
	SignedRequest
	headers [inlineHeaders]Header
}

// appendURL writes the exact URL to send.
func (b *builder) appendURL(dst []byte, r *Request) []byte {
	if b.sameURL {
		return append(dst, r.URL...)
	}
	dst = append(dst, b.target.origin...)
	dst = append(dst, b.bytes(b.wirePath)...)
	if b.canonicalQuery.end > b.canonicalQuery.start {
		dst = append(dst, '?')
		dst = append(dst, b.bytes(b.canonicalQuery)...)
	}
	if b.mode == modeQuery {
		dst = append(dst, b.bytes(b.tail)...)
	}
	return dst
}

// signedRequest makes the result: one string for all text that is new, and one
// struct. Both are the caller's alone, so that a result which is kept keeps no
// other request alive.
func (b *builder) signedRequest(s *Signer, r *Request) *SignedRequest {
	base, url := b.tail.start, r.URL
	var written, sha span
	if !b.sameURL {
		start := len(b.buf)
		b.buf = b.appendURL(b.buf, r)
		written = b.mark(start)
	}
	if b.contentSHA {
		start := len(b.buf)
		b.buf = append(b.buf, b.bytes(b.payload)...)
		sha = b.mark(start)
	}
	text := string(b.buf[base:])
	b.buf = b.buf[:b.tail.end] // where the next request goes on
	piece := func(s span) string { return text[s.start-base : s.end-base] }
	if !b.sameURL {
		url = piece(written)
	}
	res := &result{}
	res.Method, res.URL, res.Signature = b.method, url, piece(b.signature)
	out := res.headers[:0]
	if b.ownHost {
		out = append(out, Header{"Host", b.target.host})
	}
	for i := range r.Headers {
		h := r.Headers[i]
		if !b.shape.clean {
			h.Value = wireValue(h.Value)
		}
		out = append(out, h)
	}
	if b.mode == modeHeader {
		out = append(out, Header{b.scheme.date, b.stamp})
		if b.extra.Name != "" {
			out = append(out, b.extra)
		}
		if token := s.credentials.SessionToken; token != "" {
			out = append(out, Header{b.token.name, token})
		}
		if b.contentSHA {
			out = append(out, Header{b.scheme.sha, piece(sha)})
		}
		out = append(out, Header{"Authorization", piece(b.tail)})
	}
	res.Headers = out
	return &res.SignedRequest
}

// steps copies the intermediate results.
func (b *builder) steps() Steps {
	return Steps{CanonicalRequest: string(b.bytes(b.canonical)), StringToSign: string(b.bytes(b.toSign))}
}

// appendTo writes the result behind dst.
func (b *builder) appendTo(dst []byte, r *Request) ([]byte, Layout) {
	base := len(dst)
	var l Layout
	// The canonical request and the string to sign are neighbours.
	dst = append(dst, b.buf[b.canonical.start:b.toSign.end]...)
	l.CanonicalRequest = Span{0, b.canonical.end - b.canonical.start}
	l.StringToSign = Span{l.CanonicalRequest.End, len(dst) - base}
	dst = b.appendURL(dst, r)
	l.URL = Span{l.StringToSign.End, len(dst) - base}
	length := b.signature.end - b.signature.start
	l.Signature = Span{l.URL.End - length, l.URL.End}
	if b.ownHost {
		dst = appendLine(dst, "Host", b.target.host)
	}
	for i := range r.Headers {
		value := r.Headers[i].Value
		if !b.shape.clean {
			value = wireValue(value)
		}
		dst = appendLine(dst, r.Headers[i].Name, value)
	}
	if b.mode == modeHeader {
		dst = appendLine(dst, b.scheme.date, b.stamp)
		if b.extra.Name != "" {
			dst = appendLine(dst, b.extra.Name, b.extra.Value)
		}
		dst = append(dst, b.token.line...)
		if b.contentSHA {
			dst = append(dst, b.scheme.sha...)
			dst = append(dst, ": "...)
			dst = append(dst, b.bytes(b.payload)...)
			dst = append(dst, '\r', '\n')
		}
		dst = append(dst, "Authorization: "...)
		dst = append(dst, b.bytes(b.tail)...)
		l.Signature = Span{len(dst) - base - length, len(dst) - base}
		dst = append(dst, '\r', '\n')
	}
	l.Headers = Span{l.URL.End, len(dst) - base}
	return dst, l
}

func appendLine(dst []byte, name, value string) []byte {
	dst = append(dst, name...)
	dst = append(dst, ':', ' ')
	dst = append(dst, value...)
	return append(dst, '\r', '\n')
}
