package client

import (
	"context"
	"io"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

// A response that [Begun.Step] reads has at most so many bytes and comes in so many
// pieces, as each time it is read from its beginning.
const (
	mostReplayed = 64 << 10
	mostSteps    = 16
)

// Begun is a request that [Client.Begin] has sent, whose response nobody waits for
// yet. Whoever makes it may wait for the descriptor as it likes, with no goroutine
// and no thread of ours, which is most of what a short exchange costs.
type Begun struct {
	request *prepared
	x       *exchange
	silent  time.Time // when something has to have arrived; zero: never
	until   time.Time // when all has to be over; zero: never

	mu    sync.Mutex
	steps int
	over  bool // the exchange is no longer ours
}

// Progress is how far a [Begun] is.
type Progress int

// What a [Begun] waits for, or who goes on.
const (
	Waiting  Progress = iota // for more of the response
	Complete                 // the response is there
	Leaving                  // the rest is for Do, which may wait
)

// Begin sends a request, if that can be done at once: on a connection that is open,
// with a body that is small, and credentials that are there. Otherwise it returns nil,
// and [Client.Do] does it, or says what is wrong.
func (c *Client) Begin(r *Request) *Begun {
	if Offline || r == nil || c.o.Dial != nil || c.o.Renewed != nil || c.pool.isClosed() || len(r.Body) > inlineBody || r.BodyReader != nil {
		return nil
	}
	start := time.Now()
	request, err := c.prepare(r)
	if err != nil || request.expects(int64(len(r.Body))) {
		return nil
	}
	k, _, err := c.way(request.target)
	if err != nil {
		return nil
	}
	n := c.pool.get(k)
	if n == nil {
		return nil
	}
	if !n.used || !n.SetNonblocking(true) {
		c.pool.keep(n)
		return nil
	}
	x, err := c.exchangeOn(context.Background(), n, request)
	if err != nil {
		return nil
	}
	if x.source != nil { // signed as it is sent
		n.SetNonblocking(false)
		c.pool.keep(n)
		return nil
	}
	x.started, x.begun, x.phase = start, true, "waiting for the response"
	b := &Begun{request: request, x: x}
	if total := c.limit(r); total > 0 {
		b.until = start.Add(total)
	}
	x.setPace()
	_, x.failed = x.write()
	if silence := x.silence(); silence > 0 {
		b.silent = time.Now().Add(silence)
	}
	n.replay.begin(n)
	request.begun = x
	return b
}

// Step reads what has arrived. When that is all, the response is complete.
func (b *Begun) Step() (response *Response, progress Progress) {
	b.mu.Lock()
	defer b.mu.Unlock()
	x := b.x
	if b.over {
		return nil, Leaving
	}
	defer func() {
		if progress != Waiting {
			b.over = true
		}
		if progress == Leaving {
			b.leave()
		}
	}()
	if x.failed != nil || x.Late() {
		return nil, Leaving
	}
	if b.steps++; b.steps == 1 { // nothing can have arrived yet
		return nil, Waiting
	}
	x.replay.rewind()
	x.br.Reset(&x.replay)
	again := &exchange{
		client: x.client, connection: x.connection, request: x.request, target: x.target,
		started: x.started, answered: x.answered, toFirst: x.toFirst, keep: true, begun: true,
	}
	response, err := again.look(b.context(), b.request.LeaveOver)
	x.answered, x.toFirst = again.answered, again.toFirst
	switch {
	case err == nil && again.client.final(response):
		x.SetNonblocking(false)
		again.client.keepCookies(response, b.request)
		response.Attempts, response.Timings.Total = 1, time.Since(x.started)
		if again.stream {
			x.SetSilence(x.silence())
			x.SetUntil(b.until)
			x.replay.over = true
			response.Rest = response.stream()
		} else {
			response.body.end(nil)
			response.body = nil
		}
		return response, Complete
	case err != nil && x.replay.dry && len(x.replay.kept) < mostReplayed && b.steps < mostSteps && b.remaining() > 0:
		return nil, Waiting
	}
	return nil, Leaving
}

// Wait is what to wait for before the next Step: that the descriptor can be read, or
// so much time.
func (b *Begun) Wait() (descriptor int, most time.Duration) {
	return b.x.Descriptor(), b.remaining()
}

// remaining is how long the peer may still be silent.
func (b *Begun) remaining() time.Duration {
	left := time.Hour
	for _, at := range []time.Time{b.silent, b.until} {
		if !at.IsZero() {
			left = min(left, time.Until(at))
		}
	}
	return left
}

// Do waits for the response, as [Client.Do] does.
func (b *Begun) Do(ctx context.Context) (*Response, error) {
	b.mu.Lock()
	if !b.over {
		b.over = true
		b.leave()
	}
	b.mu.Unlock()
	return b.x.client.call(ctx, &b.request.Request, b, false)
}

// leave prepares the exchange for one that waits.
func (b *Begun) leave() {
	b.x.SetNonblocking(false)
	if !b.silent.IsZero() {
		b.x.SetSilentFrom(b.silent.Add(-b.x.silence()))
	}
	b.x.replay.rewind()
	b.x.replay.over = true
	b.x.br.Reset(&b.x.replay)
}

// Abandon gives the request up. Who waits for the descriptor is woken.
func (b *Begun) Abandon() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.over {
		b.over = true
		b.x.Abort()
	}
}

// context ends with the time of the call.
func (b *Begun) context() context.Context {
	if b.until.IsZero() {
		return context.Background()
	}
	return timeLimit{context.Background(), b.until}
}

// look reads a response as far as it is there, and leaves the connection alone.
func (x *exchange) look(ctx context.Context, leaveOver int64) (*Response, error) {
	response, err := x.receive(ctx, nil, nobody)
	if err != nil {
		return nil, err
	}
	b := response.body
	if leaveOver > 0 && b.length() > leaveOver {
		x.stream = true
		return response, nil
	}
	if response.Body, err = b.all(b.content); err == nil {
		err = b.rest()
	}
	if err != nil {
		return nil, err
	}
	response.Trailers = b.frames.trailer
	return response, nil
}

// final reports whether nothing follows a response: no redirect, no repeat.
func (c *Client) final(r *Response) bool {
	switch status := r.StatusCode; {
	case status < 300 || status == 304:
		return true
	case status < 400 || status == 429 || status == 503:
		return false
	}
	return !c.o.signs()
}

// replay reads a connection, and can read it once more from where it began.
type replay struct {
	conn io.Reader // nil: the connection is read without it
	kept []byte
	at   int
	over bool  // nothing more is kept
	dry  bool  // the last read would have waited
	err  error // of the connection
}

func (r *replay) begin(n *connection) {
	*r = replay{conn: n.Conn, kept: r.kept[:0]}
	n.br.Reset(r)
}

func (r *replay) rewind() { r.at, r.dry = 0, false }

// spent reports whether all that is kept was read.
func (r *replay) spent() bool { return r.conn == nil || r.at == len(r.kept) }

func (r *replay) Read(p []byte) (int, error) {
	switch {
	case r.at < len(r.kept):
		n := copy(p, r.kept[r.at:])
		r.at += n
		return n, nil
	case r.err != nil:
		return 0, r.err
	}
	n, err := r.conn.Read(p)
	switch {
	case dial.WouldBlock(err):
		r.dry = true
	case err != nil:
		r.err = err // it may not come again
	}
	if !r.over {
		r.kept = append(r.kept, p[:n]...)
		r.at = len(r.kept)
	}
	return n, err
}

// forget has the connection read without its replay.
func (n *connection) forget() {
	if n.replay.conn == nil {
		return
	}
	kept := n.replay.kept[:0]
	if cap(kept) > inlineBody {
		kept = nil
	}
	n.replay = replay{kept: kept}
	n.br.Reset(n.Conn)
}
