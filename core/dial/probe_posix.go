//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package dial

import (
	"errors"
	"io"
	"syscall"
)

// probe is what works on the socket itself, made once for a connection that is
// used often.
type probe struct {
	socket syscall.RawConn
	broken bool // its network is lent, or closed
	peek   func(fd uintptr)
	quiet  bool

	read, write func(fd uintptr) bool
	memory      []byte // of read or write
	n           int
	err         error
}

// find reports whether there is a socket.
func (w *wire) find() bool {
	p := &w.probe
	if p.socket != nil || p.broken {
		return p.socket != nil
	}
	p.broken = true
	connection, ok := w.Conn.(syscall.Conn)
	if !ok {
		return false // a lent network
	}
	socket, err := connection.SyscallConn()
	if err != nil {
		return false
	}
	p.socket, p.broken = socket, false
	p.peek = func(fd uintptr) {
		_, _, err := syscall.Recvfrom(int(fd), w.one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		p.quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	}
	p.read = func(fd uintptr) bool { p.n, p.err = syscall.Read(int(fd), p.memory); return true }
	p.write = func(fd uintptr) bool { p.n, p.err = syscall.Write(int(fd), p.memory); return true }
	return true
}

// receive reads what is there. Sockets of the runtime do not wait by themselves.
func (w *wire) receive(b []byte) (int, error) {
	w.probe.memory = b
	n, err := w.once(w.probe.socket.Read(w.probe.read))
	if n == 0 && err == nil && len(b) > 0 {
		err = io.EOF
	}
	return n, err
}

// send writes what the system takes at once, which is no error.
func (w *wire) send(b []byte) (int, error) {
	w.probe.memory = b
	n, err := w.once(w.probe.socket.Write(w.probe.write))
	if errors.Is(err, errWouldBlock) {
		err = nil
	}
	return n, err
}

func (w *wire) once(err error) (int, error) {
	p := &w.probe
	p.memory = nil
	switch {
	case err != nil:
		return 0, err
	case errors.Is(p.err, syscall.EAGAIN) || errors.Is(p.err, syscall.EWOULDBLOCK) || errors.Is(p.err, syscall.EINTR):
		return 0, errWouldBlock
	case p.err != nil:
		return 0, p.err
	}
	return p.n, nil
}

// descriptor is that of the socket, -1 if it is closed.
func (w *wire) descriptor() int {
	out := -1
	if !w.find() || w.probe.socket.Control(func(fd uintptr) { out = int(fd) }) != nil {
		return -1
	}
	return out
}

// quiet peeks into the socket without waiting: an idle connection has nothing to
// read. End of stream, an error, or unasked bytes (a timeout response, a closing
// alert) all mean that it is not to be used again.
func (w *wire) quiet() bool {
	if !w.find() {
		_, ours := w.Conn.(syscall.Conn)
		return !ours // a lent network cannot tell
	}
	w.probe.quiet = false
	return w.probe.socket.Control(w.probe.peek) == nil && w.probe.quiet
}
