package main

import (
	"io"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func signChunks(call *wire.Frame) (*wire.Frame, error) {
	signer, r, err := signing(call)
	if err != nil {
		return nil, err
	}
	body := call.Get("body")
	size, _ := strconv.ParseInt(call.Get("chunk_size"), 10, 64)
	var answer *wire.Frame
	var chunks *sigv4.Chunks
	if call.Get("form") == "append" {
		var memory []byte
		var at sigv4.Layout
		if memory, at, chunks, err = signer.AppendChunks([]byte(before), r, int64(len(body)), size); err == nil {
			answer, err = appended(memory, at, nil)
		}
	} else {
		var s *sigv4.SignedRequest
		if s, chunks, err = signer.SignChunks(r, int64(len(body)), size); err == nil {
			answer = signed(s, sigv4.Steps{})
		}
	}
	if err != nil {
		return nil, err
	}
	sent, err := io.ReadAll(chunks.Reader(strings.NewReader(body)))
	answer.Add("body", string(sent))
	return answer, err
}
