package main

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

func (r *runner) presignBatch(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	common := toRequest(call)
	common.URL = ""
	n, _ := strconv.ParseInt(call.Get("expires"), 10, 64)
	urls, failed, err := signer.PresignBatch(ctx, given(call, "request", common), time.Duration(n)*time.Second, texts(call, "url"))
	if err != nil {
		return nil, err
	}
	answer := frame(wire.OK)
	for i, url := range urls {
		if failed[i] != nil {
			addFailed(answer, failed[i])
			continue
		}
		answer.Add("row", "ok")
		answer.Add("url", url)
	}
	return answer, nil
}

func (r *runner) verifyBatch(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	verifier, err := r.module.NewVerifier(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer verifier.Close()
	closeFirst(call, verifier)
	claims := &host.Claims{
		Signatures: rows(call, "signature"), Documents: rows(call, "document"), Audiences: texts(call, "audience"),
		Now: seconds(call.Get("now")),
	}
	identities, failed, err := verifier.VerifyBatch(ctx, given(call, "signatures", claims))
	if err != nil {
		return nil, err
	}
	answer := frame(wire.OK)
	for i, id := range identities {
		if failed[i] != nil {
			addFailed(answer, failed[i])
			continue
		}
		answer.Add("row", "ok")
		answer.Fields = append(answer.Fields, identity(id).Fields...)
	}
	return answer, nil
}

func addFailed(answer *wire.Frame, err error) {
	answer.Add("row", "error")
	var e *fault.Error
	if !errors.As(err, &e) {
		answer.Add("name", "NOT_A_FAULT")
		return
	}
	answer.Add("code", strconv.Itoa(int(e.Code)))
	answer.Add("name", e.Code.Name())
	answer.Add("message", e.Error())
}

// rows are a column of bytes; nil if the call has none.
func rows(call *wire.Frame, key string) (out [][]byte) {
	for _, row := range call.Column(key) {
		if row.Valid {
			out = append(out, append([]byte{}, row.Value...))
		} else {
			out = append(out, nil)
		}
	}
	return out
}

func texts(call *wire.Frame, key string) (out []string) {
	for _, row := range call.Column(key) {
		out = append(out, row.Value)
	}
	return out
}
