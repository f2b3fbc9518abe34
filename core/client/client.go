package client

import (
	"context"
	"io"
	"math"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/cookie"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

// Timeouts bound a call. A zero field has the default; a negative one is no limit.
type Timeouts struct {
	Total   time.Duration // the whole call with its retries and redirects; 60 s
	Connect time.Duration // one address, and the look-up of a name; 10 s
	TLS     time.Duration // one handshake; 10 s
	Read    time.Duration // the longest silence of the peer; 30 s
}

// Options configure a [Client]. The zero value is a safe default.
type Options struct {
	Resolve  *dial.Table   // pinned addresses; nil: DNS alone
	Allow    *dial.Allow   // addresses that may be dialled, after redirects and for proxies too; nil: all
	Trust    *trust.Policy // nil: the system's roots, no client certificate
	Timeouts Timeouts

	Retries      int   // repeats of a call that may be repeated; 0: 2, negative: none
	MaxRedirects int   // 0: 10, negative: redirects are returned, not followed
	MaxBody      int64 // bytes; 0: 64 MiB
	MaxHeader    int64 // bytes; 0: 64 KiB

	// Decode asks for gzip and deflate, unless the request says what it accepts or
	// is one for a range, and takes these codings off the body. MaxBody is the limit
	// of both sizes. The response's headers are left as they came.
	Decode bool

	Cookies Cookies // how long those are kept that servers set; 0: CookiesPerCall

	Proxy   string // http://[user:password@]host:port for each host that NoProxy does not name; "none": no proxy at all
	NoProxy string // comma list of hosts, .suffixes, addresses and networks; "*": all

	// Env is the environment that may name proxies (HTTPS_PROXY, HTTP_PROXY,
	// ALL_PROXY, NO_PROXY); nil: none. A pinned host never uses such a proxy.
	Env func(name string) (value string, ok bool)

	ALPN []string // nil: http/1.1; empty: no ALPN
	// MinRate is how slowly a server may send a response, in bytes a second, those
	// of TLS included: a mean of at least MinRateTime, of which only the time counts
	// that it is waited for. 0: as slowly as it likes.
	MinRate     int64
	MinRateTime time.Duration // 0: 30 s

	RequireALPN bool // fail unless the server selects one of ALPN

	// FetchIntermediates gets certificates that a server should have sent from where
	// its certificate says that they are, over plain HTTP and under the same Resolve,
	// Allow and Proxy: whoever answers as the server chooses that address.
	FetchIntermediates bool

	Signer *sigv4.Signer // signs each attempt when it is sent; nil: none
	// Renewed gives the signer of now, for credentials that have an end, and may wait
	// for it; nil: Signer, which is
	// asked for nothing but its scheme if this is set.
	Renewed   func(ctx context.Context) (*sigv4.Signer, error)
	UserAgent string // for requests without one; empty: sallyport

	Clock func() time.Time // wall clock for signatures and certificate dates; nil: time.Now
	Rand  io.Reader        // jitter of the waits between retries; nil: no jitter

	// Dial is a lent network; nil: the system's. It must honour ctx, and is given
	// the names of hosts that are not pinned.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Lookup replaces DNS; nil: Go's own resolver, or the lent network's.
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
}

// endless is the largest limit of a body: one that is over it can be counted.
const endless = math.MaxInt64 - 1

// Client makes requests and keeps connections for the next ones. It may be used
// from many goroutines at once.
type Client struct {
	o       Options
	dialer  *dial.Dialer
	proxies proxies
	pool    pool
	alpn    string // for the pool's key
	issuers issuers
	jar     *cookie.Jar // nil: none, or one for each call
}

// New checks the options.
func New(o Options) (*Client, error) {
	if o.Trust == nil && !Offline {
		policy, err := trust.New(trust.Options{})
		if err != nil {
			return nil, err
		}
		o.Trust = policy
	}
	if o.MaxBody < 0 || o.MaxHeader < 0 || o.MinRate < 0 {
		return nil, fault.New(fault.InvalidOption, "max body %d, max header %d or min rate %d is negative", o.MaxBody, o.MaxHeader, o.MinRate)
	}
	o.Timeouts.Total = orDefault(o.Timeouts.Total, 60*time.Second)
	o.Timeouts.Connect = orDefault(o.Timeouts.Connect, 10*time.Second)
	o.Timeouts.TLS = orDefault(o.Timeouts.TLS, 10*time.Second)
	o.Timeouts.Read = orDefault(o.Timeouts.Read, 30*time.Second)
	o.MinRateTime = orDefault(o.MinRateTime, 30*time.Second)
	o.Retries = orDefault(o.Retries, 2)
	o.MaxRedirects = orDefault(o.MaxRedirects, 10)
	o.MaxBody = min(orDefault(o.MaxBody, 64<<20), endless)
	o.MaxHeader = orDefault(o.MaxHeader, 64<<10)
	if o.ALPN == nil {
		o.ALPN = []string{"http/1.1"}
	}
	for _, name := range o.ALPN {
		if name == "" || len(name) > 255 { // RFC 7301 section 3.1
			return nil, fault.New(fault.InvalidOption, "an ALPN protocol has %d bytes; it can have 1 to 255", len(name))
		}
	}
	if o.UserAgent == "" {
		o.UserAgent = "sallyport"
	}
	if !grammar.Value(o.UserAgent) {
		return nil, fault.New(fault.InvalidOption, "user agent %q holds a control character", o.UserAgent)
	}
	if o.Clock == nil {
		o.Clock = time.Now
	}
	proxies, err := newProxies(o)
	if err != nil {
		return nil, err
	}
	c := &Client{o: o, proxies: proxies}
	c.dialer = dial.New(dial.Options{
		Table: o.Resolve, Allow: o.Allow, Connect: o.Timeouts.Connect, TLS: o.Timeouts.TLS, Clock: o.Clock, Dial: o.Dial, Lookup: o.Lookup,
	})
	c.alpn = strings.Join(o.ALPN, ",")
	if o.Cookies == CookiesPerClient {
		c.jar = new(cookie.Jar)
	}
	if o.FetchIntermediates && !Offline {
		if c.issuers.client, err = newFetcher(o); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// orDefault gives zero the default and negative "none", which is zero from then on.
func orDefault[T ~int | ~int64](value, standard T) T {
	if value == 0 {
		return standard
	}
	return max(value, 0)
}

func (o *Options) signs() bool { return o.Signer != nil || o.Renewed != nil }

// Close closes the idle connections. Calls in flight go on; later ones fail.
func (c *Client) Close() {
	c.pool.close()
	if c.issuers.client != nil {
		c.issuers.client.Close()
	}
}
