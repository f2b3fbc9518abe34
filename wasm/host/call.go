package host

import (
	"bytes"
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// do calls a function that returns a code and takes a sally_error last.
func (i *instance) do(name string, arguments ...uint64) error {
	code, err := i.call(name, append(arguments, uint64(i.fixed+fixedError))...)
	if err != nil || uint32(code) == 0 {
		return err
	}
	b, err := i.view(i.fixed+fixedError, errorSize)
	if err != nil {
		return err
	}
	message, _, _ := bytes.Cut(b[errorMessage:], []byte{0})
	e := fault.New(fault.Code(int32(uint32(code))), "%s", message).WithDetail(int32(order.Uint32(b[errorDetail:])))
	switch e.Code { // as in the core
	case fault.Cancelled:
		e.Cause = context.Canceled
	case fault.DeadlineExceeded:
		e.Cause = context.DeadlineExceeded
	}
	return e
}

// fill calls a function that fills a buffer, with arguments before and after the
// buffer, and once more if the buffer was too small. The result's text is a copy.
func (i *instance) fill(name string, before []uint64, after ...uint64) (string, error) {
	for attempt := 0; ; attempt++ {
		arguments := append(append([]uint64{}, before...),
			uint64(i.output.address), uint64(i.output.size), uint64(i.fixed+fixedLength))
		err := i.do(name, append(arguments, after...)...)
		length, readErr := i.fixedUint32(fixedLength)
		switch {
		case readErr != nil:
			return "", readErr
		case fault.CodeOf(err) == fault.BufferTooSmall && attempt == 0:
			if err := i.output.reserve(i, length); err != nil {
				return "", err
			}
			continue
		case err != nil:
			return "", err
		}
		b, err := i.view(i.output.address, length)
		return string(b), err
	}
}

// withHandle calls a function whose last argument but the error receives a
// handle or an int32.
func (i *instance) withHandle(name string, arguments ...uint64) (uint32, error) {
	if err := i.do(name, append(arguments, uint64(i.fixed+fixedHandle))...); err != nil {
		return 0, err
	}
	return i.fixedUint32(fixedHandle)
}

// milliseconds of a duration for the module, away from 0, which means that there
// is none.
func milliseconds(d time.Duration) int64 {
	ms := d.Milliseconds()
	switch rest := d % time.Millisecond; {
	case rest > 0:
		ms++
	case rest < 0:
		ms--
	}
	return ms
}
