package main

import (
	"context"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func role(call *wire.Frame) (*wire.Frame, error) {
	options := call.Options()
	var serial string
	c, err := chain.Find(chain.Options{
		Source: options["credentials.source"],
		Profile: credentials.ProfileOptions{ConfigFile: options["credentials.config_file"], Env: func(name string) (string, bool) {
			value, ok := options["env."+name]
			return value, ok
		}},
		MFACode: func(_ context.Context, device string) (string, error) {
			serial = device
			return call.Get("code"), nil
		},
	})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if err := c.Use(sigv4.Options{}); err != nil {
		return nil, err
	}
	if _, err := c.Wait(context.Background()); err != nil {
		return nil, err
	}
	found, _ := c.Now()
	return frame(wire.OK, "access_key_id", found.AccessKeyID, "serial", serial, "region", c.Region), nil
}
