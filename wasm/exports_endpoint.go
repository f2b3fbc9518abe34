//go:build wasip1

package main

import (
	"unsafe"

	"github.com/sallyport/sallyport/core/op"
)

//go:wasmexport sally_endpoint_lookup
func endpointLookup(host unsafe.Pointer, hostLen uint32, target unsafe.Pointer, targetLen uint32,
	buf unsafe.Pointer, size uint32, length *uint32, out *scopeOut, err *errorOut) int32 {
	return run(err, func() error {
		if err := check(out, "out"); err != nil {
			return err
		}
		var b borrower
		name, operation := b.text(span(host, hostLen), "host"), b.text(span(target, targetLen), "target")
		if b.err != nil {
			return b.err
		}
		to := result{buf, size, length}
		dst, err := to.slice()
		if err != nil {
			return err
		}
		dst, at := op.AppendScope(dst, name, operation)
		if err := to.fill(dst); err != nil {
			return err
		}
		*out = scopeOut{service: to.span(at.Service), region: to.span(at.Region)}
		return nil
	})
}
