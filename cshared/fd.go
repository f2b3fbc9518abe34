package main

import (
	"os"
	"sync"
	"syscall"
	"time"

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
	// As a file of the runtime's poller, which does not write to or close a number
	// that the host has closed and given to a file of its own.
	file := os.NewFile(fd, "eventfd")
	if err := file.SetWriteDeadline(time.Time{}); err != nil {
		_ = file.Close()
		return -1, fault.New(fault.Internal, "no poller for the call: %v", err)
	}
	w := &watcher{file: file}
	if err := core.Notify(ticket, w.ready, w.close); err != nil {
		w.close()
		return -1, err
	}
	return int(fd), nil
}

// watcher keeps ready from writing to a descriptor that was closed, and may be
// another file's by now.
type watcher struct {
	mu     sync.Mutex
	file   *os.File
	closed bool
}

func (w *watcher) ready() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		_, _ = w.file.Write([]byte{1, 0, 0, 0, 0, 0, 0, 0})
	}
}

func (w *watcher) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		w.closed = true
		_ = w.file.Close()
	}
}
