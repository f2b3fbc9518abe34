//go:build wasip1

package main

import (
	"context"
	"strings"
	"unsafe"

	"github.com/sallyport/sallyport/core/op"
)

var metadatas table[*op.Metadata]

//go:wasmexport sally_metadata_new
func metadataNew(options uint32, out *uint32, err *errorOut) int32 {
	return build(&metadatas, options, out, err, op.NewMetadata)
}

//go:wasmexport sally_metadata_identity
func metadataIdentity(metadata uint32, audience unsafe.Pointer, audienceLen uint32, buf unsafe.Pointer, size uint32, length *uint32,
	document, signature *str, err *errorOut) int32 {
	return use(&metadatas, metadata, err, func(m *op.Metadata) error {
		if err := check(document, "document"); err != nil {
			return err
		}
		if err := check(signature, "signature"); err != nil {
			return err
		}
		if offline {
			return errOffline()
		}
		to := result{buf, size, length}
		var d, s op.Span
		err := ask(to, span(audience, audienceLen), "audience", func(ctx context.Context, dst []byte, text string) (_ []byte, err error) {
			dst, d, s, err = m.AppendIdentity(ctx, dst, text, audience != nil)
			return dst, err
		})
		if err != nil {
			return err
		}
		*document, *signature = to.span(d), to.span(s)
		return nil
	})
}

//go:wasmexport sally_metadata_get
func metadataGet(metadata uint32, path unsafe.Pointer, pathLen uint32, buf unsafe.Pointer, size uint32, length *uint32,
	out *str, err *errorOut) int32 {
	return use(&metadatas, metadata, err, func(m *op.Metadata) error {
		if err := check(out, "out"); err != nil {
			return err
		}
		if offline {
			return errOffline()
		}
		to := result{buf, size, length}
		if err := ask(to, span(path, pathLen), "path", m.AppendGet); err != nil {
			return err
		}
		*out = to.span(op.Span{End: int(*length)})
		return nil
	})
}

//go:wasmexport sally_metadata_free
func metadataFree(metadata uint32) { free(&metadatas, metadata) }

// ask runs a question with one text as its parameter, over the network.
func ask(to result, text str, what string, question func(ctx context.Context, dst []byte, text string) ([]byte, error)) error {
	var b borrower
	// Cloned, because the request may outlive the call.
	parameter := strings.Clone(b.text(text, what))
	if b.err != nil {
		return b.err
	}
	dst, err := to.slice()
	if err != nil {
		return err
	}
	err = overNetwork(func(ctx context.Context) (err error) {
		dst, err = question(ctx, dst, parameter)
		return err
	})
	if err != nil {
		return err
	}
	return to.fill(dst)
}
