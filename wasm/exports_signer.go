//go:build wasip1

package main

import (
	"unsafe"

	"github.com/sallyport/sallyport/core/op"
)

var signers table[*op.Signer]

//go:wasmexport sally_signer_new
func signerNew(options uint32, out *uint32, err *errorOut) int32 {
	return build(&signers, options, out, err, op.NewSigner)
}

//go:wasmexport sally_signer_sign
func signerSign(signer uint32, request *requestIn, buf unsafe.Pointer, size uint32, length *uint32, out *signedOut, err *errorOut) int32 {
	return use(&signers, signer, err, func(s *op.Signer) error {
		return sign(s.AppendSign, request, result{buf, size, length}, out)
	})
}

//go:wasmexport sally_signer_presign
func signerPresign(signer uint32, request *requestIn, buf unsafe.Pointer, size uint32, length *uint32, out *signedOut, err *errorOut) int32 {
	return use(&signers, signer, err, func(s *op.Signer) error {
		return sign(s.AppendPresign, request, result{buf, size, length}, out)
	})
}

//go:wasmexport sally_signer_free
func signerFree(signer uint32) { free(&signers, signer) }

func sign(appendTo func([]byte, *op.Request) ([]byte, op.Signed, error), request *requestIn, to result, out *signedOut) error {
	if err := check(out, "out"); err != nil {
		return err
	}
	var r op.Request
	if err := readRequest(&r, request); err != nil {
		return err
	}
	if err := checkTime(r.Time); err != nil {
		return err
	}
	dst, err := to.slice()
	if err != nil {
		return err
	}
	dst, at, err := appendTo(dst, &r)
	if err != nil {
		return err
	}
	if err := to.fill(dst); err != nil {
		return err
	}
	*out = signedOut{
		url:              to.span(at.URL),
		headers:          to.span(at.Headers),
		signature:        to.span(at.Signature),
		canonicalRequest: to.span(at.CanonicalRequest),
		stringToSign:     to.span(at.StringToSign),
	}
	return nil
}
