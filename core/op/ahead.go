package op

import (
	"bytes"
	"context"
	"sync"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// ahead is what has arrived of a response while its request is sent: most hosts write
// all of that before they read, and some servers answer as they read.
type ahead struct {
	most int64 // that is kept

	mu     sync.Mutex
	pieces [][]byte
	size   int64
	taken  bool          // somebody reads
	over   bool          // nothing is added
	err    error         // why not
	change chan struct{} // closed when any of that is another
}

func newAhead(most int64) *ahead { return &ahead{most: most, change: make(chan struct{})} }

// changed wakes who waits; mu is held.
func (a *ahead) changed() {
	close(a.change)
	a.change = make(chan struct{})
}

// fill reads until all of the request is sent. How the body ends before that, its next
// Read says once more.
func (a *ahead) fill(got *client.Stream) {
	defer func() {
		_ = recover()
		a.end(nil)
	}()
	memory := make([]byte, mostOfARead)
	for got.Sending() {
		n, err := got.Body.Read(memory)
		if n > 0 && !a.put(memory[:n]) {
			_ = got.Body.Close() // whoever writes is told
			return
		}
		if err != nil {
			return
		}
	}
}

// end says that nothing is added.
func (a *ahead) end(why error) {
	if a == nil {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.over {
		a.over, a.err = true, why
		a.changed()
	}
}

// put keeps a piece, and waits for room if somebody makes some. It returns false if it
// is not wanted.
func (a *ahead) put(piece []byte) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.size+int64(len(piece)) > a.most && a.taken && a.size > 0 && !a.over {
		change := a.change
		a.mu.Unlock()
		<-change
		a.mu.Lock()
	}
	if a.over {
		return false
	}
	if a.size+int64(len(piece)) > a.most && !a.taken {
		a.over = true
		a.err = fault.New(fault.HTTPBodyTooLarge, "more than %d bytes of the response came before the request was sent, and nobody reads them meanwhile", a.most)
		a.changed()
		return false
	}
	a.pieces = append(a.pieces, bytes.Clone(piece))
	a.size += int64(len(piece))
	a.changed()
	return true
}

// take gives what comes next, at most size bytes, and nothing once that is for
// another to read.
func (a *ahead) take(ctx context.Context, size int) ([]byte, error) {
	if a == nil {
		return nil, nil
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.taken = true
	for len(a.pieces) == 0 && !a.over {
		change := a.change
		a.mu.Unlock()
		select {
		case <-change:
		case <-ctx.Done():
		}
		a.mu.Lock()
		if ctx.Err() != nil {
			return nil, errCancelled()
		}
	}
	if len(a.pieces) == 0 {
		return nil, a.err
	}
	piece := a.pieces[0]
	if len(piece) > size {
		a.pieces[0], piece = piece[size:], piece[:size]
	} else {
		a.pieces[0] = nil
		a.pieces = a.pieces[1:]
	}
	a.size -= int64(len(piece))
	a.changed()
	return piece, nil
}

// through reports whether all was taken that will ever be there.
func (a *ahead) through() bool {
	if a == nil {
		return true
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.over && a.err == nil && len(a.pieces) == 0
}
