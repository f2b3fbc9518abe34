package dial

import (
	"sync"
	"time"
)

// split is what a connection needs while one goroutine writes and another reads.
// Until the writing ends it is the peer who waits, so that its silence is not counted.
type split struct {
	mu      sync.Mutex // of what follows, and of the limits of the wire
	writing bool
	stopped bool
	patient time.Duration // for each write; 0: no limit
}

// Split lets another goroutine write to the connection, which ends with EndWriting,
// while this one reads. Until [Conn.Join] both wait, whatever SetNonblocking says.
func (c *Conn) Split() {
	w := c.wire
	w.timed = true // or both would say it
	w.split = &split{writing: true, patient: w.silence}
}

// EndWriting says that nothing more is written: from now on the peer may be silent for
// so long; 0: no limit.
func (c *Conn) EndWriting(silence time.Duration) {
	w := c.wire
	w.split.mu.Lock()
	defer w.split.mu.Unlock()
	if w.split.writing {
		w.split.writing, w.silence = false, silence
		_ = w.Conn.SetReadDeadline(w.limit())
	}
}

// StopWriting ends writes, the one that waits too, and counts the peer's silence. A
// network without deadlines ends a write only when it is closed.
func (c *Conn) StopWriting() {
	w := c.wire
	w.split.mu.Lock()
	defer w.split.mu.Unlock()
	if w.split.stopped = true; w.split.writing {
		w.split.writing = false
		_ = w.Conn.SetWriteDeadline(past)
		_ = w.Conn.SetReadDeadline(w.limit())
	}
}

// SetWriteSilence limits how long each write may take, the one that waits too.
func (c *Conn) SetWriteSilence(limit time.Duration) {
	w := c.wire
	w.split.mu.Lock()
	defer w.split.mu.Unlock()
	w.split.patient = limit
	_ = w.Conn.SetWriteDeadline(w.split.limit(w))
}

// Join ends what Split began, once the other goroutine has ended.
func (c *Conn) Join() { c.wire.split, c.wire.late = nil, nil }

var past = time.Unix(1, 0)

// limit returns when a write that begins now must have ended; mu is held.
func (s *split) limit(w *wire) time.Time {
	if s.stopped {
		return past
	}
	return w.within(time.Now(), s.patient)
}

// limitWrite sets the limit of a write that begins now.
func (w *wire) limitWrite() {
	if s := w.split; s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = w.Conn.SetWriteDeadline(s.limit(w))
		return
	}
	if at := w.limit(); !at.IsZero() {
		w.timed = true
		_ = w.Conn.SetWriteDeadline(at)
	}
}

// limitRead sets the limit of a read that begins now.
func (w *wire) limitRead() {
	if s := w.split; s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		at := w.until
		if !s.writing {
			at = w.limit()
		}
		_ = w.Conn.SetReadDeadline(at)
		return
	}
	if at := w.limit(); !at.IsZero() {
		w.timed = true
		_ = w.Conn.SetReadDeadline(at)
	}
	w.from = time.Time{}
}

// waited reports whether the peer waits for us, so that it need not send.
func (w *wire) waited() bool {
	if w.split == nil {
		return false
	}
	w.split.mu.Lock()
	defer w.split.mu.Unlock()
	return w.split.writing
}
