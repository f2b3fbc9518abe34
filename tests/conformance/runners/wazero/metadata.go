package main

import (
	"context"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func (r *runner) metadataGet(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	metadata, err := r.module.NewMetadata(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer metadata.Close()
	closeFirst(call, metadata)
	answer, err := metadata.Get(ctx, call.Get("path"))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "answer", string(answer)), nil
}

func (r *runner) metadataIdentity(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	metadata, err := r.module.NewMetadata(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer metadata.Close()
	closeFirst(call, metadata)
	document, signature, err := metadata.Identity(ctx, call.Get("audience"))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "document", string(document), "signature", string(signature)), nil
}
