package main

import (
	"context"
	"strconv"

	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

func (r *runner) token(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	port, _ := strconv.ParseInt(call.Get("port"), 10, 64)
	made, err := signer.Token(ctx, &host.Token{
		Kind: call.Get("kind"), Name: call.Get("name"), Port: port, User: call.Get("user"), Region: call.Get("region"),
		Admin: call.Get("admin") == "1", Cache: call.Get("cache") == "1", Role: call.Get("role"), Server: call.Get("server"),
		Time: seconds(call.Get("time")),
	})
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "token", made), nil
}
