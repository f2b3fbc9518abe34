package sigv4

import (
	"cmp"
	"crypto/ecdsa"
	"crypto/fips140"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
)

// VerifyOptions configure a [Verifier]. The zero value of each field means "what
// AWS does for that service".
type VerifyOptions struct {
	MaxSkew  time.Duration // how far the time of a signature may be from now; 0: 15 minutes
	Services []string      // signing names that are taken; nil: any
	Regions  []string      // regions that are taken; nil: any
	Schemes  []string      // as in [Options], that are taken; nil: any
	Bucket   string        // of requests with the scheme oss4 whose host does not name it, as in [Options]

	DoubleEncode     *bool  // as in [Options]; they say how clients sign, with AWS's schemes
	NormalizePath    *bool  // as in [Options]
	OmitSessionToken bool   // clients send the session token without signing it
	QueryPlus        string // as in [Options], but for "refuse" the request is refused
}

const defaultSkew = 15 * time.Minute

// Incoming is a request as it came over the wire.
type Incoming struct {
	Method     string
	URL        string // absolute; or path and query as they stand in the request line
	Headers    []Header
	Body       []byte
	BodyUnread bool      // Body is not at hand; what the request declares of it is all that is verified
	Time       time.Time // now
}

// What is known of the body of a verified request.
const (
	PayloadVerified  = "verified"  // it is the body whose hash was signed
	PayloadDeclared  = "declared"  // its hash was signed, and it was not read
	PayloadUnsigned  = "unsigned"  // the signature does not cover it
	PayloadStreaming = "streaming" // its chunks have signatures or a trailer of their own, which were not verified
)

// Verified is what the signature of a request proves. Its texts share the memory
// of the request, or of one like it. It holds neither secret nor token.
type Verified struct {
	Scheme        string // "AWS4-HMAC-SHA256", or as the scheme has it
	Carrier       string // [CarrierHeader] or [CarrierQuery]
	AccessKeyID   string
	Date          string // of the scope, YYYYMMDD
	Region        string // empty with acs3, which has none
	Service       string // likewise
	SignedHeaders string // in the form "host;x-amz-date"
	SignedAt      time.Time
	ExpiresAt     time.Time // from then on the request is refused as old
	Payload       string    // [PayloadVerified], ...
	PayloadHash   string    // that was signed: 64 hex digits or a constant

	signature string // what tells repetitions
	seed      string // the signature, which the first chunk's covers
}

// Fingerprint tells this request from others: hex SHA-256 of its signature. Whoever
// refuses repetitions remembers it until ExpiresAt.
func (v *Verified) Fingerprint() string {
	sum := sha256.Sum256([]byte(v.signature))
	var text [2 * sha256.Size]byte
	putHex(text[:], &sum)
	return string(text[:])
}

// Verifier verifies signatures of incoming requests. It may be used from many
// goroutines at once.
type Verifier struct {
	options       VerifyOptions
	keys          verifyKeys
	seed          maphash.Seed
	verifications [8]sync.Pool // of *verification; whoever signs alike comes to the same one
}

// NewVerifier checks the options and returns a verifier.
//
// Errors: INVALID_OPTION.
func NewVerifier(o VerifyOptions) (*Verifier, error) {
	plus, err := parsePlusRule("verify.query_plus", o.QueryPlus)
	if err != nil {
		return nil, err
	}
	for _, name := range o.Schemes {
		if _, err := parseScheme(name); err != nil || name == "" {
			return nil, fault.New(fault.InvalidOption, "option verify.schemes has %q, which is no scheme", shorten(name))
		}
	}
	if err := oss4.checkBucket(o.Bucket); err != nil {
		return nil, err
	}
	if o.MaxSkew < 0 {
		return nil, fault.New(fault.InvalidOption, "max_skew is negative")
	}
	if o.MaxSkew == 0 {
		o.MaxSkew = defaultSkew
	}
	v := &Verifier{options: o, seed: maphash.MakeSeed()}
	for i := range v.verifications {
		pool := &v.verifications[i]
		pool.New = func() any {
			made := &verification{pool: pool}
			made.query = query{plus: plus, presented: &made.params}
			made.use(&aws4)
			return made
		}
	}
	return v, nil
}

// Forget overwrites the signing keys that were derived.
func (v *Verifier) Forget() { v.keys.forget() }

// Read says how r claims to be signed. Nothing of it is verified: it is what a
// secret is looked up by. Its texts share the memory of r, or of a request like it.
//
// Errors: REQUEST_UNSIGNED, REQUEST_MALFORMED, REQUEST_AMBIGUOUS,
// REQUEST_SCHEME_REFUSED; NULL_POINTER if r is nil.
func (v *Verifier) Read(r *Incoming) (*Claim, error) {
	b := v.verification(r)
	defer b.release()
	if err := v.read(b, r); err != nil {
		return nil, err
	}
	claim := b.claim
	return &claim, nil
}

// Verify returns what the signature of r proves. secretFor gives the credentials
// of the access key id that the request names: without a secret nobody is known
// by it, and a session token is compared if it gives one. Its errors are returned
// as they are.
//
// Errors: those of [Verifier.Read]; REQUEST_SCOPE_REFUSED, REQUEST_TIME_SKEWED,
// REQUEST_EXPIRED, REQUEST_KEY_UNKNOWN, REQUEST_HEADER_UNSIGNED,
// REQUEST_HEADER_MISSING, REQUEST_SIGNATURE_WRONG, REQUEST_TOKEN_WRONG,
// REQUEST_PAYLOAD_CHANGED; CREDENTIALS_MALFORMED for a secret that FIPS 140 forbids.
func (v *Verifier) Verify(r *Incoming, secretFor func(*Claim) (credentials.Credentials, error)) (*Verified, error) {
	b := v.verification(r)
	defer b.release()
	if err := v.read(b, r); err != nil {
		return nil, err
	}
	if err := v.checkScope(&b.claim); err != nil {
		return nil, err
	}
	ends, err := v.checkTime(&b.claim, r.Time)
	if err != nil {
		return nil, err
	}
	c, err := secretFor(&b.claim)
	if err != nil {
		return nil, err
	}
	if c.SecretAccessKey == "" {
		return nil, fault.New(fault.RequestKeyUnknown, "nobody is known by the access key id %q", shorten(b.claim.AccessKeyID))
	}
	if err := b.writeCanonical(v, r); err != nil { // not before: it may hash a long body, which is work for somebody known
		return nil, err
	}
	seed := b.claim.Signature
	if err := b.compare(v, c.SecretAccessKey); err != nil {
		return nil, err
	}
	if err := b.claim.checkToken(c.SessionToken); err != nil {
		return nil, err
	}
	payload, hash, err := b.checkPayload(r)
	if err != nil {
		return nil, err
	}
	claim := &b.claim
	b.remember(r)
	return &Verified{
		Scheme: claim.Scheme, Carrier: claim.Carrier, AccessKeyID: claim.AccessKeyID, Date: claim.Date, Region: claim.Region,
		Service: claim.Service, SignedHeaders: claim.SignedHeaders, SignedAt: claim.SignedAt, ExpiresAt: ends,
		Payload: payload, PayloadHash: hash, signature: claim.Signature, seed: seed,
	}, nil
}

func (v *Verifier) read(b *verification, r *Incoming) error {
	if err := b.read(r); err != nil {
		return err
	}
	return v.checkScheme(b.scheme)
}

func (v *Verifier) checkScheme(s *scheme) error {
	if v.options.Schemes != nil && !slices.Contains(v.options.Schemes, s.name) {
		return fault.New(fault.RequestSchemeRefused, "the request is signed with the scheme %s, which is not among those that are taken", s.name)
	}
	return nil
}

// checkToken compares the session token with the one that is known; "": with none.
func (c *Claim) checkToken(known string) error {
	switch {
	case known == "", subtle.ConstantTimeCompare([]byte(known), []byte(c.SessionToken)) == 1:
		return nil
	case c.SessionToken == "":
		return fault.New(fault.RequestTokenWrong, "the request has no session token, which credentials of %q come with", shorten(c.AccessKeyID))
	}
	return fault.New(fault.RequestTokenWrong, "the session token is not that of %q", shorten(c.AccessKeyID))
}

func (v *Verifier) checkScope(c *Claim) error {
	switch {
	case c.Date != c.day():
		return fault.New(fault.RequestScopeRefused, "the date of the scope, %s, is not the day of the signature's time, %s", c.Date, c.stamp)
	case v.options.Services != nil && !slices.Contains(v.options.Services, c.Service):
		return fault.New(fault.RequestScopeRefused, "the request is signed for the service %q, which is not among those that are taken", shorten(c.Service))
	case v.options.Regions != nil && !c.validIn(v.options.Regions):
		return fault.New(fault.RequestScopeRefused, "the request is signed for the region %q, which is not among those that are taken", shorten(c.Region))
	}
	return nil
}

// validIn reports whether the request is signed for one of these regions. A set has
// several, and "*" for any letters (AWS IAM User Guide, "Signature Version 4A").
func (c *Claim) validIn(regions []string) bool {
	if c.Scheme != aws4a.algorithm {
		return slices.Contains(regions, c.Region)
	}
	for pattern := range strings.SplitSeq(c.Region, ",") {
		before, after, wild := strings.Cut(pattern, "*")
		for _, region := range regions {
			if region == pattern || wild && len(region) >= len(before)+len(after) && strings.HasPrefix(region, before) && strings.HasSuffix(region, after) {
				return true
			}
		}
	}
	return false
}

// checkTime returns when the signature ends.
func (v *Verifier) checkTime(c *Claim, now time.Time) (ends time.Time, err error) {
	skew := v.options.MaxSkew
	if now.IsZero() {
		return ends, fault.New(fault.InvalidArgument, "the time of the verification is not set")
	}
	if ahead := c.SignedAt.Sub(now); ahead > skew {
		return ends, fault.New(fault.RequestTimeSkewed, "the request is signed at %s, %d seconds from now; %d are taken",
			c.stamp, int64(ahead/time.Second), int64(skew/time.Second))
	}
	if c.Carrier == CarrierQuery {
		if ends = c.SignedAt.Add(c.Expires); !now.Before(ends) {
			return ends, fault.New(fault.RequestExpired, "the URL of %s was good for %d seconds and expired %d seconds ago",
				c.stamp, int64(c.Expires/time.Second), int64(now.Sub(ends)/time.Second))
		}
		return ends, nil
	}
	if behind := now.Sub(c.SignedAt); behind > skew {
		return ends, fault.New(fault.RequestTimeSkewed, "the request was signed at %s, %d seconds ago; %d are taken",
			c.stamp, int64(behind/time.Second), int64(skew/time.Second))
	}
	return c.SignedAt.Add(skew), nil
}

// writeCanonical writes the canonical request as this side sees it.
func (b *verification) writeCanonical(v *Verifier, r *Incoming) error {
	if b.like {
		b.patchLike(b.payloadOf(r, b.scope.rules))
		return nil
	}
	c := &b.claim
	b.setScope(v.options.Bucket, &Options{
		DoubleEncode: v.options.DoubleEncode, NormalizePath: v.options.NormalizePath, OmitSessionToken: v.options.OmitSessionToken,
	})
	b.scope.rules.asWritten = true // what libraries do to a path they have done
	if err := b.selectSigned(); err != nil {
		return err
	}
	if b.scheme.maxCompute {
		return b.writeMaxComputeOnce()
	}
	if c.Carrier == CarrierQuery && b.scope.rules.omitToken {
		b.query.dropToken()
	}
	if err := b.writeTarget(); err != nil {
		return Malformed(err)
	}
	b.writeRest(b.payloadOf(r, b.scope.rules))
	return nil
}

// setScope makes the scope that the request claims, with the rules that follow from it.
func (b *verification) setScope(bucket string, o *Options) {
	c := &b.claim
	b.scope = scope{service: c.Service, region: c.Region}
	if b.scheme.foreign {
		b.scope.rules = b.scheme.rules()
	} else {
		b.scope.rules, b.scope.aws = rulesFor(c.Service).override(o), endpoint.Known(c.Service)
	}
	if b.scheme.oss {
		b.scope.bucket = cmp.Or(endpoint.ResolveAliyun(b.headers.host).Bucket, bucket) // Host is not signed: what it names is
	}
}

// payloadOf returns the last line of the canonical request.
func (b *verification) payloadOf(r *Incoming, rules rules) []byte {
	switch c := &b.claim; {
	case c.PayloadHash != "":
		return append(b.hashBuf[:0], c.PayloadHash...)
	case rules.unsignedPayload, c.Carrier == CarrierQuery && rules.presignUnsigned:
		return append(b.hashBuf[:0], unsignedPayload...)
	case len(r.Body) == 0:
		return append(b.hashBuf[:0], emptyPayload...)
	}
	sum := sha256.Sum256(r.Body)
	putHex(b.hashBuf[:], &sum)
	return b.hashBuf[:]
}

// compare makes the signature anew.
func (b *verification) compare(v *Verifier, secret string) error {
	if err := b.scheme.checkSecret(secret); err != nil {
		return err
	}
	if b.scheme.maxCompute && fips140.Enforced() {
		return fault.New(fault.RequestSchemeRefused, "the scheme %s signs with HMAC-SHA1, which GODEBUG=fips140=only forbids", b.scheme.name)
	}
	if b.scheme.regionSet {
		return b.compareAsymmetric(secret)
	}
	c := &b.claim
	b.secret = append(b.secret[:0], secret...)
	digest := sha256.Sum256(b.secret)
	clear(b.secret)
	kept, known := v.keys.get(b.scheme, &digest, c)
	if b.key = kept; !known {
		b.key = deriveKey(b.scheme, secret, c.Date, c.Region, c.Service)
	}
	if b.scheme.maxCompute {
		if !b.isMaxCompute() {
			sum := sha256.Sum256(b.bytes(b.canonical))
			return c.wrong(hex.AppendEncode(nil, sum[:]))
		}
		v.keys.put(b.scheme, &digest, b.key)
		return nil
	}
	if b.like {
		b.digest(b.same)
	} else {
		b.stamp, b.second = c.stamp, c.SignedAt.Unix()
		b.beginToSign()
		b.sum = sha256.Sum256(b.bytes(b.canonical))
	}
	b.finishToSign()
	canonical := b.buf[b.toSign.end-2*sha256.Size : b.toSign.end]
	var want, got [2 * sha256.Size]byte
	putHex(want[:], &b.sum)
	copy(got[:], c.Signature) // which has that length
	if subtle.ConstantTimeCompare(want[:], got[:]) != 1 {
		return c.wrong(canonical)
	}
	if !known { // only now: nobody without the secret fills the cache
		v.keys.put(b.scheme, &digest, b.key)
	}
	return nil
}

func (c *Claim) wrong(canonical []byte) error {
	return fault.New(fault.RequestSignatureWrong,
		"the signature is not that of the secret of %q over this request, whose canonical request has here the SHA-256 %s and the signed headers %s",
		shorten(c.AccessKeyID), canonical, shorten(c.SignedHeaders))
}

// compareAsymmetric verifies the signature with the public key that follows from
// the secret.
func (b *verification) compareAsymmetric(secret string) error {
	c := &b.claim
	keys := keyCache{}
	var err error
	if keys.private, err = derivePrivate(secret, c.AccessKeyID); err != nil {
		return err
	}
	defer keys.forget()
	b.key = keys.get("", c.Date, c.Region, c.Service)
	b.stamp, b.second = c.stamp, c.SignedAt.Unix()
	b.beginToSign()
	b.sum = sha256.Sum256(b.bytes(b.canonical))
	b.fillDigest()
	digest := sha256.Sum256(b.bytes(b.toSign))
	signature, err := hex.DecodeString(c.Signature)
	if err != nil || !ecdsa.VerifyASN1(&keys.private.PublicKey, digest[:], signature) {
		return c.wrong(b.buf[b.toSign.end-2*sha256.Size : b.toSign.end])
	}
	// There are two signatures to each text and key; a repetition is the same text.
	putHex(b.hashBuf[:], &digest)
	c.Signature = string(b.hashBuf[:])
	return nil
}

// checkPayload compares the body with the hash that was signed.
func (b *verification) checkPayload(r *Incoming) (state, hash string, err error) {
	signed := b.bytes(b.payload)
	declared := b.claim.PayloadHash
	if declared == "" {
		switch hash = string(signed); {
		case b.scheme.maxCompute: // it has no line for the body
			return PayloadUnsigned, unsignedPayload, nil
		case hash == unsignedPayload:
			return PayloadUnsigned, hash, nil
		case r.BodyUnread: // it was signed as an empty one
			return PayloadDeclared, hash, nil
		}
		return PayloadVerified, hash, nil // it is made of the body
	}
	switch {
	case declared == unsignedPayload:
		return PayloadUnsigned, declared, nil
	case len(declared) != 2*sha256.Size:
		return PayloadStreaming, declared, nil
	case r.BodyUnread:
		return PayloadDeclared, declared, nil
	case len(r.Body) == 0 && declared == emptyPayload:
		return PayloadVerified, declared, nil
	}
	b.sum = sha256.Sum256(r.Body)
	putHex(b.hashBuf[:], &b.sum)
	if subtle.ConstantTimeCompare(b.hashBuf[:], []byte(declared)) != 1 {
		return "", "", fault.New(fault.RequestPayloadChanged, "the body has %d bytes and the SHA-256 %s; signed is %s", len(r.Body), b.hashBuf[:], declared)
	}
	return PayloadVerified, declared, nil
}
