package op

import (
	"sync"
	"sync/atomic"
)

// Table keeps the objects that a host holds by number. The zero Table is empty
// and ready. Get takes no lock; all methods may be called from many goroutines.
//
// A handle is a slot's index and a serial number (32 bits), which does not come
// back, so the handle of an object that was removed finds nothing, even after
// its slot was taken again. No handle is 0.
type Table[T any] struct {
	chunks [maxChunks]atomic.Pointer[chunk[T]]

	mu     sync.Mutex
	free   []uint32 // slots to take again
	used   uint32   // slots ever taken
	serial uint32
}

const (
	chunkBits = 8
	maxChunks = 1 << 12
	// MaxHandles is how many objects a Table can hold at a time.
	MaxHandles = maxChunks << chunkBits
)

type chunk[T any] [1 << chunkBits]atomic.Pointer[entry[T]]

// entry never changes, so one atomic load gives a handle and its object.
type entry[T any] struct {
	handle uint64
	object T
}

// Add keeps object and returns its handle, or false if the table is full.
func (t *Table[T]) Add(object T) (uint64, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	var index uint32
	switch n := len(t.free); {
	case n > 0:
		index, t.free = t.free[n-1], t.free[:n-1]
	case t.used == MaxHandles:
		return 0, false
	default:
		index = t.used
		t.used++
		if index%(1<<chunkBits) == 0 {
			t.chunks[index>>chunkBits].Store(new(chunk[T]))
		}
	}
	t.serial++
	e := &entry[T]{handle: uint64(t.serial)<<32 | uint64(index) + 1, object: object}
	t.slot(e.handle).Store(e)
	return e.handle, true
}

// slot returns nil for a handle that no Add can have made.
func (t *Table[T]) slot(handle uint64) *atomic.Pointer[entry[T]] {
	index := uint32(handle) - 1
	if index >= MaxHandles {
		return nil
	}
	c := t.chunks[index>>chunkBits].Load()
	if c == nil {
		return nil
	}
	return &c[index%(1<<chunkBits)]
}

// Get returns the object of a handle, or false if there is none any more.
func (t *Table[T]) Get(handle uint64) (object T, ok bool) {
	if slot := t.slot(handle); slot != nil {
		if e := slot.Load(); e != nil && e.handle == handle {
			return e.object, true
		}
	}
	return object, false
}

// Remove forgets a handle and returns its object, or false if it was not there.
func (t *Table[T]) Remove(handle uint64) (object T, ok bool) {
	slot := t.slot(handle)
	if slot == nil {
		return object, false
	}
	e := slot.Load()
	if e == nil || e.handle != handle || !slot.CompareAndSwap(e, nil) {
		return object, false
	}
	t.mu.Lock()
	t.free = append(t.free, uint32(handle)-1)
	t.mu.Unlock()
	return e.object, true
}
