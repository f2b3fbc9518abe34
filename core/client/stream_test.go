package client_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

// streaming starts a server and a client for it.
func streaming(l *lab, change func(*client.Options), handle func(*peer)) (*client.Client, string) {
	l.Helper()
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), handle)
	return l.client(change, pin("a.invalid", port, "127.0.0.1")), url("https", "a.invalid", port, "/")
}

func (l *lab) stream(c *client.Client, r client.Request) *client.Stream {
	l.Helper()
	s, err := c.Stream(context.Background(), &r)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = s.Body.Close() })
	return s
}

func TestAStreamGivesWhatHasArrivedSoFar(t *testing.T) {
	l := newLab(t)
	more := make(chan string)
	c, target := streaming(l, nil, func(p *peer) {
		p.next()
		p.say(chunked)
		for text := range more {
			p.say(text)
		}
	})
	defer close(more)
	s := l.stream(c, client.Request{URL: target}) // the head alone has arrived
	if s.StatusCode != 200 || s.Header("transfer-encoding") != "chunked" || s.ContentLength != -1 || s.Response.Body != nil {
		t.Errorf("%+v", s)
	}
	p := make([]byte, 100)
	for _, piece := range []string{"abc", "defgh"} {
		more <- strconv.Itoa(len(piece)) + "\r\n" + piece + "\r\n"
		if n, err := s.Body.Read(p); string(p[:n]) != piece || err != nil {
			t.Errorf("got %q, %v, want %q", p[:n], err, piece)
		}
	}
	if len(s.Trailer()) != 0 {
		t.Errorf("a trailer before the end: %v", s.Trailer())
	}
	more <- "0\r\nX-Sum: 1\r\nX-Sum: 2\r\n\r\n"
	for range 2 {
		if n, err := s.Body.Read(p); n != 0 || err != io.EOF {
			t.Errorf("at the end: %d, %v", n, err)
		}
	}
	if got := s.Trailer(); len(got) != 2 || got[1] != (client.Header{Name: "X-Sum", Value: "2"}) {
		t.Errorf("trailer %v", got)
	}
}

func TestABodyOfEachFormIsStreamedAndItsConnectionReused(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		name, answer, body string
		length             int64
		reused             bool
	}{
		{"length", ok("abc"), "abc", 3, true},
		{"empty", ok(""), "", 0, true},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n", "", 0, true},
		{"chunks", chunked + "2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", "abc", -1, true},
		{"bytes behind it", ok("abc") + "x", "abc", 3, false},
		{"close", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc", "abc", 3, false},
		{"length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "a", -1, false},
	} {
		cl, target := streaming(l, nil, func(p *peer) {
			for {
				if _, _, more := p.next(); !more {
					return
				}
				p.say(c.answer)
			}
		})
		for i, closeIt := range []bool{true, false, true} {
			s := l.stream(cl, client.Request{URL: target})
			if s.Timings.Reused != (i > 0 && c.reused) {
				t.Errorf("%s: call %d reused: %v", c.name, i, s.Timings.Reused)
			}
			body, err := io.ReadAll(s.Body)
			if err != nil || string(body) != c.body || s.ContentLength != c.length {
				t.Errorf("%s: %q of %d bytes, %v", c.name, body, s.ContentLength, err)
			}
			if closeIt {
				if err := errors.Join(s.Body.Close(), s.Body.Close()); err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
				if _, err := s.Body.Read(make([]byte, 1)); err != io.EOF {
					t.Errorf("%s: a body at its end that was closed: %v", c.name, err)
				}
			}
		}
	}
}

func TestABodyThatIsNotThereAsAWholeIsAnError(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		name   string
		handle func(*peer)
		code   fault.Code
	}{
		{"shorter than announced", once("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), fault.HTTPTruncated},
		{"no last chunk", once(chunked + "3\r\nabc\r\n"), fault.HTTPTruncated},
		{"no end of the trailer", once(chunked + "3\r\nabc\r\n0\r\n"), fault.HTTPTruncated},
		{"a trailer that is none", once(chunked + "3\r\nabc\r\n0\r\nnonsense\r\n\r\n"), fault.HTTPMalformed},
		{"no length, cut", func(p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\n\r\nabc")
			_ = p.raw.(*net.TCPConn).CloseWrite()
			p.next()
		}, fault.HTTPTruncated},
		{"reset", func(p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
			time.Sleep(50 * time.Millisecond)
			p.reset()
		}, fault.ConnectionReset},
		{"bad chunk", once(chunked + "3\r\nabc\r\nz\r\n"), fault.HTTPMalformed},
		{"silence", func(p *peer) { p.next(); p.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"); p.next() }, fault.ReadTimeout},
	} {
		cl, target := streaming(l, func(o *client.Options) {
			if c.code == fault.ReadTimeout {
				o.Timeouts.Read = 200 * time.Millisecond
			}
		}, c.handle)
		s := l.stream(cl, client.Request{URL: target})
		body, err := io.ReadAll(s.Body)
		if string(body) != "abc" && c.code != fault.ConnectionReset {
			t.Errorf("%s: %q came before the error", c.name, body)
		}
		wants(t, c.name, err, c.code, "a.invalid at 127.0.0.1:")
		if !client.Sent(err) {
			t.Errorf("%s: the request is said not to be sent", c.name)
		}
		if _, again := s.Body.Read(make([]byte, 1)); !errors.Is(again, err) {
			t.Errorf("%s: the error changes to %v", c.name, again)
		}
	}
}

func TestEarlyCloseKeepsAConnectionWhoseRestIsSmall(t *testing.T) {
	l := newLab(t)
	large := strings.Repeat("x", 1<<20)
	for _, c := range []struct {
		name, answer string
		reused       bool
	}{
		{"a small rest", ok("abc"), true},
		{"a small rest in chunks", chunked + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", true},
		{"a large rest", ok(large), false},
		{"a large chunk", chunked + "100000\r\n" + large + "\r\n0\r\n\r\n", false},
		{"small chunks, many", chunked + strings.Repeat("1000\r\n"+large[:4096]+"\r\n", 100) + "0\r\n\r\n", false},
		{"a rest that does not come", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", false},
		{"no length", "HTTP/1.1 200 OK\r\n\r\nabc", false},
		{"a server that closes", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc", false},
	} {
		cl, target := streaming(l, nil, func(p *peer) {
			for {
				if _, _, more := p.next(); !more {
					return
				}
				p.say(c.answer)
			}
		})
		reused := false
		// The server may be slower than the little time that the rest is given.
		for i := 0; i < 200 && !reused; i++ {
			s := l.stream(cl, client.Request{URL: target})
			reused = s.Timings.Reused
			if n, err := s.Body.Read(make([]byte, 1)); n != 1 || err != nil {
				t.Fatalf("%s: %d, %v", c.name, n, err)
			}
			if err := s.Body.Close(); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			_, err := s.Body.Read(make([]byte, 1))
			wants(t, c.name+", read after close", err, fault.HandleClosed)
			if !c.reused && i == 2 {
				break
			}
		}
		if reused != c.reused {
			t.Errorf("%s: reused: %v", c.name, reused)
		}
	}
}

func TestAStreamIsCancelledWhileItIsRead(t *testing.T) {
	l := newLab(t)
	for name, c := range map[string]struct {
		code fault.Code
		end  func(cancel func(), s *client.Stream)
		r    client.Request
	}{
		"the context is cancelled": {fault.Cancelled, func(cancel func(), _ *client.Stream) { cancel() }, client.Request{}},
		"the total time is up":     {fault.DeadlineExceeded, func(func(), *client.Stream) {}, client.Request{Timeout: time.Second}},
		"another goroutine closes": {fault.HandleClosed, func(_ func(), s *client.Stream) { _ = s.Body.Close() }, client.Request{}},
	} {
		left := make(chan struct{})
		cl, target := streaming(l, nil, func(p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
			p.next() // returns when the client leaves
			close(left)
		})
		ctx, cancel := context.WithCancel(context.Background())
		c.r.URL = target
		s, err := cl.Stream(ctx, &c.r)
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		group.Go(func() {
			body, err := io.ReadAll(s.Body)
			if string(body) != "abc" {
				t.Errorf("%s: %q came", name, body)
			}
			wants(t, name, err, c.code)
		})
		time.Sleep(20 * time.Millisecond)
		c.end(cancel, s)
		group.Wait()
		<-left
		cancel()
	}
}

func TestTheTotalTimeOfAStreamGoesOnWhileNobodyReads(t *testing.T) {
	l := newLab(t)
	for name, change := range map[string]func(*client.Options){
		"by the connection": nil,
		"by a timer":        func(o *client.Options) { o.Dial = new(net.Dialer).DialContext },
	} {
		c, target := streaming(l, change, always(func(*http.Request, string) string { return ok("abcdef") }))
		s := l.stream(c, client.Request{URL: target, Timeout: time.Second})
		if n, err := s.Body.Read(make([]byte, 1)); n != 1 || err != nil {
			t.Fatalf("%s: %d, %v", name, n, err)
		}
		time.Sleep(1100 * time.Millisecond)
		n, err := s.Body.Read(make([]byte, 1)) // the byte has been here for long
		wants(t, name, err, fault.DeadlineExceeded, "reading the body")
		if n != 0 {
			t.Errorf("%s: %d bytes with the error", name, n)
		}
		// The connection of the next call does not know of the limit of this one.
		next := l.stream(c, client.Request{URL: target, Timeout: -1})
		if body, err := io.ReadAll(next.Body); err != nil || string(body) != "abcdef" {
			t.Errorf("%s, afterwards: %q, %v", name, body, err)
		}
	}
}

func TestALimitDoesNotOutliveItsCall(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, func(o *client.Options) { o.Timeouts.Read = -1 }, always(func(*http.Request, string) string { return ok("abc") }))
	if r := l.must(c, client.Request{URL: target, Timeout: time.Second}); string(r.Body) != "abc" {
		t.Fatal(r)
	}
	time.Sleep(1100 * time.Millisecond)
	if r := l.must(c, client.Request{URL: target, Timeout: -1}); !r.Timings.Reused || r.Attempts != 1 {
		t.Errorf("reused %v after %d attempts", r.Timings.Reused, r.Attempts)
	}
}

func TestAConnectionSaysGoodbyeAfterTheTimeOfItsLastCall(t *testing.T) {
	l := newLab(t)
	rest := make(chan int64)
	c, target := streaming(l, nil, func(p *peer) {
		p.next()
		p.say(ok("abc"))
		n, _ := io.Copy(io.Discard, p.raw) // TLS's closing alert
		rest <- n
	})
	if r := l.must(c, client.Request{URL: target, Timeout: time.Second}); string(r.Body) != "abc" {
		t.Fatal(r)
	}
	time.Sleep(1100 * time.Millisecond)
	c.Close()
	if n := <-rest; n == 0 {
		t.Error("the connection ended without a closing alert")
	}
}

func TestWhatIsNotReadWhileAStreamWaitsForItsReaderIsNoSilence(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, func(o *client.Options) { o.Timeouts.Read = 300 * time.Millisecond }, func(p *peer) {
		p.next()
		p.say(ok("abcdef"))
		p.next()
	})
	s := l.stream(c, client.Request{URL: target})
	for _, want := range "abcdef" {
		time.Sleep(100 * time.Millisecond)
		p := make([]byte, 1)
		if n, err := s.Body.Read(p); n != 1 || err != nil && err != io.EOF || rune(p[0]) != want {
			t.Fatalf("got %q, %v", p[:n], err)
		}
	}
}

func TestAResponseThatIsPassedOverGivesItsConnectionBack(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which closes what nobody holds
	l := newLab(t)
	left := make(chan int, 3)
	c, target := streaming(l, nil, func(p *peer) {
		for {
			r, _, more := p.next()
			switch {
			case !more:
				left <- p.index
				return
			case r.URL.Path == "/":
				p.say("HTTP/1.1 302 Found\r\nLocation: /more\r\nContent-Length: 1000000\r\n\r\nmove") // the rest never comes
			case r.URL.Path == "/more" && p.index < 2:
				p.say("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 1000000\r\n\r\nbusy")
			default:
				p.say(ok("end"))
			}
		}
	})
	s := l.stream(c, client.Request{URL: target})
	body, err := io.ReadAll(s.Body)
	if err != nil || string(body) != "end" || !strings.HasSuffix(s.URL, "/more") || s.Attempts != 3 {
		t.Errorf("%q, %v, %s after %d attempts", body, err, s.URL, s.Attempts)
	}
	eventually(t, "the connection of a response that was passed over is left", func() bool { return len(left) == 2 })
	c.Close()
	if _, err := c.Stream(context.Background(), &client.Request{URL: target}); !errors.Is(err, fault.HandleClosed) {
		t.Errorf("on a closed client: %v", err)
	}
}

func TestNothingIsLeftOfStreams(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, nil, func(p *peer) {
		for {
			if _, _, more := p.next(); !more {
				return
			}
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + strings.Repeat("x", 1000))
		}
	})
	goroutines, sockets := resources(t)
	for i := range 30 {
		ctx, cancel := context.WithCancel(context.Background())
		s, err := c.Stream(ctx, &client.Request{URL: target})
		if err != nil {
			t.Fatal(err)
		}
		switch i % 3 {
		case 0:
			_ = s.Body.Close()
		case 1:
			cancel()
		case 2:
			_, _ = s.Body.Read(make([]byte, 10))
			cancel()
			_, _ = io.ReadAll(s.Body)
		}
		cancel()
	}
	c.Close()
	eventually(t, "goroutines or sockets are left", func() bool {
		g, s := resources(t)
		return g <= goroutines && s <= sockets
	})
}

// large answers with this many bytes, in pieces.
func large(size int, head string) func(*peer) {
	piece := bytes.Repeat([]byte("x"), 64<<10)
	return func(p *peer) {
		for {
			if _, _, more := p.next(); !more {
				return
			}
			p.say(head)
			for range size / len(piece) {
				if head == chunked {
					p.say("10000\r\n")
				}
				if _, err := p.Write(piece); err != nil {
					return
				}
				if head == chunked {
					p.say("\r\n")
				}
			}
			if head == chunked {
				p.say("0\r\n\r\n")
			}
		}
	}
}

// allocated returns the bytes that f allocates. The server is in this process and
// allocates little.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestALargeStreamNeedsLittleMemory(t *testing.T) {
	l := newLab(t)
	const size = 64 << 20
	for name, head := range map[string]string{"length": "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n", "chunks": chunked} {
		c, target := streaming(l, func(o *client.Options) { o.MaxBody = 1 << 20 }, large(size, head)) // which is for whole bodies
		p := make([]byte, 64<<10)
		if got := allocated(func() {
			s := l.stream(c, client.Request{URL: target})
			n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, s.Body, p)
			if n != size || err != nil {
				t.Errorf("%s: %d bytes, %v", name, n, err)
			}
		}); got > size/4 {
			t.Errorf("%s: %d bytes were allocated for a body of %d", name, got, size)
		}
	}
}

func TestAWholeBodyOfKnownLengthIsAllocatedOnce(t *testing.T) {
	l := newLab(t)
	const size = 32 << 20
	c, target := streaming(l, nil, large(size, "HTTP/1.1 200 OK\r\nContent-Length: 33554432\r\n\r\n"))
	if got := allocated(func() {
		if response := l.must(c, client.Request{URL: target}); len(response.Body) != size || cap(response.Body) != size {
			t.Errorf("%d bytes of %d", len(response.Body), cap(response.Body))
		}
	}); got > size+size/4 {
		t.Errorf("%d bytes were allocated for a body of %d", got, size)
	}
}
