package client

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

// Header is one HTTP header field.
type Header = sigv4.Header

// UserAgent is sent when a request has no User-Agent of its own.
const UserAgent = "sallyport/0.1.0"

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
	Trust    *trust.Policy // nil: the system's roots, no client certificate
	Timeouts Timeouts

	Retries      int   // repeats of a call that may be repeated; 0: 2, negative: none
	MaxRedirects int   // 0: 10, negative: redirects are returned, not followed
	MaxBody      int64 // bytes; 0: 64 MiB
	MaxHeader    int64 // bytes; 0: 64 KiB

	Proxy   string // http://[user:password@]host:port for every host that NoProxy does not name
	NoProxy string // comma list of hosts, .suffixes, addresses and networks; "*": all

	// Env is the environment that may name proxies (HTTPS_PROXY, HTTP_PROXY,
	// ALL_PROXY, NO_PROXY); nil: none. A pinned host never uses such a proxy.
	Env func(name string) (value string, ok bool)

	ALPN        []string // nil: http/1.1; empty: no ALPN
	RequireALPN bool     // fail unless the server selects one of ALPN

	Signer interface {
		Sign(*sigv4.Request) (*sigv4.SignedRequest, error)
	}

	Clock func() time.Time // wall clock for signatures and certificate dates; nil: time.Now
	Rand  io.Reader        // jitter of the waits between retries; nil: no jitter

	// Dial is a lent network; nil: the system's. It must honour ctx.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Request is one HTTP request.
type Request struct {
	Method  string // empty: GET
	URL     string // absolute; its path and query go over the wire as they are
	Headers []Header
	Body    []byte

	PayloadHash string        // for the signer, see sigv4.Request
	Timeout     time.Duration // instead of Timeouts.Total

	// DuplicatesAllowed says that the request may reach the server twice, and so
	// may be repeated when its fate is unknown.
	DuplicatesAllowed bool
}

// Response is a complete HTTP response.
type Response struct {
	StatusCode int
	Status     string // "200 OK"
	Headers    []Header
	Body       []byte
	URL        string // of the last request, after redirects
	Attempts   int    // requests tried for this response, 1 without retries or redirects
	Timings    Timings
	Peer       Peer
}

// Timings are the phases of the last attempt; Total is that of the whole call.
type Timings struct {
	DNS, Connect, TLS, FirstByte, Total time.Duration
	Reused                              bool // on a connection of an earlier request
}

// Peer is who answered.
type Peer struct {
	Address                       string // ip:port
	TLSVersion, CipherSuite, ALPN string
	Certificates                  [][]byte // DER, leaf first
	TrustSource                   string
}

// Client makes requests and keeps connections for the next ones. It may be used
// from many goroutines at once.
type Client struct{}

// New checks the options.
func New(o Options) (*Client, error) { return &Client{}, nil }

// Do makes one request and reads its whole response. Any HTTP status is a
// response, not an error: see [Response.Err].
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) { return nil, nil }

// Close closes the idle connections. Calls in flight go on.
func (c *Client) Close() {}

// Header returns the value of the first header with that name, in any case.
func (r *Response) Header(name string) string { return "" }

// Err returns nil for a status below 400, else HTTP_STATUS with the status as
// its detail.
func (r *Response) Err() error { return nil }
