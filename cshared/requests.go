package main

/*
#include "shared.h"
*/
import "C"

import (
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// readRequest borrows what the caller's struct points to.
func readRequest(r *op.Request, from *C.const_sally_request) error {
	if from == nil {
		return nullPointer("request")
	}
	if from.size < C.size_t(unsafe.Sizeof(*from)) {
		return fault.New(fault.InvalidArgument, "request.size is %d; set it with SALLY_REQUEST_INIT", uint64(from.size))
	}
	var err error
	if r.Method, err = textOf(from.method, "request.method"); err != nil {
		return err
	}
	if r.URL, err = textOf(from.url, "request.url"); err != nil {
		return err
	}
	if r.Headers, err = textOf(from.headers, "request.headers"); err != nil {
		return err
	}
	if r.Body, err = bytesOf(from.body, "request.body"); err != nil {
		return err
	}
	if r.PayloadHash, err = textOf(from.payload_hash, "request.payload_hash"); err != nil {
		return err
	}
	r.Time, r.Expires, r.TimeoutMS = int64(from.time), int64(from.expires), int64(from.timeout_ms)
	if unknown := from.flags &^ C.SALLY_REQUEST_DUPLICATES_ALLOWED; unknown != 0 {
		return fault.New(fault.InvalidArgument, "request.flags has the unknown bits %#x", uint64(unknown))
	}
	r.DuplicatesAllowed = from.flags != 0
	return nil
}
