package sigv4

import (
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

const (
	terminator = "aws4_request"
	maxExpires = 7 * 24 * time.Hour
)

// mode is where the signature goes.
type mode uint8

const (
	modeHeader mode = iota // the Authorization header
	modeQuery              // the query: a presigned URL
)

// span is a piece of builder.buf.
type span struct{ start, end int }

// builder makes one signature. It is pooled, so that signing allocates nothing
// but its result.
type builder struct {
	headers headers
	query   query

	// buf holds the wire path, the canonical request, the string to sign, and
	// what else is new in the request, each as a span. spare is for the next.
	buf, spare                  []byte
	wirePath, canonical, toSign span
	canonicalQuery, signedNames span
	payload, signature          span
	tail                        span // value of Authorization, or the rest of the presigned query

	scheme     *scheme
	mode       mode
	method     string
	target     target
	ownHost    bool // the request has no Host header of its own
	contentSHA bool
	sameURL    bool // the URL on the wire is the one that was given

	second  int64  // that stamp is for
	stamp   string // YYYYMMDDTHHMMSSZ, or as the scheme has it
	day     string // YYYYMMDD
	extra   Header // the regions, or a nonce
	hashBuf [2 * sha256.Size]byte

	scope scope
	token *tokenHeader // how the session token is sent
	key   *key
	hash  resumable
	mac   keyedMAC
	sum   [sha256.Size]byte
	shape shape
}

// mark returns the span from start to the end of buf.
func (b *builder) mark(start int) span { return span{start, len(b.buf)} }

func (b *builder) bytes(s span) []byte { return b.buf[s.start:s.end] }

func (b *builder) build(s *Signer, r *Request, m mode, expires time.Duration) error {
	if r == nil {
		return fault.New(fault.NullPointer, "the request is nil")
	}
	if err := b.setTime(r.Time); err != nil {
		return err
	}
	once := r.Region != "" || r.Service != "" || r.resigning != nil // another scope is for this request alone
	if !once && b.buildLike(r, m, expires) {
		return nil
	}
	b.shape.forget()
	if err := b.buildNew(s, r, m, expires); err != nil {
		return err
	}
	b.writeToSign(s)
	if !once {
		b.shape.remember(b, r, expires)
		b.shape.second = b.second
	}
	return b.sign(false)
}

// buildNew writes the canonical request of a request that is not like the last.
func (b *builder) buildNew(s *Signer, r *Request, m mode, expires time.Duration) error {
	b.buf, b.mode, b.extra = b.buf[:0], m, Header{}
	if m == modeQuery && b.scheme.signatureParam == "" {
		return fault.New(fault.SchemeUnsupported, "the scheme %s has no presigned URLs; sign a request with it", b.scheme.name)
	}
	if m == modeQuery && (expires < time.Second || expires > maxExpires) {
		return outOfRange(expires)
	}
	if err := b.setMethod(r.Method); err != nil {
		return err
	}
	var err error
	if b.target, err = splitURL(r.URL); err != nil {
		return err
	}
	if err := b.addHeaders(r); err != nil {
		return err
	}
	if r.resigning != nil {
		b.scope = s.scopeAgain(r.resigning, b.headers.host)
	} else if b.scope, err = s.scopeOf(&b.target, b.headers.host, b.headers.target, r); err != nil {
		return err
	}
	if r.Region != "" {
		if err := b.scheme.checkRegion(r.Region); err != nil {
			return err
		}
		b.scope.region = r.Region
	}
	b.token = s.tokenFor(&b.scope, &b.target, b.headers.host)
	if err := b.scheme.checkPayload(r.PayloadHash); err != nil {
		return err
	}
	payload, err := payloadHash(&b.hashBuf, r, b.scope.rules, m)
	if err != nil {
		return err
	}
	// A constant in place of the hash means nothing to the server without the header.
	b.contentSHA = m == modeHeader && b.scheme.sha != "" && (b.scope.rules.contentSHA256 || len(payload) != 2*sha256.Size) &&
		(r.resigning == nil || !r.resigning.declared)
	if m == modeHeader {
		if err := b.addOwnHeaders(s, payload); err != nil {
			return err
		}
	}
	b.headers.sort()
	b.key = s.keys.get(s.credentials.SecretAccessKey, b.day, b.scope.region, b.scope.service)
	b.query.resetOwn()
	if m == modeQuery {
		b.addOwnParams(s, expires)
	}
	if b.scheme.maxCompute {
		err = b.writeMaxCompute()
	} else if err = b.writeHead(); err == nil {
		b.writeRest(payload)
	}
	if err == nil {
		b.setSameURL(r)
	}
	return err
}

func (b *builder) setSameURL(r *Request) {
	t := &b.target
	b.sameURL = b.mode == modeHeader && !t.moved && len(r.URL) == len(t.origin)+len(t.path)+len(t.query)+min(len(t.query), 1) &&
		r.URL[len(t.origin)] == '/' && string(b.bytes(b.wirePath)) == t.path && string(b.bytes(b.canonicalQuery)) == t.query
}

func (b *builder) addHeaders(r *Request) error {
	if len(r.Headers) > maxHeaders {
		return fault.New(fault.InputTooLarge, "the request has %d headers; the limit is %d", len(r.Headers), maxHeaders)
	}
	b.headers.reset()
	b.headers.resigning = r.resigning
	total := 0
	for i := range r.Headers {
		h := &r.Headers[i]
		if total += len(h.Name) + len(h.Value); total > maxHeaderBytes {
			return fault.New(fault.InputTooLarge, "the headers have more than %d bytes", maxHeaderBytes)
		}
		if err := b.headers.add(h.Name, h.Value); err != nil {
			return err
		}
		if isContentLength(h.Name) && len(r.Body) > 0 { // an empty one may be sent from elsewhere
			// Libraries write the number anew: 03 would go out as 3, and break the signature.
			if strings.TrimSpace(h.Value) != strconv.Itoa(len(r.Body)) {
				return fault.New(fault.InvalidHeader, "the header Content-Length is %q, and the body has %d bytes", shorten(h.Value), len(r.Body))
			}
		}
	}
	if b.ownHost = b.headers.host == ""; b.ownHost {
		b.headers.host = b.target.host
		if b.headers.signsHost() {
			b.headers.addOwn("host", b.target.host)
		}
	}
	return nil
}

func (b *builder) addOwnHeaders(s *Signer, payload []byte) error {
	b.headers.addOwn(b.scheme.dateLower, b.stamp)
	if b.scheme.regionSet {
		b.headers.addOwn("x-amz-region-set", b.scope.region)
		b.extra = Header{regionSetHeader, strings.Clone(b.scope.region)}
	}
	if token := s.credentials.SessionToken; token != "" && !b.scope.rules.omitToken {
		b.headers.addOwn(b.token.lower, token)
	}
	if b.contentSHA {
		b.headers.addOwn(b.scheme.shaLower, string(payload))
	}
	if b.scheme.nonce != "" {
		return b.addNonce(s)
	}
	return nil
}

// writeHead writes the wire path and what the URL says in the canonical request
// (AWS IAM User Guide, step 1): method, path, query.
func (b *builder) writeHead() error {
	b.query.reset()
	if b.target.query != "" {
		if err := b.query.addRaw(b.target.query); err != nil {
			return err
		}
	}
	return b.writeTarget()
}

// writeTarget is writeHead with a query that was read.
func (b *builder) writeTarget() error {
	buf, canonicalPath, err := appendPaths(b.buf[:0], b.target.path, b.scope.rules, b.scope.aws)
	b.buf = buf
	if err != nil {
		return err
	}
	b.wirePath = span{0, canonicalPath}
	path := span{canonicalPath, len(b.buf)}
	b.canonical.start = len(b.buf)
	b.buf = append(b.buf, b.method...)
	b.buf = append(b.buf, '\n')
	if bucket := b.scope.bucket; bucket != "" {
		b.buf = append(b.buf, '/')
		b.buf = append(b.buf, bucket...)
	}
	b.buf = append(b.buf, b.bytes(path)...)
	b.buf = append(b.buf, '\n')
	from := len(b.buf)
	b.buf = b.query.appendTo(b.buf)
	b.canonicalQuery = b.mark(from)
	return nil
}

// writeRest writes the rest of it: headers, their names, the payload's hash.
func (b *builder) writeRest(payload []byte) {
	b.buf = append(b.buf, '\n')
	b.buf = b.headers.appendCanonical(b.buf)
	b.buf = append(b.buf, '\n')
	from := len(b.buf)
	b.buf = b.headers.appendSigned(b.buf)
	b.signedNames = b.mark(from)
	b.buf = append(b.buf, '\n')
	from = len(b.buf)
	b.buf = append(b.buf, payload...)
	b.payload = b.mark(from)
	b.canonical.end = len(b.buf)
}

func (b *builder) addOwnParams(s *Signer, expires time.Duration) {
	q := &b.query
	if b.scheme.oss {
		b.addOSSParams(s, expires)
		return
	}
	q.addOwn("X-Amz-Algorithm", b.scheme.algorithm)
	q.addOwn("X-Amz-Credential", s.credentials.AccessKeyID, "/", b.key.scope)
	q.addOwn("X-Amz-Date", b.stamp)
	q.addOwn("X-Amz-Expires", strconv.Itoa(int(expires/time.Second)))
	if b.scheme.regionSet {
		q.addOwn(regionSetHeader, b.scope.region)
	}
	if token := s.credentials.SessionToken; token != "" && !b.scope.rules.omitToken {
		q.addOwn(b.token.name, token)
	}
	q.addOwn("X-Amz-SignedHeaders", string(b.headers.appendSigned(nil)))
}

// room is for the hex digits of a digest.
const room = "0000000000000000000000000000000000000000000000000000000000000000"

// beginToSign writes the string to sign, with room for the digest (step 2).
func (b *builder) beginToSign() {
	start := len(b.buf)
	b.buf = append(b.buf, b.scheme.algorithm...)
	b.buf = append(b.buf, '\n')
	if b.key.scope != "" {
		b.buf = append(b.buf, b.stamp...)
		b.buf = append(b.buf, '\n')
		b.buf = append(b.buf, b.key.scope...)
		b.buf = append(b.buf, '\n')
	}
	b.buf = append(b.buf, room...)
	b.toSign = b.mark(start)
}

// writeToSign writes the string to sign and what will stand around the
// signature, with room for the digest and the signature (steps 2 to 5).
func (b *builder) writeToSign(s *Signer) {
	if b.scheme.maxCompute {
		b.repeatCanonical()
	} else {
		b.beginToSign()
	}
	start := len(b.buf)
	if b.mode == modeHeader {
		b.buf = append(b.buf, b.scheme.algorithm...)
		b.buf = append(b.buf, b.scheme.credential...)
		b.buf = append(b.buf, s.credentials.AccessKeyID...)
		if b.key.scope != "" {
			b.buf = append(b.buf, '/')
			b.buf = append(b.buf, b.key.scope...)
		}
		b.appendSignedNames()
	} else {
		if token := s.credentials.SessionToken; token != "" && b.scope.rules.omitToken {
			b.buf = append(b.buf, '&')
			b.buf = append(b.buf, b.token.name...)
			b.buf = append(b.buf, '=')
			b.buf = appendEncoded(b.buf, token, 0)
		}
		b.buf = append(b.buf, '&')
		b.buf = append(b.buf, b.scheme.signatureParam...)
		b.buf = append(b.buf, '=')
	}
	from := len(b.buf)
	b.buf = append(b.buf, room...)
	b.signature = b.mark(from)
	b.tail = b.mark(start)
}

// appendSignedNames writes what stands between scope and signature.
func (b *builder) appendSignedNames() {
	if b.signedNames.start < b.signedNames.end {
		b.buf = append(b.buf, b.scheme.list...)
		b.buf = append(b.buf, b.bytes(b.signedNames)...)
	}
	b.buf = append(b.buf, b.scheme.last...)
}

// sign fills in the digest of the canonical request and the signature. same says
// that only the payload is not that of the last request.
func (b *builder) sign(same bool) error {
	b.buf = b.buf[:b.tail.end]
	if b.scheme.maxCompute {
		b.signMaxCompute()
		return nil
	}
	b.digest(same)
	if b.key.private != nil {
		return b.signAsymmetric()
	}
	b.finishToSign()
	putHex(b.bytes(b.signature), &b.sum)
	return nil
}

// finishToSign fills in the digest in sum and puts the signature in its place.
func (b *builder) finishToSign() {
	steady := b.fillDigest()
	b.mac.compute(&b.sum, b.key, b.second, b.bytes(b.toSign), steady)
}

// fillDigest returns how long the string to sign is in front of the digest.
func (b *builder) fillDigest() int {
	room := b.toSign.end - 2*sha256.Size
	putHex(b.buf[room:], &b.sum)
	return room - b.toSign.start
}

// signAsymmetric ends the text with the signature, whose length differs from one to
// the next.
func (b *builder) signAsymmetric() (err error) {
	b.fillDigest()
	b.buf, err = appendECDSA(b.buf[:b.signature.start], b.key.private, b.bytes(b.toSign))
	b.signature.end = len(b.buf)
	b.tail.end = len(b.buf)
	return err
}

// setTime makes the time stamp; the next request is often of the same second.
func (b *builder) setTime(t time.Time) (err error) {
	if t.Unix() != b.second || b.stamp == "" {
		if b.second, b.stamp, err = stampOf(t); err != nil {
			return err
		}
		b.day = b.stamp[:len("YYYYMMDD")]
		if b.scheme.layout != "" {
			b.stamp = t.UTC().Format(b.scheme.layout)
		}
	}
	return nil
}

// stampOf writes a time as the header X-Amz-Date has it.
func stampOf(t time.Time) (second int64, stamp string, err error) {
	year, month, day := t.UTC().Date()
	if t.IsZero() || year < 1970 || year > 9999 {
		return 0, "", fault.New(fault.InvalidArgument, "the signing time is not set, or not in the years 1970 to 9999")
	}
	hour, minute, sec := t.UTC().Clock()
	return t.Unix(), fmt.Sprintf("%04d%02d%02dT%02d%02d%02dZ", year, month, day, hour, minute, sec), nil
}

// setMethod takes a method in any case: HTTP libraries send them in capitals.
func (b *builder) setMethod(method string) error {
	lower := false
	for i := 0; i < len(method); i++ {
		if grammar.LowerToken[method[i]] == 0 {
			return fault.New(fault.InvalidArgument, "the method %q holds the character %q", shorten(method), method[i])
		}
		lower = lower || method[i] >= 'a' && method[i] <= 'z'
	}
	if method == "" {
		return fault.New(fault.InvalidArgument, "the method is empty")
	}
	if b.method = method; lower {
		b.method = strings.ToUpper(method)
	}
	return nil
}
