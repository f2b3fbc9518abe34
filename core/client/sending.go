package client

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// errLeft is why a body was not sent to its end when nobody wanted that.
var errLeft = errors.New("the server has answered before the end of the body")

// sending is a body on its way out, in a goroutine of its own.
type sending struct {
	conn    *connection
	reader  any // that the body comes from, or nil
	length  int64
	silence time.Duration
	again   bool          // the reader returns soon, and the next one may be the same
	sent    atomic.Int64  // of the body
	done    chan struct{} // closed at the end

	mu    sync.Mutex
	busy  bool   // in the caller's reader, which nothing interrupts
	left  bool   // nothing more is to be sent; set by whoever reads
	over  bool   // done is closed
	err   error  // why not all was sent
	after func() // is left to do at the end
}

// sendMeanwhile has a goroutine send the body behind the head that is in scratch. This
// one reads: a server may answer before it has all of the body, and stop reading, or
// want its answer to be read before it reads on.
func (x *exchange) sendMeanwhile(length int64) {
	u := &sending{conn: x.connection, length: length, silence: x.silence(), done: make(chan struct{})}
	head, body := x.scratch, x.request.Body
	send := func() error { return u.sendBytes(head, body) }
	if x.source != nil {
		reader := x.source.begin()
		if u.reader = reader; x.source.of != nil {
			u.reader = x.source.of.reader
		}
		_, pieces := u.reader.(Pieces)
		u.again = pieces || x.request.GetBody != nil
		send = func() error { return u.sendFrom(reader, head) }
	}
	x.scratch = nil // is the goroutine's
	x.sending = u
	x.Split()
	go func() {
		err := error(sourceError{fault.New(fault.RequestBodyFailed, "the reader of the request body panicked")})
		defer func() {
			_ = recover()
			u.end(err)
		}()
		err = send()
	}()
}

// end keeps how the sending has ended.
func (u *sending) end(err error) {
	defer func() { _ = recover() }()
	u.mu.Lock()
	if err != nil && u.left {
		err = errLeft
	}
	u.err, u.over, u.busy = err, true, false
	after := u.after
	u.mu.Unlock()
	defer func() { // also if the caller's Leave panics
		close(u.done)
		if after != nil {
			after()
		}
	}()
	var source sourceError
	switch {
	case err == nil:
		u.conn.EndWriting(u.silence)
	case errors.As(err, &source):
		u.conn.Abort() // the server must not take it for complete
	default: // a server that refuses says so before it stops reading
		u.conn.EndWriting(atMost(refusalWait, u.silence))
	}
	u.tellReader()
}

// atMost is a limit that is no longer than another; 0: there is none.
func atMost(most, limit time.Duration) time.Duration {
	if limit == 0 {
		return most
	}
	return min(most, limit)
}

// tellReader says that nothing more is read, which may end a wait for more.
func (u *sending) tellReader() {
	if left, ok := u.reader.(interface{ Leave(why error) }); ok {
		left.Leave(errLeft)
	}
}

// enter is called before the caller's reader is; false: it need not be.
func (u *sending) enter() bool {
	if u == nil {
		return true
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.busy = !u.left
	return u.busy
}

// exit is called after it; false: nobody wants what it gave.
func (u *sending) exit() bool {
	if u == nil {
		return true
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.busy = false
	return !u.left
}

// leave has the rest of the body not sent.
func (u *sending) leave() {
	u.mu.Lock()
	u.left = true
	over := u.over
	u.mu.Unlock()
	if !over {
		u.conn.StopWriting()
		u.tellReader()
	}
}

// abandon closes the connection, and waits for the goroutine unless a reader holds it
// that may never return. It returns why not all was sent.
func (u *sending) abandon() error {
	u.mu.Lock()
	u.left = true
	u.mu.Unlock()
	u.conn.Abort()
	u.tellReader()
	u.mu.Lock()
	busy := u.busy && !u.again
	u.mu.Unlock()
	if busy {
		return errLeft
	}
	<-u.done
	return u.err
}

// finish waits for the end of the sending, but not for a server that has answered and
// reads no more.
func (u *sending) finish(ctx context.Context) error {
	u.conn.SetWriteSilence(atMost(refusalWait, u.silence))
	ctx, cancel := withTimer(ctx)
	defer cancel()
	select {
	case <-u.done:
		return u.err
	case <-ctx.Done():
		return u.abandon()
	}
}

// later has the sending do something at its end; false: that has come.
func (u *sending) later(after func()) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.over {
		return false
	}
	u.after = after
	u.conn.SetWriteSilence(atMost(refusalWait, u.silence))
	return true
}

// join takes note of a sending that has ended; false: it goes on.
func (x *exchange) join() bool {
	u := x.sending
	if u.goesOn() {
		return false
	}
	if u != nil {
		x.ended(u.err)
	}
	return true
}

// complete reports whether all of a body whose length is known went out, also when the
// goroutine has not seen its end yet: a server may close before.
func (u *sending) complete() bool { return u != nil && u.length == u.sent.Load() }

// goesOn reports whether the sending has not ended.
func (u *sending) goesOn() bool {
	if u == nil {
		return false
	}
	select {
	case <-u.done:
		return false
	default:
		return true
	}
}

// ended is how the sending has.
func (x *exchange) ended(err error) {
	x.sending = nil
	x.took(err)
}

// took keeps why the server did not take all of the body; nil: it has.
func (x *exchange) took(err error) {
	x.unsent = err
	if x.keep = x.keep && err == nil; err == nil {
		x.Join()
	}
}

// progress is how much of the body was sent, for messages.
func (u *sending) progress() string {
	text := strconv.FormatInt(u.sent.Load(), 10)
	if u.length >= 0 {
		text += " of " + strconv.FormatInt(u.length, 10)
	}
	return text + " bytes of the body"
}

// bodyFault is what was wrong with the body of the request, once it is known.
func (x *exchange) bodyFault() *fault.Error {
	var source sourceError
	if errors.As(x.unsent, &source) {
		return source.fault
	}
	return nil
}
