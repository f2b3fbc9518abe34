package op

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"os"
	"time"
)

// Host lends what the core may not take by itself. A nil field stands for the
// operating system's.
type Host struct {
	Clock    func() time.Time
	Rand     io.Reader
	ReadFile func(path string) ([]byte, error)
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

func (h Host) withDefaults() Host {
	if h.Clock == nil {
		h.Clock = time.Now
	}
	if h.Rand == nil {
		h.Rand = rand.Reader
	}
	if h.ReadFile == nil {
		h.ReadFile = os.ReadFile
	}
	return h
}
