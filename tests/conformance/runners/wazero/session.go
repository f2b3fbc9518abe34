package main

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func (r *runner) session(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.module.NewSigner(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer signer.Close()
	seconds, err := strconv.ParseInt(call.Get("time"), 10, 64)
	if err != nil {
		return nil, err
	}
	issued, err := signer.CreateSession(ctx, time.Unix(seconds, 0), func(string, []byte) ([]byte, error) { return []byte(call.Get("signature")), nil })
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "access_key_id", issued.AccessKeyID), nil
}
