package client

import (
	"context"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/cookie"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

// Do makes one request and reads its whole response. Any HTTP status is a
// response, not an error: see [Response.Err]. The request is not changed.
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) {
	if Offline {
		return nil, errOffline()
	}
	return c.call(ctx, r, nil, false)
}

// call makes one request with all its repeats and redirects, the first of which may
// have begun. With stream the body of the response is not read.
func (c *Client) call(ctx context.Context, r *Request, begun *Begun, stream bool) (response *Response, err error) {
	start := time.Now()
	var request *prepared
	switch {
	case begun != nil:
		start, request = begun.x.started, begun.request
	case c.pool.isClosed():
		return nil, fault.New(fault.HandleClosed, "the client is closed")
	default:
		if request, err = c.prepare(r); err != nil {
			return nil, err
		}
	}
	total := c.limit(r)
	switch {
	case total > 0 && c.o.Dial == nil:
		ctx = timeLimit{ctx, start.Add(total)}
	case total > 0: // a lent network may not have deadlines
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, total)
		defer func() {
			if err != nil || response.body == nil || !response.body.hold(cancel) {
				cancel()
			}
		}()
	}
	attempts := 0
	var history []Hop
	for hops := 0; ; hops++ {
		request.stream = stream
		response, err := c.send(ctx, request, &attempts)
		if err != nil {
			return nil, err
		}
		c.keepCookies(response, request)
		next, err := c.redirect(response, request, hops)
		if next != nil && err == nil && r.ReturnRedirects {
			response.Next, next = &next.Request, nil
		}
		if next != nil || err != nil {
			_ = response.body.Close()
		}
		if err != nil {
			return nil, err
		}
		if next == nil {
			response.Attempts, response.Timings.Total, response.History = attempts, time.Since(start), history
			if response.body != nil && !stream {
				response.Rest = response.stream()
			}
			return response, nil
		}
		history = append(history, Hop{response.StatusCode, response.URL})
		request = next
	}
}

// limit is the time that all of a call may take; 0: as long as it likes.
func (c *Client) limit(r *Request) time.Duration {
	if r.Timeout != 0 {
		return r.Timeout
	}
	return c.o.Timeouts.Total
}

// silence is how long the server may say nothing; 0: as long as it likes.
func (x *exchange) silence() time.Duration {
	if wait := x.request.ReadWait; wait != 0 {
		return max(wait, 0)
	}
	return x.client.o.Timeouts.Read
}

// prepared is a checked request with its URL taken apart.
type prepared struct {
	Request
	target *target
	source *source     // of the body; nil: it is Request.Body
	stream bool        // the body of the response is not read
	begun  *exchange   // its first attempt, which Begin has sent
	own    []Header    // without what the jar adds
	jar    *cookie.Jar // of the client or of the call; nil: none, or none yet

	resigned      resigning
	authorization string // that was sent last
	regionSet     string // of aws4a, likewise
}

func (c *Client) prepare(r *Request) (*prepared, error) {
	if r == nil {
		return nil, fault.New(fault.NullPointer, "the request is nil")
	}
	t, err := parseRequest(r.URL)
	if err != nil {
		return nil, err
	}
	p := &prepared{Request: *r, target: &t}
	if p.Method = strings.ToUpper(p.Method); p.Method == "" { // as the signer does, and servers expect
		p.Method = "GET"
	}
	if p.source, err = newSource(r); err != nil {
		return nil, err
	}
	if err := p.check(bodyLength(r, p.source)); err != nil {
		return nil, err
	}
	if c.o.signs() {
		if err := p.choosePayload(c.o.Signer); err != nil {
			return nil, err
		}
	}
	if err := checkHost(p.Headers, &t); err != nil {
		return nil, err
	}
	switch {
	case t.basic != "" && c.o.signs():
		return nil, fault.New(fault.InvalidURL, "URL %q: user and password cannot go with a signature", fault.URL(r.URL))
	case t.basic != "" && !has(p.Headers, "Authorization"):
		p.Headers = append(p.Headers[:len(p.Headers):len(p.Headers)], Header{Name: "Authorization", Value: t.basic})
	}
	c.addCookies(p)
	return p, nil
}

// try sends the request once. With fresh no idle connection is used.
func (c *Client) try(ctx context.Context, r *prepared, fresh bool) attempt {
	if x := r.begun; x != nil {
		r.begun = nil
		return x.completed(ctx, r)
	}
	if ctx.Err() != nil { // an idle connection would not notice
		return attempt{err: dial.Interrupted(ctx, "preparing the request to "+r.target.host)}
	}
	if err := r.source.rewind(); err != nil {
		return attempt{err: fault.From(err)}
	}
	n, err := c.connect(ctx, r.target, r.ConnectWait, fresh)
	if err != nil {
		return attempt{err: fault.From(err)}
	}
	x, err := c.exchangeOn(ctx, n, r)
	if err != nil {
		return attempt{err: fault.From(err)}
	}
	return x.completed(ctx, r)
}

// exchangeOn prepares the sending of a request, signed if it is to be, on a connection.
func (c *Client) exchangeOn(ctx context.Context, n *connection, r *prepared) (*exchange, error) {
	x := &exchange{client: c, connection: n, request: &r.Request, target: r.target, source: r.source, stream: r.stream}
	if c.o.signs() {
		var err error
		if x.request, x.target, x.source, err = c.sign(ctx, r); err != nil {
			n.retire() // into the pool go connections that have had an answer
			return nil, err
		}
	}
	return x, nil
}

// completed makes the exchange, with the body of the response unless that is left.
func (x *exchange) completed(ctx context.Context, r *prepared) attempt {
	a := x.exchange(ctx)
	if a.err == nil && !r.stream {
		a.readWhole(r.LeaveOver)
	}
	return a
}

// way finds out how a target is reached: the key of its connections, and its proxy.
func (c *Client) way(t *target) (k key, via *proxy, err error) {
	pins := c.o.Resolve.Lookup(t.host, t.port)
	if via, err = c.proxies.choose(t, len(pins) > 0); err != nil {
		return k, nil, err
	}
	c.o.Trust.Refresh(c.o.Clock())
	k = key{secure: t.secure, host: t.host, port: t.port, policy: c.o.Trust.ID(), alpn: c.alpn}
	if len(pins) > 0 {
		k.pins = &pins[0]
	}
	if via != nil {
		k.via = *via
	}
	if via != nil && !t.secure && len(pins) == 0 { // the proxy is asked for the URL, no tunnel is made
		err = c.o.Allow.Name(t.host)
	}
	return k, via, err
}

// connect returns an idle connection or a new one.
func (c *Client) connect(ctx context.Context, t *target, limit time.Duration, fresh bool) (*connection, error) {
	k, via, err := c.way(t)
	if err != nil {
		return nil, err
	}
	if !fresh {
		if n := c.pool.get(k); n != nil {
			return n, nil
		}
	}
	to, forward := c.towards(t, via, k.pins != nil)
	to.Limit = limit
	if t.secure {
		to.Policy, to.ALPN, to.RequireALPN = c.o.Trust, c.o.ALPN, c.o.RequireALPN
		to.Further = c.issuers.of(t)
	}
	ctx, cancel := withTimer(ctx)
	defer cancel()
	conn, err := c.dialer.Dial(ctx, to)
	if err != nil && t.secure && c.issuers.client != nil {
		conn, err = c.completed(ctx, t, to, err)
	}
	if err != nil {
		return nil, err
	}
	source := ""
	if t.secure {
		source = c.o.Trust.Source()
	}
	n := newConnection(conn, k, source)
	n.forward = forward
	return n, nil
}
