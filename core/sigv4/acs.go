package sigv4

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// This file has what is Alibaba Cloud's OpenAPI's own ("V3 request structure and
// signature"): a signature without a scope, made with the secret itself over the
// canonical request alone, and a nonce. What is called (x-acs-action, x-acs-version) is
// in headers of the request.

const nonceHeader = "x-acs-signature-nonce"

// acsKindOf is kindOf for the OpenAPI: Host, content-type and x-acs-* are signed.
func (h *headers) acsKindOf(lower []byte) kind {
	switch string(lower) {
	case "host":
		return kindHost
	case "authorization", "x-acs-date", "x-acs-content-sha256", "x-acs-security-token":
		return kindSigning
	case "content-type":
		return kindSigned
	}
	if strings.HasPrefix(string(lower), "x-acs-") {
		h.nonce = h.nonce || string(lower) == nonceHeader
		return kindSigned
	}
	return kindUnsigned
}

// acsScope has rules alone. No two requests are alike, as each has a nonce.
func acsScope() scope {
	return scope{service: "acs", region: "-", rules: rules{contentSHA256: true}, byURL: true}
}

// setACS checks what the scheme cannot do, and makes the nonce of a request that
// brings none.
func (b *builder) setACS(s *Signer, r *Request, m mode) error {
	if m == modeQuery {
		return fault.New(fault.SchemeUnsupported, "the scheme acs3 has no presigned URLs")
	}
	if r.PayloadHash != "" && len(r.PayloadHash) != 2*sha256.Size {
		return fault.New(fault.PayloadHashMalformed, "the payload hash is %q; the scheme acs3 takes a SHA-256 alone", shorten(r.PayloadHash))
	}
	b.date = b.stamp[:4] + "-" + b.stamp[4:6] + "-" + b.stamp[6:11] + ":" + b.stamp[11:13] + ":" + b.stamp[13:]
	b.nonce = ""
	if b.headers.nonce {
		return nil
	}
	if s.options.Random == nil {
		return fault.New(fault.InvalidHeader, "the request has no %s, and there is no randomness to make one", nonceHeader)
	}
	var random [16]byte
	if _, err := io.ReadFull(s.options.Random, random[:]); err != nil {
		return fault.Wrap(fault.Internal, err, "randomness for %s: %v", nonceHeader, err)
	}
	b.nonce = hex.EncodeToString(random[:])
	b.headers.addOwn(nonceHeader, b.nonce)
	return nil
}

// acsKey is the secret itself, in the form in which HMAC takes a long one (RFC 2104).
func acsKey(secret, date, region, service string) *key {
	k := &key{date: date, region: region, service: service, secret: []byte(secret)}
	if len(k.secret) > sha256.BlockSize {
		sum := sha256.Sum256(k.secret)
		clear(k.secret)
		k.secret = append([]byte(nil), sum[:]...)
	}
	return k
}
