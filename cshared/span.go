package main

/*
#cgo CFLAGS: -I${SRCDIR}/include -I${SRCDIR}/door
#include "shared.h"
*/
import "C"

import (
	"strings"
	"syscall"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// A sally_str is laid out as Go's string is, and as an op.Span. The compiler
// refuses the next lines if that is not so.
var (
	_ [unsafe.Sizeof(C.sally_str{}) - unsafe.Sizeof("")]byte
	_ [unsafe.Sizeof(C.sally_str{}) - unsafe.Sizeof(op.Span{})]byte
)

// read borrows the arguments of a call.
func read(to *op.Call, from *C.const_sally_call) error {
	to.Op = uint32(from.op)
	if from.texts == nil && from.text_count > 0 || from.numbers == nil && from.number_count > 0 {
		return fault.New(fault.NullPointer, "the texts or the numbers of a call are NULL, and their count is not 0")
	}
	if n := uint(from.text_count); n > 0 {
		texts := unsafe.Slice(from.texts, n)
		asBytes, next := op.BytesOf(to.Op), 0
		for i := range texts {
			t := &texts[i]
			if t.data == nil || uint64(t.len) > op.MaxText {
				if err := op.CheckText(to.Op, i, t.data == nil, uint64(t.len)); err != nil {
					return err
				}
			} else {
				to.Given |= 1 << i
			}
			if asBytes&(1<<i) != 0 {
				to.Bytes[next] = unsafe.Slice((*byte)(unsafe.Pointer(t.data)), t.len)
				next++
			}
		}
		to.Texts = unsafe.Slice((*string)(unsafe.Pointer(from.texts)), n)
	}
	if n := uint(from.number_count); n > 0 {
		to.Numbers = unsafe.Slice((*int64)(unsafe.Pointer(from.numbers)), n)
	}
	return nil
}

// room is the caller's buffer as an empty slice.
func room(to *C.sally_call) []byte {
	if to.buf == nil {
		return nil
	}
	size := int(min(uint64(to.cap), op.MaxText))
	return unsafe.Slice((*byte)(unsafe.Pointer(to.buf)), size)[:0:size]
}

// tagsOf is the caller's room for tags.
func tagsOf(tags *C.uint64_t, room C.size_t) []C.uint64_t { return unsafe.Slice(tags, int(room)) }

// spans is the caller's room for spans, in which the core counts from the start
// of the results. writeSpans makes pointers of it.
func spans(to *C.sally_call) []op.Span {
	return unsafe.Slice((*op.Span)(unsafe.Pointer(to.spans)), uint(to.span_count))
}

// putNumber gives the door the number of an object. It is no pointer, so Go must
// not see it as one.
func putNumber(to *C.sally_call, number uint64) {
	*(*C.uint64_t)(unsafe.Pointer(&to.made)) = C.uint64_t(number)
}

// writeSpans ends a call that appended its results to the caller's buffer.
func writeSpans(to *C.sally_call, out []byte, at []op.Span) error {
	memory := unsafe.Pointer(to.buf)
	if len(out) > int(min(uint64(to.cap), op.MaxText)) { // Go has moved it
		block, err := blockFor(to, len(out))
		if err != nil {
			return err
		}
		copy(unsafe.Slice((*byte)(block), len(out)), out)
		memory = block
	}
	to.len = C.size_t(len(out))
	for i := range at {
		s := (*C.sally_str)(unsafe.Pointer(&at[i]))
		from, end := at[i].Start, at[i].End
		if from == end {
			*s = C.sally_str{}
			continue
		}
		*s = C.sally_str{(*C.char)(unsafe.Add(memory, from)), C.size_t(end - from)}
	}
	return nil
}

// writeParts ends a call whose results are in pieces.
func writeParts(to *C.sally_call, parts [][]byte) error {
	if len(parts) != int(to.span_count) {
		return fault.New(fault.InvalidArgument, "the operation gives %d results, not %d", len(parts), uint32(to.span_count))
	}
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	memory := unsafe.Pointer(to.buf)
	if uint64(size) > uint64(to.cap) {
		block, err := blockFor(to, size)
		if err != nil {
			return err
		}
		memory = block
	}
	to.len = C.size_t(size)
	out := unsafe.Slice(to.spans, len(parts))
	for i, part := range parts {
		out[i] = C.sally_str{}
		if len(part) > 0 {
			out[i] = C.sally_str{(*C.char)(memory), C.size_t(len(part))}
			if memory == unsafe.Pointer(unsafe.SliceData(part)) {
				continue // it was put there
			}
			move(unsafe.Slice((*byte)(memory), len(part)), part)
			memory = unsafe.Add(memory, len(part))
		}
	}
	return nil
}

// atOnce is how much of a long result is there twice: a multiple of the largest page
// that the kernel puts together by itself.
const atOnce = 4 << 20

// move copies a result, which nobody reads again, and gives the memory of a long one
// back as it goes: a process that reads a body of half of its memory has room for it
// once. Where the kernel refuses, it is a copy.
func move(to, from []byte) {
	if len(from) >= large {
		n := atOnce - int(uintptr(unsafe.Pointer(unsafe.SliceData(from)))%atOnce)
		copy(to, from[:n])
		for to, from = to[n:], from[n:]; len(from) >= atOnce; to, from = to[atOnce:], from[atOnce:] {
			copy(to, from[:atOnce])
			_ = syscall.Madvise(from[:atOnce], syscall.MADV_DONTNEED) // no other value is on these pages
		}
	}
	copy(to, from)
}

// blockFor gives a call memory for a result that does not fit its buffer.
func blockFor(to *C.sally_call, size int) (unsafe.Pointer, error) {
	to.len = C.size_t(size)
	if to.flags&C.SALLY_CALL_NO_BLOCK != 0 {
		return nil, fault.New(fault.BufferTooSmall, "the result has %d bytes, the buffer %d", size, uint64(to.cap))
	}
	block := C.sally_core_block(C.size_t(size)) // cgo's own malloc would end the process
	if block == nil {
		return nil, fault.New(fault.OutOfMemory, "no memory for a result of %d bytes", size)
	}
	to.block = block
	return block, nil
}

// settings copies options, which objects keep; values are the memory of theirs.
func settings(o *C.const_sally_options) (out []op.Pair, values [][]byte) {
	for _, p := range unsafe.Slice(o.pairs, int(o.count)) {
		value := []byte(text(p.value))
		out = append(out, op.Pair{Key: strings.Clone(text(p.key)), Value: unsafe.String(unsafe.SliceData(value), len(value))})
		values = append(values, value)
	}
	return out, values
}

// text borrows a span that the door has checked.
func text(s C.sally_str) string {
	return unsafe.String((*byte)(unsafe.Pointer(s.data)), s.len)
}

// writeError fills the caller's sally_error, if there is one.
func writeError(to *C.sally_error, e *fault.Error) {
	if to == nil {
		return
	}
	to.code = C.int32_t(e.Code)
	to.detail = C.int32_t(e.Detail)
	op.CopyError(unsafe.Slice((*byte)(unsafe.Pointer(&to.message)), len(to.message)), e)
}
