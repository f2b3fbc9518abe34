package main

/*
#include "shared.h"
*/
import "C"

import "github.com/sallyport/sallyport/core/op"

var signers op.Table[*op.Signer]

//export sally_signer_new
func sally_signer_new(options *C.const_sally_options, out **C.sally_signer, cerr *C.sally_error) C.int32_t {
	return build(&signers, options, cerr, out == nil, op.NewSigner, func(number uint64) {
		*out = C.sally_core_signer(C.uint64_t(number))
	})
}

//export sally_signer_sign
func sally_signer_sign(signer *C.sally_signer, request *C.const_sally_request, buf *C.char, size C.size_t,
	length *C.size_t, out *C.sally_signed, cerr *C.sally_error) C.int32_t {
	return use(&signers, signerNumber(signer), cerr, func(s *op.Signer) error {
		return sign(s, false, request, buf, size, length, out)
	})
}

//export sally_signer_presign
func sally_signer_presign(signer *C.sally_signer, request *C.const_sally_request, buf *C.char, size C.size_t,
	length *C.size_t, out *C.sally_signed, cerr *C.sally_error) C.int32_t {
	return use(&signers, signerNumber(signer), cerr, func(s *op.Signer) error {
		return sign(s, true, request, buf, size, length, out)
	})
}

//export sally_signer_presign_batch
func sally_signer_presign_batch(signer *C.sally_signer, request *C.const_sally_request, urls *C.const_sally_column,
	out **C.sally_batch, cerr *C.sally_error) C.int32_t {
	return use(&signers, signerNumber(signer), cerr, func(s *op.Signer) error {
		return batch(out, func(memory op.Memory) (*op.Batch, error) {
			var r op.Request
			if err := readRequest(&r, request); err != nil {
				return nil, err
			}
			column, err := readColumn(urls, "urls")
			if err != nil {
				return nil, err
			}
			return s.PresignBatch(&r, column, memory)
		})
	})
}

//export sally_signer_free
func sally_signer_free(signer *C.sally_signer) { free(&signers, signerNumber(signer)) }

func sign(s *op.Signer, presign bool, request *C.const_sally_request, buf *C.char, size C.size_t,
	length *C.size_t, out *C.sally_signed) error {
	if out == nil {
		return nullPointer("out")
	}
	var r op.Request
	if err := readRequest(&r, request); err != nil {
		return err
	}
	var at op.Signed
	err := fill(buf, size, length, func(dst []byte) (_ []byte, err error) {
		if presign {
			dst, at, err = s.AppendPresign(dst, &r)
		} else {
			dst, at, err = s.AppendSign(dst, &r)
		}
		return dst, err
	})
	if err != nil {
		return err
	}
	*out = C.sally_signed{
		url:               spanIn(buf, at.URL),
		headers:           spanIn(buf, at.Headers),
		signature:         spanIn(buf, at.Signature),
		canonical_request: spanIn(buf, at.CanonicalRequest),
		string_to_sign:    spanIn(buf, at.StringToSign),
	}
	return nil
}
