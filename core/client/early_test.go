package client_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// much is more than sockets take of a body that nobody reads.
const much = 16 << 20

// head reads the head of a request, and leaves its body.
func (p *peer) head() bool {
	for {
		line, err := p.br.ReadString('\n')
		if err != nil {
			return false
		}
		if line == "\r\n" {
			return true
		}
	}
}

// gone waits until the client has closed the connection, and takes nothing that TLS
// would have to see.
func (p *peer) gone() { _, _ = io.Copy(io.Discard, p.raw) }

// bodies are the ways to give one of much bytes, and one that never ends.
func bodies() map[string]client.Request {
	never, _ := io.Pipe()
	return map[string]client.Request{
		"memory":         {Body: make([]byte, much)},
		"reader":         {BodyReader: io.LimitReader(endlessText{}, much), ContentLength: much},
		"chunked":        {BodyReader: io.LimitReader(endlessText{}, much), ContentLength: -1},
		"never gives":    {BodyReader: never, ContentLength: -1},
		"never gives it": {BodyReader: never, ContentLength: much},
	}
}

func TestAServerThatRefusesIsHeardWhileTheBodyIsSent(t *testing.T) {
	l := newLab(t)
	for name, answer := range map[string]string{
		"too large":      "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig",
		"unauthorized":   "HTTP/1.1 401 Who\r\nContent-Length: 3\r\n\r\nbig",
		"in chunks":      "HTTP/1.1 413 Too Large\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nbig\r\n0\r\n\r\n",
		"after hints":    "HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig",
		"to be returned": "HTTP/1.1 304 Same\r\n\r\n",
	} {
		for form, r := range bodies() {
			waits := make(chan bool)
			c, target := streaming(l, noRetry, func(p *peer) {
				if p.index > 0 {
					always(framed)(p)
					return
				}
				if p.head() {
					p.say(answer)
					<-waits // and reads nothing
				}
			})
			r.Method, r.URL = "PUT", target
			response, err := do(c, r)
			if err != nil || response.StatusCode < 300 || response.StatusCode != 304 && string(response.Body) != "big" {
				t.Errorf("%s, %s: %+v, %v", name, form, response, err)
			}
			if next := l.must(c, client.Request{Method: "PUT", URL: target, Body: []byte("x")}); next.Timings.Reused {
				t.Errorf("%s, %s: the next request went behind the unsent body", name, form)
			}
			close(waits)
		}
	}
}

func TestABodyGoesOnBehindAGoodAnswer(t *testing.T) {
	l := newLab(t)
	// It echoes as it reads, so that who does not read while it sends waits for ever.
	c, target := streaming(l, nil, func(p *peer) {
		for {
			r, err := http.ReadRequest(p.br)
			if err != nil {
				return
			}
			w := bufio.NewWriter(p)
			_, _ = io.WriteString(w, "HTTP/1.1 200 OK\r\nContent-Length: 16777216\r\n\r\n")
			_, _ = io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r.Body}, make([]byte, 64<<10))
			_ = w.Flush()
		}
	})
	for form, r := range bodies() {
		if strings.HasPrefix(form, "never") {
			continue
		}
		r.Method, r.URL = "PUT", target
		for _, whole := range []bool{true, false} {
			if r.BodyReader != nil {
				r.BodyReader = io.LimitReader(endlessText{}, much)
			}
			var n int
			if whole {
				n = len(l.must(c, r).Body)
			} else {
				s, err := c.Stream(t.Context(), &r)
				if err != nil {
					t.Fatal(err)
				}
				copied, err := io.Copy(io.Discard, s.Body)
				if n = int(copied); err != nil {
					t.Errorf("%s: %v", form, err)
				}
			}
			if n != much {
				t.Errorf("%s: %d bytes came back", form, n)
			}
		}
		eventually(t, form+": the connection is not used again", func() bool {
			return l.must(c, client.Request{Method: "HEAD", URL: target}).Timings.Reused
		})
	}
}

func TestAStreamMayBeReadBeforeTheBodyIsWritten(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, nil, func(p *peer) {
		r, err := http.ReadRequest(p.br)
		if err != nil {
			return
		}
		p.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		b := make([]byte, 1)
		for {
			if _, err := io.ReadFull(r.Body, b); err != nil {
				p.say("0\r\n\r\n")
				p.next()
				return
			}
			p.say("1\r\n" + string(b) + "\r\n")
		}
	})
	from, to := io.Pipe()
	s, err := c.Stream(t.Context(), &client.Request{Method: "POST", URL: target, BodyReader: from, ContentLength: -1})
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"p", "i", "n", "g"} {
		if !s.Sending() {
			t.Fatal("the body has ended")
		}
		if _, err := io.WriteString(to, word); err != nil {
			t.Fatal(err)
		}
		b := make([]byte, 1)
		if _, err := io.ReadFull(s.Body, b); err != nil || string(b) != word {
			t.Fatalf("%q came back: %v", b, err)
		}
	}
	_ = to.Close()
	if rest, err := io.ReadAll(s.Body); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
	eventually(t, "the body does not end", func() bool { return !s.Sending() })
}

func TestAnEarlyAnswerThatIsCompleteIsGivenWithOrWithoutItsConnection(t *testing.T) {
	l := newLab(t)
	const answer = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbig"
	for name, then := range map[string]func(*peer){
		"closes":          func(p *peer) { _ = p.raw.Close() },
		"resets":          (*peer).reset,
		"reads no more":   func(p *peer) { <-t.Context().Done() },
		"reads it all":    func(p *peer) { _, _ = io.Copy(io.Discard, p.br) },
		"says it is over": func(p *peer) { _ = p.Close() },
	} {
		for form, r := range bodies() {
			if strings.HasPrefix(form, "never") {
				continue
			}
			c, target := streaming(l, noRetry, func(p *peer) {
				if p.head() {
					p.say(answer)
					then(p)
				}
			})
			r.Method, r.URL = "PUT", target
			response, err := do(c, r)
			// A reset may take the answer with it before it was read.
			if name == "resets" && fault.CodeOf(err) == fault.WriteFailed {
				continue
			}
			if err != nil || string(response.Body) != "big" {
				t.Errorf("%s, %s: %+v, %v", name, form, response, err)
			}
		}
	}
}

func TestAServerThatClosesWithinTheBodyIsNamed(t *testing.T) {
	l := newLab(t)
	for name, ends := range map[string]func(*peer){
		"closes": func(p *peer) { _ = p.Close() },
		"cuts":   func(p *peer) { _ = p.raw.Close() },
		"resets": (*peer).reset,
	} {
		for form, r := range bodies() {
			c, target := streaming(l, noRetry, func(p *peer) {
				if p.head() {
					ends(p)
				}
			})
			r.Method, r.URL = "PUT", target
			_, err := do(c, r)
			of := " of 16777216 bytes of the body"
			if r.ContentLength < 0 {
				of = " bytes of the body"
			}
			wants(t, name+", "+form, err, fault.WriteFailed, ", after ", of)
			if !client.Sent(err) {
				t.Errorf("%s, %s: it was not sent", name, form)
			}
		}
	}
}

func TestTheTimeLimitsOfACallAreThoseOfASlowBodyToo(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, func(o *client.Options) { o.Timeouts.Read = 2 * time.Second }, always(framed))
	from, to := io.Pipe()
	go func() { // longer than the server may be silent, while it is the server who waits
		for range 4 {
			time.Sleep(600 * time.Millisecond)
			_, _ = io.WriteString(to, "x")
		}
		_ = to.Close()
	}()
	if got := string(l.must(c, client.Request{Method: "PUT", URL: target, BodyReader: from, ContentLength: -1}).Body); got != "chunked  xxxx" {
		t.Errorf("got %q", got)
	}
	never, _ := io.Pipe()
	c, target = streaming(l, nil, (*peer).gone)
	_, err := do(c, client.Request{Method: "PUT", URL: target, BodyReader: never, ContentLength: -1, Timeout: 3 * time.Second})
	wants(t, "the total time", err, fault.DeadlineExceeded, "after 0 bytes of the body")
	waits := func(*peer) { <-t.Context().Done() } // and reads nothing
	ctx, cancel := context.WithCancel(t.Context())
	c, target = streaming(l, noRetry, func(p *peer) {
		if p.head() {
			cancel()
			waits(p)
		}
	})
	_, err = c.Do(ctx, &client.Request{Method: "PUT", URL: target, Body: make([]byte, much)})
	wants(t, "the context", err, fault.Cancelled, " of 16777216 bytes of the body")
	c, target = streaming(l, func(o *client.Options) { o.Retries, o.Timeouts.Read = -1, 200*time.Millisecond }, waits)
	_, err = do(c, client.Request{Method: "PUT", URL: target, Body: make([]byte, much)})
	wants(t, "the silence", err, fault.WriteFailed, "took nothing for 200ms")
}

func TestARedirectOrRepeatWithinTheBodySendsItFromItsStart(t *testing.T) {
	l := newLab(t)
	for name, first := range map[string]string{
		"307": "HTTP/1.1 307 There\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
		"308": "HTTP/1.1 308 There\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
		"303": "HTTP/1.1 303 There\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
		"503": "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n",
	} {
		content := bytes.Repeat([]byte("0123456789abcdef"), much/16)
		for form, r := range map[string]client.Request{
			"memory": {Body: content},
			"again": {BodyReader: bytes.NewReader(content), ContentLength: -1, GetBody: func() (io.Reader, error) {
				return bytes.NewReader(content), nil
			}},
			"once": {BodyReader: bytes.NewReader(content), ContentLength: much},
		} {
			waits := make(chan bool)
			c, target := streaming(l, nil, func(p *peer) {
				if p.index == 0 {
					if p.head() {
						p.say(first)
						<-waits
					}
					return
				}
				if r, body, complete := p.next(); complete {
					p.say(ok(r.Method + map[bool]string{true: " whole", false: " " + body}[body == string(content)]))
				}
			})
			r.Method, r.URL = "PUT", target
			response, err := do(c, r)
			want := "200 PUT whole"
			switch {
			case name == "303":
				want = "200 GET "
			case form == "once":
				want = name + " "
			}
			if err != nil {
				t.Errorf("%s, %s: %v", name, form, err)
			} else if got := response.Status[:4] + string(response.Body); got != want {
				t.Errorf("%s, %s: got %.80q, want %q", name, form, got, want)
			}
			close(waits)
		}
	}
}

// An answer that is complete at once leaves its connection to whoever sends.
func TestAStreamMayBeAskedWhetherItIsSentUntilTheConnectionIsAnothers(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, noRetry, func(p *peer) {
		for p.head() {
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			if _, err := io.CopyN(io.Discard, p.br, 100<<10); err != nil {
				return
			}
		}
	})
	for range 100 {
		s, err := c.Stream(t.Context(), &client.Request{Method: "PUT", URL: target, BodyReader: panicsWhenLeft{io.LimitReader(endlessText{}, 100<<10)}, ContentLength: 100 << 10})
		if err != nil {
			t.Fatal(err)
		}
		for s.Sending() {
			runtime.Gosched()
		}
		_ = s.Body.Close()
	}
}

type panicsWhenLeft struct{ io.Reader }

func (panicsWhenLeft) Leave(error) { panic("it was not open") }

func TestAReaderThatFailsBehindAGoodAnswerEndsIt(t *testing.T) {
	l := newLab(t)
	broken := errors.New("the disk is gone")
	for name, reader := range map[string]func(chan bool) io.Reader{
		"an error": func(answered chan bool) io.Reader {
			return readerFunc(func([]byte) (int, error) { <-answered; return 0, broken })
		},
		"a panic": func(answered chan bool) io.Reader {
			return readerFunc(func([]byte) (int, error) { <-answered; panic(broken) })
		},
	} {
		completed, answered := make(chan error, 1), make(chan bool)
		c, target := streaming(l, nil, func(p *peer) {
			r, err := http.ReadRequest(p.br)
			if err != nil {
				return
			}
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na")
			_, err = io.Copy(io.Discard, r.Body)
			completed <- err
		})
		s, err := c.Stream(t.Context(), &client.Request{Method: "PUT", URL: target, BodyReader: reader(answered), ContentLength: -1})
		if err != nil {
			t.Fatal(err)
		}
		close(answered)
		_, err = io.ReadAll(s.Body)
		wants(t, name, err, fault.RequestBodyFailed)
		if err := <-completed; err == nil {
			t.Errorf("%s: the server has a complete body", name)
		}
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// slowToReturn is a connection whose last write is over on the wire before it returns.
type slowToReturn struct {
	net.Conn
	closed chan struct{}
	once   sync.Once
}

func (s *slowToReturn) Write(p []byte) (int, error) {
	n, err := s.Conn.Write(p)
	if bytes.HasSuffix(p, []byte("last")) {
		<-s.closed
	}
	return n, err
}

func (s *slowToReturn) Close() error {
	s.once.Do(func() { close(s.closed) })
	return s.Conn.Close()
}

func TestAServerThatHasTheWholeBodyAndClosesHasRefusedNothing(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
				_, _ = io.Copy(io.Discard, r.Body)
			}
			_ = conn.Close()
		}
	}()
	c := newLab(t).client(func(o *client.Options) {
		o.Retries = -1
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			return &slowToReturn{Conn: conn, closed: make(chan struct{})}, err
		}
	})
	_, err = do(c, client.Request{Method: "POST", URL: "http://" + listener.Addr().String() + "/", BodyReader: strings.NewReader("the last"), ContentLength: 8})
	if fault.CodeOf(err) != fault.ConnectionClosed || !client.Sent(err) {
		t.Errorf("%v, sent: %v", err, client.Sent(err))
	}
}
