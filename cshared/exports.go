// Old devices have certificates with a negative serial number, and verify=False
// is there to reach them.

//go:debug x509negativeserial=1

package main

/*
#include "shared.h"
*/
import "C"

import (
	"context"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

var (
	core    = op.NewCore(op.System{})
	version = C.CString(op.Version())

	background = context.Background()
)

// sally_core_version tells the door whether the two files belong together.
//
//export sally_core_version
func sally_core_version() *C.const_char { return version }

//export sally_core_new
func sally_core_new(kind C.uint32_t, options *C.const_sally_options, out *C.uint64_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	pairs, err := settings(options)
	if err != nil {
		return report(cerr, err)
	}
	number, err := core.New(uint32(kind), pairs)
	if err != nil {
		return report(cerr, err)
	}
	*out = C.uint64_t(number)
	return C.SALLY_OK
}

//export sally_core_call
func sally_core_call(object C.uint64_t, to *C.sally_call, cerr *C.sally_error) (code C.int32_t) {
	defer func() {
		if v := recover(); v != nil {
			code = report(cerr, core.Panicked(uint64(object), v))
		}
	}()
	var call op.Call
	if err := read(&call, to); err != nil {
		return report(cerr, err)
	}
	if op.GivesBatch(call.Op) {
		return report(cerr, callBatch(uint64(object), &call, to))
	}
	call.Out, call.Spans = room(to), spans(to)
	if err := core.CallOrPanic(background, uint64(object), &call); err != nil {
		return report(cerr, err)
	}
	if call.Made != 0 {
		putNumber(to, call.Made)
		return C.SALLY_OK
	}
	if call.Parts != nil {
		return report(cerr, writeParts(to, call.Parts))
	}
	return report(cerr, writeSpans(to, call.Out, call.Spans))
}

//export sally_core_start
func sally_core_start(object C.uint64_t, from *C.const_sally_call, out *C.uint64_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	var call op.Call
	if err := read(&call, from); err != nil {
		return report(cerr, err)
	}
	ticket, err := core.Start(uint64(object), &call)
	if err != nil {
		return report(cerr, err)
	}
	*out = C.uint64_t(ticket)
	return C.SALLY_OK
}

//export sally_core_finish
func sally_core_finish(ticket C.uint64_t, ms C.int64_t, to *C.sally_call, done *C.int32_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	limit := time.Duration(-1)
	if ms >= 0 {
		limit = time.Duration(min(int64(ms), 1<<40)) * time.Millisecond
	}
	parts, ended, err := core.Finish(uint64(ticket), limit)
	if err != nil {
		return report(cerr, err)
	}
	if ended {
		if err := writeParts(to, parts); err != nil {
			return report(cerr, err)
		}
		*done = 1
	}
	return C.SALLY_OK
}

//export sally_core_cancel
func sally_core_cancel(ticket C.uint64_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	return report(cerr, core.Cancel(uint64(ticket)))
}

//export sally_core_fd
func sally_core_fd(ticket C.uint64_t, out *C.int32_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	fd, err := watch(uint64(ticket))
	if err != nil {
		return report(cerr, err)
	}
	*out = C.int32_t(fd)
	return C.SALLY_OK
}

//export sally_core_free
func sally_core_free(object C.uint64_t) {
	defer func() { _ = recover() }()
	core.Free(uint64(object))
}

//export sally_core_drop
func sally_core_drop(ticket C.uint64_t) {
	defer func() { _ = recover() }()
	core.Drop(uint64(ticket))
}

// recovered turns a panic of an export into a code: nothing unwinds into C. What
// happens in an operation core.Call has recovered from already.
func recovered(cerr *C.sally_error, code *C.int32_t) {
	if v := recover(); v != nil {
		*code = report(cerr, fault.New(fault.Panic, "panic: %s", op.Cut(fmt.Sprint(v), 400)))
	}
}

// report turns an error into its code.
func report(cerr *C.sally_error, err error) C.int32_t {
	if err == nil {
		return C.SALLY_OK
	}
	e := fault.From(err)
	writeError(cerr, e)
	return C.int32_t(e.Code)
}
