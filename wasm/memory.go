//go:build wasip1

package main

import (
	"math"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// All unsafe code is in this file.

// Compile-time checks of what doc.go and WASI's pages say.
var (
	_ = [1]byte{}[unsafe.Sizeof(callIn{})-80]
	_ = [1]byte{}[unsafe.Offsetof(callIn{}.object)-24]
	_ = [1]byte{}[unsafe.Offsetof(callIn{}.made)-72]
	_ = [1]byte{}[unsafe.Sizeof(columnIn{})-32]
	_ = [1]byte{}[unsafe.Sizeof(errorOut{})-512]
	_ = [1]byte{}[unsafe.Sizeof(subscription{})-48]
	_ = [1]byte{}[unsafe.Offsetof(subscription{}.timeout)-24]
	_ = [1]byte{}[unsafe.Sizeof(event{})-32]
)

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
	return inside(addressOf(pointer), uint64(unsafe.Sizeof(*pointer)), what)
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
func addressOf[T any](memory *T) uint32 { return uint32(uintptr(unsafe.Pointer(memory))) }

// nullPointer is the error for an argument that must not be NULL.
func nullPointer(what string) error { return fault.New(fault.NullPointer, "%s is NULL", what) }

// textAt borrows a span as a string, which must not outlive the call.
func textAt(s str, what string) (string, error) {
	if s.data == 0 || s.size == 0 {
		return "", nil
	}
	if err := inside(s.data, uint64(s.size), what); err != nil {
		return "", err
	}
	return unsafe.String((*byte)(at(s.data)), int(s.size)), nil
}

// bytesOf is a borrowed text as bytes; nil if it was not given.
func bytesOf(text string) []byte { return unsafe.Slice(unsafe.StringData(text), len(text)) }

// sliceAt borrows an array of the host.
func sliceAt[T any](data, count uint32, what string) ([]T, error) {
	if count == 0 {
		return nil, nil
	}
	var one T
	if err := inside(data, uint64(count)*uint64(unsafe.Sizeof(one)), what); err != nil {
		return nil, err
	}
	return unsafe.Slice((*T)(at(data)), int(count)), nil
}

func addressOfSlice[T any](s []T) uint32 { return addressOf(unsafe.SliceData(s)) }

// describe is where the host finds a column of results.
func describe(c *op.BatchColumn, rows int) columnIn {
	return columnIn{
		validity: addressOfSlice(c.Validity), offsets: addressOfSlice(c.Offsets), data: addressOfSlice(c.Data), length: int64(rows),
	}
}

// room is the caller's buffer as an empty slice to append to.
func room(in *callIn) ([]byte, error) {
	switch {
	case in.buf == 0 && in.cap != 0:
		return nil, nullPointer("buf")
	case in.buf == 0:
		return nil, nil
	}
	if err := inside(in.buf, uint64(in.cap), "buf"); err != nil {
		return nil, err
	}
	n := int(min(in.cap, math.MaxInt32))
	return unsafe.Slice((*byte)(at(in.buf)), n)[:0:n], nil
}

// readColumn borrows the buffers of a column; the core looks at the offsets
// before it follows any.
func readColumn(address uint32, name string) (*op.Column, error) {
	if address == 0 { // the core refuses it if it must be given
		return nil, nil
	}
	if err := inside(address, uint64(unsafe.Sizeof(columnIn{})), name); err != nil {
		return nil, err
	}
	from := (*columnIn)(at(address))
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
