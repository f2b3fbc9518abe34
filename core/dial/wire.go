package dial

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// gathered is how much goes out at once of what is gathered: some records of TLS.
const gathered = 64 << 10

// firstBytes is how much of the peer's first bytes is kept as evidence.
const firstBytes = 32

// wire is the network below TLS, with what only this level can know.
type wire struct {
	net.Conn
	silence time.Duration // limit for each read and write; 0: none
	until   time.Time     // limit for all of them; zero: none
	written atomic.Int64
	ended   bool // the peer closed its side
	first   []byte
	dry     bool // reads find nothing, so that TLS gives what it holds already
	one     [1]byte
	probe   probe

	nonblocking bool       // reads and writes do not wait
	out         sync.Mutex // of late and gathering: TLS may write while it reads
	late        []byte     // what such a write could not hand over, or what is gathered
	gathering   bool       // writes collect what goes out together
	from        time.Time  // the peer's silence before the next read began then; zero: it begins with the read
	pace        pace
	timed       bool   // a deadline was set
	split       *split // while another goroutine writes; else nil
}

// limit returns when a read or write that begins now must have ended.
func (w *wire) limit() time.Time {
	from := w.from
	if from.IsZero() {
		from = time.Now()
	}
	return w.within(from, w.silence)
}

// within is the end of a silence, and of everything.
func (w *wire) within(from time.Time, silence time.Duration) time.Time {
	at := from.Add(silence)
	if silence <= 0 || !w.until.IsZero() && w.until.Before(at) {
		return w.until
	}
	return at
}

func (w *wire) Read(p []byte) (int, error) {
	if w.dry {
		return 0, errWouldBlock
	}
	n, err := w.paced(p)
	if room := firstBytes - len(w.first); room > 0 {
		w.first = append(w.first, p[:min(n, room)]...)
	}
	if errors.Is(err, io.EOF) {
		w.ended = true
	}
	return n, err
}

// errWouldBlock is temporary: the one error that TLS recovers from.
var errWouldBlock = os.ErrDeadlineExceeded

func (w *wire) paced(p []byte) (int, error) {
	if w.pace.rate <= 0 || w.waited() {
		return w.read(p)
	}
	began := time.Now()
	n, err := w.read(p)
	if slow := w.pace.count(n, began, errors.Is(err, errWouldBlock)); slow != nil {
		return 0, slow
	}
	return n, err
}

func (w *wire) read(p []byte) (int, error) {
	if w.nonblocking {
		return w.receive(p)
	}
	if w.split == nil {
		if err := w.flush(); err != nil {
			return 0, err
		}
	}
	w.limitRead()
	return w.Conn.Read(p)
}

// Close may run in a goroutine that a cancelled context starts, where a panic of
// a lent network would end the process.
func (w *wire) Close() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fault.New(fault.Internal, "closing the connection panicked: %v", r)
		}
	}()
	return w.Conn.Close()
}

func (w *wire) Write(p []byte) (int, error) {
	w.out.Lock()
	defer w.out.Unlock()
	if w.nonblocking {
		n, err := w.send(p)
		if err == nil {
			w.late = append(w.late, p[n:]...)
			n = len(p)
		}
		w.written.Add(int64(n))
		return n, err
	}
	if w.gathering {
		w.late = append(w.late, p...)
		w.written.Add(int64(len(p)))
		if len(w.late) < gathered {
			return len(p), nil
		}
		if err := w.flushLocked(); err != nil {
			return 0, err
		}
		return len(p), nil
	}
	if err := w.flushLocked(); err != nil {
		return 0, err
	}
	w.limitWrite()
	n, err := w.Conn.Write(p)
	w.written.Add(int64(n))
	return n, err
}

// flush writes what a write that could not wait has left.
func (w *wire) flush() error {
	w.out.Lock()
	defer w.out.Unlock()
	return w.flushLocked()
}

func (w *wire) flushLocked() error {
	if len(w.late) == 0 {
		return nil
	}
	w.limitWrite()
	_, err := w.Conn.Write(w.late)
	if w.late = w.late[:0]; !w.gathering {
		w.late = nil
	}
	return err
}
