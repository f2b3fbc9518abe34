package dial

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/trust"
)

// Options configure a [Dialer].
type Options struct {
	Table   *Table
	Allow   *Allow           // nil: every address
	Connect time.Duration    // limit for one address, and for a look-up; 0: none
	TLS     time.Duration    // limit for one handshake; 0: none
	Clock   func() time.Time // for certificate dates and the memory of failures

	// Dial is a lent network that must honour ctx; nil: the system's. It is given
	// names as they are, unless Lookup is set too.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Lookup replaces DNS; nil: Go's own resolver.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// Dialer makes connections. It may be used from many goroutines at once.
type Dialer struct {
	o      Options
	failed memory
	// Where a hello with post-quantum groups was cut and one without was not.
	classical memory
}

// New returns a Dialer.
func New(o Options) *Dialer {
	if o.Dial == nil {
		o.useSystem()
	}
	return &Dialer{o: o}
}

// Target is what to connect to.
type Target struct {
	Host string // a name or an IP address without brackets
	Port int

	Policy      *trust.Policy // nil: no TLS
	ALPN        []string
	RequireALPN bool // fail unless the server selects one of ALPN

	Further []*x509.Certificate // intermediates that the server does not send

	Limit time.Duration // instead of Options.Connect and Options.TLS; 0: those, negative: none

	// Via opens a tunnel to an address, through a proxy. A pinned host is
	// tunnelled to by its address, any other by its name, for the proxy to look up.
	Via func(ctx context.Context, address string) (net.Conn, error)
}

// limit is that of the target, or else the dialer's.
func (t *Target) limit(standard time.Duration) time.Duration {
	if t.Limit == 0 {
		return standard
	}
	return max(t.Limit, 0)
}

// Dial connects to one of the target's addresses, TLS handshake included.
func (d *Dialer) Dial(ctx context.Context, t Target) (*Conn, error) {
	addresses, dns, err := d.addresses(ctx, t)
	if err != nil {
		return nil, err
	}
	addresses = d.failed.last(addresses, d.o.Clock())

	started := time.Now()
	attempt := func(ctx context.Context, address string, connected func()) (*Conn, error) {
		c, err := d.attempt(ctx, t, address, started, connected)
		switch {
		case err == nil:
			d.failed.forget(address)
		case !ended(ctx):
			d.failed.add(address, d.o.Clock())
		}
		return c, err
	}
	c, errs := race(ctx, addresses, attempt)
	if c == nil {
		return nil, summary(ctx, t, addresses, errs)
	}
	c.DNS = dns
	return c, nil
}

// addresses returns "address:port" for each place to try, and how long DNS took
// to say: 0 if it was not asked.
func (d *Dialer) addresses(ctx context.Context, t Target) (list []string, dns time.Duration, err error) {
	port := strconv.Itoa(t.Port)
	pinned := d.o.Table.Lookup(t.Host, t.Port)
	if len(pinned) == 0 {
		address, err := netip.ParseAddr(t.Host)
		switch {
		case err == nil:
			pinned = []netip.Addr{address}
		case t.Via != nil || d.o.Lookup == nil:
			if err := d.o.Allow.Name(t.Host); err != nil {
				return nil, 0, err
			}
			return []string{net.JoinHostPort(t.Host, port)}, 0, nil
		default:
			start := time.Now()
			found, err := d.lookup(ctx, t.Host, t.limit(d.o.Connect))
			if err != nil {
				return nil, 0, err
			}
			pinned, dns = alternate(found), time.Since(start)
		}
	}
	if pinned, err = d.o.Allow.filter(t.Host, pinned); err != nil {
		return nil, dns, err
	}
	list = make([]string, len(pinned))
	for i, address := range pinned {
		list[i] = net.JoinHostPort(address.String(), port)
	}
	return list, dns, nil
}

// attempt tries one address: TCP or the tunnel, then TLS. A hello that is cut is
// sent once more in its short form: some middleboxes expect it in one packet.
func (d *Dialer) attempt(ctx context.Context, t Target, address string, started time.Time, connected func()) (*Conn, error) {
	short := d.classical.has(address, d.o.Clock())
	c, err := d.once(ctx, t, address, started, connected, short)
	if err == nil || c == nil || short || ended(ctx) {
		return c.made(err)
	}
	if c.wire.silent() { // perhaps for its size; there is no time to try again
		d.classical.add(address, d.o.Clock())
	}
	if !c.wire.wasCut(c.broke) {
		return nil, err
	}
	again, errAgain := d.once(ctx, t, address, started, func() {}, true)
	switch {
	case errAgain == nil:
		d.classical.add(address, d.o.Clock())
		return again, nil
	case again == nil: // not even connected: says less than the first try
		return nil, err
	case again.wire.wasCut(again.broke):
		return nil, cutTwice(address, c.wire.written.Load(), again.wire.written.Load(), errAgain)
	}
	return nil, errAgain
}

// once returns the connection with an error too, if it came so far.
func (d *Dialer) once(ctx context.Context, t Target, address string, started time.Time, connected func(), short bool) (*Conn, error) {
	raw, err := d.connect(ctx, t, address)
	if err != nil {
		return nil, err
	}
	c := &Conn{Address: address, host: t.Host, policy: t.Policy, clock: d.o.Clock, wire: &wire{Conn: raw}}
	c.pinned, c.via = len(d.o.Table.Lookup(t.Host, t.Port)) > 0, t.Via != nil
	c.Conn, c.Connect = c.wire, time.Since(started)
	if t.Policy == nil {
		return c, nil
	}
	connected()
	if err := c.handshake(ctx, t, t.limit(d.o.TLS), short); err != nil {
		c.Abort() // not Close, which would try to say goodbye
		return c, err
	}
	return c, nil
}

// made is the connection, or the error without it.
func (c *Conn) made(err error) (*Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (d *Dialer) connect(ctx context.Context, t Target, address string) (net.Conn, error) {
	limit := t.limit(d.o.Connect)
	limited, cancel := withLimit(ctx, limit)
	defer cancel()
	var raw net.Conn
	var err error
	if t.Via != nil {
		raw, err = t.Via(limited, address)
	} else {
		raw, err = d.o.Dial(limited, "tcp", address)
	}
	switch {
	case err == nil:
		return raw, nil
	case ended(ctx):
		return nil, Interrupted(ctx, "connecting to "+address)
	default:
		return nil, connectFault(err, address, limit)
	}
}

// withLimit is context.WithTimeout where 0 is no limit.
func withLimit(ctx context.Context, limit time.Duration) (context.Context, context.CancelFunc) {
	if limit <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, limit)
}
