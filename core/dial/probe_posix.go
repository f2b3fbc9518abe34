//go:build linux || darwin || freebsd || netbsd || openbsd || dragonfly

package dial

import (
	"net"
	"syscall"
)

// quiet peeks into the socket without waiting: an idle connection has nothing to
// read. End of stream, an error, or unasked bytes (a timeout response, a closing
// alert) all mean that it is not to be used again.
func quiet(c net.Conn) bool {
	socket, ok := c.(syscall.Conn)
	if !ok {
		return true // a lent network
	}
	raw, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	quiet := false
	err = raw.Control(func(fd uintptr) {
		var b [1]byte
		_, _, err := syscall.Recvfrom(int(fd), b[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		quiet = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	})
	return err == nil && quiet
}
