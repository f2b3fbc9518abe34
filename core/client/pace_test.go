package client_test

import (
	"io"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

func paced(rate int64) func(*client.Options) {
	return func(o *client.Options) { o.Retries, o.MinRate, o.MinRateTime = -1, rate, 100*time.Millisecond }
}

func TestAServerMayBeTooSlow(t *testing.T) {
	l := newLab(t)
	drip := func(p *peer) {
		p.next()
		p.say("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
		for l.Context().Err() == nil {
			p.say("x")
			time.Sleep(5 * time.Millisecond)
		}
	}
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), drip)
	request := client.Request{URL: url("https", "a.invalid", port, "/")}
	for name, call := range map[string]func(*client.Client) error{
		"whole": func(c *client.Client) error { _, err := do(c, request); return err },
		"streamed": func(c *client.Client) error {
			s, err := c.Stream(t.Context(), &request)
			if err == nil {
				_, err = io.Copy(io.Discard, s.Body)
			}
			return err
		},
	} {
		err := call(l.client(paced(1_000_000), pin("a.invalid", port, "127.0.0.1")))
		wants(t, name, err, fault.RateTooLow, "reading the body", "1000000 bytes a second")
	}
}

func TestOnlyTheTimeCountsInWhichAServerIsWaitedFor(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		p.next()
		time.Sleep(200 * time.Millisecond) // it may think as long as the read timeout allows
		p.say(ok(string(make([]byte, 100000))))
		p.next()
	})
	c := l.client(paced(100_000), pin("a.invalid", port, "127.0.0.1"))
	s, err := c.Stream(t.Context(), &client.Request{URL: url("https", "a.invalid", port, "/")})
	if err != nil {
		t.Fatal(err)
	}
	for n, p := 0, make([]byte, 50000); n < 100000; {
		m, err := io.ReadFull(s.Body, p)
		if n += m; err != nil {
			t.Fatal(n, err)
		}
		time.Sleep(200 * time.Millisecond) // the reader is the slow one
	}
}
