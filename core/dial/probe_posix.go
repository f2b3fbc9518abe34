//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package dial

import "syscall"

// probe is what quiet needs, made once for a connection that is used often.
type probe struct {
	socket syscall.RawConn
	peek   func(fd uintptr)
	quiet  bool
}

// quiet peeks into the socket without waiting: an idle connection has nothing to
// read. End of stream, an error, or unasked bytes (a timeout response, a closing
// alert) all mean that it is not to be used again.
func (w *wire) quiet() bool {
	p := &w.probe
	if p.socket == nil {
		connection, ok := w.Conn.(syscall.Conn)
		if !ok {
			return true // a lent network
		}
		socket, err := connection.SyscallConn()
		if err != nil {
			return false
		}
		p.socket, p.peek = socket, func(fd uintptr) {
			_, _, err := syscall.Recvfrom(int(fd), w.one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
			p.quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
		}
	}
	p.quiet = false
	return p.socket.Control(p.peek) == nil && p.quiet
}
