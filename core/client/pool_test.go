package client_test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
)

func TestAConnectionIsReusedOnlyWhereThatIsSafe(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		name, answer string
		headers      []client.Header
		reused       bool
	}{
		{"length", ok("abc"), nil, true},
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", nil, true},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n", nil, true},
		{"error status", "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", nil, true},
		{"the server keeps it long", "HTTP/1.1 200 OK\r\nKeep-Alive: max=5, timeout=60\r\nContent-Length: 0\r\n\r\n", nil, true},
		{"the server closes it soon", "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n", nil, false},
		{"the server closes it", "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n", nil, false},
		{"the server closes it, in a list", "HTTP/1.1 200 OK\r\nConnection: x, close\r\nContent-Length: 0\r\n\r\n", nil, false},
		{"the caller closes it", ok("abc"), []client.Header{{Name: "connection", Value: "Close"}}, false},
		{"HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", nil, false},
		{"surplus bytes", ok("abc") + "HTTP/1.1 200 OK\r\n\r\n", nil, false},
		{"length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", nil, false},
	} {
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string { return c.answer }))
		client1 := l.client(noRetry, pin("a.invalid", port, "127.0.0.1"))
		r := client.Request{URL: url("https", "a.invalid", port, "/"), Headers: c.headers}
		l.must(client1, r)
		second := l.must(client1, r)
		if second.Timings.Reused != c.reused {
			t.Errorf("%s: reused %v", c.name, second.Timings.Reused)
		}
	}
}

// segment is a lent connection whose writes become one while hold is set.
type segment struct {
	net.Conn
	hold bool
	held []byte
}

func (s *segment) Write(p []byte) (int, error) {
	if !s.hold {
		return s.Conn.Write(p)
	}
	s.held = append(s.held, p...)
	return len(p), nil
}

func TestWhatCameWithAResponseIsNotTheNextOne(t *testing.T) {
	l := newLab(t)
	for name, more := range map[string]func(*tls.Conn){
		"another response": func(s *tls.Conn) { _, _ = io.WriteString(s, ok("forged")) },
		"closing alert":    func(s *tls.Conn) { _ = s.CloseWrite(); _ = s.SetDeadline(time.Time{}) },
	} {
		for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
			config := l.cert("a.invalid")
			config.MaxVersion, config.SessionTicketsDisabled = version, true
			port := l.serve("127.0.0.1:0", nil, func(p *peer) {
				one := &segment{Conn: p.raw}
				secure := tls.Server(one, config)
				serveConn(secure, func(p2 *peer) {
					for {
						r, _, more2 := p2.next()
						if !more2 {
							_, _ = p.raw.Read(make([]byte, 1)) // the socket stays open
							return
						}
						if r.Method == "POST" {
							p2.say(ok("real"))
							continue
						}
						one.hold = true
						p2.say(ok(""))
						more(secure)
						one.hold = false
						_, _ = one.Write(one.held)
					}
				})
			})
			c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
			l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")})
			response := l.must(c, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/")})
			if string(response.Body) != "real" || response.Timings.Reused || response.Attempts != 1 {
				t.Errorf("%s, %s: %q, %+v", tls.VersionName(version), name, response.Body, response)
			}
		}
	}
}

func TestAHeadResponseHasNoBody(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string {
		return "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
	}))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	for i := range 2 {
		response := l.must(c, client.Request{Method: "HEAD", URL: url("https", "a.invalid", port, "/")})
		if len(response.Body) != 0 || response.Header("content-length") != "1000" || response.Timings.Reused != (i == 1) {
			t.Errorf("%+v", response)
		}
	}
}

func TestFewIdleConnectionsAreKeptForLong(t *testing.T) {
	l := newLab(t)
	var open atomic.Int32
	var together sync.WaitGroup
	const calls = 20
	together.Add(calls)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		open.Add(1)
		defer open.Add(-1)
		always(func(*http.Request, string) string {
			together.Done() // no answer before all have asked
			together.Wait()
			return ok("")
		})(p)
	})
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	var wg sync.WaitGroup
	for range calls {
		wg.Go(func() { l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")}) })
	}
	wg.Wait()
	eventually(t, "not 8 connections are open", func() bool { return open.Load() == 8 })
	c.Close()
	eventually(t, "connections are open after Close", func() bool { return open.Load() == 0 })
}

func TestAResponseSaysWhoAnsweredAndHowLongItTook(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	r := client.Request{URL: url("https", "a.invalid", port, "/")}
	first, second := l.must(c, r), l.must(c, r)
	for _, response := range []*client.Response{first, second} {
		p := response.Peer
		if !strings.HasPrefix(p.Address, "127.0.0.1:") || p.TLSVersion != "TLS 1.3" || !strings.HasPrefix(p.CipherSuite, "TLS_") ||
			len(p.Certificates) != 1 || p.TrustSource != "the CA bytes" {
			t.Errorf("peer %+v", p)
		}
	}
	a, b := first.Timings, second.Timings
	if a.Connect <= 0 || a.TLS <= 0 || a.FirstByte <= 0 || a.Total < a.Connect+a.TLS+a.FirstByte || a.Reused {
		t.Errorf("first call: %+v", a)
	}
	if b.Connect != 0 || b.TLS != 0 || b.FirstByte <= 0 || b.Total < b.FirstByte || !b.Reused {
		t.Errorf("second call: %+v", b)
	}
	plain := l.serve("127.0.0.1:0", nil, always(echo))
	if p := l.must(c, client.Request{URL: url("http", "127.0.0.1", plain, "/")}).Peer; p.TLSVersion != "" || p.TrustSource != "" || p.Certificates != nil {
		t.Errorf("peer without TLS: %+v", p)
	}
}
