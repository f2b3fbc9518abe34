//go:build wasip1

package main

import (
	"math"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// All unsafe code is in this file, but for the pointers in the signatures of
// imports and exports.

// maxAlloc bounds one allocation: over it a size is a mistake.
const maxAlloc = 1 << 30

// allocated keeps the host's memory from the garbage collector, which moves
// nothing.
var allocated = map[unsafe.Pointer][]byte{}

//go:wasmexport sally_alloc
func alloc(size uint32) unsafe.Pointer {
	if size == 0 || size > maxAlloc {
		return nil
	}
	// Words, so that any struct of the ABI is aligned in it.
	words := make([]uint64, (size+7)/8)
	memory := unsafe.Pointer(unsafe.SliceData(words))
	allocated[memory] = unsafe.Slice((*byte)(memory), size)
	return memory
}

//go:wasmexport sally_free
func release(memory unsafe.Pointer) { delete(allocated, memory) }

// pages is how many pages of 64 KiB the memory has.
func pages() uint32

// check refuses a pointer of the host that is NULL or does not point to memory.
func check[T any](pointer *T, what string) error {
	return inside(addressOf(unsafe.Pointer(pointer)), uint64(unsafe.Sizeof(*pointer)), what)
}

// inside is the same for a number of bytes. To follow such a pointer would end the
// module.
func inside(data uint32, size uint64, what string) error {
	switch {
	case data == 0:
		return nullPointer(what)
	case uint64(data)+size > uint64(pages())<<16:
		return fault.New(fault.InvalidArgument, "%s: %d bytes at %d are outside of the module's memory", what, size, data)
	}
	return nil
}

// at is the memory that a pointer of the host stands for.
func at(data uint32) unsafe.Pointer { return unsafe.Add(unsafe.Pointer(nil), data) }

// addressOf is how the host sees memory of ours.
func addressOf(memory unsafe.Pointer) uint32 { return uint32(uintptr(memory)) }

// nullPointer is the error for an argument that must not be NULL.
func nullPointer(what string) error { return fault.New(fault.NullPointer, "%s is NULL", what) }

// borrower turns spans into slices and strings that must not outlive the call.
// It keeps the first error.
type borrower struct{ err error }

// bytes gives nil for NULL with a length of 0.
func (b *borrower) bytes(s str, what string) []byte {
	switch {
	case s.data == 0 && s.size == 0:
		return nil
	case s.data == 0:
		b.fail(nullPointer(what + ".data"))
		return nil
	case s.size > math.MaxInt32:
		b.fail(fault.New(fault.InputTooLarge, "%s has %d bytes; the limit is %d", what, s.size, math.MaxInt32))
		return nil
	}
	if err := inside(s.data, uint64(s.size), what); err != nil {
		b.fail(err)
		return nil
	}
	return unsafe.Slice((*byte)(at(s.data)), int(s.size))
}

func (b *borrower) text(s str, what string) string {
	data := b.bytes(s, what)
	return unsafe.String(unsafe.SliceData(data), len(data))
}

func (b *borrower) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

// span is a parameter of type sally_str.
func span(data unsafe.Pointer, size uint32) str { return str{data: addressOf(data), size: size} }

// spanOf is where the host finds bytes of ours.
func spanOf[T string | []byte](b T) str {
	if len(b) == 0 {
		return str{}
	}
	return str{data: addressOf(unsafe.Pointer(unsafe.StringData(view(b)))), size: uint32(len(b))}
}

// view is b as a string, without a copy.
func view[T string | []byte](b T) string { return *(*string)(unsafe.Pointer(&b)) }

// readColumn borrows the buffers of a column; the core looks at the offsets
// before it follows any.
func readColumn(from *columnIn, name string) (*op.Column, error) {
	if err := check(from, name); err != nil {
		return nil, err
	}
	if from.length < 0 || from.offset < 0 || from.length >= math.MaxInt32 || from.offset >= math.MaxInt32 {
		return nil, fault.New(fault.InvalidArgument, "%s: a length of %d rows from row %d on", name, from.length, from.offset)
	}
	if from.length == 0 {
		return &op.Column{}, nil
	}
	end := int(from.offset + from.length)
	if err := inside(from.offsets, 4*uint64(end+1), name+".offsets"); err != nil {
		return nil, err
	}
	column := &op.Column{
		Offsets: unsafe.Slice((*int32)(at(from.offsets)), end+1), Length: int(from.length), Offset: int(from.offset),
	}
	if from.validity != 0 {
		if err := inside(from.validity, uint64(end+7)/8, name+".validity"); err != nil {
			return nil, err
		}
		column.Validity = unsafe.Slice((*byte)(at(from.validity)), (end+7)/8)
	}
	if size := column.Offsets[end]; size > 0 {
		if err := inside(from.data, uint64(size), name+".data"); err != nil {
			return nil, err
		}
		column.Data = unsafe.String((*byte)(at(from.data)), int(size))
	}
	return column, nil
}

// result is the caller's buffer that a function fills.
type result struct {
	memory unsafe.Pointer
	size   uint32
	length *uint32
}

// slice is the buffer as an empty slice to append to.
func (r result) slice() ([]byte, error) {
	if err := check(r.length, "len"); err != nil {
		return nil, err
	}
	switch {
	case r.memory == nil && r.size != 0:
		return nil, nullPointer("buf")
	case r.memory == nil:
		return nil, nil
	}
	if err := inside(addressOf(r.memory), uint64(r.size), "buf"); err != nil {
		return nil, err
	}
	n := int(min(r.size, math.MaxInt32))
	return unsafe.Slice((*byte)(r.memory), n)[:0:n], nil
}

// fill ends the function: out is what the operation made of the slice. If it
// outgrew the buffer, Go moved it elsewhere.
func (r result) fill(out []byte) error {
	*r.length = uint32(len(out))
	if len(out) > int(min(r.size, math.MaxInt32)) {
		return fault.New(fault.BufferTooSmall, "the result has %d bytes, the buffer %d", len(out), r.size)
	}
	return nil
}

// span says where a piece of the result is in the buffer.
func (r result) span(s op.Span) str {
	if s.Start == s.End {
		return str{}
	}
	return str{data: addressOf(r.memory) + uint32(s.Start), size: uint32(s.End - s.Start)}
}
