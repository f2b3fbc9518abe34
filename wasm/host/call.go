package host

import (
	"bytes"
	"context"
	"math"
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
	message, rest, _ := bytes.Cut(b[errorMessage:], []byte{0})
	cause, _, _ := bytes.Cut(rest, []byte{0})
	e := fault.New(fault.Code(int32(uint32(code))), "%s", message).WithDetail(int32(order.Uint32(b[errorDetail:])))
	e.CauseID = string(cause)
	switch e.Code { // as in the core
	case fault.Cancelled:
		e.Cause = context.Canceled
	case fault.DeadlineExceeded:
		e.Cause = context.DeadlineExceeded
	}
	return e
}

// text is an argument: bytes, or nothing.
type text struct {
	string
	bytes []byte
	given bool
}

// optional is a text that is not given if it is empty.
func optional[T string | []byte](t T) text { return textOf(t, len(t) > 0) }

func textOf[T string | []byte](t T, given bool) text {
	if b, ok := any(t).([]byte); ok {
		return text{bytes: b, given: given}
	}
	return text{string: string(t), given: given}
}

func (t text) len() int { return len(t.string) + len(t.bytes) }

// arguments are those of an operation, in the order of the table.
type arguments struct {
	texts   []text
	numbers []int64
	columns []*column // nil: not given
}

// ask runs an operation, whose results are copied.
func (i *instance) ask(op int, object uint64, a arguments) ([]string, error) {
	at, err := i.run(op, object, &a, spanCounts[op])
	if err != nil {
		return nil, err
	}
	return i.results(at, spanCounts[op])
}

// run runs an operation, and returns its struct sally_call.
func (i *instance) run(op int, object uint64, a *arguments, spans int) ([]byte, error) {
	texts := callSize
	numbers := texts + strSize*len(a.texts)
	numbers = (numbers + 7) / 8 * 8
	columns := numbers + 8*len(a.numbers)
	out := (columns + 4*len(a.columns) + 7) / 8 * 8
	area := out + strSize*spans
	size := area
	var bytes []int
	for _, t := range a.texts {
		bytes = append(bytes, t.len())
	}
	for _, c := range a.columns {
		if c != nil {
			size += c.area
			bytes = append(bytes, c.bytes)
		}
	}
	w, err := i.write(size, bytes...)
	if err != nil {
		return nil, err
	}
	w.int32(callOp, int32(op))
	w.int32(callTextCount, int32(len(a.texts)))
	w.int32(callNumberCount, int32(len(a.numbers)))
	w.int32(callColumnCount, int32(len(a.columns)))
	w.int32(callSpanCount, int32(spans))
	w.int64(callObject, int64(object))
	w.address(callTexts, texts)
	w.address(callNumbers, numbers)
	w.address(callColumns, columns)
	w.address(callSpans, out)
	w.int32(callBuf, int32(i.output.address))
	w.int32(callCap, int32(i.output.size))
	for n, t := range a.texts {
		w.span(texts+strSize*n, t)
	}
	for n, number := range a.numbers {
		w.int64(numbers+8*n, number)
	}
	for n, c := range a.columns {
		if c != nil {
			w.address(columns+4*n, area)
			c.write(w, area)
			area += c.area
		}
	}
	base := w.base
	if err := i.do("sally_call", uint64(base)); err != nil {
		return nil, err
	}
	return i.view(base, uint32(out+strSize*spans))
}

// results copies the spans of a call.
func (i *instance) results(call []byte, spans int) ([]string, error) {
	block := order.Uint32(call[callBlock:])
	memory, size := i.output.address, order.Uint32(call[callLen:])
	if block != 0 {
		memory = block
		defer i.free(block)
	} else if size > i.output.size {
		return nil, fault.New(fault.Internal, "the module says that %d bytes are in %d", size, i.output.size)
	}
	b, err := i.view(memory, size)
	if err != nil {
		return nil, err
	}
	whole, at := string(b), call[len(call)-strSize*spans:]
	results := make([]string, spans)
	for n := range results {
		data, size := order.Uint32(at[n*strSize:]), order.Uint32(at[n*strSize+4:])
		if size == 0 {
			continue
		}
		start := uint64(data) - uint64(memory)
		if data < memory || start+uint64(size) > uint64(len(whole)) {
			return nil, fault.New(fault.Internal, "the module names %d bytes at %d, outside of its result", size, data)
		}
		results[n] = whole[start : start+uint64(size)]
	}
	return results, nil
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

// sallyNow is SALLY_NOW.
const sallyNow = math.MinInt64
