package sigv4

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

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
		return fault.New(fault.RequestUnsigned, "the request has neither Authorization nor %s", b.scheme.signatureParam)
	case f.has&1 != 0 && p.any():
		return ambiguous("the request has Authorization, and %s in the query", p.first(b.scheme))
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
	return b.checkDeclared()
}

func (b *verification) readAuthorization() error {
	c := &b.claim
	algorithm, rest, _ := strings.Cut(b.fields.authorization, " ")
	if err := b.setScheme(algorithm); err != nil {
		return err
	}
	c.Carrier = CarrierHeader
	credential, err := b.readParts(rest)
	if err != nil {
		return err
	}
	if err := b.setCredential(credential, b.fields.regionSet); err != nil {
		return err
	}
	switch {
	case b.fields.stamp != "":
		return b.setStamp(b.fields.stamp)
	case b.scheme.layout != "": // where Date is not what is signed
		return unreadable("the request has no %s", b.scheme.date)
	}
	return b.setDate(b.fields.date)
}

// readParts reads what stands behind the algorithm.
func (b *verification) readParts(rest string) (credential string, err error) {
	c := &b.claim
	if b.scheme.maxCompute { // "credential:signature"
		i := strings.LastIndexByte(rest, ':')
		if i < 0 {
			return "", unreadable("Authorization is not of the form %s credential:signature", b.scheme.algorithm)
		}
		c.Signature = rest[i+1:]
		return strings.TrimLeft(rest[:i], " "), nil
	}
	list := strings.Trim(b.scheme.list, ", =")
	for more := true; more; {
		var part string
		part, rest, more = strings.Cut(rest, ",")
		key, value, ok := strings.Cut(strings.Trim(part, " \t"), "=")
		place := &credential
		switch key {
		case "Credential":
		case list:
			place = &c.SignedHeaders
		case "Signature":
			place = &c.Signature
		default:
			ok = false
		}
		if !ok {
			return "", unreadable("Authorization has a part that is none of Credential, %s, Signature", list)
		}
		if *place != "" {
			return "", ambiguous("Authorization has %s twice", key)
		}
		*place = value
	}
	return credential, nil
}

func (b *verification) readQuery() (err error) {
	c, p := &b.claim, &b.params
	get := func(i int) (value string) {
		if value, ok := p.value(i); ok {
			return value
		}
		err = unreadable("the query lacks %s, or it has a malformed escape", b.scheme.presented[i])
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
	c.Signature = get(paramSignature)
	if _, given := p.value(paramSignedHeaders); given || !b.scheme.oss {
		c.SignedHeaders = get(paramSignedHeaders)
	}
	regions := ""
	if b.scheme.regionSet {
		regions = get(paramRegionSet)
	}
	if err != nil {
		return err
	}
	if b.fields.stamp != "" && b.fields.stamp != stamp {
		return ambiguous("%s is one in the query and another one in the headers", b.scheme.date)
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
		return unreadable("%s is %q, not a number from 1 to 604800", b.scheme.presented[paramExpires], shorten(expires))
	}
	if err := b.setCredential(credential, regions); err != nil {
		return err
	}
	return b.setStamp(stamp)
}

// setCredential takes "key/date/region/service/aws4_request", without the region
// if a set of regions stands elsewhere, or the key id alone. A key id may hold slashes, the parts of a scope
// may not.
func (b *verification) setCredential(text, regions string) error {
	c := &b.claim
	places, form := []*string{&c.Service, &c.Region, &c.Date}, "key/date/region/service"
	if b.scheme.terminator == "" {
		places = nil
	} else if b.scheme.regionSet {
		places, form = []*string{&c.Service, &c.Date}, "key/date/service"
		if c.Region = regions; regions == "" {
			return unreadable("the request has no X-Amz-Region-Set")
		}
	}
	if len(text) > maxCredential {
		return unreadable("the credential has %d bytes; the limit is %d", len(text), maxCredential)
	}
	rest, ok := text, true
	if places != nil {
		rest, ok = strings.CutSuffix(text, "/"+b.scheme.terminator)
	}
	for _, place := range places {
		i := strings.LastIndexByte(rest, '/')
		if i < 0 || i == len(rest)-1 {
			ok = false
			break
		}
		*place, rest = rest[i+1:], rest[:i]
	}
	switch {
	case rest == "" && places == nil:
		return unreadable("Authorization has no Credential")
	case !ok || rest == "" || places != nil && len(c.Date) != len("YYYYMMDD"):
		return unreadable("the credential is not of the form %s/%s", form, b.scheme.terminator)
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
func (b *verification) setStamp(text string) error {
	c, layout := &b.claim, b.scheme.layout
	if layout == "" {
		at, ok := parseStamp(text)
		if !ok {
			return unreadable("%s is not of the form %s", b.scheme.date, stampForm)
		}
		c.SignedAt, c.stamp = at, text
		return nil
	}
	at, err := time.Parse(layout, text)
	if err != nil || at.Year() < 1970 || at.Format(layout) != text {
		return unreadable("%s is not of the form %s", b.scheme.date, layout)
	}
	c.SignedAt, c.stamp = at, text
	if b.scheme.terminator == "" { // there is no scope with a day of its own
		c.Date = c.day()
	}
	return nil
}

// day is that of the signature's time, YYYYMMDD.
func (c *Claim) day() string {
	if len(c.stamp) == len(stampForm) {
		return c.stamp[:len("YYYYMMDD")]
	}
	return c.SignedAt.UTC().Format("20060102")
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
// Guide, "Elements of an API request signature") and x-oss-date.
func (b *verification) setDate(text string) error {
	c := &b.claim
	if text == "" {
		return unreadable("the request has neither %s nor Date", b.scheme.date)
	}
	if at, ok := parseStamp(text); ok {
		c.SignedAt, c.stamp = at, text
		return nil
	}
	at, err := time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", text)
	if err != nil || at.Year() < 1970 {
		return unreadable("Date is not of the form of RFC 9110, and there is no %s", b.scheme.date)
	}
	c.SignedAt, c.stamp = at.UTC(), at.UTC().Format("20060102T150405Z")
	return nil
}

// checkDeclared looks at the hash of the body.
func (b *verification) checkDeclared() error {
	hash := b.claim.PayloadHash
	if hash == "" || b.scheme.checkPayload(hash) == nil &&
		(isPayloadHash(hash) || strings.HasPrefix(hash, "STREAMING-AWS4-ECDSA-P256-SHA256-")) {
		return nil
	}
	return unreadable("%s is %q", b.scheme.sha, shorten(hash))
}
