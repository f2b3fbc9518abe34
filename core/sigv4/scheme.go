package sigv4

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// scheme is one of the ways to sign. They write the same canonical request; what
// differs is here and in how a key is made (key.go, asymmetric.go).
type scheme struct {
	algorithm  string
	terminator string // of the scope
	secret     string // what stands in front of the secret in the first key
	regionSet  bool   // the regions stand in X-Amz-Region-Set, not in the scope
	oss        bool   // Alibaba Cloud OSS, see oss.go
	acs        bool   // Alibaba Cloud's OpenAPI, see acs.go

	date, sha, token    string // names of headers
	dateLower, shaLower string
	signatureParam      string // the last parameter of a presigned URL
}

var (
	aws4 = scheme{
		algorithm: "AWS4-HMAC-SHA256", terminator: terminator, secret: "AWS4",
		date: "X-Amz-Date", dateLower: "x-amz-date", sha: "X-Amz-Content-Sha256", shaLower: "x-amz-content-sha256",
		token: securityToken, signatureParam: "X-Amz-Signature",
	}
	aws4a = scheme{
		algorithm: "AWS4-ECDSA-P256-SHA256", terminator: terminator, regionSet: true,
		date: "X-Amz-Date", dateLower: "x-amz-date", sha: "X-Amz-Content-Sha256", shaLower: "x-amz-content-sha256",
		token: securityToken, signatureParam: "X-Amz-Signature",
	}
	oss4 = scheme{
		algorithm: "OSS4-HMAC-SHA256", terminator: "aliyun_v4_request", secret: "aliyun_v4", oss: true,
		date: "x-oss-date", dateLower: "x-oss-date", sha: "x-oss-content-sha256", shaLower: "x-oss-content-sha256",
		token: "x-oss-security-token", signatureParam: "x-oss-signature",
	}
	acs3 = scheme{
		algorithm: "ACS3-HMAC-SHA256", acs: true,
		date: "x-acs-date", dateLower: "x-acs-date", sha: "x-acs-content-sha256", shaLower: "x-acs-content-sha256",
		token: "x-acs-security-token",
	}
)

// regionSetHeader is also the name of the parameter.
const regionSetHeader = "X-Amz-Region-Set"

func parseScheme(name string) (*scheme, error) {
	switch name {
	case "", "aws4":
		return &aws4, nil
	case "aws4a":
		return &aws4a, nil
	case "oss4":
		return &oss4, nil
	case "acs3":
		return &acs3, nil
	}
	return nil, fault.New(fault.SchemeUnsupported, "the signing scheme %q is not supported; this version has \"aws4\", \"aws4a\", \"oss4\" and \"acs3\"", shorten(name))
}

// checkSignature checks the form of one that somebody presents.
func (s *scheme) checkSignature(signature string) error {
	if s.regionSet {
		if n := len(signature); n > 2*maxDER || n%2 != 0 || strings.Trim(signature, "0123456789abcdef") != "" {
			return unreadable("the signature has %d bytes and is not an ECDSA one in lower-case hex digits", n)
		}
		return nil
	}
	if len(signature) != len(room) || !isPayloadHash(signature) {
		return unreadable("the signature has %d bytes and is not 64 lower-case hex digits", len(signature))
	}
	return nil
}

// checkRegion refuses what would break out of its place. All else is the server's
// business: not every server has AWS's regions. Several, separated by commas, and
// "*" for all are for a scheme that can say so.
func (s *scheme) checkRegion(value string) error {
	for _, c := range []byte(value) {
		if c == ',' && s.regionSet {
			continue
		}
		if err := checkScopeByte("region", value, c); err != nil {
			return err
		}
	}
	return nil
}
