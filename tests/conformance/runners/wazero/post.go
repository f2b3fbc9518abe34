package main

import (
	"context"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
	"github.com/sallyport/sallyport/wasm/host"
)

func (r *runner) presignPost(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.signer(ctx, call)
	if err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(call.Get("expires"), 10, 64)
	post, err := signer.PresignPost(ctx, &host.Post{
		URL: call.Get("url"), Bucket: call.Get("bucket"), Key: call.Get("key"), Fields: call.Get("fields"),
		Conditions: call.Get("conditions"), Time: seconds(call.Get("time")), Expires: time.Duration(n) * time.Second,
	})
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "url", post.URL, "fields", lines(post.Fields)), nil
}
