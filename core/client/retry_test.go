package client_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// flaky fails the first connections in the given way and serves the others.
func flaky(failures int, fail func(*peer)) (handle func(*peer), requests *atomic.Int32) {
	requests = new(atomic.Int32)
	return func(p *peer) {
		if p.index < failures {
			fail(p)
			return
		}
		always(func(r *http.Request, body string) string {
			requests.Add(1)
			return ok(r.Method + " " + body)
		})(p)
	}, requests
}

func closesAfterTheRequest(p *peer) { p.next(); p.Close() }

func TestOnlyARequestThatMayArriveTwiceIsRepeatedOnceItWasSent(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		method     string
		duplicates bool
		repeated   bool
	}{
		{"GET", false, true}, {"HEAD", false, true}, {"OPTIONS", false, true}, {"PUT", false, true}, {"DELETE", false, true}, {"TRACE", false, true},
		{"POST", false, false}, {"PATCH", false, false}, {"get", false, true}, {"post", false, false}, {"LOCK", false, false},
		{"POST", true, true}, {"PATCH", true, true},
	} {
		handle, requests := flaky(1, closesAfterTheRequest)
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), handle)
		client1 := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
		response, err := do(client1, client.Request{Method: c.method, URL: url("https", "a.invalid", port, "/"), DuplicatesAllowed: c.duplicates})
		name := fmt.Sprintf("%s, duplicates %v", c.method, c.duplicates)
		if !c.repeated {
			wants(t, name, err, fault.ConnectionClosed)
			if requests.Load() != 0 {
				t.Errorf("%s: repeated", name)
			}
			continue
		}
		if err != nil || response.Attempts != 2 || requests.Load() != 1 {
			t.Errorf("%s: %+v, %v", name, response, err)
		}
	}
}

func TestAnythingIsRepeatedWhileNothingWasSent(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	for name, first := range map[string]error{
		"refused": syscall.ECONNREFUSED, "unreachable": syscall.EHOSTUNREACH, "reset": syscall.ECONNRESET, "no answer": syscall.ETIMEDOUT,
	} {
		dials := 0
		c := l.client(func(o *client.Options) {
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if dials++; dials == 1 {
					return nil, &net.OpError{Op: "dial", Err: first}
				}
				return new(net.Dialer).DialContext(ctx, network, address)
			}
		}, pin("a.invalid", port, "127.0.0.1"))
		response, err := do(c, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/")})
		if errors.Is(first, syscall.ETIMEDOUT) { // a time limit is not waited for twice
			wants(t, name, err, fault.ConnectTimeout)
			if dials != 1 {
				t.Errorf("%s: %d dials", name, dials)
			}
			continue
		}
		if err != nil || response.Attempts != 2 {
			t.Errorf("%s: %+v, %v", name, response, err)
		}
	}
}

func TestWhatARepeatCannotCureIsNotRepeated(t *testing.T) {
	l := newLab(t)
	var connections atomic.Int32
	wrong := l.serve("127.0.0.1:0", l.cert("b.invalid"), nil)
	broken := l.serve("127.0.0.1:0", nil, func(p *peer) { connections.Add(1); once("HTTP/1.1 nonsense\r\n\r\n")(p) })
	c := l.client(nil, pin("a.invalid", wrong, "127.0.0.1"), pin("c.invalid", broken, "127.0.0.1"))
	_, err := do(c, client.Request{URL: url("https", "a.invalid", wrong, "/")})
	wants(t, "certificate", err, fault.CertificateNameMismatch)
	_, err = do(c, client.Request{URL: url("http", "c.invalid", broken, "/")})
	wants(t, "malformed", err, fault.HTTPMalformed)
	if connections.Load() != 1 {
		t.Errorf("%d connections", connections.Load())
	}
}

func TestAHelloThatIsCutTwiceIsNotSentAgain(t *testing.T) {
	l := newLab(t)
	var connections atomic.Int32
	port := l.serve("127.0.0.1:0", nil, func(p *peer) {
		connections.Add(1)
		_, _ = p.Read(make([]byte, 1))
		p.reset()
	})
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	_, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/")})
	wants(t, "reset", err, fault.TLSClosed, "ClientHello of", "without post-quantum")
	if connections.Load() != 2 {
		t.Errorf("%d connections, want 2: one with all groups, one with the classical", connections.Load())
	}
}

func TestRepeatsAreBounded(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct{ retries, attempts int }{{0, 3}, {-1, 1}, {1, 2}} {
		var connections atomic.Int32
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) { connections.Add(1); closesAfterTheRequest(p) })
		client1 := l.client(func(o *client.Options) { o.Retries = c.retries }, pin("a.invalid", port, "127.0.0.1"))
		_, err := do(client1, client.Request{URL: url("https", "a.invalid", port, "/")})
		if c.attempts > 1 {
			wants(t, "retries", err, fault.ConnectionClosed, fmt.Sprintf("(attempt %d)", c.attempts))
		}
		if int(connections.Load()) != c.attempts {
			t.Errorf("retries %d: %d attempts, want %d", c.retries, connections.Load(), c.attempts)
		}
	}
}

// stale returns a server whose first connection dies while a second request on it
// is under way, with that request received but not answered.
func stale(l *lab) (port int, received *atomic.Int32) {
	received = new(atomic.Int32)
	return l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		for n := 0; ; n++ {
			r, body, more := p.next()
			if !more {
				return
			}
			received.Add(1)
			if p.index == 0 && n == 1 {
				p.Close()
				return
			}
			p.say(ok(r.Method + " " + body))
		}
	}), received
}

func TestAPostThatMetAClosingConnectionIsNotRepeated(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		r        client.Request
		received int32 // with the first one
		ok       bool
	}{
		{client.Request{Method: "POST"}, 2, false},
		{client.Request{Method: "POST", DuplicatesAllowed: true}, 3, true},
		{client.Request{Method: "GET"}, 3, true},
	} {
		port, received := stale(l)
		client1 := l.client(func(o *client.Options) { o.Retries = -1 }, pin("a.invalid", port, "127.0.0.1"))
		c.r.URL = url("https", "a.invalid", port, "/")
		l.must(client1, client.Request{URL: c.r.URL})
		response, err := do(client1, c.r)
		name := fmt.Sprintf("%s, duplicates %v", c.r.Method, c.r.DuplicatesAllowed)
		if c.ok != (err == nil) || received.Load() != c.received {
			t.Errorf("%s: %+v, %v, received %d times", name, response, err, received.Load())
		}
		if !c.ok {
			wants(t, name, err, fault.ConnectionClosed)
		}
	}
}

func TestAnIdleConnectionThatWasClosedIsNotUsed(t *testing.T) {
	l := newLab(t)
	left := make(chan struct{}, 10)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		p.next()
		p.say(ok("x"))
		p.Close()
		p.raw.Close()
		left <- struct{}{}
	})
	c := l.client(noRetry, pin("a.invalid", port, "127.0.0.1"))
	for range 3 {
		response := l.must(c, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/")})
		if response.Attempts != 1 || response.Timings.Reused {
			t.Errorf("%d attempts, reused %v", response.Attempts, response.Timings.Reused)
		}
		<-left
		time.Sleep(10 * time.Millisecond) // loopback delivers the end; without it a repeat would be needed
	}
}

func TestRetryAfterIsHonoured(t *testing.T) {
	l := newLab(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	date := func(t time.Time) string { return t.Format(http.TimeFormat) }
	for _, c := range []struct {
		name, answer string
		repeated     bool
	}{
		{"429, seconds", "429 Slow\r\nRetry-After: 0", true},
		{"503, seconds", "503 Busy\r\nRetry-After: 0", true},
		{"date of the server's clock", "503 Busy\r\nDate: " + date(now.Add(time.Hour)) + "\r\nRetry-After: " + date(now.Add(time.Hour)), true},
		{"date of our clock", "503 Busy\r\nRetry-After: " + date(now), true},
		{"date long past", "503 Busy\r\nRetry-After: " + date(now.Add(-time.Hour)), true},
		{"old form of date", "503 Busy\r\nRetry-After: " + now.Format(time.RFC850), true},
		{"after the deadline", "429 Slow\r\nRetry-After: 30", false},
		{"a year from now", "503 Busy\r\nRetry-After: 31536000", false},
		{"nonsense", "503 Busy\r\nRetry-After: soon", false},
		{"none", "503 Busy", false},
		{"500", "500 Oops\r\nRetry-After: 0", false},
		{"200", "200 OK\r\nRetry-After: 0", false},
	} {
		var requests atomic.Int32
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string {
			if requests.Add(1) == 1 {
				return "HTTP/1.1 " + c.answer + "\r\nContent-Length: 0\r\n\r\n"
			}
			return ok("later")
		}))
		client1 := l.client(func(o *client.Options) {
			o.Clock = func() time.Time { return now }
			o.Trust = l.trust(trust.Options{Insecure: true}) // certificates of today
		}, pin("a.invalid", port, "127.0.0.1"))
		// POST too: the server says that it did not process the request.
		response, err := do(client1, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/"), Timeout: 10 * time.Second})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if repeated := string(response.Body) == "later"; repeated != c.repeated || (response.Attempts == 2) != c.repeated {
			t.Errorf("%s: %s after %d attempts", c.name, response.Status, response.Attempts)
		}
	}
}

func TestTheLastRefusalIsReturnedWhenRepeatsAreUsedUp(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string {
		return "HTTP/1.1 429 Slow\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
	}))
	c := l.client(func(o *client.Options) { o.Rand = bytes.NewReader(make([]byte, 1024)) }, pin("a.invalid", port, "127.0.0.1"))
	response := l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")})
	if response.StatusCode != 429 || response.Attempts != 3 {
		t.Errorf("%s after %d attempts", response.Status, response.Attempts)
	}
	wants(t, "Err", response.Err(), fault.HTTPStatus, "429 Slow")
	if fault.From(response.Err()).Detail != 429 {
		t.Errorf("detail %d", fault.From(response.Err()).Detail)
	}
}
