package faults

import (
	"net"
	"os"
	"syscall"
	"time"

	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
)

// opensAfter is how long a place that opens refuses.
const opensAfter = 150 * time.Millisecond

// Open makes a port of the address that refuses connections, and a moment later serves them as
// the other port does.
func (s *Server) Open(address string) (port int, err error) {
	fd, port, err := diagnosetest.Bound(address, 0)
	if err != nil {
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
	return port, nil
}
