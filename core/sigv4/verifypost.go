package sigv4

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

// IncomingPost is an upload by an HTML form as a server has it.
type IncomingPost struct {
	Bucket   string   // that the form was sent to
	Fields   []Header // of the form, those before the file
	FileName string   // that the browser gave for the file; it stands for ${filename} in every field
	Size     int64    // of the file, in bytes; negative: not known yet
	Time     time.Time
}

// VerifiedPost is what a POST policy allows and its signature proves. It holds
// neither secret nor token.
type VerifiedPost struct {
	AccessKeyID string
	Region      string
	Service     string
	SignedAt    time.Time
	ExpiresAt   time.Time // of the policy
	Key         string    // of the object, with the name of the file in its place
	MinSize     int64     // of the file, in bytes
	MaxSize     int64     // negative: the policy has no content-length-range
}

const maxForm = 2 * maxConditions // bytes; S3 takes forms of 20 KB without the file

// VerifyPost returns what the form's POST policy allows, if it was signed and the
// form meets each of its conditions. secretFor is that of [Verifier.Verify]. Of an
// upload whose size is not known the caller compares it with MinSize and MaxSize.
// Specification: Amazon S3 API Reference, "POST Object" and "Creating a POST policy".
//
// Errors: REQUEST_UNSIGNED, REQUEST_MALFORMED, REQUEST_AMBIGUOUS,
// REQUEST_SCHEME_REFUSED, REQUEST_SCOPE_REFUSED, REQUEST_TIME_SKEWED,
// REQUEST_KEY_UNKNOWN, REQUEST_SIGNATURE_WRONG, REQUEST_TOKEN_WRONG,
// REQUEST_EXPIRED, REQUEST_POLICY_REFUSED; NULL_POINTER, INVALID_ARGUMENT;
// CREDENTIALS_MALFORMED for a secret that FIPS 140 forbids.
func (v *Verifier) VerifyPost(r *IncomingPost, secretFor func(*Claim) (credentials.Credentials, error)) (*VerifiedPost, error) {
	switch {
	case r == nil:
		return nil, fault.New(fault.NullPointer, "the form is nil")
	case r.Bucket == "":
		return nil, fault.New(fault.InvalidArgument, "the bucket is empty")
	case r.Time.IsZero():
		return nil, fault.New(fault.InvalidArgument, "the time of the verification is not set")
	}
	form, err := r.form()
	if err != nil {
		return nil, err
	}
	if err := v.checkScheme(&aws4); err != nil {
		return nil, err
	}
	c, err := form.claim()
	if err != nil {
		return nil, err
	}
	if err := v.checkScope(c); err != nil {
		return nil, err
	}
	if ahead := c.SignedAt.Sub(r.Time); ahead > v.options.MaxSkew {
		return nil, fault.New(fault.RequestTimeSkewed, "the form is signed at %s, %d seconds from now", c.stamp, int64(ahead/time.Second))
	}
	known, err := secretFor(c)
	if err != nil {
		return nil, err
	}
	if err := form.checkSignature(c, &known); err != nil {
		return nil, err
	}
	text, err := base64.StdEncoding.DecodeString(form["policy"])
	if err != nil || !utf8.Valid(text) {
		return nil, unreadable("the policy is not base64 of UTF-8")
	}
	p, err := readPolicy(string(text))
	if err != nil {
		return nil, err
	}
	if !r.Time.Before(p.expires) {
		return nil, fault.New(fault.RequestExpired, "the policy of the form expired %d seconds ago", int64(r.Time.Sub(p.expires)/time.Second))
	}
	if err := p.check(form, r.Size); err != nil {
		return nil, err
	}
	return &VerifiedPost{
		AccessKeyID: c.AccessKeyID, Region: c.Region, Service: c.Service, SignedAt: c.SignedAt, ExpiresAt: p.expires,
		Key: form["key"], MinSize: p.least, MaxSize: p.most,
	}, nil
}

// postForm is the form's fields by their names in lower case, and the bucket.
type postForm map[string]string

func (r *IncomingPost) form() (postForm, error) {
	if len(r.Fields) > maxHeaders {
		return nil, unreadable("the form has %d fields; the limit is %d", len(r.Fields), maxHeaders)
	}
	if !utf8.ValidString(r.FileName) {
		return nil, unreadable("the name of the file is not UTF-8")
	}
	name := r.FileName[strings.LastIndexAny(r.FileName, `/\`)+1:] // what S3 takes of a path
	form := make(postForm, len(r.Fields)+1)
	total := 0
	for _, f := range r.Fields {
		field, value := strings.ToLower(f.Name), f.Value
		places := 0
		if !isPostProof(field) {
			places = strings.Count(value, fileName)
		}
		if total += len(field) + len(value) + places*len(name); total > maxForm {
			return nil, unreadable("the form has more than %d bytes", maxForm)
		}
		if _, twice := form[field]; twice {
			return nil, ambiguous("the form has the field %q twice", shorten(field))
		}
		if field == "" || !utf8.ValidString(field) || !utf8.ValidString(value) {
			return nil, unreadable("the form's field %q is not UTF-8, or has no name", shorten(field))
		}
		if places > 0 {
			value = strings.ReplaceAll(value, fileName, name)
		}
		form[field] = value
	}
	if bucket, ok := form["bucket"]; ok && bucket != r.Bucket {
		return nil, ambiguous("the form was sent to the bucket %q, and names another one", shorten(r.Bucket))
	}
	form["bucket"] = r.Bucket
	if form["key"] == "" {
		return nil, unreadable("the form has no key")
	}
	return form, nil
}

// isPostProof reports whether a field is about the signature, and so taken as it is.
func isPostProof(name string) bool {
	switch name {
	case "policy", "x-amz-signature", "x-amz-algorithm", "x-amz-credential", "x-amz-date", "x-amz-security-token":
		return true
	}
	return false
}

// claim reads what the form says about its signature.
func (f postForm) claim() (*Claim, error) {
	if f["x-amz-signature"] == "" {
		return nil, fault.New(fault.RequestUnsigned, "the form has no x-amz-signature")
	}
	for _, name := range [...]string{"policy", "x-amz-algorithm", "x-amz-credential", "x-amz-date"} {
		if f[name] == "" {
			return nil, unreadable("the form has no %s", name)
		}
	}
	if algorithm := f["x-amz-algorithm"]; algorithm != aws4.algorithm {
		return nil, fault.New(fault.RequestSchemeRefused, "the form is signed with %q; forms are with %s", shorten(algorithm), aws4.algorithm)
	}
	var b verification
	b.scheme = &aws4
	c := &b.claim
	c.Scheme, c.Signature, c.SessionToken = aws4.algorithm, f["x-amz-signature"], f["x-amz-security-token"]
	if err := aws4.checkSignature(c.Signature); err != nil {
		return nil, err
	}
	if err := b.setCredential(f["x-amz-credential"], ""); err != nil {
		return nil, err
	}
	return c, b.setStamp(f["x-amz-date"])
}

// checkSignature compares signature and token with those of the credentials.
func (f postForm) checkSignature(c *Claim, known *credentials.Credentials) error {
	if known.SecretAccessKey == "" {
		return fault.New(fault.RequestKeyUnknown, "nobody is known by the access key id %q", shorten(c.AccessKeyID))
	}
	if err := aws4.checkSecret(known.SecretAccessKey); err != nil {
		return err
	}
	k := deriveKey(&aws4, known.SecretAccessKey, c.Date, c.Region, c.Service)
	sum := [sha256.Size]byte(mac(k.secret, f["policy"]))
	clear(k.secret)
	var want [2 * sha256.Size]byte
	putHex(want[:], &sum)
	if subtle.ConstantTimeCompare(want[:], []byte(c.Signature)) != 1 {
		return fault.New(fault.RequestSignatureWrong, "the signature is not that of the secret of %q over the policy of the form", shorten(c.AccessKeyID))
	}
	return c.checkToken(known.SessionToken)
}
