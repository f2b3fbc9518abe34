package op

import (
	"context"
	"io"
	"sync"
)

const (
	handoffPieces = 2         // of a body that are on their way: one is sent, the next is written
	handoffPiece  = 256 << 10 // the most that one of them has
)

// handoff is the body of a request between whoever writes it and the exchange that
// sends it.
type handoff struct {
	free chan []byte // memory for pieces
	full chan []byte
	held []byte // by the exchange
	left []byte // of what Read has begun

	ending  sync.Once
	ended   chan struct{} // nothing more is written
	leaving sync.Once
	over    chan struct{} // nothing more is sent
	err     error         // why
}

func newHandoff() *handoff {
	h := &handoff{
		free: make(chan []byte, handoffPieces), full: make(chan []byte, handoffPieces),
		ended: make(chan struct{}), over: make(chan struct{}),
	}
	for range handoffPieces {
		h.free <- nil
	}
	return h
}

// Write takes data, and waits for room. When the exchange is over it returns how
// much was taken, and why.
func (h *handoff) Write(ctx context.Context, data []byte) (n int, err error) {
	for n < len(data) {
		select {
		case <-h.over:
			return n, h.err
		default:
		}
		select {
		case memory := <-h.free:
			n += h.put(memory, data[n:])
		case <-h.over:
			return n, h.err
		case <-ctx.Done():
			return n, errCancelled()
		}
	}
	return n, nil
}

// WriteNow takes what there is room for.
func (h *handoff) WriteNow(data []byte) (n int) {
	for n < len(data) {
		select {
		case <-h.over:
			return n
		default:
		}
		select {
		case memory := <-h.free:
			n += h.put(memory, data[n:])
		default:
			return n
		}
	}
	return n
}

func (h *handoff) put(memory, data []byte) int {
	size := min(len(data), handoffPiece)
	if cap(memory) < size {
		memory = make([]byte, size)
	}
	memory = memory[:size]
	copy(memory, data)
	h.full <- memory // there is room for all of them
	return size
}

// End says that the body is complete.
func (h *handoff) End() { h.ending.Do(func() { close(h.ended) }) }

// Leave says that nothing more is sent.
func (h *handoff) Leave(why error) {
	h.leaving.Do(func() {
		h.err = why
		close(h.over)
	})
}

// Piece is that of client.Pieces.
func (h *handoff) Piece() ([]byte, error) {
	if h.held != nil {
		h.free <- h.held
		h.held = nil
	}
	select {
	case h.held = <-h.full:
		return h.held, nil
	default:
	}
	select {
	case h.held = <-h.full:
		return h.held, nil
	case <-h.over:
	case <-h.ended:
	}
	select { // it may have come together with the end
	case h.held = <-h.full:
		return h.held, nil
	default:
	}
	select { // of which there may be two: what is complete is sent
	case <-h.ended:
		return nil, io.EOF
	default:
		return nil, h.err
	}
}

// Read is Piece for who has memory of its own.
func (h *handoff) Read(p []byte) (int, error) {
	if len(h.left) == 0 {
		var err error
		if h.left, err = h.Piece(); err != nil {
			return 0, err
		}
	}
	n := copy(p, h.left)
	h.left = h.left[n:]
	return n, nil
}
