//go:build !wasip1

package dial

import (
	"context"
	"net"
	"net/netip"
)

// useSystem connects by the system, and looks names up by Go's own resolver.
func (o *Options) useSystem() {
	o.Dial = new(net.Dialer).DialContext
	if o.Lookup == nil {
		resolver := &net.Resolver{PreferGo: true}
		o.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return resolver.LookupNetIP(ctx, "ip", host)
		}
	}
}
