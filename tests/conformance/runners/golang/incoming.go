package main

import (
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// incoming is a request as it came, nil if the call leaves it out.
func incoming(call *wire.Frame) *sigv4.Incoming {
	if call.Get("null") == "request" {
		return nil
	}
	now, _ := strconv.ParseInt(call.Get("time"), 10, 64)
	body, read := call.Lookup("body")
	return &sigv4.Incoming{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Body: []byte(body), BodyUnread: !read,
		Time: time.Unix(now, 0),
	}
}

// verifyRequest verifies an incoming request.
func verifyRequest(call *wire.Frame) (*wire.Frame, error) {
	o := options(call.Options())
	verifier, err := sigv4.NewVerifier(sigv4.VerifyOptions{
		MaxSkew:  time.Duration(o.number("verify.max_skew")) * time.Millisecond,
		Services: o.list("verify.services"), Regions: o.list("verify.regions"), Schemes: o.list("verify.schemes"), Bucket: o.take("verify.bucket"),
		DoubleEncode: o.choice("verify.double_encode"), NormalizePath: o.choice("verify.normalize_path"),
		OmitSessionToken: o.take("verify.session_token") == "false",
	})
	if err != nil {
		return nil, err
	}
	v, err := verifier.Verify(incoming(call), func(claim *sigv4.Claim) (c credentials.Credentials, err error) {
		if claim.AccessKeyID == call.Get("known_id") {
			c.SecretAccessKey, c.SessionToken = call.Get("known_secret"), call.Get("known_token")
		}
		return c, nil
	})
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "scheme", v.Scheme, "carrier", v.Carrier, "access_key_id", v.AccessKeyID, "date", v.Date, "region", v.Region,
		"service", v.Service, "signed_headers", v.SignedHeaders, "signed_at", v.SignedAt.Format(time.RFC3339),
		"expires_at", v.ExpiresAt.Format(time.RFC3339), "payload", v.Payload, "payload_hash", v.PayloadHash, "fingerprint", v.Fingerprint()), nil
}

// resign signs an incoming request anew.
func resign(call *wire.Frame) (*wire.Frame, error) {
	signer, _, err := signing(call)
	if err != nil {
		return nil, err
	}
	s, err := signer.Resign(incoming(call), call.Get("origin"))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "url", s.URL, "signature", s.Signature, "method", s.Method), nil
}
