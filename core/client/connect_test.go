package client_test

import (
	"context"
	"errors"
	"io"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

func TestAConnectionIsThereBeforeTheRequest(t *testing.T) {
	l := newLab(t)
	var accepted atomic.Int32
	server := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		accepted.Add(1)
		always(echo)(p)
	})
	c := l.client(nil, pin("a.invalid", server, "127.0.0.1"))
	if err := c.Connect(t.Context(), url("https", "a.invalid", server, "/")); err != nil {
		t.Fatal(err)
	}
	// It has served nobody: a failure on it is not that of a kept connection.
	first := l.must(c, client.Request{URL: url("https", "a.invalid", server, "/")})
	if first.Timings.Reused {
		t.Error("the first request says that its connection was used before")
	}
	if second := l.must(c, client.Request{URL: url("https", "a.invalid", server, "/")}); !second.Timings.Reused {
		t.Error("the second request did not use the connection of the first")
	}
	if n := accepted.Load(); n != 1 {
		t.Errorf("%d connections", n)
	}
}

func TestWhatCannotBeConnectedSaysSo(t *testing.T) {
	l := newLab(t)
	other := l.serve("127.0.0.1:0", l.cert("b.invalid"), always(echo))
	silent := l.serve("127.0.0.1:0", nil, func(p *peer) { _, _ = io.Copy(io.Discard, p) })
	c := l.client(func(o *client.Options) { o.Timeouts.TLS, o.Timeouts.Total = time.Minute, time.Minute },
		pin("a.invalid", other, "127.0.0.1"), pin("a.invalid", 1, "127.0.0.1"))
	hasty := l.client(func(o *client.Options) { o.Timeouts.TLS, o.Timeouts.Total = 20*time.Millisecond, time.Minute },
		pin("a.invalid", silent, "127.0.0.1"))
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	closed := l.client(nil)
	closed.Close()
	for _, tc := range []struct {
		name string
		c    *client.Client
		ctx  context.Context
		url  string
		want error
	}{
		{"refused", c, t.Context(), "https://a.invalid:1/", fault.ConnectRefused},
		{"another's certificate", c, t.Context(), url("https", "a.invalid", other, "/"), fault.CertificateNameMismatch},
		{"silent", hasty, t.Context(), url("https", "a.invalid", silent, "/"), fault.TLSTimeout},
		{"cancelled", c, cancelled, url("https", "a.invalid", other, "/"), fault.Cancelled},
		{"no URL", c, t.Context(), "a.invalid", fault.InvalidURL},
		{"closed", closed, t.Context(), "https://a.invalid/", fault.HandleClosed},
	} {
		err := tc.c.Connect(tc.ctx, tc.url)
		if !errors.Is(err, tc.want) || client.Sent(err) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
}

func TestAKeptConnectionThatDiedIsNotUsed(t *testing.T) {
	l := newLab(t)
	var accepted atomic.Int32
	server := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		if accepted.Add(1) == 1 {
			return // the server ends the first
		}
		always(echo)(p)
	})
	c := l.client(nil, pin("a.invalid", server, "127.0.0.1"))
	if err := c.Connect(t.Context(), url("https", "a.invalid", server, "/")); err != nil {
		t.Fatal(err)
	}
	for accepted.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	// Whether its end has arrived already or meets the request, a GET is answered: it is repeated.
	l.must(c, client.Request{URL: url("https", "a.invalid", server, "/")})
}
