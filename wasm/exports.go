//go:build wasip1

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"math"
	"strconv"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

var core = op.NewCore(lentHost())

// lentHost is what the core gets from the host of the module.
func lentHost() op.System {
	h := op.System{Alone: true, Dial: dial, CheckClock: checkClock, Rand: checkedRandomness{}}
	if offline {
		h.NoNetwork = errOffline()
	}
	return h
}

// checkedRandomness is refused where anybody could predict it.
type checkedRandomness struct{}

func (checkedRandomness) Read(p []byte) (int, error) {
	if err := checkRandomness(); err != nil {
		return 0, err
	}
	return rand.Read(p)
}

//go:wasmexport sally_new
func newObject(kind uint32, pairs *pairIn, count uint32, out *uint64, err *errorOut) int32 {
	return run(err, func() error {
		if err := check(out, "out"); err != nil {
			return err
		}
		settings, err := readPairs(addressOf(pairs), count)
		if err != nil {
			return err
		}
		number, err := core.New(kind, settings)
		if err == nil {
			*out = number
		}
		return err
	})
}

//go:wasmexport sally_call
func call(in *callIn, err *errorOut) (code int32) {
	if failed := check(in, "call"); failed != nil {
		return report(err, failed)
	}
	defer func() {
		if v := recover(); v != nil {
			code = report(err, core.Panicked(in.object, v))
		}
	}()
	// What opens a stream does not wait, but its exchange begins.
	if (op.Waits(in.op) || in.op == op.ClientOpen) && !offline {
		return report(err, overNetwork(func(ctx context.Context) error { return callWith(ctx, new(scratch), in) }))
	}
	defer func() { spare = scratch{} }()
	return report(err, callWith(context.Background(), &spare, in))
}

// scratch is what a call needs in the module, with room for what most operations
// have.
type scratch struct {
	call  op.Call
	texts [16]string
	spans [16]op.Span
}

// spare is used again by operations that do not wait: an instance serves one call
// at a time, and none of them keeps its Call. To allocate it each time makes a
// signature some eight percent slower.
var spare scratch

// callWith runs an operation whose Call is in s.
func callWith(ctx context.Context, s *scratch, in *callIn) error {
	spans, err := read(s, in)
	if err != nil {
		return err
	}
	if err := core.CallOrPanic(ctx, in.object, &s.call); err != nil {
		return err
	}
	return write(in, spans, &s.call)
}

//go:wasmexport sally_object_free
func objectFree(object uint64) { core.Free(object) }

// batches are the results that the host reads.
var (
	batches   = map[uint32]*op.Batch{}
	lastBatch uint32
)

// keepBatch gives a batch a number that no other has.
func keepBatch(batch *op.Batch) (uint32, error) {
	if len(batches) >= op.MaxHandles {
		return 0, fault.New(fault.OutOfMemory, "%d batches are in use", len(batches))
	}
	for {
		if lastBatch++; lastBatch != 0 && batches[lastBatch] == nil {
			batches[lastBatch] = batch
			return lastBatch, nil
		}
	}
}

func findBatch(number uint32) (*op.Batch, error) {
	switch batch := batches[number]; {
	case batch != nil:
		return batch, nil
	case number == 0:
		return nil, nullPointer("batch")
	default:
		return nil, fault.New(fault.HandleClosed, "%d is not a batch in use", number)
	}
}

//go:wasmexport sally_batch_column
func batchColumn(batch uint32, name *byte, nameLen uint32, out *columnIn, err *errorOut) int32 {
	return run(err, func() error {
		found, err := findBatch(batch)
		if err != nil {
			return err
		}
		if name == nil {
			return nullPointer("name.data")
		}
		wanted, err := textAt(str{data: addressOf(name), size: nameLen}, "name")
		if err != nil {
			return err
		}
		if err := check(out, "out"); err != nil {
			return err
		}
		for i := range found.Columns {
			if c := &found.Columns[i]; c.Name == wanted {
				*out = describe(c, found.Length)
				return nil
			}
		}
		return fault.New(fault.InvalidArgument, "this batch has no column %s", strconv.Quote(op.Cut(wanted, 64)))
	})
}

//go:wasmexport sally_batch_codes
func batchCodes(batch uint32, out *uint32, length *int64, err *errorOut) int32 {
	return run(err, func() error {
		found, err := findBatch(batch)
		if err != nil {
			return err
		}
		if err := check(out, "out"); err != nil {
			return err
		}
		if err := check(length, "length"); err != nil {
			return err
		}
		*out, *length = addressOfSlice(found.Codes), int64(found.Length)
		return nil
	})
}

//go:wasmexport sally_batch_free
func batchFree(batch uint32) { delete(batches, batch) }

// run ends every export: a panic becomes a code, and the instance goes on.
func run(err *errorOut, do func() error) (code int32) {
	defer func() {
		if v := recover(); v != nil {
			code = report(err, fault.New(fault.Panic, "panic: %s", op.Cut(fmt.Sprint(v), 400)))
		}
	}()
	return report(err, do())
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
		op.CopyError(to.message[:], e)
	}
	return int32(e.Code)
}

// most is above the number of texts, numbers, columns and results of any operation.
const most = 64

// read borrows the arguments of a call, and the room for its results, which it
// returns: an operation that cannot give them back must not run.
func read(s *scratch, in *callIn) ([]str, error) {
	to := &s.call
	to.Op = in.op
	if in.textCount > most || in.numberCount > most || in.columnCount > most || in.spanCount > most {
		return nil, fault.New(fault.InvalidArgument, "no operation has more than %d arguments or results", most)
	}
	texts, err := sliceAt[str](in.texts, in.textCount, "texts")
	if err != nil {
		return nil, err
	}
	asBytes, next := op.BytesOf(to.Op), 0
	to.Texts = append(s.texts[:0], make([]string, len(texts))...) // does not allocate what it appends
	for i, t := range texts {
		if t.data == 0 || t.size > op.MaxText {
			if err := op.CheckText(to.Op, i, t.data == 0, uint64(t.size)); err != nil {
				return nil, err
			}
		} else {
			to.Given |= 1 << i
		}
		if to.Texts[i], err = textAt(t, op.TextName(to.Op, i)); err != nil {
			return nil, err
		}
		if asBytes&(1<<i) != 0 && next < op.MaxBytes {
			to.Bytes[next] = bytesOf(to.Texts[i])
			next++
		}
	}
	if to.Numbers, err = sliceAt[int64](in.numbers, in.numberCount, "numbers"); err != nil {
		return nil, err
	}
	if to.Out, err = room(in); err != nil {
		return nil, err
	}
	if names := op.ResultNames(to.Op); op.Waits(to.Op) && int(in.spanCount) != len(names) {
		return nil, fault.New(fault.InvalidArgument, "the operation gives %d results, not %d", len(names), in.spanCount)
	}
	spans, err := sliceAt[str](in.spans, in.spanCount, "spans")
	if err != nil {
		return nil, err
	}
	to.Spans, to.Memory = append(s.spans[:0], make([]op.Span, in.spanCount)...), memory{}
	columns, err := sliceAt[uint32](in.columns, in.columnCount, "columns")
	if err != nil {
		return nil, err
	}
	for i, at := range columns {
		column, err := readColumn(at, op.ColumnName(to.Op, i))
		if err != nil {
			return nil, err
		}
		to.Columns = append(to.Columns, column)
	}
	return spans, nil
}

// write ends a call: results go to the caller's buffer, or to a block if that is
// too small. It sets every output, because a host may use a struct again.
func write(in *callIn, spans []str, c *op.Call) error {
	var batch uint32
	if c.Batch != nil {
		number, err := keepBatch(c.Batch)
		if err != nil {
			return err
		}
		batch = number
	}
	if c.Parts != nil {
		c.Out, c.Spans = join(c.Out[:0], c.Parts)
	}
	base, block := in.buf, uint32(0)
	if len(c.Out) > int(min(in.cap, math.MaxInt32)) { // Go has moved it
		memory := alloc(uint32(len(c.Out)))
		if memory == nil {
			return fault.New(fault.InputTooLarge, "the result has %d bytes", len(c.Out))
		}
		copy(allocated[memory], c.Out)
		block = addressOf((*byte)(memory))
		base = block
	}
	in.size, in.block, in.batch, in.made = uint32(len(c.Out)), block, batch, c.Made
	for i, at := range c.Spans {
		spans[i] = str{}
		if at.Start < at.End {
			spans[i] = str{data: base + uint32(at.Start), size: uint32(at.End - at.Start)}
		}
	}
	return nil
}

// join appends the parts of a result.
func join(out []byte, parts [][]byte) ([]byte, []op.Span) {
	spans := make([]op.Span, len(parts))
	for i, part := range parts {
		spans[i].Start = len(out)
		out = append(out, part...)
		spans[i].End = len(out)
	}
	return out, spans
}

// readPairs copies options, which objects keep.
func readPairs(at, count uint32) ([]op.Pair, error) {
	if count > 4096 {
		return nil, fault.New(fault.InvalidArgument, "%d options", count)
	}
	pairs, err := sliceAt[pairIn](at, count, "pairs")
	if err != nil {
		return nil, err
	}
	out := make([]op.Pair, len(pairs))
	for i, p := range pairs {
		for what, text := range map[string]struct {
			from str
			to   *string
		}{"key": {p.key, &out[i].Key}, "value": {p.value, &out[i].Value}} {
			if text.from.data == 0 && text.from.size > 0 {
				return nil, nullPointer(what + ".data")
			}
			borrowed, err := textAt(text.from, what)
			if err != nil {
				return nil, err
			}
			*text.to = string(append([]byte(nil), borrowed...))
		}
	}
	return out, nil
}

// memory is the module's own, which the host reads.
type memory struct{}

func (memory) Grow(old []byte, size int) []byte {
	block := make([]byte, size)
	copy(block, old)
	return block
}

func (memory) Int32s(count int) []int32 { return make([]int32, count) }

func (memory) Free([]byte) {}
