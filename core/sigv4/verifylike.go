package sigv4

import (
	"crypto/sha256"
	"hash/maphash"
	"strings"
	"time"
)

// A server gets the same call from the same client over and over. Then the canonical
// request of the last one is right but for path, query, time and payload, and these
// are replaced where they stand, as a signer does it ([shape]). What is like the last
// request is taken without reading all of it anew; whatever differs in another way,
// or is wrong, is read as if nothing were remembered.

// role says what may differ in a header from one request to a like one.
type role uint8

const (
	roleExact         role = iota // nothing
	roleFree                      // anything: it is not signed and says nothing about the signature
	roleAuthorization             // the signature at its end
	roleDate                      // its time
	roleHash                      // its hash of a body
	roleToken                     // nothing, and it is the session token
)

// maxLike bounds the work of remembering.
const maxLike = 32

// likeness is what a verification remembers beside the shape.
type likeness struct {
	roles []role
	claim Claim // without signature, time and what is secret; in memory of its own
	at    time.Time

	like, same bool   // the request is like the last one; and differs in the payload alone
	again      bool   // it is the second one with such an Authorization
	last       uint64 // a hash of that Authorization
}

// verification is one whose last request may have been like r.
func (v *Verifier) verification(r *Incoming) *verification {
	var like uint64
	for i := 0; r != nil && i < len(r.Headers); i++ {
		h := &r.Headers[i]
		if len(h.Name) == len("Authorization") && len(h.Value) > len(room) && strings.EqualFold(h.Name, "Authorization") {
			like = maphash.String(v.seed, h.Value[:len(h.Value)-len(room)])
			break
		}
	}
	b, _ := v.verifications[like%uint64(len(v.verifications))].Get().(*verification)
	b.again = like != 0 && like == b.last
	b.last = like
	return b
}

// readLike reads r by what is known of the last request, or returns false if r is
// another one, or wrong, which is for [verification.read] to name.
func (b *verification) readLike(r *Incoming) bool {
	s := &b.shape
	if !s.matchesTarget(r.Method, r.URL, len(r.Headers)) || s.originLen() == 0 && !strings.HasPrefix(r.URL, "/") {
		return false
	}
	b.claim = b.likeness.claim
	total := 0
	for i := range r.Headers {
		name, value := s.header(i)
		h := &r.Headers[i]
		if h.Name != string(name) {
			return false
		}
		total += len(h.Name) + len(h.Value)
		if !b.takeLike(b.roles[i], h.Value, value) {
			return false
		}
	}
	if total > maxHeaderBytes {
		return false
	}
	b.method = r.Method
	b.like, b.same = true, true
	if rest := r.URL[s.originLen():]; rest != string(s.rest) {
		b.like, b.same = b.rewrite(r.URL, rest), false
	}
	return b.like
}

// takeLike takes a header's value, before which there was another.
func (b *verification) takeLike(as role, value string, before []byte) bool {
	c := &b.claim
	switch as {
	case roleFree:
	case roleAuthorization:
		n := len(before) - len(room)
		if len(value) != len(before) || value[:n] != string(before[:n]) || !isPayloadHash(value[n:]) {
			return false
		}
		c.Signature = value[n:]
	case roleDate:
		c.stamp, c.SignedAt = value, b.at
		if len(value) != len(stampForm) || value != string(b.buf[b.shape.date:][:len(stampForm)]) {
			var ok bool
			c.SignedAt, ok = parseStamp(value)
			return ok
		}
	case roleHash:
		c.PayloadHash = value
		return len(value) == len(room) && isPayloadHash(value)
	case roleToken:
		if token := strings.TrimSpace(value); token != "" {
			c.SessionToken = token
		}
		return value == string(before)
	default:
		return value == string(before)
	}
	return true
}

// rewrite puts another path and query into the canonical request.
func (b *verification) rewrite(url, rest string) bool {
	ok := b.replaceRest(url, rest) == nil && !b.params.any()
	b.params = presented{}
	b.shape.prefix.forget()
	if !ok {
		b.shape.forget()
	}
	return ok
}

// patchLike puts time and payload of this request into the canonical one.
func (b *verification) patchLike(payload []byte) {
	c := &b.claim
	b.stamp, b.second, b.at = c.stamp, c.SignedAt.Unix(), c.SignedAt
	if b.shape.second != b.second {
		b.shape.second, b.same = b.second, false
	}
	b.patch(payload)
}

// remember copies the shape of r, whose signature was right. It waits for the second
// request with the same Authorization, lest those that come once pay for it.
func (b *verification) remember(r *Incoming) {
	if b.like || !b.again || b.claim.Carrier != CarrierHeader || b.scheme != &aws4 || b.fields.stamp == "" ||
		len(r.Headers) > maxLike || b.method != r.Method {
		return
	}
	s := &b.shape
	s.forget()
	b.roles = b.roles[:0]
	for i := range r.Headers {
		as, ok := b.roleOf(&r.Headers[i])
		if !ok {
			return
		}
		b.roles = append(b.roles, as)
	}
	// The texts of the claim stay with the verification, and those of r go.
	signature := b.claim.Signature
	was := b.claim
	b.fields.authorization, b.claim = strings.Clone(b.fields.authorization), Claim{PayloadHash: was.PayloadHash}
	if b.readAuthorization() != nil {
		b.claim = was
		return
	}
	b.likeness.claim, b.claim = b.claim, was
	kept := &b.likeness.claim
	kept.Signature, kept.stamp, kept.PayloadHash = "", "", strings.Clone(kept.PayloadHash)
	b.claim.Signature = signature
	s.keep(r.Method, b.target.origin, r.URL, r.Headers)
	s.prefix.forget()
	s.second, b.at = b.second, was.SignedAt
	b.tail, b.signature = span{b.toSign.end, b.toSign.end}, span{b.toSign.end, b.toSign.end}
	s.date, s.hash = b.find("\nx-amz-date:"), 0
	if len(was.PayloadHash) == len(room) {
		s.hash = b.find("\nx-amz-content-sha256:")
	}
}

// roleOf returns false for a header that is not in the form in which it can be
// replaced.
func (b *verification) roleOf(h *Header) (as role, ok bool) {
	c := &b.claim
	switch {
	case strings.EqualFold(h.Name, "authorization"):
		return roleAuthorization, strings.HasSuffix(h.Value, "Signature="+c.Signature)
	case strings.EqualFold(h.Name, "x-amz-date"):
		return roleDate, h.Value == c.stamp
	case strings.EqualFold(h.Name, "x-amz-content-sha256") && len(c.PayloadHash) == 2*sha256.Size:
		return roleHash, h.Value == c.PayloadHash
	case strings.EqualFold(h.Name, securityToken), strings.EqualFold(h.Name, sessionToken):
		return roleToken, true
	}
	for i := range b.headers.fields {
		if strings.EqualFold(string(b.headers.name(&b.headers.fields[i])), h.Name) {
			return roleExact, true
		}
	}
	return roleFree, true
}

func (b *verification) release() {
	b.headers.reset()
	b.target, b.method, b.stamp, b.second, b.key = target{}, "", "", 0, nil // do not keep the caller's strings
	b.claim, b.params, b.fields = Claim{}, presented{}, presentedFields{}
	b.headers.additional, b.like = nil, false
	if cap(b.buf) <= maxKeptBuffer && cap(b.spare) <= maxKeptBuffer && cap(b.query.text) <= maxKeptBuffer && cap(b.headers.names) <= maxKeptBuffer {
		b.pool.Put(b)
	}
}
