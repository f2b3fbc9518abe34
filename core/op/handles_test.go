package op_test

import (
	"sync"
	"testing"

	"github.com/sallyport/sallyport/core/op"
)

func TestTableRefusesStaleHandles(t *testing.T) {
	var table op.Table[string]
	first, _ := table.Add("first")
	if got, ok := table.Remove(first); !ok || got != "first" {
		t.Fatalf("Remove gave %q, %v", got, ok)
	}
	second, _ := table.Add("second") // takes the slot of first
	if uint32(first) != uint32(second) {
		t.Fatalf("the slot was not taken again: %#x, %#x", first, second)
	}
	if _, ok := table.Get(first); ok {
		t.Error("a stale handle finds the slot's next object")
	}
	if _, ok := table.Remove(first); ok {
		t.Error("a stale handle removes the slot's next object")
	}
	if got, ok := table.Get(second); !ok || got != "second" {
		t.Errorf("Get gave %q, %v", got, ok)
	}
}

func TestTableRefusesWhatWasNeverAHandle(t *testing.T) {
	var table op.Table[int]
	table.Add(1)
	for _, handle := range []uint64{0, 1, 2, 1 << 32, 1<<32 | 2, 1<<32 | 0xffffffff, 1<<32 | op.MaxHandles, ^uint64(0)} {
		if _, ok := table.Get(handle); ok {
			t.Errorf("Get(%#x) found something", handle)
		}
		if _, ok := table.Remove(handle); ok {
			t.Errorf("Remove(%#x) found something", handle)
		}
	}
}

func TestTableHoldsManyAndThenIsFull(t *testing.T) {
	var table op.Table[int]
	handles := make([]uint64, op.MaxHandles)
	for i := range handles {
		handles[i], _ = table.Add(i)
	}
	for i, handle := range handles {
		if got, ok := table.Get(handle); !ok || got != i || handle == 0 {
			t.Fatalf("handle %#x: got %d, %v, want %d", handle, got, ok, i)
		}
	}
	if _, ok := table.Add(0); ok {
		t.Error("a full table takes another object")
	}
	table.Remove(handles[7])
	if handle, ok := table.Add(-1); !ok || uint32(handle) != uint32(handles[7]) {
		t.Errorf("Add after Remove gave %#x, %v", handle, ok)
	}
}

func TestTableServesManyGoroutines(t *testing.T) {
	var table op.Table[int]
	kept, _ := table.Add(-1)
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			for i := range 2000 {
				value := g<<16 | i
				handle, ok := table.Add(value)
				if !ok {
					t.Error("the table is full")
					return
				}
				if got, ok := table.Get(handle); !ok || got != value {
					t.Errorf("got %d, %v, want %d", got, ok, value)
				}
				if got, ok := table.Get(kept); !ok || got != -1 {
					t.Errorf("the kept object is %d, %v", got, ok)
				}
				if got, ok := table.Remove(handle); !ok || got != value {
					t.Errorf("removed %d, %v, want %d", got, ok, value)
				}
			}
		})
	}
	wait.Wait()
}

func BenchmarkTableGet(b *testing.B) {
	var table op.Table[*int]
	handle, _ := table.Add(new(int))
	for b.Loop() {
		table.Get(handle)
	}
}
