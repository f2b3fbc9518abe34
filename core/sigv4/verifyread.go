package sigv4

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// Where the signature of a request stands.
const (
	CarrierHeader = "header" // in Authorization
	CarrierQuery  = "query"  // a presigned URL
)

// Claim is what a request says about its signature.
type Claim struct {
	Scheme        string // "AWS4-HMAC-SHA256" or "AWS4-ECDSA-P256-SHA256"
	Carrier       string // [CarrierHeader] or [CarrierQuery]
	AccessKeyID   string
	SessionToken  string // a secret; "": none
	Date          string // of the scope, YYYYMMDD
	Region        string // with the second scheme a set, such as "us-*,eu-west-1"
	Service       string
	SignedHeaders string // in the form "host;x-amz-date"
	SignedAt      time.Time
	Expires       time.Duration // of a presigned URL
	PayloadHash   string        // as it is declared, 64 hex digits or a constant; "": not at all
	Signature     string

	stamp string // SignedAt as it was signed
}

// maxCredential bounds what access key id and scope are taken from.
const maxCredential = 1024

// verification checks one signature, with the builder that would make it.
type verification struct {
	builder
	claim  Claim
	params presented
	fields presentedFields
	likeness
	secret []byte     // room for one
	pool   *sync.Pool // that it goes back to
}

// presentedFields are the headers that say something about the signature.
type presentedFields struct {
	authorization, stamp, date, contentSHA, token, sessionToken, regionSet string
	has                                                                    uint8 // a bit each
}

// read takes r apart.
func (b *verification) read(r *Incoming) error {
	if r == nil {
		return fault.New(fault.NullPointer, "the request is nil")
	}
	if b.readLike(r) {
		return nil
	}
	b.shape.forget()
	b.use(schemeOf(r))
	if err := b.setMethod(r.Method); err != nil {
		return Malformed(err)
	}
	if err := b.setTarget(r.URL); err != nil {
		return Malformed(err)
	}
	if err := b.takeHeaders(r.Headers); err != nil {
		return Malformed(err)
	}
	if err := b.checkHost(r.URL); err != nil {
		return err
	}
	b.query.reset()
	if err := b.query.addRaw(b.target.query); err != nil {
		return Malformed(err)
	}
	return b.readClaim()
}

// Malformed is err as a refusal: what is wrong is wrong with the request that came
// in, and not with the call of this library.
func Malformed(err error) error {
	var e *fault.Error
	if errors.As(err, &e) && e.Code.Category() == fault.CategoryUsage {
		return fault.Wrap(fault.RequestMalformed, err, "%s", e.Message)
	}
	return err
}

func unreadable(format string, args ...any) error {
	return fault.New(fault.RequestMalformed, format, args...)
}

func ambiguous(format string, args ...any) error {
	return fault.New(fault.RequestAmbiguous, format, args...)
}

// setTarget takes an absolute URL, or what stands in a request line.
func (b *verification) setTarget(url string) (err error) {
	if strings.HasPrefix(url, "/") {
		if err := grammar.CheckLength(url); err != nil {
			return err
		}
		b.target = target{}
		return b.target.setRest(url)
	}
	b.target, err = splitURL(url)
	return err
}

// takeHeaders takes every header; which are signed is said elsewhere.
func (b *verification) takeHeaders(list []Header) error {
	if len(list) > maxHeaders {
		return unreadable("the request has %d headers; the limit is %d", len(list), maxHeaders)
	}
	h := &b.headers
	h.reset()
	total := 0
	for i := range list {
		name, value := list[i].Name, list[i].Value
		if total += len(name) + len(value); total > maxHeaderBytes {
			return unreadable("the headers have more than %d bytes", maxHeaderBytes)
		}
		if name == "" {
			return unreadable("a header has an empty name")
		}
		start := len(h.names)
		h.names = append(h.names, name...)
		lower := h.names[start:]
		for i, c := range lower {
			l := grammar.LowerToken[c]
			if l == 0 {
				return unreadable("the header name %q holds the character %q", shorten(name), c)
			}
			lower[i] = l
		}
		h.fields = append(h.fields, field{orderOf(lower), int32(start), int32(len(h.names)), value, false})
		if err := b.takeField(lower, value); err != nil {
			return err
		}
	}
	return nil
}

// takeField keeps what says something about the signature. Such a header may
// stand in a request once.
func (b *verification) takeField(lower []byte, value string) error {
	f := &b.fields
	place, bit := b.placeOf(lower)
	if place == nil {
		return nil
	}
	if f.has&bit != 0 {
		return ambiguous("the header %s is there twice", lower)
	}
	f.has |= bit
	*place = strings.TrimSpace(value)
	return nil
}

func (b *verification) placeOf(lower []byte) (place *string, bit uint8) {
	f := &b.fields
	if b.scheme.foreign {
		return b.foreignPlaceOf(lower)
	}
	switch string(lower) {
	case "authorization":
		place, bit = &f.authorization, 1
	case "host":
		place, bit = &b.headers.host, 2
	case "x-amz-date":
		place, bit = &f.stamp, 4
	case "date":
		place, bit = &f.date, 8
	case "x-amz-content-sha256":
		place, bit = &f.contentSHA, 16
	case "x-amz-security-token":
		place, bit = &f.token, 32
	case "x-amz-s3session-token":
		place, bit = &f.sessionToken, 64
	case "x-amz-region-set":
		place, bit = &f.regionSet, 128
	}
	return place, bit
}

// checkHost makes sure that there is one host, and that it is the one of the URL.
func (b *verification) checkHost(url string) error {
	switch host := b.headers.host; {
	case b.target.host == "" && host == "":
		return unreadable("the request has neither a Host header nor an absolute URL")
	case host == "":
		b.headers.host = b.target.host
		b.headers.addOwn("host", b.target.host)
	case b.target.host != "" && !strings.EqualFold(host, b.target.host):
		scheme, _, _ := strings.Cut(url, ":")
		if same, err := splitURL(scheme + "://" + host); err != nil || same.host != b.target.host {
			return ambiguous("the URL is of %q and the Host header is %q", shorten(b.target.host), shorten(host))
		}
	}
	return nil
}

// selectSigned leaves those headers that the request says are signed, and refuses
// one that must be and is not (AWS IAM User Guide, "SignedHeaders": host and every
// x-amz-* header).
func (b *verification) selectSigned() error {
	if b.scheme.oss || b.scheme.maxCompute {
		return b.selectOwn()
	}
	h := &b.headers
	h.sort()
	kept, at, previous := 0, 0, ""
	hasHost := false
	for rest, more := b.claim.SignedHeaders, true; more; {
		var name string
		if name, rest, more = strings.Cut(rest, ";"); name <= previous {
			return unreadable("the signed headers %q are not a list of different names in order", shorten(b.claim.SignedHeaders))
		}
		previous = name
		for ; at < len(h.fields) && string(h.name(&h.fields[at])) < name; at++ {
			if err := b.checkUnsigned(&h.fields[at]); err != nil {
				return err
			}
		}
		if at == len(h.fields) || string(h.name(&h.fields[at])) != name {
			return fault.New(fault.RequestHeaderMissing, "the header %q is signed and not in the request", shorten(name))
		}
		hasHost = hasHost || name == "host"
		for ; at < len(h.fields) && string(h.name(&h.fields[at])) == name; at++ {
			f := &h.fields[kept]
			*f = h.fields[at]
			kept++
			if err := h.checkTaken(f); err != nil {
				return err
			}
		}
	}
	for ; at < len(h.fields); at++ {
		if err := b.checkUnsigned(&h.fields[at]); err != nil {
			return err
		}
	}
	h.fields = h.fields[:kept]
	for _, name := range b.scheme.required {
		if !h.has(name) {
			return fault.New(fault.RequestHeaderMissing, "the request has no header %s, which the scheme %s needs", name, b.scheme.name)
		}
	}
	if !hasHost {
		return fault.New(fault.RequestHeaderUnsigned, "host is not among the signed headers %q", shorten(b.claim.SignedHeaders))
	}
	return nil
}

func (b *verification) checkUnsigned(f *field) error {
	name := b.headers.name(f)
	if !b.scheme.isOwn(name) {
		return nil
	}
	if b.scope.rules.omitToken && (string(name) == "x-amz-security-token" || string(name) == "x-amz-s3session-token") {
		return nil
	}
	return fault.New(fault.RequestHeaderUnsigned, "the header %s is sent and not signed", name)
}
