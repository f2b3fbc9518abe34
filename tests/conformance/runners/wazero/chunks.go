package main

import (
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

func (r *runner) signChunks(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	request, body := toRequest(call), call.Get("body")
	request.Body = nil
	size, _ := strconv.ParseInt(call.Get("chunk_size"), 10, 64)
	var chunks *host.Chunks
	answer, err := signed(func() (s *host.Signed, err error) {
		s, chunks, err = signer.SignChunks(ctx, given(call, "request", request), int64(len(body)), size)
		return s, err
	}())
	if err != nil {
		return nil, err
	}
	sent, err := io.ReadAll(chunks.Reader(ctx, strings.NewReader(body)))
	answer.Add("body", string(sent))
	return answer, err
}
