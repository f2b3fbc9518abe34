package client_test

import (
	"context"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// stages are servers that hang at one point of a call.
func stages(l *lab) map[string]func() (port int, r client.Request) {
	config := l.cert("a.invalid")
	hang := func(p *peer) { <-l.Context().Done() }
	withBody := client.Request{Method: "POST", Body: make([]byte, 8<<20)}
	return map[string]func() (int, client.Request){
		"connecting to": func() (int, client.Request) { return l.backlog(), client.Request{} },
		"the TLS handshake with": func() (int, client.Request) {
			return l.serve("127.0.0.1:0", nil, hang), client.Request{}
		},
		"sending the request": func() (int, client.Request) { return l.serve("127.0.0.1:0", config, hang), withBody },
		"waiting for the response": func() (int, client.Request) {
			return l.serve("127.0.0.1:0", config, func(p *peer) { p.next(); hang(p) }), client.Request{}
		},
		"reading the header": func() (int, client.Request) {
			return l.serve("127.0.0.1:0", config, func(p *peer) {
				p.next()
				p.say("HTTP/1.1 200")
				for l.Context().Err() == nil { // a slow drip, each byte in time
					p.say("H")
					time.Sleep(5 * time.Millisecond)
				}
			}), client.Request{}
		},
		"reading the body": func() (int, client.Request) {
			return l.serve("127.0.0.1:0", config, func(p *peer) {
				p.next()
				p.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
				for l.Context().Err() == nil {
					p.say("x")
					time.Sleep(5 * time.Millisecond)
				}
			}), client.Request{}
		},
	}
}

// inEachPhase makes a call that is ended after a while, for each phase.
func inEachPhase(t *testing.T, code fault.Code, call func(c *client.Client, r client.Request, after time.Duration) error) {
	l := newLab(t)
	var wg sync.WaitGroup
	defer wg.Wait()
	for phase, stage := range stages(l) {
		port, r := stage()
		c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
		r.URL = url("https", "a.invalid", port, "/")
		wg.Go(func() {
			err := call(c, r, time.Second)
			// A busy machine may need longer to come to the phase.
			for after := 4 * time.Second; err != nil && !strings.Contains(err.Error(), phase) && after < time.Minute; after *= 4 {
				err = call(c, r, after)
			}
			wants(t, phase, err, code, phase)
		})
	}
}

func TestTheDeadlineHoldsInEachPhaseAndIsNamed(t *testing.T) {
	inEachPhase(t, fault.DeadlineExceeded, func(c *client.Client, r client.Request, after time.Duration) error {
		r.Timeout = after
		_, err := do(c, r)
		return err
	})
}

func TestACallCanBeCancelledInEachPhase(t *testing.T) {
	inEachPhase(t, fault.Cancelled, func(c *client.Client, r client.Request, after time.Duration) error {
		ctx, cancel := context.WithCancel(t.Context())
		defer time.AfterFunc(after, cancel).Stop()
		_, err := c.Do(ctx, &r)
		return err
	})
}

func TestAWaitBetweenRepeatsCanBeCancelled(t *testing.T) {
	l := newLab(t)
	waiting := make(chan struct{})
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		p.next()
		p.say("HTTP/1.1 503 Busy\r\nRetry-After: 30\r\nContent-Length: 0\r\n\r\n")
		close(waiting)
	})
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-waiting; time.Sleep(20 * time.Millisecond); cancel() }()
	response, err := c.Do(ctx, &client.Request{URL: url("https", "a.invalid", port, "/")})
	if err != nil || response.StatusCode != 503 {
		t.Errorf("%+v, %v", response, err)
	}
}

func TestANegativeTimeoutIsNoLimit(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(func(o *client.Options) { o.Timeouts = client.Timeouts{Total: -1, Connect: -1, TLS: -1, Read: -1} }, pin("a.invalid", port, "127.0.0.1"))
	for range 2 {
		l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")})
	}
}

// resources counts goroutines and sockets of this process.
func resources(t *testing.T) (goroutines, sockets int) {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("SKIPPED: sockets cannot be counted here:", err)
	}
	for _, entry := range entries {
		if link, err := os.Readlink("/proc/self/fd/" + entry.Name()); err == nil && strings.HasPrefix(link, "socket:") {
			sockets++
		}
	}
	return runtime.NumGoroutine(), sockets
}

func TestNothingIsLeftBehindAfterClose(t *testing.T) {
	l := newLab(t)
	// These servers leave when the client does.
	ports := []int{
		l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo)),
		l.serve("127.0.0.1:0", nil, func(p *peer) { _, _ = io.Copy(io.Discard, p) }),
		l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) { _, _ = io.Copy(io.Discard, p) }),
		l.serve("127.0.0.1:0", l.cert("b.invalid"), always(echo)),
		l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")
			_, _ = io.Copy(io.Discard, p)
		}),
	}
	goroutines, sockets := resources(t)
	for _, port := range ports {
		for _, addresses := range []string{"127.0.0.1", "127.0.0.1,127.0.0.1,127.0.0.9"} {
			c := l.client(nil, pin("a.invalid", port, addresses))
			for _, timeout := range []time.Duration{300 * time.Millisecond, 30 * time.Millisecond, time.Millisecond} {
				_, _ = do(c, client.Request{URL: url("https", "a.invalid", port, "/"), Timeout: timeout})
			}
			c.Close()
			_, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/")})
			wants(t, "after Close", err, fault.HandleClosed)
		}
	}
	eventually(t, "goroutines or sockets are left", func() bool {
		g, s := resources(t)
		return g <= goroutines && s <= sockets
	})
}
