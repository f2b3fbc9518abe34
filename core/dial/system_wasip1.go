package dial

import (
	"context"
	"net"

	"github.com/sallyport/sallyport/core/fault"
)

// useSystem says that there is no network here but a lent one. Go's own is a
// pretence inside the module, and half a megabyte of it.
func (o *Options) useSystem() {
	o.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
		return nil, fault.New(fault.Unsupported, "%s: WASI preview 1 has no network, and none is lent", address)
	}
}
