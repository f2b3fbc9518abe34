package sigv4

import (
	"bytes"
	"strings"
)

// shape remembers the method, URL and headers of the last request that a
// builder signed. Programs sign the same call over and over with another body:
// then the canonical request in the builder is right but for the date and the
// payload hash, which are patched in place.
type shape struct {
	text  []byte // a copy: the caller's strings may be borrowed
	ends  []int
	date  int  // where the value of x-amz-date is in builder.buf
	hash  int  // where the value of x-amz-content-sha256 is, or 0
	host  span // of the host in the URL
	clean bool // the header values go over the wire as they were given
}

func (s *shape) forget() { s.ends, s.clean = s.ends[:0], false }

// remember copies the shape of r, which was just built into b, unless its
// method, host or URL changed on the way to the wire: that is rare.
func (s *shape) remember(b *builder, r *Request) {
	s.forget()
	if b.method != r.Method || !b.sameURL || !strings.HasPrefix(afterScheme(r.URL), b.target.host) {
		return
	}
	host := len(r.URL) - len(afterScheme(r.URL))
	s.text, s.host, s.clean = s.text[:0], span{host, host + len(b.target.host)}, true
	s.add(r.Method)
	s.add(r.URL)
	for i := range r.Headers {
		s.add(r.Headers[i].Name)
		s.add(r.Headers[i].Value)
		s.clean = s.clean && wireValue(r.Headers[i].Value) == r.Headers[i].Value
	}
	s.date, s.hash = b.find("\nx-amz-date:"), 0
	if b.contentSHA {
		s.hash = b.find("\nx-amz-content-sha256:")
	}
}

func (s *shape) add(piece string) {
	s.text = append(s.text, piece...)
	s.ends = append(s.ends, len(s.text))
}

// matches reports whether r has the remembered shape.
func (s *shape) matches(r *Request) bool {
	if len(s.ends) != 2+2*len(r.Headers) || string(s.text[:s.ends[0]]) != r.Method || string(s.text[s.ends[0]:s.ends[1]]) != r.URL {
		return false
	}
	start := s.ends[1]
	for i := range r.Headers {
		name, value := s.ends[2+2*i], s.ends[3+2*i]
		if string(s.text[start:name]) != r.Headers[i].Name || string(s.text[name:value]) != r.Headers[i].Value {
			return false
		}
		start = value
	}
	return true
}

// restore points the builder at the parts of r, which has the remembered shape.
func (s *shape) restore(b *builder, r *Request) {
	b.method = r.Method
	b.target.host = r.URL[s.host.start:s.host.end]
}

func afterScheme(url string) string { return url[strings.IndexByte(url, ':')+len("://"):] }

// find returns where the value of a canonical header starts in b.buf. Header
// values hold no line breaks, so the text stands only there.
func (b *builder) find(name string) int {
	return b.canonical.start + bytes.Index(b.bytes(b.canonical), []byte(name)) + len(name)
}

// patch brings the last request's text to the time and payload of this one.
// It reports false if the payload line has another length.
func (b *builder) patch(payload []byte) bool {
	if len(payload) != b.payload.end-b.payload.start {
		return false
	}
	copy(b.buf[b.shape.date:], b.stamp)
	copy(b.buf[b.payload.start:], payload)
	copy(b.buf[b.toSign.start+len(algorithm)+1:], b.stamp)
	if b.shape.hash > 0 {
		copy(b.buf[b.shape.hash:], payload)
	}
	return true
}
