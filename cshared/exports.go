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
	"runtime/debug"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

var (
	core    = op.NewCore(op.System{})
	version = C.CString(op.Version())

	background = context.Background()

	// kept are the values of the options of signers, by the number of the object. No
	// call is under way when a signer is freed, so nobody reads them afterwards; of
	// other objects calls may be, and go on.
	kept sync.Map
)

func wipe(values [][]byte) {
	for _, value := range values {
		clear(value)
	}
}

// large is a result in bytes beside which a garbage collection costs nothing.
const large = 64 << 20

// sally_core_version tells the door whether the two files belong together.
//
//export sally_core_version
func sally_core_version() *C.const_char { return version }

//export sally_core_new
func sally_core_new(kind C.uint32_t, options *C.const_sally_options, out *C.uint64_t, cerr *C.sally_error) (code C.int32_t) {
	defer recovered(cerr, &code)
	pairs, values := settings(options)
	number, err := core.New(uint32(kind), pairs)
	if err != nil {
		wipe(values)
		return report(cerr, err)
	}
	if kind == C.SALLY_OP_SIGNER_NEW {
		kept.Store(number, values)
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
	call.Prompt, call.Leave = from.flags&C.SALLY_CALL_PROMPT != 0, from.flags&C.SALLY_CALL_LEAVE != 0
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
	if wait, ok := core.Advance(uint64(ticket), room(to)); ok {
		to.wait_fd = C.int32_t(wait.Descriptor)
		to.wait_ms = C.int32_t(min(wait.Most.Milliseconds()+1, 1<<30))
		return C.SALLY_OK
	}
	to.wait_fd = -1
	limit := time.Duration(-1)
	if ms >= 0 {
		limit = time.Duration(min(int64(ms), 1<<40)) * time.Millisecond
	}
	parts, made, ended, err := core.FinishMade(uint64(ticket), limit)
	if err != nil {
		return report(cerr, err)
	}
	if ended {
		putNumber(to, made)
		if err := writeParts(to, parts); err != nil {
			return report(cerr, err)
		}
		if to.len >= large { // what was copied is not kept: bodies are most of the memory of a process that reads large ones
			debug.FreeOSMemory()
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
	if values, ok := kept.LoadAndDelete(uint64(object)); ok {
		wipe(values.([][]byte))
	}
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
