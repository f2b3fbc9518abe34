//go:build wasip1

package main

import (
	"fmt"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// Every export goes through build, use or run: a panic of the core becomes a
// code and closes the handle, and the instance goes on.

// build makes an object from options.
func build[T any](t *table[T], options uint32, out *uint32, err *errorOut,
	construct func(*op.Options, op.Host) (T, error)) int32 {
	return run(err, func() error {
		if err := check(out, "out"); err != nil {
			return err
		}
		builder, err := builders.get(options)
		if err != nil {
			return err
		}
		checked, err := op.ParseOptions(builder.pairs)
		if err != nil {
			return err
		}
		object, err := construct(checked, op.Host{Dial: dial})
		if err != nil {
			return err
		}
		handle, err := t.add(object)
		if err == nil {
			*out = handle
		}
		return err
	})
}

// use runs an operation on the object of a handle.
func use[T any](t *table[T], handle uint32, err *errorOut, do func(T) error) (code int32) {
	defer func() {
		if v := recover(); v != nil {
			code = report(err, panicked(v))
		}
		if fault.Code(code) == fault.Panic {
			t.remove(handle)
		}
	}()
	object, missing := t.get(handle)
	if missing != nil {
		return report(err, missing)
	}
	return report(err, do(object))
}

// run runs what has no handle.
func run(err *errorOut, do func() error) (code int32) {
	defer func() {
		if v := recover(); v != nil {
			code = report(err, panicked(v))
		}
	}()
	return report(err, do())
}

// free forgets a handle and closes its object.
func free[T any](t *table[T], handle uint32) {
	run(nil, func() error {
		if object, ok := t.remove(handle); ok {
			if c, ok := any(object).(interface{ Close() }); ok {
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

// report turns an error into its code, and fills the caller's sally_error if
// there is one.
func report(to *errorOut, err error) int32 {
	if err == nil {
		return 0
	}
	e := fault.From(err)
	if check(to, "err") == nil {
		to.code, to.detail = int32(e.Code), e.Detail
		n := copy(to.message[:len(to.message)-1], cut(e.Message, len(to.message)-1))
		to.message[n] = 0
	}
	return int32(e.Code)
}

// cut shortens s to at most n bytes without splitting a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
