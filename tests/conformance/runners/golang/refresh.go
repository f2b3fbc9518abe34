package main

import (
	"context"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func refresh(call *wire.Frame) (*wire.Frame, error) {
	options := call.Options()
	env := func(name string) (string, bool) {
		value, ok := options["env."+name]
		return value, ok
	}
	c, err := chain.Find(chain.Options{Source: options["credentials.source"], Profile: credentials.ProfileOptions{Env: env}})
	if err != nil {
		return nil, err
	}
	defer c.Close()
	if pair, ok := c.Static(); ok {
		return frame(wire.OK, "access_key_id", pair.AccessKeyID, "expires", "", "source", pair.Source, "log", untimed(c.Log.Take())), nil
	}
	if err := c.Use(sigv4.Options{}); err != nil {
		return nil, err
	}
	if _, err := c.Wait(context.Background()); err != nil {
		return nil, err
	}
	found, _ := c.Now()
	return frame(wire.OK, "access_key_id", found.AccessKeyID, "expires", strconv.FormatInt(found.Expires.Unix(), 10), "source", found.Source, "log", untimed(c.Log.Take())), nil
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
