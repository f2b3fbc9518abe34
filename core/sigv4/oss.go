package sigv4

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// This file has what is Alibaba Cloud OSS's own (OSS Developer Reference, "V4
// signatures" in a header and in a URL): which headers are signed, that the bucket is
// in the canonical path even where it is in the host, that a parameter without a value
// has no "=", and that the body is never signed.

const ossDomain = ".aliyuncs.com"

// ossHost takes a host apart: "bucket.oss-cn-hangzhou-internal.aliyuncs.com".
// Accelerated hosts and domains of one's own name no region, hosts of a region alone
// and those of one's own no bucket.
func ossHost(host string) (bucket, region string) {
	host, _, _ = strings.Cut(host, ":")
	name, ok := strings.CutSuffix(host, ossDomain)
	if !ok {
		return "", ""
	}
	endpoint := name
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		bucket, endpoint = name[:dot], name[dot+1:]
	}
	if endpoint == "oss" { // of both address families: bucket.cn-hangzhou.oss.aliyuncs.com
		dot := strings.LastIndexByte(bucket, '.')
		return bucket[:max(dot, 0)], bucket[dot+1:]
	}
	region, ok = strings.CutPrefix(endpoint, "oss-")
	if !ok {
		return "", ""
	}
	region = strings.TrimSuffix(region, "-internal")
	if strings.HasPrefix(region, "accelerate") {
		region = ""
	}
	return bucket, region
}

// ossScope derives what the options leave open.
func (s *Signer) ossScope(host string) (scope, error) {
	bucket, region := ossHost(host)
	sc := scope{service: s.options.Service, region: s.options.Region, bucket: s.options.Bucket}
	if sc.service == "" {
		sc.service = "oss"
	}
	for _, known := range []string{region, s.options.DefaultRegion} {
		if sc.region == "" {
			sc.region = strings.Clone(known)
		}
	}
	if sc.region == "" {
		return scope{}, fault.New(fault.RegionUnknown, "the host %q tells no region", shorten(host))
	}
	if sc.bucket == "" {
		sc.bucket = strings.Clone(bucket)
	}
	sc.rules = rules{contentSHA256: true, unsignedPayload: true, presignUnsigned: true}
	return sc, nil
}

// ossKindOf is kindOf for OSS, which signs few headers by itself.
func (h *headers) ossKindOf(lower []byte) kind {
	switch string(lower) {
	case "host":
		return kindHost
	case "authorization", "x-oss-date", "x-oss-content-sha256", "x-oss-security-token":
		return kindSigning
	case "content-type", "content-md5":
		return kindSigned
	}
	if strings.HasPrefix(string(lower), "x-oss-") || slices.Contains(h.additional, string(lower)) {
		return kindSigned
	}
	return kindUnsigned
}

// isAdditional reports whether a header is signed because the caller wants it.
func (h *headers) isAdditional(name []byte) bool { return slices.Contains(h.additional, string(name)) }

// parseAdditional takes Options.AdditionalHeaders. What is signed anyway is none.
func (s *scheme) parseAdditional(names []string) ([]string, error) {
	if len(names) > 0 && !s.oss {
		return nil, fault.New(fault.InvalidOption, "additional headers are of the scheme oss4; the others sign what they must")
	}
	var kept []string
	none := headers{}
	for _, name := range names {
		if !grammar.Token(name) {
			return nil, fault.New(fault.InvalidOption, "the additional header %q is not the name of a header", shorten(name))
		}
		lower := strings.ToLower(name)
		if k := none.ossKindOf([]byte(lower)); k == kindUnsigned || k == kindHost {
			kept = append(kept, lower)
		}
	}
	return kept, nil
}

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

// checkOSSPayload refuses a hash, which nobody would compare.
func checkOSSPayload(hash string) error {
	if hash != "" && hash != unsignedPayload {
		return fault.New(fault.PayloadHashMalformed, "the payload hash is %q; OSS takes %s alone", shorten(hash), unsignedPayload)
	}
	return nil
}
