package main

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"testing/iotest"
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
	if call.Get("closed") == "true" {
		verifier.Close()
	}
	v, err := verifier.Verify(ctx, given(call, "request", incoming(call)), func(claimed *host.Claimed) (host.Secret, error) {
		return known(call, claimed.AccessKeyID)
	})
	if err != nil {
		return nil, err
	}
	return proven(v), nil
}

// incoming is a request as it came.
func incoming(call *wire.Frame) *host.Incoming {
	body, read := call.Lookup("body")
	return &host.Incoming{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Body: []byte(body), Unread: !read, Now: moment(call),
	}
}

func moment(call *wire.Frame) time.Time {
	now, _ := strconv.ParseInt(call.Get("time"), 10, 64)
	return time.Unix(now, 0)
}

// known is what the server knows of a key id.
func known(call *wire.Frame, id string) (s host.Secret, err error) {
	if id == call.Get("known_id") {
		s = host.Secret{SecretAccessKey: call.Get("known_secret"), SessionToken: call.Get("known_token")}
	}
	return s, nil
}

func proven(v *host.Verified) *wire.Frame {
	return frame(wire.OK, "scheme", v.Scheme, "carrier", v.Carrier, "access_key_id", v.AccessKeyID, "date", v.Date, "region", v.Region,
		"service", v.Service, "signed_headers", v.SignedHeaders, "signed_at", v.SignedAt, "expires_at", v.ExpiresAt,
		"payload", v.Payload, "payload_hash", v.PayloadHash, "fingerprint", v.Fingerprint)
}

// verifyChunks verifies a request and its body in chunks.
func (r *runner) verifyChunks(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	verifier, err := r.module.NewRequestVerifier(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	in := incoming(call)
	source := iotest.HalfReader(bytes.NewReader(in.Body))
	in.Body, in.Unread = nil, true
	v, err := verifier.Verify(ctx, in, func(claimed *host.Claimed) (host.Secret, error) { return known(call, claimed.AccessKeyID) })
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(verifier.Chunks(ctx, v, call.Get("known_secret"), source))
	if err != nil {
		return nil, err
	}
	answer := proven(v)
	answer.Add("body", string(body))
	return answer, nil
}

// verifyPost verifies an upload by a form.
func (r *runner) verifyPost(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	verifier, err := r.module.NewRequestVerifier(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	size, _ := strconv.ParseInt(call.Get("size"), 10, 64)
	p, err := verifier.VerifyPost(ctx, &host.IncomingPost{
		Bucket: call.Get("bucket"), Fields: headers(call, "field"), FileName: call.Get("filename"), Size: size, Now: moment(call),
	}, func(id string) (host.Secret, error) { return known(call, id) })
	if err != nil {
		return nil, err
	}
	least, most := "", ""
	if p.MaxSize >= 0 {
		least, most = strconv.FormatInt(p.MinSize, 10), strconv.FormatInt(p.MaxSize, 10)
	}
	return frame(wire.OK, "access_key_id", p.AccessKeyID, "region", p.Region, "service", p.Service, "signed_at", p.SignedAt,
		"expires_at", p.ExpiresAt, "key", p.Key, "min_size", least, "max_size", most), nil
}

// resignChunks signs an incoming request anew, and what its chunks hold.
func (r *runner) resignChunks(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	in := incoming(call)
	body := in.Body
	in.Body, in.Unread = nil, true
	size, _ := strconv.ParseInt(call.Get("chunk_size"), 10, 64)
	s, chunks, err := signer.ResignChunks(ctx, in, call.Get("origin"), size)
	if err != nil {
		return nil, err
	}
	sent, err := io.ReadAll(chunks.Reader(ctx, bytes.NewReader(body)))
	return frame(wire.OK, "url", s.URL, "signature", s.Signature, "body", string(sent)), err
}

// resign signs an incoming request anew.
func (r *runner) resign(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	return signed(signer.Resign(ctx, given(call, "request", incoming(call)), call.Get("origin")))
}
