package dial

import (
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// firstBytes is how much of the peer's first bytes is kept as evidence.
const firstBytes = 32

// wire is the network below TLS, with what only this level can know.
type wire struct {
	net.Conn
	silence time.Duration // limit for each read and write; 0: none
	until   time.Time     // limit for all of them; zero: none
	written int64
	ended   bool // the peer closed its side
	first   []byte
	dry     bool // reads find nothing, so that TLS gives what it holds already
	one     [1]byte
	probe   probe
}

// limit returns when a read or write that begins now must have ended.
func (w *wire) limit() time.Time {
	if w.silence <= 0 {
		return w.until
	}
	at := time.Now().Add(w.silence)
	if !w.until.IsZero() && w.until.Before(at) {
		return w.until
	}
	return at
}

func (w *wire) Read(p []byte) (int, error) {
	if w.dry {
		return 0, os.ErrDeadlineExceeded // temporary: the one error that TLS recovers from
	}
	if at := w.limit(); !at.IsZero() {
		_ = w.Conn.SetReadDeadline(at)
	}
	n, err := w.Conn.Read(p)
	if room := firstBytes - len(w.first); room > 0 {
		w.first = append(w.first, p[:min(n, room)]...)
	}
	if errors.Is(err, io.EOF) {
		w.ended = true
	}
	return n, err
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
	if at := w.limit(); !at.IsZero() {
		_ = w.Conn.SetWriteDeadline(at)
	}
	n, err := w.Conn.Write(p)
	w.written += int64(n)
	return n, err
}
