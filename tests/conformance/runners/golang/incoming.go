package main

import (
	"bytes"
	"io"
	"strconv"
	"testing/iotest"
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

func verifierOf(call *wire.Frame) (*sigv4.Verifier, error) {
	o := options(call.Options())
	return sigv4.NewVerifier(sigv4.VerifyOptions{
		MaxSkew:  time.Duration(o.number("verify.max_skew")) * time.Millisecond,
		Services: o.list("verify.services"), Regions: o.list("verify.regions"), Schemes: o.list("verify.schemes"), Bucket: o.take("verify.bucket"),
		DoubleEncode: o.choice("verify.double_encode"), NormalizePath: o.choice("verify.normalize_path"),
		OmitSessionToken: o.take("verify.session_token") == "false",
	})
}

// known is the one key that the server knows.
func known(call *wire.Frame) func(*sigv4.Claim) (credentials.Credentials, error) {
	return func(claim *sigv4.Claim) (c credentials.Credentials, err error) {
		if claim.AccessKeyID == call.Get("known_id") {
			c.SecretAccessKey, c.SessionToken = call.Get("known_secret"), call.Get("known_token")
		}
		return c, nil
	}
}

// verifyRequest verifies an incoming request.
func verifyRequest(call *wire.Frame) (*wire.Frame, error) {
	verifier, err := verifierOf(call)
	if err != nil {
		return nil, err
	}
	v, err := verifier.Verify(incoming(call), known(call))
	if err != nil {
		return nil, err
	}
	return verified(v), nil
}

func verified(v *sigv4.Verified) *wire.Frame {
	return frame(wire.OK, "scheme", v.Scheme, "carrier", v.Carrier, "access_key_id", v.AccessKeyID, "date", v.Date, "region", v.Region,
		"service", v.Service, "signed_headers", v.SignedHeaders, "signed_at", v.SignedAt.Format(time.RFC3339),
		"expires_at", v.ExpiresAt.Format(time.RFC3339), "payload", v.Payload, "payload_hash", v.PayloadHash, "fingerprint", v.Fingerprint())
}

// verifyChunks verifies a request and its body in chunks.
func verifyChunks(call *wire.Frame) (*wire.Frame, error) {
	verifier, err := verifierOf(call)
	if err != nil {
		return nil, err
	}
	r := incoming(call)
	source := iotest.HalfReader(bytes.NewReader(r.Body))
	r.Body, r.BodyUnread = nil, true
	v, err := verifier.Verify(r, known(call))
	if err != nil {
		return nil, err
	}
	chunks, err := v.Chunks(r, call.Get("known_secret"))
	if err != nil {
		return nil, err
	}
	reader, err := sigv4.NewChunkReader(source, chunks)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(reader)
	if err != nil {
		return nil, err
	}
	answer := verified(v)
	answer.Add("body", string(body))
	return answer, nil
}

// verifyPost verifies an upload by a form.
func verifyPost(call *wire.Frame) (*wire.Frame, error) {
	verifier, err := verifierOf(call)
	if err != nil {
		return nil, err
	}
	size, _ := strconv.ParseInt(call.Get("size"), 10, 64)
	p, err := verifier.VerifyPost(&sigv4.IncomingPost{
		Bucket: call.Get("bucket"), Fields: headers(call, "field"), FileName: call.Get("filename"), Size: size, Time: seconds(call.Get("time")),
	}, known(call))
	if err != nil {
		return nil, err
	}
	least, most := "", ""
	if p.MaxSize >= 0 {
		least, most = strconv.FormatInt(p.MinSize, 10), strconv.FormatInt(p.MaxSize, 10)
	}
	return frame(wire.OK, "access_key_id", p.AccessKeyID, "region", p.Region, "service", p.Service, "signed_at", p.SignedAt.Format(time.RFC3339),
		"expires_at", p.ExpiresAt.Format(time.RFC3339), "key", p.Key, "min_size", least, "max_size", most), nil
}

// resignChunks signs an incoming request anew, and what its chunks hold.
func resignChunks(call *wire.Frame) (*wire.Frame, error) {
	signer, _, err := signing(call)
	if err != nil {
		return nil, err
	}
	r := incoming(call)
	body := r.Body
	r.Body, r.BodyUnread = nil, true
	size, _ := strconv.ParseInt(call.Get("chunk_size"), 10, 64)
	s, chunks, err := signer.ResignChunks(r, call.Get("origin"), size)
	if err != nil {
		return nil, err
	}
	sent, err := io.ReadAll(chunks.Reader(bytes.NewReader(body)))
	return frame(wire.OK, "url", s.URL, "signature", s.Signature, "body", string(sent)), err
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
