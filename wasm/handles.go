//go:build wasip1

package main

import (
	"math"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// table keeps objects by number. op.Table's numbers have 64 bits; a handle here
// has to fit a pointer. One call runs at a time, so nothing is locked.
type table[T any] struct{ objects map[uint32]T }

// lastHandle is shared by all tables: a handle of one kind is never one of
// another.
var lastHandle uint32

// used says which numbers are taken, for when they start over.
var used = map[uint32]bool{}

func (t *table[T]) add(object T) (uint32, error) {
	if len(used) >= op.MaxHandles {
		return 0, fault.New(fault.OutOfMemory, "%d objects are in use", len(used))
	}
	for {
		if lastHandle == math.MaxUint32 {
			lastHandle = 0
		}
		if lastHandle++; !used[lastHandle] {
			break
		}
	}
	if t.objects == nil {
		t.objects = map[uint32]T{}
	}
	used[lastHandle] = true
	t.objects[lastHandle] = object
	return lastHandle, nil
}

func (t *table[T]) get(handle uint32) (T, error) {
	object, ok := t.objects[handle]
	switch {
	case ok:
		return object, nil
	case handle == 0:
		return object, nullPointer("the handle")
	default:
		return object, fault.New(fault.HandleClosed, "the object was freed, or closed after a panic")
	}
}

func (t *table[T]) remove(handle uint32) (T, bool) {
	object, ok := t.objects[handle]
	if ok {
		delete(t.objects, handle)
		delete(used, handle)
	}
	return object, ok
}
