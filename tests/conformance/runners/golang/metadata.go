package main

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/metadata"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func newMetadata(call *wire.Frame) (*metadata.Service, error) {
	o := options(call.Options())
	out := metadata.Options{Provider: o.take("metadata.provider"), Endpoint: o.take("metadata.endpoint")}
	if _, ok := o["metadata.token_ttl"]; ok {
		if out.TokenTTL = time.Duration(o.number("metadata.token_ttl")) * time.Second; out.TokenTTL == 0 {
			out.TokenTTL = -1
		}
	}
	if err := o.done(); err != nil {
		return nil, err
	}
	service, err := metadata.New(out)
	if err == nil && call.Get("closed") == "true" {
		service.Close()
	}
	return service, err
}

func metadataGet(call *wire.Frame) (*wire.Frame, error) {
	service, err := newMetadata(call)
	if err != nil {
		return nil, err
	}
	defer service.Close()
	answer, err := service.Get(context.Background(), call.Get("path"))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "answer", string(answer)), nil
}

func metadataIdentity(call *wire.Frame) (*wire.Frame, error) {
	service, err := newMetadata(call)
	if err != nil {
		return nil, err
	}
	defer service.Close()
	document, signature, err := service.Identity(context.Background(), call.Get("audience"))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "document", string(document), "signature", string(signature)), nil
}
