package client_test

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

func TestAnErrorKnowsWhetherTheRequestWasSent(t *testing.T) {
	l := newLab(t)
	secure := l.cert("a.invalid")
	for _, c := range []struct {
		name   string
		handle func(*peer) // nil: no connection comes about
		r      client.Request
		code   fault.Code
		sent   bool
	}{
		{"no connection", nil, client.Request{}, fault.ConnectRefused, false},
		{"hang up", closesAfterTheRequest, client.Request{Method: "POST"}, fault.ConnectionClosed, true},
		{"malformed answer", once("nonsense\r\n"), client.Request{}, fault.HTTPMalformed, true},
		{"no answer", func(p *peer) { p.next(); p.next() }, client.Request{Method: "POST", Timeout: 3 * time.Second}, fault.DeadlineExceeded, true},
		{"then no connection", closesAfterTheRequest, client.Request{Method: "POST", DuplicatesAllowed: true}, fault.ConnectRefused, true},
	} {
		dials := 0
		port := l.serve("127.0.0.1:0", secure, c.handle)
		client1 := l.client(func(o *client.Options) {
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials++; c.handle == nil || dials > 1 && c.code == fault.ConnectRefused {
					return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}
		}, pin("a.invalid", port, "127.0.0.1"))
		c.r.URL = url("https", "a.invalid", port, "/")
		_, err := do(client1, c.r)
		wants(t, c.name, err, c.code)
		if client.Sent(err) != c.sent {
			t.Errorf("%s: Sent is %v", c.name, client.Sent(err))
		}
	}
	if client.Sent(nil) || client.Sent(errors.New("x")) {
		t.Error("Sent of an error that is not ours")
	}
}

func TestAnErrorKnowsWhetherMoreThanAFirstRequestWasSent(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		name          string
		reused, again bool // the last attempt is on a used connection; there is an attempt before it
		earlier       bool
	}{
		{"the only attempt, on a new connection", false, false, false},
		{"the only attempt, on a used connection", true, false, true},
		{"the second attempt", false, true, true},
		{"the second attempt, after a used connection", true, true, true},
	} {
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
			for {
				r, _, more := p.next()
				if !more || r.URL.Path != "/first" {
					return
				}
				p.say(ok(""))
			}
		})
		client1 := l.client(func(o *client.Options) { o.Retries = 1 }, pin("a.invalid", port, "127.0.0.1"))
		if c.reused {
			l.must(client1, client.Request{URL: url("https", "a.invalid", port, "/first")})
		}
		_, err := do(client1, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/"), DuplicatesAllowed: c.again})
		wants(t, c.name, err, fault.ConnectionClosed)
		if !client.Sent(err) || client.SentEarlier(err) != c.earlier {
			t.Errorf("%s: Sent is %v, SentEarlier %v", c.name, client.Sent(err), client.SentEarlier(err))
		}
	}
	if client.SentEarlier(nil) || client.SentEarlier(errors.New("x")) {
		t.Error("SentEarlier of an error that is not ours")
	}
}

// counted counts what a client writes to a lent connection.
type counted struct {
	net.Conn
	writes *int
}

func (c counted) Write(p []byte) (int, error) {
	*c.writes++
	return c.Conn.Write(p)
}

func TestACallWhoseContextHasEndedIsNotSent(t *testing.T) {
	l := newLab(t)
	writes := 0
	var inClock func()
	network := lent(func(conn net.Conn) { serveConn(conn, always(echo)) })
	idle := func(o *client.Options) {
		o.Dial = func(ctx context.Context, n, a string) (net.Conn, error) {
			conn, err := network(ctx, n, a)
			return counted{conn, &writes}, err
		}
	}
	signing := func(o *client.Options) {
		idle(o)
		o.Signer = newSigner(t)
		o.Clock = func() time.Time { inClock(); return time.Now() }
	}
	for range 20 {
		for name, change := range map[string]func(*client.Options){"before the call": idle, "while signing": signing} {
			c := l.client(change)
			inClock = func() {}
			l.must(c, client.Request{URL: "http://a.invalid/"})
			ctx, cancel := context.WithCancel(t.Context())
			if inClock = cancel; name == "before the call" {
				cancel()
			}
			before := writes
			_, err := c.Do(ctx, &client.Request{Method: "POST", URL: "http://a.invalid/"})
			wants(t, name, err, fault.Cancelled, "a.invalid")
			if client.Sent(err) || writes != before {
				t.Errorf("%s: %d writes, Sent is %v", name, writes-before, client.Sent(err))
			}
			inClock = func() {}
			if next := l.must(c, client.Request{URL: "http://a.invalid/"}); name == "before the call" && !next.Timings.Reused {
				t.Errorf("%s: it cost an idle connection", name)
			}
		}
	}
}

// panicking is a lent connection that fails its host in every way.
type panicking struct{ net.Conn }

func (p panicking) Close() error {
	_ = p.Conn.Close()
	panic("lent close")
}

func TestAPanicOfALentConnectionInTheBackgroundIsContained(t *testing.T) {
	l := newLab(t)
	network := lent(func(conn net.Conn) { _, _ = conn.Read(make([]byte, 1)); <-t.Context().Done() })
	for _, scheme := range []string{"http", "https"} {
		c := l.client(func(o *client.Options) {
			o.Dial = func(ctx context.Context, n, a string) (net.Conn, error) {
				conn, err := network(ctx, n, a)
				return panicking{conn}, err
			}
			o.Timeouts.Read, o.Timeouts.TLS = 200*time.Millisecond, 200*time.Millisecond
		})
		_, err := do(c, client.Request{Method: "POST", URL: scheme + "://a.invalid/", Timeout: 50 * time.Millisecond})
		wants(t, scheme, err, fault.DeadlineExceeded)
	}
}
