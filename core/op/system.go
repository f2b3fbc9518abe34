package op

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"time"

	"github.com/sallyport/sallyport/core/trust"
)

// System lends what the core may not take by itself. A nil field stands for the
// operating system's.
type System struct {
	Clock    func() time.Time
	Rand     io.Reader
	ReadFile func(path string) ([]byte, error)
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)

	// NoNetwork, if not nil, is what operations that wait for the network answer.
	NoNetwork error
	// Alone says that goroutines stand still between calls.
	Alone bool
	// CheckClock, if not nil, is asked before the library reads the clock.
	CheckClock func() error

	roots *trust.Kept // of all its objects
}

func (s System) withDefaults() System {
	if s.Clock == nil {
		s.Clock = time.Now
	}
	if s.Rand == nil {
		s.Rand = rand.Reader
	}
	if s.ReadFile == nil {
		s.ReadFile = readFile
	}
	if s.roots == nil {
		s.roots = new(trust.Kept)
	}
	return s
}

// at turns what a host gave as time into a time.
func (s *System) at(seconds int64) (time.Time, error) {
	if seconds != Now {
		return time.Unix(seconds, 0), nil
	}
	if s.CheckClock != nil {
		if err := s.CheckClock(); err != nil {
			return time.Time{}, err
		}
	}
	return s.Clock(), nil
}

// maxFile is above what a bundle of all the world's CAs needs.
const maxFile = 16 << 20

// readFile reads a file that an option names, which may be a device or a pipe
// without end.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = errors.New("the file is larger than 16 MiB")
	}
	return data, err
}
