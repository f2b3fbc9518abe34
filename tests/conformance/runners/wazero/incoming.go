package main

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

// verifyRequest verifies an incoming request.
func (r *runner) verifyRequest(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	verifier, err := r.module.NewRequestVerifier(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	now, _ := strconv.ParseInt(call.Get("time"), 10, 64)
	body, read := call.Lookup("body")
	if call.Get("closed") == "true" {
		verifier.Close()
	}
	v, err := verifier.Verify(ctx, given(call, "request", &host.Incoming{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Body: []byte(body), Unread: !read,
		Now: time.Unix(now, 0),
	}), func(claimed *host.Claimed) (s host.Secret, err error) {
		if claimed.AccessKeyID == call.Get("known_id") {
			s = host.Secret{SecretAccessKey: call.Get("known_secret"), SessionToken: call.Get("known_token")}
		}
		return s, nil
	})
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "scheme", v.Scheme, "carrier", v.Carrier, "access_key_id", v.AccessKeyID, "date", v.Date, "region", v.Region,
		"service", v.Service, "signed_headers", v.SignedHeaders, "signed_at", v.SignedAt, "expires_at", v.ExpiresAt,
		"payload", v.Payload, "payload_hash", v.PayloadHash, "fingerprint", v.Fingerprint), nil
}

// resign signs an incoming request anew.
func (r *runner) resign(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	now, _ := strconv.ParseInt(call.Get("time"), 10, 64)
	body, read := call.Lookup("body")
	return signed(signer.Resign(ctx, given(call, "request", &host.Incoming{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Body: []byte(body), Unread: !read,
		Now: time.Unix(now, 0),
	}), call.Get("origin")))
}
