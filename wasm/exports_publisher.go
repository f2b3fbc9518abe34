//go:build wasip1

package main

import (
	"context"
	"unsafe"

	"github.com/sallyport/sallyport/core/op"
)

var publishers table[*op.Publisher]

//go:wasmexport sally_publisher_new
func publisherNew(options uint32, out *uint32, err *errorOut) int32 {
	return build(&publishers, options, out, err, op.NewPublisher)
}

//go:wasmexport sally_publisher_publish
func publisherPublish(publisher uint32, message *messageIn, out *uint32, err *errorOut) int32 {
	return use(&publishers, publisher, err, func(p *op.Publisher) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		var m op.Message
		if err := readMessage(&m, message); err != nil {
			return err
		}
		if offline {
			return errOffline()
		}
		return overNetwork(func(ctx context.Context) error {
			response, err := p.Publish(ctx, &m)
			if err != nil {
				return err
			}
			return keep(response, out)
		})
	})
}

//go:wasmexport sally_publisher_request
func publisherRequest(publisher uint32, message *messageIn, time int64, buf unsafe.Pointer, size uint32, length *uint32,
	out *preparedOut, err *errorOut) int32 {
	return use(&publishers, publisher, err, func(p *op.Publisher) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		var m op.Message
		if err := readMessage(&m, message); err != nil {
			return err
		}
		if p.Signs() {
			if err := checkTime(time); err != nil {
				return err
			}
		}
		to := result{buf, size, length}
		dst, err := to.slice()
		if err != nil {
			return err
		}
		dst, at, err := p.AppendRequest(dst, &m, time)
		if err != nil {
			return err
		}
		if err := to.fill(dst); err != nil {
			return err
		}
		*out = preparedOut{method: to.span(at.Method), url: to.span(at.URL), headers: to.span(at.Headers)}
		return nil
	})
}

//go:wasmexport sally_publisher_free
func publisherFree(publisher uint32) { free(&publishers, publisher) }
