package main

/*
#include "shared.h"
*/
import "C"

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/core/op"
)

var metadatas op.Table[*op.Metadata]

//export sally_metadata_new
func sally_metadata_new(options *C.const_sally_options, out **C.sally_metadata, cerr *C.sally_error) C.int32_t {
	return build(&metadatas, options, cerr, out == nil, op.NewMetadata, func(number uint64) {
		*out = C.sally_core_metadata(C.uint64_t(number))
	})
}

//export sally_metadata_identity
func sally_metadata_identity(metadata *C.sally_metadata, audience C.sally_str, buf *C.char, size C.size_t,
	length *C.size_t, document, signature *C.sally_str, cerr *C.sally_error) C.int32_t {
	return use(&metadatas, metadataNumber(metadata), cerr, func(m *op.Metadata) error {
		if document == nil || signature == nil {
			return nullPointer("document or signature")
		}
		var b borrower
		// Cloned, because the request may outlive the call.
		text := strings.Clone(b.text(audience, "audience"))
		if b.err != nil {
			return b.err
		}
		var d, s op.Span
		err := fill(buf, size, length, func(dst []byte) (_ []byte, err error) {
			dst, d, s, err = m.AppendIdentity(context.Background(), dst, text, audience.data != nil)
			return dst, err
		})
		if err != nil {
			return err
		}
		*document, *signature = spanIn(buf, d), spanIn(buf, s)
		return nil
	})
}

//export sally_metadata_get
func sally_metadata_get(metadata *C.sally_metadata, path C.sally_str, buf *C.char, size C.size_t,
	length *C.size_t, out *C.sally_str, cerr *C.sally_error) C.int32_t {
	return use(&metadatas, metadataNumber(metadata), cerr, func(m *op.Metadata) error {
		if out == nil {
			return nullPointer("out")
		}
		var b borrower
		text := strings.Clone(b.text(path, "path"))
		if b.err != nil {
			return b.err
		}
		err := fill(buf, size, length, func(dst []byte) ([]byte, error) {
			return m.AppendGet(context.Background(), dst, text)
		})
		if err != nil {
			return err
		}
		*out = spanIn(buf, op.Span{End: int(*length)})
		return nil
	})
}

//export sally_metadata_free
func sally_metadata_free(metadata *C.sally_metadata) { free(&metadatas, metadataNumber(metadata)) }
