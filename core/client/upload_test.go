package client_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// onlyReader hides everything but Read.
type onlyReader struct{ io.Reader }

// framed answers how the body was announced, and the body.
func framed(r *http.Request, body string) string {
	if len(body) > 100 {
		body = "large"
	}
	return ok(strings.Join(r.TransferEncoding, ",") + " " + r.Header.Get("Content-Length") + " " + body)
}

func TestABodyIsSentAsItIsRead(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, nil, always(framed))
	for name, v := range map[string]struct {
		reader io.Reader
		length int64
		want   string
	}{
		"known":                  {strings.NewReader("abc"), 3, " 3 abc"},
		"known, a byte each":     {iotest.OneByteReader(strings.NewReader("abc")), 3, " 3 abc"},
		"known, end with data":   {iotest.DataErrReader(strings.NewReader("abc")), 3, " 3 abc"},
		"known, more behind it":  {strings.NewReader("abcdef"), 3, " 3 abc"},
		"known, empty":           {strings.NewReader(""), 0, " 0 "},
		"unknown":                {strings.NewReader("abc"), -1, "chunked  abc"},
		"unknown, a byte each":   {iotest.OneByteReader(strings.NewReader("abc")), -1, "chunked  abc"},
		"unknown, end with data": {iotest.DataErrReader(strings.NewReader("abc")), -1, "chunked  abc"},
		"unknown, empty":         {strings.NewReader(""), -1, "chunked  "},
		"unknown, large":         {io.LimitReader(endlessText{}, 1<<20), -1, "chunked  large"},
		"known, large":           {io.LimitReader(endlessText{}, 1<<20), 1 << 20, " 1048576 large"},
	} {
		response, err := do(c, client.Request{Method: "PUT", URL: target, BodyReader: v.reader, ContentLength: v.length})
		if err != nil || string(response.Body) != v.want {
			t.Errorf("%s: got %+v, %v, want %q", name, response, err, v.want)
		}
	}
}

type endlessText struct{}

func (endlessText) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestAReaderThatFailsIsNamedAndTheRequestNotCompleted(t *testing.T) {
	l := newLab(t)
	broken := errors.New("the disk is gone")
	for name, v := range map[string]struct {
		reader io.Reader
		length int64
		says   string
	}{
		"an error":          {io.MultiReader(strings.NewReader("abc"), iotest.ErrReader(broken)), -1, "after 3 bytes: the disk is gone"},
		"an error at once":  {iotest.ErrReader(broken), 5, "after 0 bytes: the disk is gone"},
		"too short":         {strings.NewReader("abc"), 5, "ended after 3 of 5 bytes"},
		"nothing, for ever": {nothing{}, -1, "gave nothing"},
		"a wrong number":    {wrongNumber{}, -1, "impossible number"},
	} {
		completed := make(chan bool, 1)
		c, target := streaming(l, nil, func(p *peer) {
			_, _, complete := p.next()
			completed <- complete
		})
		_, err := do(c, client.Request{Method: "PUT", URL: target, BodyReader: v.reader, ContentLength: v.length})
		wants(t, name, err, fault.RequestBodyFailed, v.says)
		if <-completed {
			t.Errorf("%s: the server has a complete request", name)
		}
		if strings.Contains(v.says, broken.Error()) && !errors.Is(err, broken) {
			t.Errorf("%s: the cause is lost: %v", name, err)
		}
	}
}

type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, nil }

type wrongNumber struct{}

func (wrongNumber) Read(p []byte) (int, error) { return len(p) + 1, nil }

func TestRequestBodiesThatContradictThemselvesAreRefused(t *testing.T) {
	l := newLab(t)
	c := l.client(nil)
	reader := strings.NewReader("abc")
	for name, v := range map[string]struct {
		r    client.Request
		code fault.Code
	}{
		"two bodies":         {client.Request{Body: []byte("abc"), BodyReader: reader, ContentLength: 3}, fault.InvalidArgument},
		"a length alone":     {client.Request{Body: []byte("abc"), ContentLength: 3}, fault.InvalidArgument},
		"a negative length":  {client.Request{BodyReader: reader, ContentLength: -2}, fault.InvalidArgument},
		"another length":     {client.Request{BodyReader: reader, ContentLength: 3, Headers: []client.Header{{Name: "Content-Length", Value: "4"}}}, fault.InvalidHeader},
		"a length in chunks": {client.Request{BodyReader: reader, ContentLength: -1, Headers: []client.Header{{Name: "Content-Length", Value: "3"}}}, fault.InvalidHeader},
	} {
		v.r.URL, v.r.Method = "https://a.invalid/", "PUT"
		_, err := do(c, v.r)
		wants(t, name, err, v.code)
	}
	if reader.Len() != 3 {
		t.Error("the body of a refused request was read")
	}
}

func TestABodyThatWasReadIsRepeatedOnlyFromItsStart(t *testing.T) {
	l := newLab(t)
	for _, v := range []struct {
		name     string
		fails    func(*peer)
		rewinds  bool
		attempts int
		code     fault.Code
	}{
		{"closed, no rewind", func(p *peer) { p.next(); p.Close() }, false, 1, fault.ConnectionClosed},
		{"closed, rewound", func(p *peer) { p.next(); p.Close() }, true, 2, fault.OK},
		{"busy, no rewind", once("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), false, 1, fault.OK},
		{"busy, rewound", once("HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), true, 2, fault.OK},
	} {
		attempts := 0
		c, target := streaming(l, func(o *client.Options) {
			o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				attempts++
				return new(net.Dialer).DialContext(ctx, network, address)
			}
		}, func(p *peer) {
			if p.index == 0 {
				v.fails(p)
				return
			}
			always(framed)(p)
		})
		r := client.Request{Method: "PUT", URL: target, BodyReader: onlyReader{strings.NewReader("abc")}, ContentLength: 3}
		if v.rewinds {
			r.GetBody = func() (io.Reader, error) { return strings.NewReader("abc"), nil }
		}
		response, err := do(c, r)
		if fault.CodeOf(err) != v.code || attempts != v.attempts {
			t.Errorf("%s: %v after %d attempts", v.name, err, attempts)
		}
		if v.rewinds && (err != nil || string(response.Body) != " 3 abc") {
			t.Errorf("%s: %+v", v.name, response)
		}
	}
}

func TestABodyThatWasNotReadIsNoReasonNotToRepeat(t *testing.T) {
	l := newLab(t)
	attempts := 0
	c, target := streaming(l, func(o *client.Options) {
		o.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if attempts++; attempts == 1 {
				return nil, &net.OpError{Op: "dial", Err: errors.New("no route yet")}
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		}
	}, always(framed))
	response, err := do(c, client.Request{Method: "POST", URL: target, BodyReader: strings.NewReader("abc"), ContentLength: -1})
	if err != nil || string(response.Body) != "chunked  abc" || attempts != 2 {
		t.Errorf("%v after %d attempts", err, attempts)
	}
	failing := client.Request{Method: "PUT", URL: target, BodyReader: strings.NewReader("abc"), ContentLength: 3,
		GetBody: func() (io.Reader, error) { return nil, errors.New("not again") }}
	c, failing.URL = streaming(l, nil, func(p *peer) { p.next(); p.Close() })
	_, err = do(c, failing)
	wants(t, "GetBody fails", err, fault.RequestBodyFailed, "not again")
}

// asked is a server that decides before the body comes.
func asked(verdict string, got chan<- string) func(*peer) {
	return func(p *peer) {
		head := ""
		for !strings.HasSuffix(head, "\r\n\r\n") {
			line, err := p.br.ReadString('\n')
			if err != nil {
				return
			}
			head += line
		}
		if !strings.Contains(head, "\r\nExpect: 100-continue\r\n") {
			got <- "not asked"
			return
		}
		if p.br.Buffered() > 0 {
			got <- "the body came at once"
			return
		}
		p.say(verdict)
		b := make([]byte, 1)
		if n, _ := p.br.Read(b); n == 0 {
			got <- "no body"
			return
		}
		got <- "a body"
		_, _ = io.CopyN(io.Discard, p.br, 1<<20-1)
		p.say(ok("taken"))
		p.next()
	}
}

func TestALargeBodyWaitsUntilItIsWanted(t *testing.T) {
	l := newLab(t)
	for _, v := range []struct {
		name, verdict, got string
		status             int
	}{
		{"wanted", "HTTP/1.1 100 Continue\r\n\r\n", "a body", 200},
		{"wanted, after a hint", "HTTP/1.1 103 Early Hints\r\nA: b\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", "a body", 200},
		{"no word", "", "a body", 200},
		{"refused", "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig", "no body", 413},
	} {
		for form, r := range map[string]client.Request{
			"memory": {Body: make([]byte, 1<<20)},
			"reader": {BodyReader: io.LimitReader(endlessText{}, 1<<20), ContentLength: 1 << 20},
			"header": {Body: make([]byte, 1<<20), Headers: []client.Header{{Name: "Expect", Value: "100-continue"}}},
		} {
			got := make(chan string, 1)
			c, target := streaming(l, noRetry, asked(v.verdict, got))
			r.Method, r.URL, r.ExpectContinue = "POST", target, form != "header"
			response, err := do(c, r)
			if err != nil || response.StatusCode != v.status {
				t.Errorf("%s from %s: %+v, %v", v.name, form, response, err)
				continue
			}
			if seen := <-got; seen != v.got {
				t.Errorf("%s from %s: the server saw %q", v.name, form, seen)
			}
		}
	}
	c, target := streaming(l, nil, always(func(r *http.Request, _ string) string { return ok("expects " + r.Header.Get("Expect")) }))
	small := client.Request{Method: "POST", URL: target, Body: []byte("abc"), ExpectContinue: true}
	if got := string(l.must(c, small).Body); got != "expects " {
		t.Errorf("a small body: %q", got)
	}
}

func TestAServerThatDoesNotKnowTheQuestionGetsTheBodyAtOnce(t *testing.T) {
	l := newLab(t)
	for form, r := range map[string]client.Request{
		"memory": {Body: make([]byte, 1<<20), ExpectContinue: true},
		"reader": {BodyReader: io.LimitReader(endlessText{}, 1<<20), ContentLength: -1, ExpectContinue: true},
		"header": {Body: make([]byte, 1<<20), Headers: []client.Header{{Name: "expect", Value: "100-Continue"}}},
	} {
		c, target := streaming(l, noRetry, func(p *peer) {
			if p.index == 0 {
				p.head()
				p.say("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n")
				p.next()
				return
			}
			always(func(r *http.Request, body string) string { return ok(r.Header.Get("Expect") + strconv.Itoa(len(body))) })(p)
		})
		r.Method, r.URL = "POST", target
		if response := l.must(c, r); string(response.Body) != "1048576" || response.Attempts != 2 {
			t.Errorf("%s: %s, %q", form, response.Status, response.Body)
		}
	}
	c, target := streaming(l, noRetry, once("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\n\r\n"))
	if response := l.must(c, client.Request{Method: "POST", URL: target, Body: []byte("abc"), ExpectContinue: true}); response.StatusCode != 417 {
		t.Errorf("without a question: %s", response.Status)
	}
}

func TestAnEarlyRefusalEndsAnUploadThatIsRead(t *testing.T) {
	l := newLab(t)
	c, target := streaming(l, nil, func(p *peer) {
		_, _ = p.Read(make([]byte, 1))
		p.say("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
		_ = p.raw.(*net.TCPConn).CloseWrite()
		time.Sleep(100 * time.Millisecond)
	})
	response, err := do(c, client.Request{Method: "POST", URL: target, BodyReader: io.LimitReader(endlessText{}, 1<<30), ContentLength: -1})
	if err != nil || response.StatusCode != 413 || string(response.Body) != "big" {
		t.Errorf("%+v, %v", response, err)
	}
}

func TestALargeUploadNeedsLittleMemory(t *testing.T) {
	l := newLab(t)
	const size = 64 << 20
	for name, length := range map[string]int64{"known": size, "unknown": -1} {
		c, target := streaming(l, nil, func(p *peer) {
			r, err := http.ReadRequest(p.br)
			if err != nil {
				return
			}
			n, _ := io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, 64<<10))
			if n == size {
				p.say(ok("all"))
			}
		})
		if got := allocated(func() {
			response := l.must(c, client.Request{Method: "POST", URL: target, BodyReader: io.LimitReader(endlessText{}, size), ContentLength: length})
			if string(response.Body) != "all" {
				t.Errorf("%s: %q", name, response.Body)
			}
		}); got > size/4 {
			t.Errorf("%s: %d bytes were allocated for a body of %d", name, got, size)
		}
	}
}
