package client

import (
	"context"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

// Do makes one request and reads its whole response. Any HTTP status is a
// response, not an error: see [Response.Err]. The request is not changed.
func (c *Client) Do(ctx context.Context, r *Request) (*Response, error) {
	if Offline {
		return nil, errOffline()
	}
	return c.call(ctx, r, false)
}

// call makes one request with all its repeats and redirects. With stream the body
// of the response is not read.
func (c *Client) call(ctx context.Context, r *Request, stream bool) (response *Response, err error) {
	start := time.Now()
	if c.pool.isClosed() {
		return nil, fault.New(fault.HandleClosed, "the client is closed")
	}
	request, err := c.prepare(r)
	if err != nil {
		return nil, err
	}
	total := c.o.Timeouts.Total
	if r.Timeout != 0 {
		total = r.Timeout
	}
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
			return response, nil
		}
		history = append(history, Hop{response.StatusCode, response.URL})
		request = next
	}
}

// prepared is a checked request with its URL taken apart.
type prepared struct {
	Request
	target *target
	source *source // of the body; nil: it is Request.Body
	stream bool    // the body of the response is not read

	resigned      resigning
	authorization string // that was sent last
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
	if c.o.Signer != nil {
		if err := p.choosePayload(c.o.Signer); err != nil {
			return nil, err
		}
	}
	if err := checkHost(p.Headers, &t); err != nil {
		return nil, err
	}
	switch {
	case t.basic != "" && c.o.Signer != nil:
		return nil, fault.New(fault.InvalidURL, "URL %q: user and password cannot go with a signature", fault.URL(r.URL))
	case t.basic != "" && !has(p.Headers, "Authorization"):
		p.Headers = append(p.Headers[:len(p.Headers):len(p.Headers)], Header{Name: "Authorization", Value: t.basic})
	}
	return p, nil
}

// try sends the request once. With fresh no idle connection is used.
func (c *Client) try(ctx context.Context, r *prepared, fresh bool) attempt {
	if ctx.Err() != nil { // an idle connection would not notice
		return attempt{err: dial.Interrupted(ctx, "preparing the request to "+r.target.host)}
	}
	if err := r.source.rewind(); err != nil {
		return attempt{err: fault.From(err)}
	}
	n, err := c.connect(ctx, r.target, fresh)
	if err != nil {
		return attempt{err: fault.From(err)}
	}
	request, t, source := &r.Request, r.target, r.source
	if c.o.Signer != nil {
		if request, t, source, err = c.sign(r); err != nil {
			n.retire() // into the pool go connections that have had an answer
			return attempt{err: fault.From(err)}
		}
	}
	x := &exchange{client: c, connection: n, request: request, target: t, source: source, stream: r.stream}
	a := x.exchange(ctx)
	if a.err == nil && !r.stream {
		a.readWhole()
	}
	return a
}

// connect returns an idle connection or a new one.
func (c *Client) connect(ctx context.Context, t *target, fresh bool) (*connection, error) {
	pins := c.o.Resolve.Lookup(t.host, t.port)
	via, err := c.proxies.choose(t, len(pins) > 0)
	if err != nil {
		return nil, err
	}
	c.o.Trust.Refresh(c.o.Clock())
	k := key{secure: t.secure, host: t.host, port: t.port, policy: c.o.Trust.ID(), alpn: c.alpn}
	if len(pins) > 0 {
		k.pins = &pins[0]
	}
	if via != nil {
		k.via = *via
	}
	if via != nil && !t.secure && len(pins) == 0 { // the proxy is asked for the URL, no tunnel is made
		if err := c.o.Allow.Name(t.host); err != nil {
			return nil, err
		}
	}
	if !fresh {
		if n := c.pool.get(k); n != nil {
			return n, nil
		}
	}
	to, forward := c.towards(t, via, len(pins) > 0)
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
