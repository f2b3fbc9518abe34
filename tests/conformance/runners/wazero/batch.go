package main

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

// The batch entry points, with one row each.

func (r *runner) presignBatch(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.module.NewSigner(ctx, call.Options())
	if err != nil {
		return nil, err
	}
	defer signer.Close()
	common := toRequest(call)
	common.URL = ""
	n, _ := strconv.ParseInt(call.Get("expires"), 10, 64)
	urls, failed, err := signer.PresignBatch(ctx, common, time.Duration(n)*time.Second, []string{call.Get("url")})
	if err == nil {
		err = failed[0]
	}
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "url", urls[0]), nil
}

func (r *runner) verifyBatch(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	verifier, err := r.module.NewVerifier(ctx, call.Options())
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	claims := &host.Claims{Signatures: [][]byte{[]byte(call.Get("signature"))}, Now: seconds(call.Get("now"))}
	if document, ok := call.Lookup("document"); ok {
		claims.Documents = [][]byte{[]byte(document)}
	}
	if audience, ok := call.Lookup("audience"); ok {
		claims.Audiences = []string{audience}
	}
	identities, failed, err := verifier.VerifyBatch(ctx, claims)
	if err == nil {
		err = failed[0]
	}
	if err != nil {
		return nil, err
	}
	return identity(identities[0]), nil
}
