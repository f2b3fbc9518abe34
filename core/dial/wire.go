package dial

import (
	"io"
	"net"
	"time"
)

// firstBytes is how much of the peer's first bytes is kept as evidence.
const firstBytes = 32

// wire is the network below TLS, with what only this level can know.
type wire struct {
	net.Conn
	silence time.Duration // limit for each read and write; 0: none
	written int64
	ended   bool // the peer closed its side
	first   []byte
}

func (w *wire) Read(p []byte) (int, error) {
	if w.silence > 0 {
		_ = w.Conn.SetReadDeadline(time.Now().Add(w.silence))
	}
	n, err := w.Conn.Read(p)
	if room := firstBytes - len(w.first); room > 0 {
		w.first = append(w.first, p[:min(n, room)]...)
	}
	if err == io.EOF {
		w.ended = true
	}
	return n, err
}

func (w *wire) Write(p []byte) (int, error) {
	if w.silence > 0 {
		_ = w.Conn.SetWriteDeadline(time.Now().Add(w.silence))
	}
	n, err := w.Conn.Write(p)
	w.written += int64(n)
	return n, err
}
