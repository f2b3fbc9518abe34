package main

import (
	"context"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func (r *runner) eventEncode(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	message, err := r.module.EncodeEvent(ctx, call.Get("headers"), []byte(call.Get("payload")))
	return frame(wire.OK, "message", message), err
}

func (r *runner) eventDecode(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	headers, payload, _, err := r.module.DecodeEvent(ctx, []byte(call.Get("data")))
	return frame(wire.OK, "headers", headers, "payload", payload), err
}
