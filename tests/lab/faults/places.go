package faults

import (
	"fmt"
	"net"
	"os"
	"syscall"
	"time"
)

// Drop is an address of the server's port at which connections are neither accepted nor refused.
type Drop struct {
	Address string
	fds     []int
	taken   []net.Conn
}

// NewDrop listens on an address with room for no more connections, and takes the room.
func NewDrop(address string, port int) (*Drop, error) {
	fd, err := bound(address, port)
	if err != nil {
		return nil, err
	}
	d := &Drop{Address: address, fds: []int{fd}}
	if err := syscall.Listen(fd, 0); err != nil {
		d.Close()
		return nil, err
	}
	for range 2 { // the kernel has room for one more than was asked for
		c, err := net.DialTimeout("tcp", fmt.Sprintf("%s:%d", address, port), 200*time.Millisecond)
		if err != nil {
			return d, nil
		}
		d.taken = append(d.taken, c)
	}
	return d, nil
}

// Close frees the address.
func (d *Drop) Close() {
	for _, c := range d.taken {
		_ = c.Close()
	}
	for _, fd := range d.fds {
		_ = syscall.Close(fd)
	}
}

func bound(address string, port int) (int, error) {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	a := &syscall.SockaddrInet4{Port: port}
	copy(a.Addr[:], net.ParseIP(address).To4())
	if err := syscall.Bind(fd, a); err != nil {
		_ = syscall.Close(fd)
		return 0, err
	}
	return fd, nil
}

// opensAfter is how long a place that opens refuses.
const opensAfter = 150 * time.Millisecond

// Open makes a port of the address that refuses connections, and a moment later serves them as
// the other port does.
func (s *Server) Open(address string) (port int, err error) {
	fd, err := bound(address, 0)
	if err != nil {
		return 0, err
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		_ = syscall.Close(fd)
		return 0, err
	}
	time.AfterFunc(opensAfter, func() {
		if syscall.Listen(fd, 16) != nil {
			return
		}
		file := os.NewFile(uintptr(fd), "opens")
		l, err := net.FileListener(file)
		_ = file.Close()
		if err == nil {
			s.accept(l)
		}
	})
	return name.(*syscall.SockaddrInet4).Port, nil
}
