package dial

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// stagger is how long an address has for its TCP connection before the next one
// is tried beside it (RFC 8305 section 5).
const stagger = 250 * time.Millisecond

type attemptFunc func(ctx context.Context, address string, connected func()) (*Conn, error)

// race returns the first connection that an attempt makes, or every attempt's
// error. When it returns, all attempts have ended.
func race(ctx context.Context, addresses []string, attempt attemptFunc) (*Conn, []error) {
	if len(addresses) == 1 { // the usual case needs no goroutine
		c, err := attempt(ctx, addresses[0], func() {})
		return c, []error{err}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()

	type event struct {
		index int
		done  bool // else: the address has connected and starts its handshake
		conn  *Conn
		err   error
	}
	events := make(chan event, 2*len(addresses)) // nobody blocks on sending
	errs := make([]error, len(addresses))
	handshaking := make([]bool, len(addresses))
	started, running, inHandshake := 0, 0, 0
	timer := time.NewTimer(stagger)
	defer timer.Stop()

	next := func() {
		if started == len(addresses) || ctx.Err() != nil {
			return
		}
		index := started
		started++
		running++
		timer.Reset(stagger)
		go func() {
			end := event{index: index, done: true}
			defer func() {
				if r := recover(); r != nil {
					end.err = fault.New(fault.Internal, "dial attempt panicked: %v", r)
				}
				events <- end
			}()
			end.conn, end.err = attempt(ctx, addresses[index], func() { events <- event{index: index} })
		}()
	}

	var winner *Conn
	next()
	for running > 0 {
		select {
		case <-timer.C:
			if winner == nil && inHandshake == 0 {
				next()
			}
		case e := <-events:
			if !e.done {
				handshaking[e.index] = true
				inHandshake++
				continue
			}
			running--
			if handshaking[e.index] {
				inHandshake--
			}
			switch {
			case e.err != nil:
				errs[e.index] = e.err
				if winner == nil && inHandshake == 0 {
					next()
				}
			case winner != nil:
				e.conn.Abort()
			default:
				winner = e.conn
				cancel()
			}
		}
	}
	return winner, errs[:started]
}
