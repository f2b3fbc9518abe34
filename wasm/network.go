//go:build wasip1

package main

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// cancelTick is how often a call over the network asks whether it is still
// wanted.
const cancelTick = 10 * time.Millisecond

func errOffline() error { return fault.New(fault.Unsupported, "%s", noNetwork) }

// overNetwork runs an operation that needs clock, randomness and the lent
// network, and ends it when the host cancels.
func overNetwork(do func(context.Context) error) error {
	for _, check := range []func() error{checkClock, checkWaiting, checkRandomness} {
		if err := check(); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer func() { _ = recover() }()
		tick := time.NewTicker(cancelTick)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if netCancelled() != 0 {
					cancel()
				}
			}
		}
	}()
	defer func() {
		cancel()
		<-ended
	}()
	return do(ctx)
}

// dial connects over the lent network. Names are looked up by the host.
func dial(ctx context.Context, _, address string) (net.Conn, error) {
	c := &conn{address: address}
	if errno := netDial(address, &c.id); errno != 0 {
		return nil, dialFault(errno, address)
	}
	for w := newWait(); ; w.pause(time.Time{}) {
		if err := ctx.Err(); err != nil {
			_ = c.Close()
			return nil, err
		}
		var n uint32
		switch errno := netWrite(c.id, nil, 0, &n); errno {
		case 0:
			return c, nil
		case syscall.EAGAIN:
		default:
			_ = c.Close()
			return nil, dialFault(errno, address)
		}
	}
}

// dialFault names what only the host of a module can know.
func dialFault(errno syscall.Errno, address string) error {
	switch errno {
	case syscall.ENOTSUP:
		return fault.New(fault.Unsupported, "%s: %s", address, noNetwork).WithDetail(int32(errno))
	case syscall.EACCES:
		return fault.New(fault.ConnectDenied, "%s: the host of this module does not allow this address", address).WithDetail(int32(errno))
	case syscall.ENOENT:
		return fault.New(fault.DNSFailed, "%s: the host of this module finds no such name", address).WithDetail(int32(errno))
	}
	return &net.OpError{Op: "dial", Net: "tcp", Addr: where(address), Err: errno}
}

// conn is a lent connection. One goroutine uses it at a time; Close and the
// deadlines may come from any.
type conn struct {
	id      uint32
	address string
	closed  atomic.Bool

	readUntil, writeUntil atomic.Pointer[time.Time]
}

func (c *conn) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for w := newWait(); ; {
		until, err := c.ready(&c.readUntil)
		if err != nil {
			return 0, c.failed("read", err)
		}
		var n uint32
		switch errno := netRead(c.id, &p[0], uint32(len(p)), &n); {
		case errno == syscall.EAGAIN:
			w.pause(until)
		case errno != 0:
			return 0, c.failed("read", errno)
		case n > uint32(len(p)):
			return 0, c.failed("read", syscall.EIO)
		case n == 0:
			return 0, io.EOF
		default:
			return int(n), nil
		}
	}
}

func (c *conn) Write(p []byte) (int, error) {
	written := 0
	for w := newWait(); written < len(p); {
		until, err := c.ready(&c.writeUntil)
		if err != nil {
			return written, c.failed("write", err)
		}
		var n uint32
		switch errno := netWrite(c.id, &p[written], uint32(len(p)-written), &n); {
		case errno == syscall.EAGAIN, errno == 0 && n == 0:
			w.pause(until)
		case errno != 0:
			return written, c.failed("write", errno)
		case n > uint32(len(p)-written):
			return written, c.failed("write", syscall.EIO)
		default:
			written += int(n)
			w = newWait()
		}
	}
	return written, nil
}

// ready returns the deadline, or why the connection cannot be used.
func (c *conn) ready(deadline *atomic.Pointer[time.Time]) (time.Time, error) {
	if c.closed.Load() {
		return time.Time{}, net.ErrClosed
	}
	until := deadline.Load()
	if until == nil || until.IsZero() {
		return time.Time{}, nil
	}
	if !time.Now().Before(*until) {
		return time.Time{}, os.ErrDeadlineExceeded
	}
	return *until, nil
}

func (c *conn) failed(op string, err error) error {
	return &net.OpError{Op: op, Net: "tcp", Addr: where(c.address), Err: err}
}

// Quiet reports whether an idle connection is open and has nothing to read.
func (c *conn) Quiet() bool {
	var n uint32
	return !c.closed.Load() && netRead(c.id, nil, 0, &n) == syscall.EAGAIN
}

func (c *conn) Close() error {
	if c.closed.Swap(true) {
		return net.ErrClosed
	}
	netClose(c.id)
	return nil
}

func (c *conn) SetDeadline(t time.Time) error {
	return errors.Join(c.SetReadDeadline(t), c.SetWriteDeadline(t))
}

func (c *conn) SetReadDeadline(t time.Time) error  { c.readUntil.Store(&t); return nil }
func (c *conn) SetWriteDeadline(t time.Time) error { c.writeUntil.Store(&t); return nil }

func (c *conn) LocalAddr() net.Addr  { return where("") }
func (c *conn) RemoteAddr() net.Addr { return where(c.address) }

type where string

func (w where) Network() string { return "tcp" }
func (w where) String() string  { return string(w) }

// wait paces the questions to the host: the longer nothing came, the longer the
// pause, so that the pause adds a sixteenth at most to what was waited anyway.
type wait struct{ since time.Time }

const (
	shortestPause = 50 * time.Microsecond
	longestPause  = 2 * time.Millisecond
)

func newWait() wait { return wait{since: time.Now()} }

// pause lets other goroutines run, until the deadline at most.
func (w wait) pause(until time.Time) {
	pause := min(max(time.Since(w.since)/16, shortestPause), longestPause)
	if !until.IsZero() {
		pause = min(pause, time.Until(until))
	}
	time.Sleep(pause)
}
