package main

/*
#include "shared.h"
*/
import "C"

import (
	"math"
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// readColumn borrows the buffers of a column. The core looks at the offsets
// before it follows any. NULL gives nil, which the core may refuse.
func readColumn(from *C.const_sally_column, name string) (*op.Column, error) {
	if from == nil {
		return nil, nil
	}
	if from.length < 0 || from.offset < 0 || from.length >= math.MaxInt32 || from.offset >= math.MaxInt32 {
		return nil, fault.New(fault.InvalidArgument, "%s: a length of %d rows from row %d on", name, int64(from.length), int64(from.offset))
	}
	if from.length == 0 { // Arrow's empty columns may have no buffers at all
		return &op.Column{}, nil
	}
	if from.offsets == nil {
		return nil, fault.New(fault.NullPointer, "%s.offsets is NULL", name)
	}
	end := int(from.offset + from.length)
	column := &op.Column{
		Offsets: unsafe.Slice((*int32)(unsafe.Pointer(from.offsets)), end+1), Length: int(from.length), Offset: int(from.offset),
	}
	if from.validity != nil {
		column.Validity = unsafe.Slice((*byte)(unsafe.Pointer(from.validity)), (end+7)/8)
	}
	if size := column.Offsets[end]; size > 0 {
		if from.data == nil {
			return nil, fault.New(fault.NullPointer, "%s.data is NULL", name)
		}
		column.Data = unsafe.String((*byte)(unsafe.Pointer(from.data)), size)
	}
	return column, nil
}

// blocks is the C memory of a batch under construction.
type blocks map[unsafe.Pointer]struct{}

func (b blocks) keep(block, old unsafe.Pointer) {
	delete(b, old)
	b[block] = struct{}{}
}

func (b blocks) Grow(old []byte, size int) []byte {
	from := unsafe.Pointer(unsafe.SliceData(old))
	block := C.sally_core_grow(from, C.size_t(max(size, 1)))
	if block == nil {
		return nil
	}
	b.keep(block, from)
	return unsafe.Slice((*byte)(block), max(size, 1))[:size]
}

func (b blocks) Int32s(count int) []int32 {
	block := C.sally_core_zeros(C.size_t(max(count, 1)), C.size_t(unsafe.Sizeof(int32(0))))
	if block == nil {
		return nil
	}
	b.keep(block, nil)
	return unsafe.Slice((*int32)(block), max(count, 1))[:count]
}

func (b blocks) Free(block []byte) {
	at := unsafe.Pointer(unsafe.SliceData(block))
	delete(b, at)
	C.sally_core_release(at)
}

// release frees what no batch has taken.
func (b blocks) release() {
	for block := range b {
		C.sally_core_release(block)
	}
}

// callBatch gives the batch of a call to the door, or frees what it has allocated.
func callBatch(object uint64, call *op.Call, to *C.sally_call) error {
	given := *call // so that a call without columns stays on the stack
	for i, from := range unsafe.Slice((**C.const_sally_column)(unsafe.Pointer(to.columns)), uint(to.column_count)) {
		column, err := readColumn(from, op.ColumnName(call.Op, i))
		if err != nil {
			return err
		}
		given.Columns = append(given.Columns, column)
	}
	memory := blocks{}
	defer func() { memory.release() }()
	given.Memory = memory
	if err := core.Call(background, object, &given); err != nil {
		return err
	}
	made, err := newBatch(given.Batch)
	if err != nil {
		return err
	}
	to.made, memory = unsafe.Pointer(made), nil
	return nil
}

// newBatch describes the columns in one block of C memory.
func newBatch(from *op.Batch) (*C.sally_batch, error) {
	const head, each = unsafe.Sizeof(C.sally_batch{}), unsafe.Sizeof(C.struct_sally_batch_column{})
	size := int(head) + len(from.Columns)*int(each)
	for i := range from.Columns {
		size += len(from.Columns[i].Name)
	}
	block := C.sally_core_alloc(C.size_t(size))
	if block == nil {
		return nil, fault.New(fault.OutOfMemory, "no memory for a batch of %d columns", len(from.Columns))
	}
	columns := unsafe.Slice((*C.struct_sally_batch_column)(unsafe.Add(block, head)), len(from.Columns))
	names := unsafe.Add(block, int(head)+len(columns)*int(each))
	for i := range columns {
		c := &from.Columns[i]
		copy(unsafe.Slice((*byte)(names), len(c.Name)), c.Name)
		columns[i] = C.struct_sally_batch_column{
			name: C.sally_str{(*C.char)(names), C.size_t(len(c.Name))},
			column: C.sally_column{
				validity: (*C.uint8_t)(unsafe.SliceData(c.Validity)),
				offsets:  (*C.int32_t)(unsafe.SliceData(c.Offsets)),
				data:     (*C.uint8_t)(unsafe.SliceData(c.Data)),
				length:   C.int64_t(from.Length),
			},
		}
		names = unsafe.Add(names, len(c.Name))
	}
	out := (*C.sally_batch)(block)
	*out = C.sally_batch{
		length: C.int64_t(from.Length), codes: (*C.int32_t)(unsafe.SliceData(from.Codes)),
		count: C.size_t(len(columns)), columns: unsafe.SliceData(columns),
	}
	return out, nil
}
