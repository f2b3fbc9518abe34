package op

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/sallyport/sallyport/core/client"
)

// leftOver is the length of a body above which a host that asked for it gets the
// body as a stream: to keep it in two places costs more than to cross once more.
const leftOver = 256 << 10

// prompt is a call that the thread which waits for it makes itself, without a
// goroutine, which would have to be woken, and without waiting in here: so it can
// be left at any time.
type prompt interface {
	// step does what can be done at once. Results may be put into memory that is the
	// host's.
	step(into []byte) (outcome, client.Progress, error)
	// wait is what to wait for before the next step.
	wait() (descriptor int, most time.Duration)
	// rest does what is left, and may wait.
	rest(ctx context.Context) (outcome, error)
	abandon()
}

// outcome is what a call that waits has given.
type outcome struct {
	parts [][]byte
	made  object // nil: the results are all
}

// Wait is what a host waits for before it asks again.
type Wait struct {
	Descriptor int // can be read
	Most       time.Duration
}

// Advance makes a call that was started promptly as far as it need not wait. It
// returns false if the rest is for [Core.Finish], which also has what is complete.
func (c *Core) Advance(ticket uint64, into []byte) (w Wait, ok bool) {
	t, err := c.ticket(ticket)
	if err != nil {
		return w, false
	}
	t.stepping.Lock()
	defer t.stepping.Unlock()
	p := t.prompt
	if p == nil {
		return w, false
	}
	got, progress, err := t.step(p, into)
	switch progress {
	case client.Waiting:
		if w.Descriptor, w.Most = p.wait(); w.Descriptor >= 0 && w.Most > 0 {
			return w, true
		}
		t.leave()
	case client.Leaving:
		t.leave()
	case client.Complete:
		t.prompt = nil
		t.begun.Store(true)
		t.end(got, err)
	}
	return w, false
}

func (t *Ticket) step(p prompt, into []byte) (got outcome, progress client.Progress, err error) {
	defer func() {
		if v := recover(); v != nil {
			got, progress, err = outcome{}, client.Complete, panicked(v, nil)
			p.abandon()
			t.broken()
		}
	}()
	return p.step(into)
}

// leave has a goroutine make the rest of a prompt call; t.stepping is held.
func (t *Ticket) leave() {
	if t.prompt == nil {
		return
	}
	t.prompt = nil
	go func() {
		defer func() { _ = recover() }() // run has
		t.begin()
	}()
}

// begun is client_do on a connection that was kept.
type begun struct {
	*client.Begun
	whole *whole
}

func (b *begun) step([]byte) (outcome, client.Progress, error) {
	response, progress := b.Step()
	if progress != client.Complete {
		return outcome{}, progress, nil
	}
	got, err := b.whole.outcome(response, nil)
	return got, progress, err
}

func (b *begun) rest(ctx context.Context) (outcome, error) { return b.whole.outcome(b.Do(ctx)) }
func (b *begun) wait() (int, time.Duration)                { return b.Wait() }
func (b *begun) abandon()                                  { b.Abandon() }

// ready is a call that has ended as it began.
type ready struct{ got outcome }

func (r *ready) step([]byte) (outcome, client.Progress, error) { return r.got, client.Complete, nil }
func (r *ready) rest(context.Context) (outcome, error)         { return r.got, nil }
func (r *ready) wait() (descriptor int, most time.Duration)    { return -1, 0 }
func (r *ready) abandon()                                      {}

// reading is stream_read of a body whose head is there.
type reading struct {
	stream *Stream
	size   int64
	later  func(context.Context) ([][]byte, error)
}

func (r *reading) step(into []byte) (outcome, client.Progress, error) {
	select {
	case <-r.stream.ready:
	default:
		return outcome{}, client.Leaving, nil
	}
	got, err := r.stream.head(context.Background())
	if err != nil {
		return outcome{}, client.Complete, err
	}
	if !r.stream.ahead.through() {
		return outcome{}, client.Leaving, nil
	}
	size := min(r.size, max(mostOfARead, int64(cap(into))))
	if int64(cap(into)) < size {
		into = make([]byte, size)
	}
	n, ok, err := got.ReadNow(into[:size])
	switch {
	case !ok:
		return outcome{}, client.Leaving, nil
	case n == 0 && err == nil:
		return outcome{}, client.Waiting, nil
	case err != nil && !errors.Is(err, io.EOF):
		return outcome{}, client.Complete, r.stream.because(err)
	}
	return outcome{parts: [][]byte{into[:n]}}, client.Complete, nil
}

func (r *reading) wait() (int, time.Duration) { return r.stream.got.Wait() }
func (r *reading) abandon()                   { r.stream.Close() }

func (r *reading) rest(ctx context.Context) (outcome, error) {
	parts, err := r.later(ctx)
	return outcome{parts: parts}, err
}
