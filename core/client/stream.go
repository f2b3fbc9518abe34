package client

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

const (
	drainMost   = 64 << 10 // what is read of a body that nobody wants, to keep its connection
	wholeAtOnce = 1 << 30  // what is allocated on the word of a Content-Length
)

// Stream is a response whose head has arrived and whose body has not. Body must
// be read to its end or closed, or its connection is never given back.
type Stream struct {
	Response // its Body is nil; Timings.Total ends with the head

	// Body gives the bytes as they arrive, in constant memory, and io.EOF when the
	// body is complete: an early end is an error, as in [Client.Do]. Options.MaxBody
	// does not apply. Timeouts.Read limits each wait for the peer. After the total
	// time of the call a Read fails, also if the reader was the slow one. One
	// goroutine may read; Close may come from another.
	Body io.ReadCloser

	ContentLength int64 // of Body in bytes; -1: unknown
}

// Trailer returns the fields that followed a chunked body. Until Body has
// returned io.EOF there are none.
func (s *Stream) Trailer() []Header { return s.body.trailer() }

// Stream makes one request, as [Client.Do] does with all its repeats and
// redirects, and returns when the head of the response is there. From then on
// nothing is repeated. The end of ctx ends the body as well.
func (c *Client) Stream(ctx context.Context, r *Request) (*Stream, error) {
	if Offline {
		return nil, errOffline()
	}
	response, err := c.call(ctx, r, nil, true)
	if err != nil {
		return nil, err
	}
	return response.stream(), nil
}

func (r *Response) stream() *Stream {
	s := &Stream{Response: *r, Body: r.body, ContentLength: r.body.length()}
	s.Response.Body = nil // of whom this is the rest
	return s
}

// body is a response body with the connection that it comes from.
type body struct {
	mu      sync.Mutex // one Read at a time
	ctx     context.Context
	x       *exchange
	frames  frames
	content io.Reader // &frames, or what takes a coding off them
	err     error     // what every later Read returns
	seen    time.Time // when ReadNow has found something, or nothing for the first time

	life    sync.Mutex  // of what follows; never held while waiting for the peer
	done    bool        // the connection was given back
	closing bool        // Close has cut a Read off
	stop    func() bool // ends the watch over ctx
	cancel  func()      // ends ctx, if it belongs to the body
}

// errClosed is what a Read after Close returns; a body that was read to its end
// goes on to return io.EOF.
func errClosed() error {
	return fault.New(fault.HandleClosed, "the body of the response was closed before its end")
}

// newBody takes over the connection of x.
func (x *exchange) newBody(ctx context.Context, h *head, stop func() bool) (*body, error) {
	f, err := h.framing(x.request.Method)
	if err != nil {
		return nil, err
	}
	limit := x.client.o.MaxBody
	if x.stream {
		limit = endless
	}
	b := &x.body
	b.ctx, b.x, b.stop = ctx, x, stop
	if err := b.frames.begin(f, x.br, limit, x.client.o.MaxHeader); err != nil {
		return nil, err
	}
	// Whatever decodes the body stands between the frames and their reader. Its own
	// errors are faults; those of the frames pass through it unchanged.
	b.content = &b.frames
	if names := codings(h); x.client.o.Decode && len(names) > 0 && !errors.Is(b.frames.err, io.EOF) { // the answer to a HEAD has none
		if len(names) > mostCodings {
			return nil, fault.New(fault.HTTPBodyUndecodable, "the body has %d codings; the limit is %d", len(names), mostCodings)
		}
		b.content = &decoded{frames: &b.frames, names: names, limit: limit}
	}
	x.phase = "reading the body"
	return b, nil
}

// Sending reports whether the body of the request is still being sent, which ends with
// it, with a server that takes no more of it, and with Close.
func (s *Stream) Sending() bool {
	b := s.body
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.x.sending.goesOn()
}

// Arrived reports whether more of the body is there, so that a Read would hardly
// wait. Where the system cannot tell, it answers false.
func (s *Stream) Arrived() bool {
	b := s.body
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.err == nil && (b.x.br.Buffered() > 0 || b.x.Arrived())
}

// ReadNow reads what has arrived, without waiting: as much of p as can be filled, and
// io.EOF only alone. It returns false if that needs a Read, which may wait.
func (s *Stream) ReadNow(p []byte) (n int, ok bool, err error) {
	b := s.body
	if !b.mu.TryLock() {
		return 0, false, nil
	}
	defer b.mu.Unlock()
	f := &b.frames
	switch {
	case errors.Is(b.err, io.EOF):
		return 0, true, io.EOF
	case b.err != nil || !b.x.join() || b.ctx.Err() != nil || b.length() < 0 || b.x.Late() || !b.x.SetNonblocking(true):
		return 0, false, nil
	}
	b.x.SetSilentFrom(time.Time{})
	for n < len(p) && f.err == nil {
		m, _ := f.Read(p[n:]) // f.err says it too
		n += m
	}
	b.x.SetNonblocking(false)
	switch {
	case dial.WouldBlock(f.err):
		f.err = nil
		if n > 0 || b.seen.IsZero() {
			b.seen = time.Now()
		}
		return n, true, nil
	case errors.Is(f.err, io.EOF):
		b.end(nil)
	case f.err != nil:
		b.end(f.err)
	}
	if n > 0 {
		return n, true, nil
	}
	return 0, true, b.err
}

// Wait is what to wait for before the next ReadNow: that the descriptor can be read,
// or so much time. When that has passed, Read says what is wrong.
func (s *Stream) Wait() (descriptor int, most time.Duration) {
	b := s.body
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil {
		return -1, 0
	}
	most = time.Hour
	if silence := b.x.silence(); silence > 0 {
		b.x.SetSilentFrom(b.seen)
		most = time.Until(b.seen.Add(silence))
	}
	if until, ok := b.ctx.Deadline(); ok {
		most = min(most, time.Until(until))
	}
	return b.x.Descriptor(), most
}

// begin gives the connection of an empty body back.
func (b *body) begin() {
	if errors.Is(b.frames.err, io.EOF) {
		b.end(nil)
	}
}

// Read gives what is there of the body.
func (b *body) Read(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err != nil || len(p) == 0 {
		return 0, b.err
	}
	b.x.join()
	if err := b.ctx.Err(); err != nil {
		b.end(err)
		return 0, b.err
	}
	n, err := b.content.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		b.end(b.rest())
	case err != nil:
		b.end(err)
	}
	return n, b.err
}

// rest makes sure that the end of what is decoded is the end of the body: the
// last chunk may not have been read.
func (b *body) rest() error {
	for over := 0; b.frames.err == nil && over <= drainMost; {
		var p [512]byte
		n, _ := b.frames.Read(p[:])
		over += n + 1
	}
	switch {
	case b.frames.err == nil:
		return fault.New(fault.HTTPMalformed, "the body goes on behind the end of what it encodes")
	case !errors.Is(b.frames.err, io.EOF):
		return b.frames.err
	case b.frames.kind == byClose && b.x.Cut():
		return fault.New(fault.HTTPTruncated, "the connection was cut after %d bytes of a body without announced length", b.frames.read)
	}
	return nil
}

// end keeps how the body ended and gives the connection back; nil: it is complete.
func (b *body) end(err error) {
	if b.err = io.EOF; err != nil {
		if b.frames.err != nil && !errors.Is(b.frames.err, io.EOF) {
			err = b.frames.err // what decodes may say less of it
		}
		b.life.Lock()
		closing := b.closing
		b.life.Unlock()
		b.err = errClosed()
		if !closing {
			if u := b.x.sending; u != nil {
				b.x.ended(u.abandon())
			}
			failed := b.x.bodyFault()
			if failed == nil {
				failed = b.x.readFault(b.ctx, err)
			}
			if b.x.stream { // else the call marks it, which knows of earlier attempts
				failed.Cause = &sentError{failed.Cause, b.x.used}
			}
			b.err = failed
		}
	}
	b.release(err == nil)
}

// release gives the connection back: to the pool if it can serve another request. The
// rest of a body that is still being sent goes out before: a stream does not wait for
// that.
func (b *body) release(complete bool) {
	b.life.Lock()
	done := b.done
	b.done = true
	cancel := b.cancel
	b.life.Unlock()
	if done {
		return
	}
	x, ours := b.x, b.stop()
	switch u := x.sending; {
	case x.join():
		b.giveBack(complete, ours)
	case !complete || u.left:
		x.ended(u.abandon())
	case x.stream && u.later(func() {
		x.took(u.err) // in u's goroutine, while others may ask for x.sending
		b.giveBack(true, ours)
	}):
	default:
		x.ended(u.finish(b.ctx))
		b.giveBack(true, ours)
	}
	if cancel != nil {
		cancel()
	}
}

func (b *body) giveBack(complete, ours bool) {
	x := b.x
	switch {
	case ours && complete && x.reusable(&b.frames):
		x.forget()
		x.client.pool.put(x.connection)
	case complete && x.unsent == nil:
		x.retire()
	default:
		x.Abort()
	}
}

// hold makes the body end ctx, which it outlives, at its own end. It reports
// false if that has come.
func (b *body) hold(cancel func()) bool {
	b.life.Lock()
	defer b.life.Unlock()
	b.cancel = cancel
	return !b.done
}

// Close ends a body that is not wanted to its end. A small rest is read, if that
// takes no longer than another connection would; else the connection is closed.
// A Read that waits returns an error. It never fails, and may be called again.
func (b *body) Close() error {
	if b == nil {
		return nil
	}
	if !b.mu.TryLock() {
		b.life.Lock()
		if b.closing = !b.done; b.closing {
			b.x.Abort()
		}
		b.life.Unlock()
		b.mu.Lock()
	}
	defer b.mu.Unlock()
	if b.err == nil {
		b.release(b.drain())
		b.err = errClosed()
	}
	return nil
}

// drain reads a small rest of the body, and reports whether that was all of it.
func (b *body) drain() bool {
	f := &b.frames
	if !b.x.join() || f.kind == byClose || f.left > drainMost || b.ctx.Err() != nil || !b.x.keep {
		return false
	}
	limit := b.x.Conn.Connect + b.x.Handshake + time.Millisecond
	b.x.SetSilence(limit)
	start, read := time.Now(), f.read
	var p [4 << 10]byte
	for f.err == nil && f.read-read <= drainMost && time.Since(start) <= limit {
		_, _ = f.Read(p[:])
	}
	return errors.Is(f.err, io.EOF)
}

// whole reads all of the body and leaves its connection. One of unknown length that
// has more than most bytes, unless that is 0, is left as it is behind its begin.
func (b *body) whole(most int64) (p []byte, over bool, err error) {
	defer func() { // also if something below panics
		if !over {
			_ = b.Close()
		}
	}()
	if most > 0 && b.length() < 0 {
		p, err = io.ReadAll(io.LimitReader(b, most+1))
		over = err == nil && int64(len(p)) > most
	} else {
		p, err = b.all(b)
	}
	if err != nil {
		return nil, false, b.err // ReadFull has a word of its own for an early end
	}
	return p, over, nil
}

// all reads what r gives of the body to its end.
func (b *body) all(r io.Reader) ([]byte, error) {
	n := b.length()
	if n < 0 || n > wholeAtOnce {
		return io.ReadAll(r)
	}
	p := make([]byte, n)
	if _, err := io.ReadFull(r, p); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return p, nil
}

// length returns the number of bytes that Read will give, -1 if it is unknown.
func (b *body) length() int64 {
	if b.frames.kind != byLength || b.content != io.Reader(&b.frames) {
		return -1
	}
	return b.frames.length
}

func (b *body) trailer() []Header {
	if !b.mu.TryLock() {
		return nil // somebody reads, so that this is not the end
	}
	defer b.mu.Unlock()
	return b.frames.trailer
}
