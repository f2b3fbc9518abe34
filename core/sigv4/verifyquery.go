package sigv4

import (
	"net/url"
	"slices"
	"strings"
)

// The parameters of a presigned URL that say something about its signature.
const (
	paramAlgorithm = iota
	paramCredential
	paramDate
	paramExpires
	paramSignedHeaders
	paramSignature
	paramToken
	paramSessionToken
	paramRegionSet
	paramContentSHA // not of the signature alone
	paramCount
)

var awsParams = [paramCount]string{
	"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
	securityToken, sessionToken, "X-Amz-Region-Set", "X-Amz-Content-Sha256",
}

// ossParams has no name for what a URL of OSS does not say.
var ossParams = [paramCount]string{
	"x-oss-signature-version", "x-oss-credential", "x-oss-date", "x-oss-expires", "x-oss-additional-headers", "x-oss-signature",
	"x-oss-security-token",
}

// presented are those that a query has, as they stand in it.
type presented struct {
	values [paramCount]string
	has    uint16
}

// take keeps a parameter and reports whether it is one of the canonical query.
func (p *presented) take(s *scheme, name []byte, value string) (kept bool, err error) {
	if len(name) < len("X-Amz-") || name[0]|0x20 != 'x' || s.presented == nil {
		return true, nil
	}
	for i, known := range s.presented {
		if string(name) != known {
			continue
		}
		if p.has&(1<<i) != 0 {
			return false, ambiguous("the query has %s twice", known)
		}
		p.has |= 1 << i
		p.values[i] = value
		return i != paramSignature, nil
	}
	if s.isSigningParam(name) {
		return false, unreadable("the query has %q, whose name is not in capitals and small letters as the scheme %s writes it", shorten(string(name)), s.name)
	}
	return true, nil
}

// signs reports whether the query claims a signature.
func (p *presented) signs() bool {
	return p.has&(1<<paramAlgorithm|1<<paramCredential|1<<paramSignature) != 0
}

// any reports whether the query has what is of a signature.
func (p *presented) any() bool { return p.has&(1<<paramContentSHA-1) != 0 }

func (p *presented) first(s *scheme) string {
	for i, name := range s.presented {
		if p.has&(1<<i) != 0 {
			return name
		}
	}
	return ""
}

// value returns a parameter decoded, and false if it is not there.
func (p *presented) value(i int) (string, bool) {
	if p.has&(1<<i) == 0 {
		return "", false
	}
	if strings.IndexByte(p.values[i], '%') < 0 {
		return p.values[i], true
	}
	value, err := url.PathUnescape(p.values[i])
	return value, err == nil
}

// dropToken leaves out the session token of a query that does not sign it.
func (q *query) dropToken() {
	q.params = slices.DeleteFunc(q.params, func(p param) bool {
		name := string(q.text[p.key:p.eq])
		return name == securityToken || name == sessionToken
	})
}
