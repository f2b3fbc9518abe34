package main

import (
	"context"
	"io"
	"strconv"
	"strings"
	"testing/iotest"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// stream is request with bodies that are read as they are sent and received.
func stream(call *wire.Frame) (*wire.Frame, error) {
	o := options(call.Options())
	reach, err := o.reaching()
	if err == nil {
		err = o.done()
	}
	if err != nil {
		return nil, err
	}
	c, err := client.New(reach)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	r := &client.Request{
		Method: call.Get("method"), URL: call.Get("url"), Headers: headers(call, "header"), Timeout: milliseconds(call.Get("timeout_ms")),
	}
	if body := call.Get("body"); body != "" {
		r.BodyReader, r.ContentLength = iotest.HalfReader(strings.NewReader(body)), int64(len(body))
	}
	response, err := c.Stream(context.Background(), r)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(iotest.OneByteReader(response.Body))
	if err != nil {
		return nil, err
	}
	return frame(wire.OK, "status", strconv.Itoa(response.StatusCode), "body", string(body), "headers", lines(response.Headers)), nil
}
