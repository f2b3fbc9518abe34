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
		{"no answer", func(p *peer) { p.next(); p.next() }, client.Request{Method: "POST", Timeout: 300 * time.Millisecond}, fault.DeadlineExceeded, true},
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
