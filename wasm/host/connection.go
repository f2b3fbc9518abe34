package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"
)

const (
	// patience is how long a function may wait for the network: long enough to
	// spare the module most of its questions, short enough for its own timers.
	patience = time.Millisecond

	maxUnread      = 64 << 10
	maxConnections = 256 // of an instance at a time
)

// connections are those that the module has opened in one instance, by id.
type connections struct {
	open map[uint32]*connection
	last uint32
}

// connection is one. A goroutine of its own connects and then reads ahead.
type connection struct {
	ctx    context.Context // ends with the connection
	cancel context.CancelFunc
	made   chan struct{} // closed when conn and err are set
	conn   net.Conn
	err    error

	more chan struct{} // has one when there is news to read
	room chan struct{} // has one when something was read

	mu      sync.Mutex
	unread  []byte
	readErr error // what comes after unread
}

type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// add starts to connect.
func (c *connections) add(dial dialFunc, address string) (uint32, errno) {
	if len(c.open) >= maxConnections {
		return 0, errTooManyFiles
	}
	if c.open == nil {
		c.open = map[uint32]*connection{}
	}
	for c.last++; c.open[c.last] != nil; c.last++ {
	}
	n := &connection{made: make(chan struct{}), more: make(chan struct{}, 1), room: make(chan struct{}, 1)}
	n.ctx, n.cancel = context.WithCancel(context.Background())
	c.open[c.last] = n
	go func() {
		defer func() {
			if v := recover(); v != nil { // of a lent connection
				n.fail(fmt.Errorf("the lent connection panicked: %v", v))
			}
		}()
		n.connect(dial, address)
		n.readAhead()
	}()
	return c.last, success
}

func (n *connection) connect(dial dialFunc, address string) {
	defer close(n.made)
	n.err = errors.New("dial ended early") // if it panics
	if n.conn, n.err = dial(n.ctx, "tcp", address); n.err == nil && n.conn == nil {
		n.err = errors.New("dial gave no connection")
	}
}

// readAhead reads until the end, so that the module need not wait to know what
// has arrived.
func (n *connection) readAhead() {
	if n.err != nil {
		return
	}
	context.AfterFunc(n.ctx, func() {
		defer func() { _ = recover() }() // of a lent connection; it is given up anyway
		_ = n.conn.Close()
	})
	chunk := make([]byte, 16<<10)
	for {
		got, err := n.conn.Read(chunk)
		n.mu.Lock()
		n.unread = append(n.unread, chunk[:got]...)
		n.mu.Unlock()
		if err != nil {
			n.fail(err)
			return
		}
		signal(n.more)
		for n.full() {
			select {
			case <-n.room:
			case <-n.ctx.Done():
				return
			}
		}
	}
}

func (n *connection) full() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.unread) >= maxUnread
}

// fail is the end of what can be read.
func (n *connection) fail(err error) {
	n.mu.Lock()
	n.readErr = err
	n.mu.Unlock()
	signal(n.more)
}

func signal(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// connected waits a little for the connection.
func (n *connection) connected() errno {
	if !within(patience, n.made) {
		return errAgain
	}
	return errnoOf(n.err)
}

// within waits for news, but not for long.
func within(limit time.Duration, news <-chan struct{}) bool {
	select {
	case <-news:
		return true
	default:
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-news:
		return true
	case <-timer.C:
		return false
	}
}

// read reads what is there, after a little wait for it. For an empty p it says at
// once whether there is something to read, be it the end.
func (n *connection) read(p []byte) (int, errno) {
	if code := n.connected(); code != success {
		return 0, code
	}
	count, code := n.take(p)
	if code == errAgain && len(p) > 0 && within(patience, n.more) {
		return n.take(p)
	}
	return count, code
}

func (n *connection) take(p []byte) (int, errno) {
	n.mu.Lock()
	defer n.mu.Unlock()
	count := copy(p, n.unread)
	switch {
	case count > 0:
		if n.unread = n.unread[count:]; len(n.unread) == 0 {
			n.unread = nil
		}
		signal(n.room)
		return count, success
	case len(n.unread) > 0: // and p is empty
		return 0, success
	case n.readErr == nil:
		return 0, errAgain
	case len(p) == 0 || errors.Is(n.readErr, io.EOF):
		return 0, success
	default:
		return 0, errnoOf(n.readErr)
	}
}

// write writes what the network takes.
func (n *connection) write(p []byte) (int, errno) {
	if code := n.connected(); code != success || len(p) == 0 {
		return 0, code
	}
	if err := n.conn.SetWriteDeadline(time.Now().Add(patience)); err != nil {
		return 0, errnoOf(err)
	}
	written, err := n.conn.Write(p)
	switch {
	case written > 0:
		return written, success
	case isTimeout(err):
		return 0, errAgain
	default:
		return 0, errnoOf(err)
	}
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }

// end closes the connection, now or as soon as it is made.
func (n *connection) end() { n.cancel() }

func (c *connections) closeAll() {
	for _, n := range c.open {
		n.end()
	}
	c.open = nil
}
