package dial

import (
	"context"
	"time"
)

// Addresses returns where [Dialer.Dial] would go, as "address:port" and in its
// order, and how long DNS took to say.
func (d *Dialer) Addresses(ctx context.Context, t Target) ([]string, time.Duration, error) {
	return d.addresses(ctx, t)
}

// DialAt connects to one of the addresses that Addresses has returned, as Dial
// would.
func (d *Dialer) DialAt(ctx context.Context, t Target, address string) (*Conn, error) {
	return d.attempt(ctx, t, address, time.Now(), func() {})
}
