package sigv4

import (
	"bytes"
	"errors"
	"strconv"
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
	authorization, amzDate, date, contentSHA, token, sessionToken, regionSet string
	has                                                                      uint8 // a bit each
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
	var place *string
	var bit uint8
	switch string(lower) {
	case "authorization":
		place, bit = &f.authorization, 1
	case "host":
		place, bit = &b.headers.host, 2
	case "x-amz-date":
		place, bit = &f.amzDate, 4
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
	default:
		return nil
	}
	if f.has&bit != 0 {
		return ambiguous("the header %s is there twice", lower)
	}
	f.has |= bit
	*place = strings.TrimSpace(value)
	return nil
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

// readClaim reads Authorization, or the parameters of the query in its place.
func (b *verification) readClaim() error {
	f, p := &b.fields, &b.params
	b.claim = Claim{PayloadHash: f.contentSHA, SessionToken: f.token}
	if f.token != "" && f.sessionToken != "" {
		return ambiguous("the request has two session tokens")
	}
	if f.token == "" {
		b.claim.SessionToken = f.sessionToken
	}
	var err error
	switch signed := p.signs(); {
	case f.has&1 == 0 && !signed:
		return fault.New(fault.RequestUnsigned, "the request has neither Authorization nor X-Amz-Signature")
	case f.has&1 != 0 && p.any():
		return ambiguous("the request has Authorization, and %s in the query", p.first())
	case signed:
		err = b.readQuery()
	default:
		err = b.readAuthorization()
	}
	if err != nil {
		return err
	}
	if err := b.scheme.checkSignature(b.claim.Signature); err != nil {
		return err
	}
	return b.claim.check()
}

func (b *verification) readAuthorization() error {
	c := &b.claim
	algorithm, rest, _ := strings.Cut(b.fields.authorization, " ")
	if err := b.setScheme(algorithm); err != nil {
		if !strings.HasPrefix(algorithm, "AWS") {
			return fault.New(fault.RequestUnsigned, "Authorization does not begin with %s", aws4.algorithm)
		}
		return err
	}
	c.Carrier = CarrierHeader
	credential := ""
	for more := true; more; {
		var part string
		part, rest, more = strings.Cut(rest, ",")
		key, value, ok := strings.Cut(strings.Trim(part, " \t"), "=")
		place := &credential
		switch key {
		case "Credential":
		case "SignedHeaders":
			place = &c.SignedHeaders
		case "Signature":
			place = &c.Signature
		default:
			ok = false
		}
		if !ok {
			return unreadable("Authorization has a part that is none of Credential, SignedHeaders, Signature")
		}
		if *place != "" {
			return ambiguous("Authorization has %s twice", key)
		}
		*place = value
	}
	if err := b.setCredential(credential, b.fields.regionSet); err != nil {
		return err
	}
	if b.fields.amzDate != "" {
		return c.setStamp(b.fields.amzDate)
	}
	return c.setDate(b.fields.date)
}

func (b *verification) setScheme(algorithm string) error {
	switch algorithm {
	case aws4.algorithm:
		b.scheme = &aws4
	case aws4a.algorithm:
		b.scheme = &aws4a
	default:
		return fault.New(fault.RequestSchemeRefused, "the request is signed with %q; this version verifies %s and %s",
			shorten(algorithm), aws4.algorithm, aws4a.algorithm)
	}
	b.claim.Scheme = b.scheme.algorithm
	return nil
}

func (b *verification) readQuery() (err error) {
	c, p := &b.claim, &b.params
	get := func(i int) (value string) {
		if value, ok := p.value(i); ok {
			return value
		}
		err = unreadable("the query lacks %s, or it has a malformed escape", presentedNames[i])
		return ""
	}
	algorithm := get(paramAlgorithm)
	if err != nil {
		return err
	}
	if err := b.setScheme(algorithm); err != nil {
		return err
	}
	c.Carrier = CarrierQuery
	credential, stamp, expires := get(paramCredential), get(paramDate), get(paramExpires)
	c.SignedHeaders, c.Signature = get(paramSignedHeaders), get(paramSignature)
	regions := ""
	if b.scheme.regionSet {
		regions = get(paramRegionSet)
	}
	if err != nil {
		return err
	}
	if b.fields.amzDate != "" && b.fields.amzDate != stamp {
		return ambiguous("X-Amz-Date is one in the query and another one in the headers")
	}
	if sha, ok := p.value(paramContentSHA); ok {
		if c.PayloadHash != "" && c.PayloadHash != sha {
			return ambiguous("X-Amz-Content-Sha256 is one in the query and another one in the headers")
		}
		c.PayloadHash = sha
	}
	for _, i := range [...]int{paramToken, paramSessionToken} {
		token, ok := p.value(i)
		if ok && c.SessionToken != "" {
			return ambiguous("the request has two session tokens")
		}
		if ok {
			c.SessionToken = token
		}
	}
	seconds, bad := strconv.ParseUint(expires, 10, 32)
	if c.Expires = time.Duration(seconds) * time.Second; bad != nil || c.Expires < time.Second || c.Expires > maxExpires {
		return unreadable("X-Amz-Expires is %q, not a number from 1 to 604800", shorten(expires))
	}
	if err := b.setCredential(credential, regions); err != nil {
		return err
	}
	return c.setStamp(stamp)
}

// setCredential takes "key/date/region/service/aws4_request", without the region
// if a set of regions stands elsewhere. A key id may hold slashes, the parts of a scope
// may not.
func (b *verification) setCredential(text, regions string) error {
	c := &b.claim
	places, form := []*string{&c.Service, &c.Region, &c.Date}, "key/date/region/service"
	if b.scheme.regionSet {
		places, form = []*string{&c.Service, &c.Date}, "key/date/service"
		if c.Region = regions; regions == "" {
			return unreadable("the request has no X-Amz-Region-Set")
		}
	}
	if len(text) > maxCredential {
		return unreadable("the credential has %d bytes; the limit is %d", len(text), maxCredential)
	}
	rest, ok := strings.CutSuffix(text, "/"+terminator)
	for _, place := range places {
		i := strings.LastIndexByte(rest, '/')
		if i < 0 || i == len(rest)-1 {
			ok = false
			break
		}
		*place, rest = rest[i+1:], rest[:i]
	}
	if !ok || rest == "" || len(c.Date) != len("YYYYMMDD") {
		return unreadable("the credential is not of the form %s/%s", form, terminator)
	}
	if err := b.scheme.checkRegion(c.Region); err != nil {
		return Malformed(err)
	}
	for _, part := range [...]string{rest, c.Date, c.Service} {
		for i := range len(part) {
			if part[i] <= ' ' || part[i] >= 0x7f || part[i] == ',' {
				return unreadable("the credential holds the character %q", part[i])
			}
		}
	}
	c.AccessKeyID = rest
	return nil
}

const stampForm = "YYYYMMDDTHHMMSSZ"

// setStamp takes the time in the form in which it is signed.
func (c *Claim) setStamp(text string) error {
	at, ok := parseStamp(text)
	if !ok {
		return unreadable("X-Amz-Date is not of the form %s", stampForm)
	}
	c.SignedAt, c.stamp = at, text
	return nil
}

func parseStamp(text string) (at time.Time, ok bool) {
	if len(text) != len(stampForm) || text[8] != 'T' || text[15] != 'Z' {
		return at, false
	}
	number := func(from, to int) (n int) {
		for _, c := range []byte(text[from:to]) {
			if c < '0' || c > '9' {
				return -1
			}
			n = 10*n + int(c-'0')
		}
		return n
	}
	year, month, day := number(0, 4), number(4, 6), number(6, 8)
	hour, minute, second := number(9, 11), number(11, 13), number(13, 15)
	if year < 1970 || month < 1 || month > 12 || day < 1 || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 {
		return at, false
	}
	at = time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return at, at.Day() == day
}

// setDate takes the Date header, which is good in place of X-Amz-Date (AWS IAM User
// Guide, "Elements of an API request signature").
func (c *Claim) setDate(text string) error {
	if text == "" {
		return unreadable("the request has neither X-Amz-Date nor Date")
	}
	if at, ok := parseStamp(text); ok {
		c.SignedAt, c.stamp = at, text
		return nil
	}
	at, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", text)
	if err != nil || at.Year() < 1970 {
		return unreadable("Date is not of the form of RFC 9110, and there is no X-Amz-Date")
	}
	c.SignedAt, c.stamp = at.UTC(), at.UTC().Format("20060102T150405Z")
	return nil
}

// check looks at what has a form.
func (c *Claim) check() error {
	if c.PayloadHash != "" && !isPayloadHash(c.PayloadHash) && !strings.HasPrefix(c.PayloadHash, "STREAMING-AWS4-ECDSA-P256-SHA256-") {
		return unreadable("X-Amz-Content-Sha256 is %q", shorten(c.PayloadHash))
	}
	return nil
}

// selectSigned leaves those headers that the request says are signed, and refuses
// one that must be and is not (AWS IAM User Guide, "SignedHeaders": host and every
// x-amz-* header).
func (b *verification) selectSigned() error {
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
			if f.collapsed = isCollapsed(f.value); f.collapsed {
				continue
			}
			if err := checkValue(h.name(f), f.value, false); err != nil {
				return Malformed(err)
			}
		}
	}
	for ; at < len(h.fields); at++ {
		if err := b.checkUnsigned(&h.fields[at]); err != nil {
			return err
		}
	}
	h.fields = h.fields[:kept]
	if !hasHost {
		return fault.New(fault.RequestHeaderUnsigned, "host is not among the signed headers %q", shorten(b.claim.SignedHeaders))
	}
	return nil
}

func (b *verification) checkUnsigned(f *field) error {
	name := b.headers.name(f)
	if !bytes.HasPrefix(name, []byte("x-amz-")) {
		return nil
	}
	if b.scope.rules.omitToken && (string(name) == "x-amz-security-token" || string(name) == "x-amz-s3session-token") {
		return nil
	}
	return fault.New(fault.RequestHeaderUnsigned, "the header %s is sent and not signed", name)
}
