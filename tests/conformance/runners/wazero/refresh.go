package main

import (
	"context"
	"strconv"
	"strings"

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
	return frame(wire.OK, "access_key_id", renewal.AccessKeyID, "expires", end, "source", renewal.Source, "log", untimed(renewal.Log)), nil
}

// untimed takes off each line the time at which it was said.
func untimed(lines string) string {
	out := ""
	for line := range strings.Lines(lines) {
		_, text, _ := strings.Cut(line, " ")
		out += text
	}
	return out
}
