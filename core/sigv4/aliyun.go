package sigv4

import (
	"crypto/fips140"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// This file has what the schemes of Alibaba Cloud have in common. What is one
// scheme's own is in oss.go and maxcompute.go.

// checkFor refuses options that mean nothing to a foreign scheme, and what a process
// under FIPS 140 must not compute.
func (s *scheme) checkFor(o *Options) error {
	if !s.foreign {
		return nil
	}
	var other string
	switch {
	case o.DoubleEncode != nil:
		other = "double_encode"
	case o.NormalizePath != nil:
		other = "normalize_path"
	case o.ContentSHA256 != nil:
		other = "content_sha256"
	case o.OmitSessionToken:
		other = "session_token"
	case o.TokenHeader != "":
		other = "token_header"
	}
	if other != "" {
		return fault.New(fault.InvalidOption, "option sign.%s is of AWS, not of the scheme %s", other, s.name)
	}
	if s.maxCompute && fips140.Enforced() {
		return fault.New(fault.SchemeUnsupported, "the scheme %s signs with HMAC-SHA1, which GODEBUG=fips140=only forbids", s.name)
	}
	return nil
}

// aliyunScope derives what the options leave open.
func (s *Signer) aliyunScope(host string) (scope, error) {
	sc := scope{
		service: s.options.Service, region: s.options.Region, bucket: s.options.Bucket,
		rules: s.scheme.rules(),
		byURL: !s.scheme.oss, // no request of the others is like the one before it
	}
	if s.scheme.terminator == "" {
		return sc, nil
	}
	told := endpoint.ResolveAliyun(host)
	for _, known := range []string{told.Product, s.scheme.product} {
		if sc.service == "" {
			sc.service = strings.Clone(known)
		}
	}
	for _, known := range []string{told.Region, s.options.DefaultRegion} {
		if sc.region == "" {
			sc.region = strings.Clone(known)
		}
	}
	if sc.region == "" {
		return scope{}, fault.New(fault.RegionUnknown, "the host %q tells no region", shorten(host))
	}
	if sc.bucket == "" && s.scheme.oss {
		sc.bucket = strings.Clone(told.Bucket)
	}
	return sc, nil
}

// rules are those of a foreign scheme.
func (s *scheme) rules() rules {
	return rules{contentSHA256: s.sha != "", unsignedPayload: s.oss || s.maxCompute, presignUnsigned: s.oss}
}

// kindOf is [kindOf] for a scheme that signs few headers by itself.
func (s *scheme) kindOf(lower []byte) kind {
	switch name := string(lower); {
	case name == "host":
		return kindHost
	case name == "authorization", name == s.dateLower, name == s.token, s.sha != "" && name == s.shaLower:
		return kindSigning
	case s.isOwn(lower):
		return kindSigned
	}
	return kindUnsigned
}

// isOwn reports whether a header is signed without being asked for.
func (s *scheme) isOwn(lower []byte) bool {
	return strings.HasPrefix(string(lower), s.prefix) || slices.Contains(s.always, string(lower))
}

// signsHost reports whether Host is signed.
func (h *headers) signsHost() bool { return h.scheme.hostToo || h.isAdditional("host") }

// isAdditional reports whether a header is signed because somebody wants it.
func (h *headers) isAdditional(name string) bool {
	return slices.Contains(h.additional, name) || h.resigning != nil && h.resigning.has(name)
}

// has looks for a header that is signed.
func (h *headers) has(name string) bool {
	return slices.ContainsFunc(h.fields, func(f field) bool { return string(h.name(&f)) == name })
}

// parseAdditional takes Options.AdditionalHeaders. What is signed anyway is none.
func (s *scheme) parseAdditional(names []string) ([]string, error) {
	if len(names) > 0 && !s.oss {
		return nil, fault.New(fault.InvalidOption, "additional headers are of the scheme oss4; the others sign what they must")
	}
	var kept []string
	for _, name := range names {
		if !grammar.Token(name) {
			return nil, fault.New(fault.InvalidOption, "the additional header %q is not the name of a header", shorten(name))
		}
		lower := strings.ToLower(name)
		if k := s.kindOf([]byte(lower)); k == kindUnsigned || k == kindHost {
			kept = append(kept, lower)
		}
	}
	return kept, nil
}

// checkPayload refuses a payload hash that the servers of a foreign scheme do not
// compare with the body.
func (s *scheme) checkPayload(hash string) error {
	switch {
	case hash == "" || !s.foreign:
	case s.oss || s.maxCompute: // whose signatures cover no body
		if hash != unsignedPayload {
			return fault.New(fault.PayloadHashMalformed, "the payload hash is %q; the scheme %s takes %s alone", shorten(hash), s.name, unsignedPayload)
		}
	case len(hash) != 2*sha256.Size:
		return fault.New(fault.PayloadHashMalformed, "the payload hash is %q, which the scheme %s does not have", shorten(hash), s.name)
	}
	return nil
}

// addNonce makes a request of acs3 one that is taken once, unless it brings a nonce
// of its own.
func (b *builder) addNonce(s *Signer) error {
	for _, name := range []string{"x-acs-action", "x-acs-version"} {
		if !b.headers.has(name) {
			return fault.New(fault.InvalidArgument, "the request has no header %s, which the scheme %s needs", name, s.scheme.name)
		}
	}
	if b.headers.has(s.scheme.nonce) {
		return nil
	}
	var random [16]byte
	if s.options.Rand == nil {
		return fault.New(fault.InvalidOption, "there is no source of randomness for the header %s", s.scheme.nonce)
	}
	if _, err := io.ReadFull(s.options.Rand, random[:]); err != nil {
		return fault.New(fault.InvalidOption, "the source of randomness fails: %v", err)
	}
	b.extra = Header{s.scheme.nonce, hex.EncodeToString(random[:])}
	b.headers.addOwn(b.extra.Name, b.extra.Value)
	return nil
}
