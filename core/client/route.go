package client

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

// Route is the way of a request, for whoever wants to look at each step of it.
type Route struct {
	Secure bool
	Host   string
	Port   int
	Pinned bool   // Options.Resolve says where the host is
	Proxy  string // "host:port"; empty: none
	Tunnel bool   // the proxy is asked for a tunnel, not for the URL

	ProxyCredentials bool // the proxy is given a user and a password

	client *Client
	to     dial.Target // without TLS
}

// Route returns the way that a request to url would take.
//
// Errors: INVALID_URL; INVALID_OPTION for a proxy's URL in the environment.
func (c *Client) Route(url string) (*Route, error) {
	t, err := parseRequest(url)
	if err != nil {
		return nil, err
	}
	pinned := len(c.o.Resolve.Lookup(t.host, t.port)) > 0
	via, err := c.proxies.choose(&t, pinned)
	if err != nil {
		return nil, err
	}
	r := &Route{Secure: t.secure, Host: t.host, Port: t.port, Pinned: pinned, client: c}
	var forward *proxy
	r.to, forward = c.towards(&t, via, pinned)
	if via != nil {
		r.Proxy, r.Tunnel, r.ProxyCredentials = via.String(), forward == nil, via.authorization != ""
	}
	return r, nil
}

// towards returns where to dial for a target, without TLS. The second result is
// the proxy that is asked for the URL itself.
func (c *Client) towards(t *target, via *proxy, pinned bool) (to dial.Target, forward *proxy) {
	to = dial.Target{Host: t.host, Port: t.port}
	switch {
	case via == nil:
	case t.secure || pinned:
		to.Via = c.tunnel(via)
	default:
		to.Host, to.Port, forward = via.host, via.port, via
	}
	return to, forward
}

// Addresses returns where to connect to, as "address:port": the pinned ones, else
// those of DNS, else the host's name for a proxy or a lent network to look up.
func (r *Route) Addresses(ctx context.Context) ([]string, time.Duration, error) {
	return r.client.dialer.Addresses(ctx, r.to)
}

// Connect connects to one of the addresses, without TLS.
func (r *Route) Connect(ctx context.Context, address string) (*dial.Conn, error) {
	return r.client.dialer.DialAt(ctx, r.to, address)
}
