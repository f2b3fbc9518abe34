package op

import (
	"sync"

	"github.com/sallyport/sallyport/core/sigv4"
)

// Signer signs requests (AWS Signature Version 4).
type Signer struct {
	signer  *sigv4.Signer
	host    Host
	panics  panicMode
	scratch sync.Pool // of *sigv4.Request
}

// NewSigner builds a signer from credentials.* and sign.*.
func NewSigner(o *Options, h Host) (*Signer, error) {
	h = h.withDefaults()
	options, err := signerOptions(o, h)
	if err != nil {
		return nil, err
	}
	signer, err := sigv4.New(options)
	if err != nil {
		return nil, err
	}
	return &Signer{signer: signer, host: h, panics: panicModeOf(o)}, nil
}

func signerOptions(o *Options, h Host) (sigv4.Options, error) {
	c, region, err := findCredentials(o, h)
	if err != nil {
		return sigv4.Options{}, err
	}
	return sigv4.Options{
		Credentials:      c,
		Region:           o.text("sign.region"),
		DefaultRegion:    region,
		Service:          o.text("sign.service"),
		Scheme:           o.text("sign.scheme"),
		DoubleEncode:     o.choice("sign.double_encode"),
		NormalizePath:    o.choice("sign.normalize_path"),
		OmitSessionToken: !o.is("sign.session_token"),
		ContentSHA256:    o.choice("sign.content_sha256"),
		Strict:           o.is("sign.strict"),
		QueryPlus:        o.text("sign.query_plus"),
		TokenHeader:      o.text("sign.token_header"),
	}, nil
}

// Signed says where the parts of a signed request are.
type Signed = sigv4.Layout

// AppendSign signs in the Authorization header.
func (s *Signer) AppendSign(dst []byte, r *Request) ([]byte, Signed, error) {
	s.panics.now()
	req, err := s.borrow(r)
	defer s.giveBack(req)
	if err != nil {
		return dst, Signed{}, err
	}
	return s.signer.AppendSign(dst, req)
}

// AppendPresign signs in the query.
func (s *Signer) AppendPresign(dst []byte, r *Request) ([]byte, Signed, error) {
	s.panics.now()
	req, err := s.borrow(r)
	defer s.giveBack(req)
	if err != nil {
		return dst, Signed{}, err
	}
	return s.signer.AppendPresign(dst, req, seconds(r.Expires))
}

// borrow makes the signer's request out of a host's; it is reused, with the room
// for its headers.
func (s *Signer) borrow(r *Request) (*sigv4.Request, error) {
	req, ok := s.scratch.Get().(*sigv4.Request)
	if !ok {
		req = &sigv4.Request{}
	}
	headers, err := AppendFields(req.Headers[:0], r.Headers)
	*req = sigv4.Request{
		Method:      r.Method,
		URL:         r.URL,
		Headers:     headers,
		Body:        r.Body,
		PayloadHash: r.PayloadHash,
		Time:        timeOf(r.Time, s.host.Clock),
	}
	return req, err
}

// maxKeptHeaders keeps one huge request from holding its memory for good.
const maxKeptHeaders = 64

// giveBack lets go of the host's memory.
func (s *Signer) giveBack(req *sigv4.Request) {
	headers := req.Headers
	clear(headers)
	*req = sigv4.Request{}
	if cap(headers) <= maxKeptHeaders {
		req.Headers = headers[:0]
	}
	s.scratch.Put(req)
}
