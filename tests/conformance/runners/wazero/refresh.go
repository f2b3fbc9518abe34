package main

import (
	"context"
	"strconv"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func (r *runner) refresh(ctx context.Context, call *wire.Frame) (*wire.Frame, error) {
	signer, err := r.module.NewSigner(ctx, settings(call))
	if err != nil {
		return nil, err
	}
	defer signer.Close()
	renewal, err := signer.Refresh(ctx)
	if err != nil {
		return nil, err
	}
	end := ""
	if !renewal.Expires.IsZero() {
		end = strconv.FormatInt(renewal.Expires.Unix(), 10)
	}
	return frame(wire.OK, "access_key_id", renewal.AccessKeyID, "expires", end, "source", renewal.Source), nil
}
