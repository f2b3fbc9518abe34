package dial

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

func (d *Dialer) lookup(ctx context.Context, host string, limit time.Duration) ([]netip.Addr, error) {
	limited, cancel := withLimit(ctx, limit)
	defer cancel()
	found, err := d.o.Lookup(limited, host)
	switch {
	case err == nil && len(found) > 0:
		return found, nil
	case ended(ctx):
		return nil, Interrupted(ctx, "looking up "+host)
	}
	why := "it has no address"
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		why = "no such host"
	case limited.Err() != nil || errors.As(err, &dns) && dns.IsTimeout:
		why = "the name server did not answer in time"
	case dns != nil:
		why = dns.Err
	case err != nil:
		why = err.Error()
	}
	return nil, fault.Wrap(fault.DNSFailed, err, "%s could not be resolved: %s", host, why)
}

// alternate orders addresses so that the families take turns, the first one's
// first: where IPv6 is broken, one stagger is lost and not one per address.
func alternate(addresses []netip.Addr) []netip.Addr {
	var first, second []netip.Addr
	for i, address := range addresses {
		addresses[i] = address.Unmap()
		if addresses[i].Is4() == addresses[0].Is4() {
			first = append(first, addresses[i])
		} else {
			second = append(second, addresses[i])
		}
	}
	ordered := make([]netip.Addr, 0, len(addresses))
	for i := range max(len(first), len(second)) {
		if i < len(first) {
			ordered = append(ordered, first[i])
		}
		if i < len(second) {
			ordered = append(ordered, second[i])
		}
	}
	return ordered
}
