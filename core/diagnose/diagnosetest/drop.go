package diagnosetest

import (
	"net"
	"strconv"
	"syscall"
	"time"
)

// Drop is an address and port at which connections are neither accepted nor refused.
type Drop struct {
	fd    int
	taken []net.Conn
}

// NewDrop listens with room for no more connections, and takes the room; port 0 is one that is free.
func NewDrop(address string, port int) (*Drop, int, error) {
	fd, port, err := Bound(address, port)
	if err != nil {
		return nil, 0, err
	}
	d := &Drop{fd: fd}
	if err := syscall.Listen(fd, 0); err != nil {
		d.Close()
		return nil, 0, err
	}
	for range 2 { // the kernel has room for one more than was asked for
		c, err := net.DialTimeout("tcp", net.JoinHostPort(address, strconv.Itoa(port)), 200*time.Millisecond)
		if err != nil {
			break
		}
		d.taken = append(d.taken, c)
	}
	return d, port, nil
}

// Close frees the address.
func (d *Drop) Close() {
	for _, c := range d.taken {
		_ = c.Close()
	}
	_ = syscall.Close(d.fd)
}

// Bound is a socket that has an address and a port, and does not listen.
func Bound(address string, port int) (fd, bound int, err error) {
	if fd, err = syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0); err != nil {
		return 0, 0, err
	}
	a := &syscall.SockaddrInet4{Port: port}
	copy(a.Addr[:], net.ParseIP(address).To4())
	if err = syscall.Bind(fd, a); err == nil {
		var name syscall.Sockaddr
		if name, err = syscall.Getsockname(fd); err == nil {
			return fd, name.(*syscall.SockaddrInet4).Port, nil
		}
	}
	_ = syscall.Close(fd)
	return 0, 0, err
}
