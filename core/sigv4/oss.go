package sigv4

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// This file has what is Alibaba Cloud OSS's own (OSS Developer Reference, "V4
// signatures" in a header and in a URL): which headers are signed, that the bucket is
// in the canonical path even where it is in the host, that a parameter without a value
// has no "=", and that the body is never signed.

// checkBucket takes Options.Bucket.
func (s *scheme) checkBucket(name string) error {
	if name != "" && !s.oss {
		return fault.New(fault.InvalidOption, "a bucket is of the scheme oss4; the others take it from the URL")
	}
	for _, c := range []byte(name) {
		if classOf[c] != classUnreserved {
			return fault.New(fault.InvalidOption, "the bucket %q holds the character %q", shorten(name), c)
		}
	}
	return nil
}

// isOSSParam reports whether the signer itself adds that parameter.
func isOSSParam(name []byte) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(string(name)), "x-oss-")
	if !ok {
		return false
	}
	switch rest {
	case "signature-version", "credential", "date", "expires", "additional-headers", "security-token", "signature":
		return true
	}
	return false
}

// addOSSParams adds the parameters of a presigned URL.
func (b *builder) addOSSParams(s *Signer, expires time.Duration) {
	q := &b.query
	if names := b.headers.appendSigned(nil); len(names) > 0 {
		q.addOwn("x-oss-additional-headers", string(names))
	}
	q.addOwn("x-oss-credential", s.credentials.AccessKeyID, "/", b.key.scope)
	q.addOwn("x-oss-date", b.stamp)
	q.addOwn("x-oss-expires", strconv.Itoa(int(expires/time.Second)))
	if token := s.credentials.SessionToken; token != "" && !b.scope.rules.omitToken {
		q.addOwn(b.token.name, token)
	}
	q.addOwn("x-oss-signature-version", b.scheme.algorithm)
}
