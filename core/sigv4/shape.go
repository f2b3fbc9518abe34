package sigv4

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/grammar"
)

// shape remembers the last request that a builder signed. Programs sign the same
// call over and over with another body, and the same kind of call with another
// path: then most of what is in the builder is right, and the rest is replaced
// where it stands.
type shape struct {
	known   bool
	mode    mode
	expires time.Duration // of a presigned URL
	second  int64         // of the last signature

	text []byte // a copy: the caller's strings may be borrowed
	ends []int  // of the pieces in text: method, origin, header names and values
	rest []byte // of the URL, behind the origin

	body   int      // its length, or -1 if no header tells it
	date   int      // where the value of x-amz-date is in builder.buf, or 0
	hash   int      // where the value of x-amz-content-sha256 is, or 0
	host   span     // of the host in the URL
	clean  bool     // the header values go over the wire as they were given
	prefix midstate // of the canonical request up to what a new body changes
}

func (s *shape) forget() { s.known, s.clean = false, false }

// remember copies the shape of r, which was just built into b, unless its method
// or host changed on the way to the wire: that is rare.
func (s *shape) remember(b *builder, r *Request, expires time.Duration) {
	if b.scope.byURL || b.method != r.Method || b.target.moved {
		return
	}
	host := len(r.URL) - len(afterScheme(r.URL))
	s.host = span{host, host + len(b.target.host)}
	s.mode, s.expires, s.clean = b.mode, expires, true
	s.keep(r.Method, b.target.origin, r.URL, r.Headers)
	s.body = -1
	for i := range r.Headers {
		if isContentLength(r.Headers[i].Name) {
			s.body = len(r.Body)
		}
		s.clean = s.clean && wireValue(r.Headers[i].Value) == r.Headers[i].Value
	}
	s.date, s.hash = 0, 0
	if b.mode == modeHeader {
		s.date = b.find("\n" + b.scheme.dateLower + ":")
		if b.contentSHA {
			s.hash = b.find("\n" + b.scheme.shaLower + ":")
		}
	}
}

// keep copies what [shape.matches] compares.
func (s *shape) keep(method, origin, url string, headers []Header) {
	s.known = true
	s.text, s.ends = s.text[:0], s.ends[:0]
	s.add(method)
	s.add(origin)
	s.rest = append(s.rest[:0], url[len(origin):]...)
	for i := range headers {
		s.add(headers[i].Name)
		s.add(headers[i].Value)
	}
}

func (s *shape) add(piece string) {
	s.text = append(s.text, piece...)
	s.ends = append(s.ends, len(s.text))
}

// matches reports whether r differs from the remembered request in no more than
// what follows the origin in its URL, payload and time.
func (s *shape) matches(r *Request) bool {
	if !s.matchesTarget(r.Method, r.URL, len(r.Headers)) || s.body >= 0 && s.body != len(r.Body) {
		return false
	}
	for i := range r.Headers {
		name, value := s.header(i)
		if string(name) != r.Headers[i].Name || string(value) != r.Headers[i].Value {
			return false
		}
	}
	return true
}

// matchesTarget compares all but the headers, of which it looks at the number.
func (s *shape) matchesTarget(method, url string, headers int) bool {
	if !s.known || len(s.ends) != 2+2*headers || string(s.text[:s.ends[0]]) != method {
		return false
	}
	origin := s.text[s.ends[0]:s.ends[1]]
	if len(url) < len(origin) || string(origin) != url[:len(origin)] {
		return false
	}
	rest := url[len(origin):]
	return rest == "" || rest[0] == '/' || rest[0] == '?'
}

// header returns a remembered header as it was given.
func (s *shape) header(i int) (name, value []byte) {
	start, middle, end := s.ends[1+2*i], s.ends[2+2*i], s.ends[3+2*i]
	return s.text[start:middle], s.text[middle:end]
}

func (s *shape) originLen() int { return s.ends[1] - s.ends[0] }

func afterScheme(url string) string { return url[strings.IndexByte(url, ':')+len("://"):] }

// find returns where the value of a canonical header starts in b.buf. Header
// values hold no line breaks, so the text stands only there.
func (b *builder) find(name string) int {
	return b.canonical.start + bytes.Index(b.bytes(b.canonical), []byte(name)) + len(name)
}

// buildLike makes the signature of r by changing the last one, or returns false
// if r has another shape, or a fault, which is for build to name.
func (b *builder) buildLike(r *Request, m mode, expires time.Duration) bool {
	s := &b.shape
	if !s.matches(r) || s.mode != m || b.key.date != b.day {
		return false
	}
	// A presigned URL has its time in the query, twice.
	if m == modeQuery && (s.expires != expires || s.second != b.second) {
		return false
	}
	payload, err := payloadHash(&b.hashBuf, r, b.scope.rules, m)
	if err != nil || len(payload) != b.payload.end-b.payload.start {
		s.forget()
		return false
	}
	same := s.second == b.second
	b.method = r.Method
	b.target.origin, b.target.host = r.URL[:s.originLen()], r.URL[s.host.start:s.host.end]
	if rest := r.URL[s.originLen():]; rest != string(s.rest) {
		same = false
		if err := b.replaceRest(r.URL, rest); err != nil {
			s.forget()
			return false
		}
		b.setSameURL(r)
	}
	s.second = b.second
	b.patch(payload)
	if b.sign(same) != nil {
		s.forget()
		return false
	}
	return true
}

// replaceRest writes path and query of another URL, and moves what is behind
// them in buf.
func (b *builder) replaceRest(url, rest string) error {
	if err := grammar.CheckLength(url); err != nil {
		return err
	}
	if err := b.target.setRest(rest); err != nil {
		return err
	}
	from := b.canonicalQuery.end
	behind := b.buf[from:b.tail.end]
	b.buf, b.spare = b.spare[:0], b.buf
	if err := b.writeHead(); err != nil {
		return err
	}
	shift := len(b.buf) - from
	b.buf = append(b.buf, behind...)
	for _, s := range []*span{&b.signedNames, &b.payload, &b.toSign, &b.tail, &b.signature} {
		s.start += shift
		s.end += shift
	}
	b.canonical.end += shift
	b.shape.date += shift
	if b.shape.hash > 0 {
		b.shape.hash += shift
	}
	b.shape.rest = append(b.shape.rest[:0], rest...)
	return nil
}

// patch brings the text to the time and payload of this request.
func (b *builder) patch(payload []byte) {
	copy(b.bytes(b.payload), payload)
	if b.mode != modeHeader {
		return
	}
	copy(b.buf[b.shape.date:], b.stamp)
	copy(b.buf[b.toSign.start+len(b.scheme.algorithm)+1:], b.stamp)
	if b.shape.hash > 0 {
		copy(b.buf[b.shape.hash:], payload)
	}
}

// digest puts the SHA-256 of the canonical request into sum. same says that it
// differs from the last one in the payload alone.
func (b *builder) digest(same bool) {
	text := b.bytes(b.canonical)
	known := 0
	if same {
		changed := b.payload.start
		if b.shape.hash > 0 {
			changed = b.shape.hash
		}
		known = wholeBlocks(changed - b.canonical.start)
	}
	if known == 0 {
		b.shape.prefix.forget()
		b.sum = sha256.Sum256(text)
		return
	}
	if b.hash == nil {
		b.hash = newHash()
	}
	b.shape.prefix.begin(b.hash, text, known)
	b.hash.Write(text[known:])
	b.hash.Sum(b.sum[:0])
}
