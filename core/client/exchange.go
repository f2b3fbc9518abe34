package client

import (
	"context"
	"errors"
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

// exchange is the state of one request on one connection.
type exchange struct {
	client *Client
	*connection
	request  *Request
	target   *target
	source   *source // of the request's body; nil: it is in memory
	stream   bool    // the body of the response is not read as a whole
	started  time.Time
	toFirst  time.Duration // until the first byte of the response
	interim  int           // informational responses
	answered bool
	keep     bool // the connection can serve another request once the body is read
	phase    string
	body     body  // of the response
	begun    bool  // it was sent by Begin
	failed   error // of that

	sending *sending // of a body, while the response is read; nil: all is sent
	unsent  error    // why not
}

// exchange sends the request and reads the head of the response. A body holds the
// connection then; after an error it is closed.
func (x *exchange) exchange(ctx context.Context) (a attempt) {
	n := x.connection
	if !x.begun {
		x.started, x.phase = time.Now(), "sending the request"
	}
	silence := x.silence()
	n.SetSilence(silence)
	n.SetUntil(until(ctx))
	if !x.begun {
		x.setPace()
	}
	stop := watch(ctx, n.Abort)
	a.reused, a.sent = n.used, x.begun
	defer func() { // also if something below panics
		if a.response == nil {
			stop()
			n.Abort()
		}
	}()

	if ctx.Err() != nil { // signing takes time, and Abort comes from another goroutine
		a.err = x.readFault(ctx, ctx.Err())
		return a
	}
	var h *head
	var writeErr error
	before := n.Written()
	if x.begun {
		writeErr = x.failed
	} else {
		h, writeErr = x.write()
		a.sent = n.Written() > before
	}
	if writeErr != nil {
		var source sourceError
		switch {
		case errors.As(writeErr, &source):
			a.err = source.fault
			return a
		case ctx.Err() != nil:
			a.err = x.readFault(ctx, writeErr)
			return a
		}
		// A server that refuses early, for the size of the body or for the client
		// certificate, says so before it stops reading. That comes first.
		n.SetSilence(atMost(refusalWait, silence))
	}
	x.keep = h == nil && writeErr == nil // else the server waits for a body
	response, err := x.receive(ctx, h, stop)
	a.answered = x.answered
	if err == nil {
		a.sent, a.response = true, response
		response.body.begin() // the connection may be another's from here
		return a
	}
	if u := x.sending; u != nil {
		writeErr = u.abandon()
		x.unsent = writeErr
		a.sent = n.Written() > before || u.goesOn() // whose write may not be counted yet
	}
	var source sourceError
	switch {
	case errors.As(writeErr, &source):
		a.err = source.fault
	case writeErr != nil && !x.sending.complete() && !x.answered && ctx.Err() == nil && n.Fault(err) == nil:
		if errors.Is(writeErr, errLeft) { // the end was seen by whoever read
			writeErr = err
		}
		a.err = x.writeFault(writeErr)
	default:
		a.err = x.readFault(ctx, err)
	}
	return a
}

func (x *exchange) setPace() { x.SetPace(x.client.o.MinRate, x.client.o.MinRateTime) }

// receive reads the head of the response, unless it was, and finds where its body
// ends.
func (x *exchange) receive(ctx context.Context, h *head, stop func() bool) (*Response, error) {
	if h == nil {
		var err error
		if h, err = x.readHead(false); err != nil {
			return nil, err
		}
	}
	if x.sending != nil && h.status >= 300 {
		x.sending.leave()
	}
	n := x.connection
	x.keep = x.keep && h.minor == 1 && !h.says("Connection", "close") && !closes(x.request)
	if seconds, ok := h.keepAlive(); ok {
		// Leave before the server does: a request that meets its close is lost.
		n.idleFor = min(idleFor, max(0, seconds-time.Second))
	}
	b, err := x.newBody(ctx, h, stop)
	if err != nil {
		return nil, err
	}
	return &Response{
		StatusCode: h.status, Status: h.text, Headers: h.headers,
		URL: x.target.url(), Timings: x.timings(), Peer: n.peer, body: b,
	}, nil
}

// readWhole turns the body of a response into bytes, unless it is to be left.
func (a *attempt) readWhole(leaveOver int64) {
	from := a.response.body
	if leaveOver > 0 && from.length() > leaveOver {
		from.x.stream = true
		return
	}
	body, over, err := from.whole(leaveOver)
	if f := from.x.bodyFault(); f != nil {
		err = f
	}
	if err != nil {
		a.response, a.err = nil, fault.From(err)
		return
	}
	if over {
		from.x.stream, a.response.Body = true, body
		return
	}
	a.response.Body, a.response.Trailers, a.response.body = body, from.trailer(), nil
}

// reusable reports whether the connection can serve another request after a body
// that was read to its end.
func (x *exchange) reusable(f *frames) bool {
	return x.keep && f.kind != byClose && !f.odd && x.br.Buffered() == 0 && x.replay.spent()
}

// write sends the request. It returns the head of a response that came in place
// of a word that the body is wanted.
func (x *exchange) write() (*head, error) {
	length := bodyLength(x.request, x.source)
	x.scratch = x.client.appendHead(x.scratch[:0], x.request, x.target, x.forward, length)
	if x.request.expects(length) {
		if _, err := x.Write(x.scratch); err != nil {
			return nil, err
		}
		x.scratch = x.scratch[:0]
		if h, err := x.awaitContinue(); h != nil || err != nil {
			return h, err
		}
		x.phase = "sending the request"
	}
	if x.source != nil || len(x.request.Body) > inlineBody {
		x.sendMeanwhile(length)
		return nil, nil
	}
	if x.scratch = append(x.scratch, x.request.Body...); len(x.scratch) > 0 {
		_, err := x.Write(x.scratch)
		return nil, err
	}
	return nil, nil
}

// readHead reads heads until one is that of the response, or with interim until
// one says that the body is wanted.
func (x *exchange) readHead(interim bool) (*head, error) {
	x.phase = "waiting for the response"
	for ; x.interim <= maxInformational; x.interim++ {
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
		case h.status >= 200, interim && h.status == 100:
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
	for parameter := range h.values("Keep-Alive") {
		if text, ok := strings.CutPrefix(strings.ToLower(parameter), "timeout="); ok {
			if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
				return time.Duration(seconds) * time.Second, true
			}
		}
	}
	return 0, false
}
