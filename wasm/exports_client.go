//go:build wasip1

package main

import (
	"context"
	"strconv"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

var (
	clients   table[*op.Client]
	responses table[*op.Response]
)

//go:wasmexport sally_client_new
func clientNew(options uint32, out *uint32, err *errorOut) int32 {
	return build(&clients, options, out, err, op.NewClient)
}

//go:wasmexport sally_client_do
func clientDo(client uint32, request *requestIn, out *uint32, err *errorOut) int32 {
	return use(&clients, client, err, func(c *op.Client) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		var r op.Request
		if err := readRequest(&r, request); err != nil {
			return err
		}
		if offline {
			return errOffline()
		}
		return overNetwork(func(ctx context.Context) error {
			response, err := c.Do(ctx, &r)
			if err != nil {
				return err
			}
			return keep(response, out)
		})
	})
}

//go:wasmexport sally_client_free
func clientFree(client uint32) { free(&clients, client) }

// keep gives the host a response.
func keep(response *op.Response, out *uint32) error {
	handle, err := responses.add(response)
	if err == nil {
		*out = handle
	}
	return err
}

//go:wasmexport sally_response_status
func responseStatus(response uint32, out *int32, err *errorOut) int32 {
	return use(&responses, response, err, func(r *op.Response) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		*out = int32(r.Status)
		return nil
	})
}

//go:wasmexport sally_response_headers
func responseHeaders(response uint32, out *str, err *errorOut) int32 {
	return use(&responses, response, err, func(r *op.Response) error { return lend(r.Headers, out) })
}

//go:wasmexport sally_response_body
func responseBody(response uint32, out *str, err *errorOut) int32 {
	return use(&responses, response, err, func(r *op.Response) error { return lend(r.Body, out) })
}

//go:wasmexport sally_response_info
func responseInfo(response uint32, key unsafe.Pointer, keyLen uint32, out *str, err *errorOut) int32 {
	return use(&responses, response, err, func(r *op.Response) error {
		var b borrower
		wanted := b.text(span(key, keyLen), "key")
		switch {
		case b.err != nil:
			return b.err
		case key == nil:
			return nullPointer("key.data")
		}
		for _, p := range r.Info {
			if p.Key == wanted {
				return lend(p.Value, out)
			}
		}
		return fault.New(fault.InvalidArgument, "a response has no fact %s", strconv.Quote(cut(wanted, 64)))
	})
}

//go:wasmexport sally_response_free
func responseFree(response uint32) { free(&responses, response) }

// lend shows the host bytes that live as long as their object.
func lend[T string | []byte](b T, out *str) error {
	if err := check(out, "out"); err != nil {
		return err
	}
	*out = spanOf(b)
	return nil
}
