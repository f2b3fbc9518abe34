package main

/*
#include "shared.h"
*/
import "C"

import (
	"fmt"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// Every export goes through build, use or run: nothing that happens in the core
// unwinds into C.

// build makes an object from options and gives its handle to put.
func build[T any](t *op.Table[T], o *C.const_sally_options, cerr *C.sally_error,
	noOut bool, construct func(*op.Options, op.Host) (T, error), put func(handle uint64)) C.int32_t {
	return run(cerr, func() error {
		if noOut {
			return nullPointer("out")
		}
		pairs, err := settings(o)
		if err != nil {
			return err
		}
		options, err := op.ParseOptions(pairs)
		if err != nil {
			return err
		}
		object, err := construct(options, op.Host{})
		if err != nil {
			return err
		}
		h, ok := t.Add(object)
		if !ok {
			return fault.New(fault.OutOfMemory, "%d objects of this kind are in use", op.MaxHandles)
		}
		put(h)
		return nil
	})
}

// use runs an operation on the object of a handle. A panic closes the handle.
func use[T any](t *op.Table[T], h uint64, cerr *C.sally_error, do func(T) error) (code C.int32_t) {
	defer func() {
		if v := recover(); v != nil {
			code = report(cerr, panicked(v))
		}
		if code == C.SALLY_E_PANIC {
			t.Remove(h)
		}
	}()
	object, ok := t.Get(h)
	if !ok {
		return report(cerr, fault.New(fault.HandleClosed, "the object was freed, or closed after a panic"))
	}
	return report(cerr, do(object))
}

// run runs what has no handle.
func run(cerr *C.sally_error, do func() error) (code C.int32_t) {
	defer func() {
		if v := recover(); v != nil {
			code = report(cerr, panicked(v))
		}
	}()
	return report(cerr, do())
}

// closer is an object that holds more than memory.
type closer interface{ Close() }

// free forgets a handle and closes its object.
func free[T any](t *op.Table[T], h uint64) {
	run(nil, func() error {
		if object, ok := t.Remove(h); ok {
			if c, ok := any(object).(closer); ok {
				c.Close()
			}
		}
		return nil
	})
}

// panicked is the error for a recovered value. One that was carried over from
// another goroutine is an error already.
func panicked(v any) error {
	if e, ok := v.(*fault.Error); ok && e.Code == fault.Panic {
		return e
	}
	return fault.New(fault.Panic, "panic: %s", cut(fmt.Sprint(v), 400))
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
