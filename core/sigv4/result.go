package sigv4

// Layout says where [Signer.AppendSign] wrote each piece, in bytes from the
// start of what it appended.
type Layout struct {
	URL, Headers, Signature, CanonicalRequest, StringToSign Span
}

// Span is a half-open range of bytes.
type Span struct{ Start, End int }

// inlineHeaders is how many headers a result holds without another allocation.
const inlineHeaders = 8

// result is a SignedRequest with room for its headers.
type result struct {
	SignedRequest
	headers [inlineHeaders]Header
}

// sameURL reports whether the URL on the wire is the one that was given.
func (b *builder) sameURL(r *Request) bool {
	t := &b.target
	if b.mode == modeQuery || len(r.URL) != len(t.origin)+len(t.path)+len(t.query)+min(len(t.query), 1) {
		return false
	}
	return string(b.bytes(b.wirePath)) == t.path && string(b.bytes(b.canonicalQuery)) == t.query
}

// appendURL writes the exact URL to send.
func (b *builder) appendURL(dst []byte) []byte {
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
// struct.
func (b *builder) signedRequest(s *Signer, r *Request) *SignedRequest {
	base, url := b.tail.start, ""
	if b.sameURL(r) {
		url = r.URL
	} else {
		b.buf = b.appendURL(b.buf)
	}
	text := string(b.buf[base:])
	if url == "" {
		url = text[b.tail.end-base:]
	}
	res := &result{}
	res.Method, res.URL = b.method, url
	res.Signature = text[b.signature.start-base : b.signature.end-base]
	out := res.headers[:0]
	if b.ownHost {
		out = append(out, Header{"Host", b.target.host})
	}
	for i := range r.Headers {
		out = append(out, Header{r.Headers[i].Name, wireValue(r.Headers[i].Value)})
	}
	if b.mode == modeHeader {
		out = append(out, Header{"X-Amz-Date", b.stamp})
		if token := s.credentials.SessionToken; token != "" {
			out = append(out, Header{"X-Amz-Security-Token", token})
		}
		if b.contentSHA {
			out = append(out, Header{"X-Amz-Content-Sha256", string(b.bytes(b.payload))})
		}
		out = append(out, Header{"Authorization", text[:b.tail.end-base]})
	}
	res.Headers = out
	return &res.SignedRequest
}

// steps copies the intermediate results.
func (b *builder) steps() Steps {
	return Steps{CanonicalRequest: string(b.bytes(b.canonical)), StringToSign: string(b.bytes(b.toSign))}
}

// appendTo writes the result behind dst.
func (b *builder) appendTo(dst []byte, s *Signer, r *Request) ([]byte, Layout) {
	base := len(dst)
	var l Layout
	put := func(piece span) Span {
		from := len(dst) - base
		dst = append(dst, b.bytes(piece)...)
		return Span{from, len(dst) - base}
	}
	line := func(name string) { dst = append(append(dst, name...), ": "...) }
	end := func() { dst = append(dst, '\r', '\n') }

	l.CanonicalRequest = put(b.canonical)
	l.StringToSign = put(b.toSign)
	l.URL.Start = len(dst) - base
	dst = b.appendURL(dst)
	l.URL.End = len(dst) - base
	if b.mode == modeQuery {
		l.Signature = Span{l.URL.End - (b.signature.end - b.signature.start), l.URL.End}
	}
	l.Headers.Start = l.URL.End
	if b.ownHost {
		line("Host")
		dst = append(dst, b.target.host...)
		end()
	}
	for i := range r.Headers {
		line(r.Headers[i].Name)
		dst = append(dst, wireValue(r.Headers[i].Value)...)
		end()
	}
	if b.mode == modeHeader {
		line("X-Amz-Date")
		dst = append(dst, b.stamp...)
		end()
		if token := s.credentials.SessionToken; token != "" {
			line("X-Amz-Security-Token")
			dst = append(dst, token...)
			end()
		}
		if b.contentSHA {
			line("X-Amz-Content-Sha256")
			put(b.payload)
			end()
		}
		line("Authorization")
		put(b.tail)
		l.Signature = Span{len(dst) - base - (b.signature.end - b.signature.start), len(dst) - base}
		end()
	}
	l.Headers.End = len(dst) - base
	return dst, l
}
