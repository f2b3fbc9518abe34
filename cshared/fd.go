package main

import (
	"sync"
	"syscall"

	"github.com/sallyport/sallyport/core/fault"
)

// Flags of eventfd2 (Linux, eventfd(2)): not inherited by programs, and a write
// never waits.
const eventFlags = syscall.O_CLOEXEC | syscall.O_NONBLOCK

// watch makes a descriptor that can be read when the call of a ticket has ended.
// It is closed with the ticket.
func watch(ticket uint64) (int, error) {
	fd, _, errno := syscall.Syscall(syscall.SYS_EVENTFD2, 0, eventFlags, 0)
	if errno != 0 {
		return -1, fault.New(fault.Internal, "no descriptor for the call: eventfd: %v", errno)
	}
	w := &watcher{fd: int(fd)}
	if err := core.Notify(ticket, w.ready, w.close); err != nil {
		w.close()
		return -1, err
	}
	return w.fd, nil
}

// watcher keeps ready from writing to a descriptor that was closed, and may be
// another file's by now.
type watcher struct {
	mu     sync.Mutex
	fd     int
	closed bool
}

func (w *watcher) ready() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		_, _ = syscall.Write(w.fd, []byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

func (w *watcher) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		_ = syscall.Close(w.fd)
	}
}
