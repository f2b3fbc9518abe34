package op

import (
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// Signer signs requests (AWS Signature Version 4).
type Signer struct {
	signer *sigv4.Signer // nil: that of chain
	owner  credentials.Credentials
	chain  *chain.Chain
	source string // of owner, for people
	said   *chain.Log
	system System
	panicMode
	scratch sync.Pool // of *sigv4.Request
}

// NewSigner builds a signer from credentials.* and sign.*.
func NewSigner(o *Options, s System) (*Signer, error) {
	s = s.withDefaults()
	options, from, err := signerOptions(o, s, func() (client.Options, error) { return clientOptions(o, s) })
	if err != nil {
		return nil, err
	}
	made := &Signer{chain: from.chain, source: from.source, said: from.log, owner: options.Credentials, system: s, panicMode: panicModeOf(o)}
	if from.chain != nil {
		if err := from.chain.Use(options); err != nil {
			from.chain.Close()
			return nil, err
		}
		return made, nil
	}
	if made.signer, err = sigv4.New(options); err != nil {
		return nil, err
	}
	return made, nil
}

func newSigner(o *Options, s System) (object, error) { return NewSigner(o, s) }

func (*Signer) kind() uint32 { return SignerNew }

// Close overwrites the derived keys.
func (s *Signer) Close() {
	if s.chain != nil {
		s.chain.Close()
		return
	}
	s.signer.Forget()
}

// of is the signer for a request of a time, which the host gave as seconds.
func (s *Signer) of(at time.Time, seconds int64) (*sigv4.Signer, error) {
	if s.chain == nil {
		return s.signer, nil
	}
	if seconds == Now { // the clock was read for it
		return s.chain.Signer(at)
	}
	return s.chain.Signer(s.system.Clock())
}

func (s *Signer) sign(c *Call) error {
	req, err := s.borrow(c.Texts[RequestMethod], c.Texts[RequestURL], c.Texts[RequestHeaders], c.bytes(RequestBody),
		c.Texts[RequestPayloadHash], c.Numbers[SignerSignNumberTime])
	defer s.giveBack(req)
	if err != nil {
		return err
	}
	signer, err := s.of(req.Time, c.Numbers[SignerSignNumberTime])
	if err != nil {
		return err
	}
	out, at, err := signer.AppendSign(c.Out, req)
	c.putSigned(out, &at)
	return err
}

func (s *Signer) presign(c *Call) error {
	req, err := s.borrow(c.Texts[RequestMethod], c.Texts[RequestURL], c.Texts[RequestHeaders], c.bytes(RequestBody),
		c.Texts[RequestPayloadHash], c.Numbers[SignerPresignNumberTime])
	defer s.giveBack(req)
	if err != nil {
		return err
	}
	signer, err := s.of(req.Time, c.Numbers[SignerPresignNumberTime])
	if err != nil {
		return err
	}
	out, at, err := signer.AppendPresign(c.Out, req, seconds(c.Numbers[SignerPresignNumberExpires]))
	c.putSigned(out, &at)
	return err
}

func (c *Call) putSigned(out []byte, at *Signed) {
	c.Out = out
	*(*[SignedCount]Span)(c.Spans) = [...]Span{
		SignedURL: at.URL, SignedHeaders: at.Headers, SignedSignature: at.Signature,
		SignedCanonicalRequest: at.CanonicalRequest, SignedStringToSign: at.StringToSign,
	}
}

func (s *Signer) presignBatch(c *Call) (err error) {
	r := c.request()
	r.Time, r.Expires = c.Numbers[SignerPresignBatchNumberTime], c.Numbers[SignerPresignBatchNumberExpires]
	c.Batch, err = s.PresignBatch(&r, c.Columns[SignerPresignBatchColumnURLs], c.Memory)
	return err
}

func signerOptions(o *Options, s System, reach func() (client.Options, error)) (sigv4.Options, found, error) {
	c, err := findCredentials(o, s, reach)
	if err != nil {
		return sigv4.Options{}, found{}, err
	}
	return sigv4.Options{
		Credentials:      c.Credentials,
		Region:           o.text("sign.region"),
		DefaultRegion:    c.region,
		Service:          o.text("sign.service"),
		Scheme:           o.text("sign.scheme"),
		DoubleEncode:     o.choice("sign.double_encode"),
		NormalizePath:    o.choice("sign.normalize_path"),
		OmitSessionToken: !o.is("sign.session_token"),
		ContentSHA256:    o.choice("sign.content_sha256"),
		Strict:           o.is("sign.strict"),
		QueryPlus:        o.text("sign.query_plus"),
		TokenHeader:      o.text("sign.token_header"),

		Bucket: o.text("sign.bucket"), AdditionalHeaders: o.list("sign.additional_headers"), Rand: s.Rand,
	}, c, nil
}

// Signed says where the parts of a signed request are.
type Signed = sigv4.Layout

// AppendSign signs in the Authorization header.
func (s *Signer) AppendSign(dst []byte, r *Request) ([]byte, Signed, error) {
	req, err := s.borrow(r.Method, r.URL, r.Headers, r.Body, r.PayloadHash, r.Time)
	defer s.giveBack(req)
	if err != nil {
		return dst, Signed{}, err
	}
	signer, err := s.of(req.Time, r.Time)
	if err != nil {
		return dst, Signed{}, err
	}
	return signer.AppendSign(dst, req)
}

// AppendPresign signs in the query.
func (s *Signer) AppendPresign(dst []byte, r *Request) ([]byte, Signed, error) {
	req, err := s.borrow(r.Method, r.URL, r.Headers, r.Body, r.PayloadHash, r.Time)
	defer s.giveBack(req)
	if err != nil {
		return dst, Signed{}, err
	}
	signer, err := s.of(req.Time, r.Time)
	if err != nil {
		return dst, Signed{}, err
	}
	return signer.AppendPresign(dst, req, seconds(r.Expires))
}

// borrow makes the signer's request out of a host's; it is reused, with the room
// for its headers.
func (s *Signer) borrow(method, url, lines string, body []byte, payloadHash string, time int64) (*sigv4.Request, error) {
	req, ok := s.scratch.Get().(*sigv4.Request)
	if !ok {
		req = &sigv4.Request{}
	}
	headers, err := AppendFields(req.Headers[:0], lines)
	at, badClock := s.system.at(time)
	if err == nil {
		err = badClock
	}
	*req = sigv4.Request{
		Method:      method,
		URL:         url,
		Headers:     headers,
		Body:        body,
		PayloadHash: payloadHash,
		Time:        at,
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

// resign signs an incoming request anew.
func (s *Signer) resign(c *Call) error {
	headers, err := incomingHeaders(c.Texts[SignerResignTextHeaders])
	if err != nil {
		return err
	}
	now, err := s.system.at(c.Numbers[SignerResignNumberTime])
	if err != nil {
		return err
	}
	signer, err := s.of(now, c.Numbers[SignerResignNumberTime])
	if err != nil {
		return err
	}
	out, at, err := signer.AppendResign(c.Out, &sigv4.Incoming{
		Method: c.Texts[SignerResignTextMethod], URL: c.Texts[SignerResignTextURL], Headers: headers,
		Body: c.bytes(SignerResignTextBody), BodyUnread: !c.given(SignerResignTextBody), Time: now,
	}, c.Texts[SignerResignTextOrigin])
	if err != nil {
		return err
	}
	c.putSigned(out, &at)
	return nil
}
