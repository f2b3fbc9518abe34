package sigv4

import (
	"crypto/sha1" //nolint:gosec // MaxCompute has no other
	"encoding/base64"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// scheme is one of the ways to sign. They write the same canonical request, but for
// MaxCompute's; what differs is here and in how a key is made (key.go, asymmetric.go).
type scheme struct {
	name       string // of Options.Scheme
	algorithm  string
	terminator string // of the scope; empty: there is none, and the secret is the key
	secret     string // what stands in front of the secret in the first key
	product    string // in the scope, where the host does not tell it
	regionSet  bool   // the regions stand in X-Amz-Region-Set, not in the scope
	foreign    bool   // Alibaba Cloud's: some headers are signed, and spaces inside their values stay
	oss        bool   // Alibaba Cloud OSS, see oss.go
	maxCompute bool   // see maxcompute.go
	bareKeys   bool   // a parameter without a value has no "="

	prefix   string   // of headers that have to be signed; a foreign scheme signs no others but
	always   []string // these, and
	hostToo  bool     // Host
	required []string // headers that a request cannot be without

	date, sha, token    string // names of headers; without sha, none has the payload's hash
	dateLower, shaLower string
	layout              string // of the date, if it is not "20060102T150405Z"
	nonce               string // header that makes a request one that is taken once

	credential, list, last string // in Authorization: before key id, names of headers, and signature
	signatureParam         string // the last parameter of a presigned URL; empty: there are none

	presented *[paramCount]string // parameters of a presigned URL; nil: there are none
}

var (
	aws4 = scheme{
		name: "aws4", algorithm: "AWS4-HMAC-SHA256", terminator: terminator, secret: "AWS4", prefix: "x-amz-", hostToo: true,
		date: "X-Amz-Date", dateLower: "x-amz-date", sha: "X-Amz-Content-Sha256", shaLower: "x-amz-content-sha256", token: securityToken,
		credential: " Credential=", list: ", SignedHeaders=", last: ", Signature=", signatureParam: "X-Amz-Signature", presented: &awsParams,
	}
	aws4a = scheme{
		name: "aws4a", algorithm: "AWS4-ECDSA-P256-SHA256", terminator: terminator, regionSet: true, prefix: "x-amz-", hostToo: true,
		date: "X-Amz-Date", dateLower: "x-amz-date", sha: "X-Amz-Content-Sha256", shaLower: "x-amz-content-sha256", token: securityToken,
		credential: " Credential=", list: ", SignedHeaders=", last: ", Signature=", signatureParam: "X-Amz-Signature", presented: &awsParams,
	}
	oss4 = scheme{
		name: "oss4", algorithm: "OSS4-HMAC-SHA256", terminator: "aliyun_v4_request", secret: "aliyun_v4", product: "oss",
		foreign: true, oss: true, bareKeys: true, prefix: "x-oss-", always: []string{"content-md5", "content-type"},
		date: "x-oss-date", dateLower: "x-oss-date", sha: "x-oss-content-sha256", shaLower: "x-oss-content-sha256", token: "x-oss-security-token",
		credential: " Credential=", list: ",AdditionalHeaders=", last: ",Signature=", signatureParam: "x-oss-signature", presented: &ossParams,
	}
	// Alibaba Cloud OpenAPI, "V3 request structure and signature".
	acs3 = scheme{
		name: "acs3", algorithm: "ACS3-HMAC-SHA256",
		foreign: true, prefix: "x-acs-", always: []string{"content-type"}, hostToo: true,
		date: "x-acs-date", dateLower: "x-acs-date", sha: "x-acs-content-sha256", shaLower: "x-acs-content-sha256", token: "x-acs-security-token",
		layout: "2006-01-02T15:04:05Z", nonce: "x-acs-signature-nonce",
		required:   []string{"x-acs-action", "x-acs-content-sha256", "x-acs-signature-nonce", "x-acs-version"},
		credential: " Credential=", list: ",SignedHeaders=", last: ",Signature=",
	}
	odps4 = scheme{
		name: "odps4", algorithm: "ODPS", terminator: "aliyun_v4_request", secret: "aliyun_v4", product: "odps",
		foreign: true, maxCompute: true, bareKeys: true, prefix: "x-odps-", always: []string{"content-md5", "content-type"},
		date: "Date", dateLower: "date", token: "authorization-sts-token", layout: "Mon, 02 Jan 2006 15:04:05 GMT",
		credential: " ", last: ":",
	}
)

var schemes = [...]*scheme{&aws4, &aws4a, &oss4, &acs3, &odps4}

// regionSetHeader is also the name of the parameter.
const regionSetHeader = "X-Amz-Region-Set"

func parseScheme(name string) (*scheme, error) {
	if name == "" {
		return &aws4, nil
	}
	var names []string
	for _, s := range schemes {
		if s.name == name {
			return s, nil
		}
		names = append(names, s.name)
	}
	return nil, fault.New(fault.SchemeUnsupported, "the signing scheme %q is not supported; there are %s", shorten(name), strings.Join(names, ", "))
}

// checkSignature checks the form of one that somebody presents.
func (s *scheme) checkSignature(signature string) error {
	switch n := len(signature); {
	case s.regionSet:
		if n > 2*maxDER || n%2 != 0 || strings.Trim(signature, "0123456789abcdef") != "" {
			return unreadable("the signature has %d bytes and is not an ECDSA one in lower-case hex digits", n)
		}
	case s.maxCompute:
		if n != base64.StdEncoding.EncodedLen(sha1.Size) {
			return unreadable("the signature has %d bytes and is not an HMAC-SHA1 in base64", n)
		}
	case n != len(room) || !isPayloadHash(signature):
		return unreadable("the signature has %d bytes and is not 64 lower-case hex digits", n)
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
