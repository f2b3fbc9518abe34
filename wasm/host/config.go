package host

import (
	"context"
	"net"
	"runtime"

	"github.com/sallyport/sallyport/core/fault"
)

// Config configures a [Runtime]. The zero value works, without network.
type Config struct {
	// CacheDir keeps the compiled module between processes; those of one user may
	// share it. It is made if it does not exist, and must be writable unless the
	// module is in it. If an entry is damaged, all are made anew. Empty: compile
	// each time, which takes seconds and some 200 MB of memory.
	CacheDir string

	// MaxInstances is how many calls can run at a time; more wait. Instances are
	// made when they are needed, and have about 7 MiB each. 0: four times
	// GOMAXPROCS.
	MaxInstances int

	// MaxMemory limits the memory of one instance, in bytes. A call that needs
	// more fails with OUT_OF_MEMORY. 0: 320 MiB, enough for the largest body that
	// the options allow by default.
	MaxMemory int64

	// Network is lent to the module; nil: none.
	Network *Network
}

// Network is what of the network the module may use.
type Network struct {
	// Allow lists what may be connected to, as host:port. A host is a name, all
	// names below one (*.example.com), an address, a network (10.0.0.0/8;
	// [2001:db8::/32] in brackets), or * for any; a port is a number or *. Names
	// are ASCII. They are looked up on this side, and each of their addresses is
	// allowed. An IPv4 address in IPv6 (::ffff:192.0.2.1) is that address. A host
	// that client.resolve pins is connected to by its address, which must be
	// allowed itself.
	Allow []string

	// Dial connects; nil: a net.Dialer. It is called from many goroutines. Its
	// connections must have deadlines, and work on after one has passed, as those
	// of net do and a tls.Conn does not.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

const (
	pageSize       = 64 << 10
	standardMemory = 320 << 20
	largestMemory  = 4 << 30
	mostPages      = largestMemory/pageSize - 1 // the size of one more overflows in wazero
)

func (c *Config) check() error {
	if c.MaxInstances == 0 {
		c.MaxInstances = 4 * runtime.GOMAXPROCS(0)
	}
	if c.MaxMemory == 0 {
		c.MaxMemory = standardMemory
	}
	if c.MaxInstances < 0 {
		return fault.New(fault.InvalidArgument, "MaxInstances is %d", c.MaxInstances)
	}
	if c.MaxMemory < pageSize || c.MaxMemory > largestMemory {
		return fault.New(fault.InvalidArgument, "MaxMemory is %d bytes; WebAssembly has up to 4 GiB", c.MaxMemory)
	}
	return nil
}
