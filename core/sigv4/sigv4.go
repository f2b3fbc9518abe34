package sigv4

import (
	"io"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
)

// Header is one HTTP header field. Order and repetition are kept.
type Header struct{ Name, Value string }

// Options configure a [Signer]. The zero value of each field but Credentials
// means "what AWS does for that service".
type Options struct {
	Credentials credentials.Credentials
	Region      string // signing region, taken as it is, with aws4a several with commas or "*"; empty: derived from the host of each request
	Service     string // signing name; empty: derived from X-Amz-Target, then from host, path and query

	// DefaultRegion serves a host that tells no region: what the caller's
	// environment or profile says is a preference, what a host says is a fact.
	DefaultRegion string

	Strict           bool   // refuse to take us-east-1, or a partition's like, for a bucket whose host has no region
	Scheme           string // "aws4" (the default), "aws4a": ECDSA, valid in several regions, "oss4", "acs3" or "odps4": see "Schemes of Alibaba Cloud"
	DoubleEncode     *bool  // encode the wire path once more; nil: yes, except for S3
	NormalizePath    *bool  // remove dot segments and empty segments; nil: yes, except for S3; for true and false see "The signed form is the wire form"
	OmitSessionToken bool   // send X-Amz-Security-Token without signing it
	ContentSHA256    *bool  // send and sign x-amz-content-sha256; nil: only for S3

	// QueryPlus is what a plus sign in a query means: "space" (the default), sent
	// and signed as %20; "literal", sent and signed as %2B; "refuse".
	QueryPlus string

	// TokenHeader is the header or parameter that carries the session token; empty:
	// X-Amz-Security-Token, or what the service has instead.
	TokenHeader string

	// Of the scheme oss4: the bucket, for a host that does not name it, such as a
	// domain of one's own (a URL with the bucket in its path has none); and headers
	// that are signed besides content-type, content-md5 and x-oss-*.
	Bucket            string
	AdditionalHeaders []string

	Rand io.Reader // of the nonces of acs3; no other scheme needs any
}

// Request is what is to be signed.
type Request struct {
	Method      string
	URL         string // absolute; may hold raw spaces and UTF-8
	Headers     []Header
	Body        []byte
	PayloadHash string // hex SHA-256 or an AWS constant such as UNSIGNED-PAYLOAD; empty: Body is hashed
	Time        time.Time
	Region      string // in place of the signer's; empty: that one
	Service     string // likewise, with the scheme aws4; where the host says another

	resigning *resigning // of a request that was signed; nil: it was not
}

// SignedRequest is the request in the form that must go over the wire.
type SignedRequest struct {
	Method    string
	URL       string   // exact URL to send
	Headers   []Header // every header to send, Host included
	Signature string   // hex digits: 64, or with aws4a up to 144; with odps4 base64
}

// Steps are the intermediate results of a signature, for comparison with what a
// server says it computed.
type Steps struct {
	CanonicalRequest string
	StringToSign     string
}
