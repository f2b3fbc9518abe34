package sigv4

import (
	"cmp"
	"crypto/fips140"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

// Signer signs requests with one set of credentials. It may be used from many
// goroutines at once.
type Signer struct {
	credentials credentials.Credentials
	options     Options
	token       tokenHeader // of the session token, empty if there is none
	session     tokenHeader // the same for the objects of S3 Express
	scheme      *scheme
	keys        keyCache
	scopes      atomic.Pointer[derivedScope] // the last derivation
	builders    sync.Pool                    // of *builder
}

// minEnforcedSecret makes a key of HMAC, which is "AWS4" and the secret, 112 bits
// long (NIST SP 800-131A). Go panics at a shorter one where FIPS 140 is enforced.
const minEnforcedSecret = 112/8 - len("AWS4")

// Region is what the options name, or where the caller is at home: of the
// environment or the profile. It is empty if neither is known.
func (s *Signer) Region() string { return cmp.Or(s.options.Region, s.options.DefaultRegion) }

// New checks the options and returns a signer.
//
// Errors: CREDENTIALS_*, SCHEME_UNSUPPORTED, REGION_MALFORMED, INVALID_OPTION.
func New(o Options) (*Signer, error) {
	if err := o.Credentials.Validate(); err != nil {
		return nil, err
	}
	scheme, err := parseScheme(o.Scheme)
	if err != nil {
		return nil, err
	}
	if err := scheme.checkSecret(o.Credentials.SecretAccessKey); err != nil {
		return nil, err
	}
	if err := scheme.checkFor(&o); err != nil {
		return nil, err
	}
	if err := scheme.checkRegion(o.Region); err != nil {
		return nil, err
	}
	if err := scheme.checkRegion(o.DefaultRegion); err != nil {
		return nil, err
	}
	if err := checkScopePart("service", o.Service); err != nil {
		return nil, err
	}
	plus, err := parsePlusRule("sign.query_plus", o.QueryPlus)
	if err != nil {
		return nil, err
	}
	additional, err := scheme.parseAdditional(o.AdditionalHeaders)
	if err != nil {
		return nil, err
	}
	if err := scheme.checkBucket(o.Bucket); err != nil {
		return nil, err
	}
	s := &Signer{credentials: o.Credentials, options: o, scheme: scheme}
	s.keys.scheme = scheme
	if scheme.regionSet {
		if s.keys.private, err = derivePrivate(o.Credentials.SecretAccessKey, o.Credentials.AccessKeyID); err != nil {
			return nil, err
		}
	}
	if err := s.setTokenHeaders(o.TokenHeader); err != nil {
		return nil, err
	}
	s.options.Credentials = credentials.Credentials{}
	s.builders.New = func() any {
		return &builder{
			scheme: scheme, headers: headers{scheme: scheme, additional: additional}, query: query{scheme: scheme, plus: plus},
		}
	}
	return s, nil
}

func (s *scheme) checkSecret(secret string) error {
	least := minEnforcedSecret
	if s.terminator == "" { // nothing stands in front of it
		least += len(aws4.secret)
	}
	if n := len(secret); n < least && fips140.Enforced() {
		return fault.New(fault.CredentialsMalformed,
			"the secret access key has %d bytes; this process runs with GODEBUG=fips140=only, which allows none under %d", n, least)
	}
	return nil
}

// Forget overwrites the signing keys that were derived. The signer is not to be used
// any more; the secret itself belongs to whoever gave it.
func (s *Signer) Forget() { s.keys.forget() }

// AnyURL returns a URL that the signer's scheme and options always can sign: what else
// fails is not for the reason of a URL.
func (s *Signer) AnyURL() string {
	if s.scheme.oss {
		return "https://bucket.oss-cn-hangzhou.aliyuncs.com/"
	}
	return "https://bucket.s3.us-east-1.amazonaws.com/"
}

// Format writes no field, so that a logged signer shows no secret.
func (s *Signer) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "Signer("+s.credentials.AccessKeyID+")")
}

// checkScopePart refuses what would break out of its place in the scope.
func checkScopePart(what, value string) error {
	for _, c := range []byte(value) {
		if err := checkScopeByte(what, value, c); err != nil {
			return err
		}
	}
	return nil
}

func checkScopeByte(what, value string, c byte) error {
	if c > ' ' && c < 0x7f && c != '/' && c != ',' {
		return nil
	}
	return fault.New(fault.RegionMalformed, "the %s %q holds the character %q", what, shorten(value), c)
}

// Sign signs r in the Authorization header.
//
// Errors: INVALID_URL, INVALID_HEADER, INVALID_ARGUMENT, ALREADY_SIGNED,
// SERVICE_UNKNOWN, REGION_UNKNOWN, SCHEME_UNSUPPORTED, PAYLOAD_HASH_MALFORMED,
// INPUT_TOO_LARGE; NULL_POINTER if r is nil.
func (s *Signer) Sign(r *Request) (*SignedRequest, error) {
	return s.do(r, modeHeader, 0)
}

// Presign signs r in the query of its URL, valid for expires from r.Time on.
// The headers of the result must be sent by whoever uses the URL; with none
// given that is Host alone, which every client sends by itself.
//
// Errors: those of [Signer.Sign] and EXPIRES_OUT_OF_RANGE.
func (s *Signer) Presign(r *Request, expires time.Duration) (*SignedRequest, error) {
	return s.do(r, modeQuery, expires)
}

// Steps returns the intermediate results of [Signer.Sign].
func (s *Signer) Steps(r *Request) (Steps, error) { return s.stepsOf(r, modeHeader, 0) }

// PresignSteps returns the intermediate results of [Signer.Presign].
func (s *Signer) PresignSteps(r *Request, expires time.Duration) (Steps, error) {
	return s.stepsOf(r, modeQuery, expires)
}

func (s *Signer) stepsOf(r *Request, m mode, expires time.Duration) (Steps, error) {
	b := s.builder()
	defer s.release(b)
	if err := b.build(s, r, m, expires); err != nil {
		return Steps{}, err
	}
	return b.steps(), nil
}

func (s *Signer) do(r *Request, m mode, expires time.Duration) (*SignedRequest, error) {
	b := s.builder()
	defer s.release(b)
	if err := b.build(s, r, m, expires); err != nil {
		return nil, err
	}
	return b.signedRequest(s, r), nil
}

// AppendSign is [Signer.Sign] for a caller that brings its own memory: the
// pieces are appended to dst, and layout says where each one is, counted from
// the start of dst's new part.
func (s *Signer) AppendSign(dst []byte, r *Request) ([]byte, Layout, error) {
	return s.appendDo(dst, r, modeHeader, 0)
}

// AppendPresign is [Signer.Presign] in the manner of [Signer.AppendSign].
func (s *Signer) AppendPresign(dst []byte, r *Request, expires time.Duration) ([]byte, Layout, error) {
	return s.appendDo(dst, r, modeQuery, expires)
}

// AppendPresignURL is [Signer.Presign] for a caller that wants the URL alone, as
// those who presign many do.
func (s *Signer) AppendPresignURL(dst []byte, r *Request, expires time.Duration) ([]byte, error) {
	b := s.builder()
	defer s.release(b)
	if err := b.build(s, r, modeQuery, expires); err != nil {
		return dst, err
	}
	return b.appendURL(dst, r), nil
}

func (s *Signer) appendDo(dst []byte, r *Request, m mode, expires time.Duration) ([]byte, Layout, error) {
	b := s.builder()
	defer s.release(b)
	if err := b.build(s, r, m, expires); err != nil {
		return dst, Layout{}, err
	}
	dst, layout := b.appendTo(dst, r)
	return dst, layout, nil
}

func (s *Signer) builder() *builder {
	b, _ := s.builders.Get().(*builder)
	return b
}

// maxKeptBuffer keeps one huge request from holding its memory for good.
const maxKeptBuffer = 64 << 10

func (s *Signer) release(b *builder) {
	b.headers.reset()
	b.target, b.method = target{}, "" // do not keep the caller's strings
	if cap(b.buf) <= maxKeptBuffer && cap(b.spare) <= maxKeptBuffer && cap(b.query.text) <= maxKeptBuffer && cap(b.headers.names) <= maxKeptBuffer {
		s.builders.Put(b)
	}
}
