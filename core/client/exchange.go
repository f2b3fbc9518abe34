package client

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Small bodies go out together with the head, in one packet; large ones in
// pieces, so that the limit on silence sees progress.
const (
	inlineBody = 16 << 10
	writePiece = 64 << 10
)

// refusalWait is how long a server that stopped reading has to tell why.
const refusalWait = 2 * time.Second

// attempt is what became of sending a request once.
type attempt struct {
	response *Response
	err      *fault.Error
	sent     bool // at least one byte of the request left us
	answered bool // at least one byte of a response arrived
	reused   bool // on a connection of an earlier request
}

// exchange sends one request over a connection and reads its response. The
// connection goes back to the pool or is closed.
func (c *Client) exchange(ctx context.Context, n *connection, r *Request, t *target) (a attempt) {
	x := exchange{client: c, connection: n, request: r, target: t, started: time.Now(), phase: "sending the request"}
	n.SetSilence(c.o.Timeouts.Read)
	stop := context.AfterFunc(ctx, n.Abort)
	defer func() {
		a.reused = n.used
		switch {
		case stop() && x.keep:
			c.pool.put(n)
		case a.err != nil:
			n.Abort()
		default:
			n.retire()
		}
	}()

	if ctx.Err() != nil { // signing takes time, and Abort comes from another goroutine
		a.err = x.readFault(ctx, ctx.Err())
		return a
	}
	before := n.Written()
	writeErr := x.write()
	a.sent = n.Written() > before
	if writeErr != nil {
		if ctx.Err() != nil {
			a.err = x.readFault(ctx, writeErr)
			return a
		}
		// A server that refuses early, for the size of the body or for the client
		// certificate, says so before it stops reading. That comes first.
		if c.o.Timeouts.Read == 0 || c.o.Timeouts.Read > refusalWait {
			n.SetSilence(refusalWait)
		}
	}
	response, err := x.read()
	a.answered = x.answered
	switch {
	case err == nil:
		x.keep = x.keep && writeErr == nil
		a.response = response
	case writeErr != nil && !x.answered && ctx.Err() == nil && n.Fault(err) == nil:
		a.err = x.writeFault(writeErr)
	default:
		a.err = x.readFault(ctx, err)
	}
	return a
}

// exchange is the state of one request on one connection.
type exchange struct {
	client *Client
	*connection
	request  *Request
	target   *target
	started  time.Time
	toFirst  time.Duration // until the first byte of the response
	answered bool
	keep     bool // the connection can serve another request
	phase    string
}

func (x *exchange) write() error {
	x.scratch = x.client.appendHead(x.scratch[:0], x.request, x.target, x.forward)
	body := x.request.Body
	if len(body) <= inlineBody {
		x.scratch = append(x.scratch, body...)
		body = nil
	}
	if _, err := x.Write(x.scratch); err != nil {
		return err
	}
	for piece := range slices.Chunk(body, writePiece) {
		if _, err := x.Write(piece); err != nil {
			return err
		}
	}
	return nil
}

func (x *exchange) read() (*Response, error) {
	h, err := x.readHead()
	if err != nil {
		return nil, err
	}
	f, err := h.framing(x.request.Method)
	if err != nil {
		return nil, err
	}
	x.phase = "reading the body"
	body, err := f.readBody(x.br, x.client.o.MaxBody, x.client.o.MaxHeader)
	if err != nil {
		return nil, err
	}
	if f.kind == byClose && x.Cut() {
		return nil, fault.New(fault.HTTPTruncated, "the connection was cut after %d bytes of a body without announced length", len(body))
	}
	x.keep = f.kind != byClose && !f.odd && h.minor == 1 && x.br.Buffered() == 0 &&
		!h.says("Connection", "close") && !closes(x.request)
	if seconds, ok := h.keepAlive(); ok {
		// Leave before the server does: a request that meets its close is lost.
		x.idleFor = min(idleFor, max(0, seconds-time.Second))
	}
	return &Response{
		StatusCode: h.status, Status: h.text, Headers: h.headers, Body: body,
		URL: x.target.url(), Timings: x.timings(), Peer: x.peer,
	}, nil
}

// readHead reads heads until one is that of the response.
func (x *exchange) readHead() (*head, error) {
	x.phase = "waiting for the response"
	for range maxInformational + 1 {
		if _, err := x.br.Peek(1); err != nil {
			return nil, err
		}
		if !x.answered {
			x.answered, x.toFirst = true, time.Since(x.started)
		}
		x.phase = "reading the header"
		raw, err := readHead(x.br, x.scratch, x.client.o.MaxHeader)
		x.scratch = raw[:0]
		if err != nil {
			return nil, err
		}
		h, err := parseHead(string(raw))
		switch {
		case err != nil:
			return nil, err
		case h.status == 101:
			return nil, fault.New(fault.HTTPMalformed, "the server switched protocols without being asked")
		case h.status >= 200:
			return h, nil
		}
	}
	return nil, fault.New(fault.HTTPTooManyInformational, "more than %d informational responses came before the response", maxInformational)
}

func (x *exchange) timings() Timings {
	t := Timings{FirstByte: x.toFirst, Reused: x.used}
	if !x.used {
		t.DNS, t.Connect, t.TLS = x.Conn.DNS, x.Conn.Connect, x.Conn.Handshake
	}
	return t
}

// closes reports whether the request itself asks for Connection: close.
func closes(r *Request) bool {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, "Connection") && strings.EqualFold(strings.TrimSpace(h.Value), "close") {
			return true
		}
	}
	return false
}

// keepAlive returns the idle timeout that the server announces.
func (h *head) keepAlive() (time.Duration, bool) {
	for _, parameter := range h.values("Keep-Alive") {
		if text, ok := strings.CutPrefix(strings.ToLower(parameter), "timeout="); ok {
			if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
				return time.Duration(seconds) * time.Second, true
			}
		}
	}
	return 0, false
}
