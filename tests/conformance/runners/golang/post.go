package main

import (
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func presignPost(call *wire.Frame) (*wire.Frame, error) {
	signer, err := newSigner(call)
	if err != nil {
		return nil, err
	}
	n, _ := strconv.ParseInt(call.Get("expires"), 10, 64)
	post, err := signer.PresignPost(&sigv4.PostRequest{
		URL: call.Get("url"), Bucket: call.Get("bucket"), Key: call.Get("key"), Fields: headers(call, "field"),
		Conditions: call.Get("conditions"), Time: seconds(call.Get("time")), Expires: time.Duration(n) * time.Second,
	})
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "url", post.URL, "fields", lines(post.Fields)), nil
}
