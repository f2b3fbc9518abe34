package client_test

import (
	"fmt"
	"math"
	"net"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// one makes a single request to a server, without retries.
func one(l *lab, r client.Request, change func(*client.Options), handle func(*peer)) (*client.Response, error) {
	l.Helper()
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), handle)
	c := l.client(func(o *client.Options) {
		o.Retries = -1
		if change != nil {
			change(o)
		}
	}, pin("a.invalid", port, "127.0.0.1"))
	r.URL = url("https", "a.invalid", port, "/")
	return do(c, r)
}

func TestABadResponseIsNamed(t *testing.T) {
	l := newLab(t)
	cases := []struct {
		name, answer string
		code         fault.Code
		says         string
	}{
		{"body shorter than announced", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", fault.HTTPTruncated, "reading the body"},
		{"chunk cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\nabc", fault.HTTPTruncated, "reading the body"},
		{"chunks without end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", fault.HTTPTruncated, "reading the body"},
		{"chunks without trailer end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", fault.HTTPTruncated, "reading the body"},
		{"header cut", "HTTP/1.1 200 OK\r\nContent-Le", fault.HTTPTruncated, "reading the header"},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", fault.HTTPMalformed, "both 3 and 4"},
		{"two lengths in one field", "HTTP/1.1 200 OK\r\nContent-Length: 3, 4\r\n\r\nabcd", fault.HTTPMalformed, "both 3 and 4"},
		{"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", fault.HTTPMalformed, `"-1"`},
		{"signed length", "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na", fault.HTTPMalformed, `"+1"`},
		{"overflowing length", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\n", fault.HTTPMalformed, "9223372036854775808"},
		{"hexadecimal length", "HTTP/1.1 200 OK\r\nContent-Length: 0x3\r\n\r\nabc", fault.HTTPMalformed, `"0x3"`},
		{"length with an underscore", "HTTP/1.1 200 OK\r\nContent-Length: 1_0\r\n\r\nabc", fault.HTTPMalformed, `"1_0"`},
		{"length and a space within", "HTTP/1.1 200 OK\r\nContent-Length: 3 3\r\n\r\nabc", fault.HTTPMalformed, `"3 3"`},
		{"length and nothing", "HTTP/1.1 200 OK\r\nContent-Length: 3,\r\n\r\nabc", fault.HTTPMalformed, `""`},
		{"length with a fraction", "HTTP/1.1 200 OK\r\nContent-Length: 3.0\r\n\r\nabc", fault.HTTPMalformed, `"3.0"`},
		{"empty length", "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", fault.HTTPMalformed, `""`},
		{"unknown coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", fault.HTTPMalformed, "gzip"},
		{"chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", fault.HTTPMalformed, "chunk size"},
		{"negative chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", fault.HTTPMalformed, "chunk size"},
		{"chunk end", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", fault.HTTPMalformed, `"de"`},
		{"status line", "HTTP/1.1 OK\r\n\r\n", fault.HTTPMalformed, `"HTTP/1.1 OK"`},
		{"status number", "HTTP/1.1 2000 OK\r\n\r\n", fault.HTTPMalformed, "2000"},
		{"HTTP/2", "HTTP/2.0 200 OK\r\n\r\n", fault.HTTPMalformed, "HTTP/2.0"},
		{"HTTP/0.9", "<html>\r\n", fault.HTTPMalformed, "<html>"},
		{"TLS", "\x15\x03\x01\x00\x02\x02\x46", fault.HTTPMalformed, "which is TLS: use https://"},
		{"other protocol", "SSH-2.0-OpenSSH\r\n", fault.HTTPMalformed, "SSH-2.0"},
		{"header without colon", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", fault.HTTPMalformed, `"nonsense"`},
		{"space before the colon", "HTTP/1.1 200 OK\r\nContent-Length : 3\r\n\r\nabc", fault.HTTPMalformed, "Content-Length :"},
		{"NUL in a header", "HTTP/1.1 200 OK\r\nA: b\x00c\r\n\r\n", fault.HTTPMalformed, `b\x00c`},
		{"carriage return in a header", "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n", fault.HTTPMalformed, `b\rC`},
		{"folding without a header", "HTTP/1.1 200 OK\r\n A: b\r\n\r\n", fault.HTTPMalformed, "continues none"},
		{"unasked upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", fault.HTTPMalformed, "switched protocols"},
		{"header flood", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: "+strings.Repeat("b", 1000)+"\r\n", 70) + "\r\n", fault.HTTPHeaderTooLarge, "65536 bytes"},
		{"endless header line", "HTTP/1.1 200 OK\r\nA: " + strings.Repeat("b", 70_000), fault.HTTPHeaderTooLarge, "65536 bytes"},
		{"too many fields", "HTTP/1.1 200 OK\r\n" + strings.Repeat("A: b\r\n", 101) + "\r\n", fault.HTTPHeaderTooLarge, "100 header fields"},
		{"too many trailer fields", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + strings.Repeat("A: b\r\n", 200) + "\r\n", fault.HTTPHeaderTooLarge, "trailer"},
		{"endless chunk extension", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;" + strings.Repeat("x", 70_000), fault.HTTPHeaderTooLarge, "65536"},
		{"extension in each chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;"+strings.Repeat("x", 1000)+"\r\na\r\n", 100) + "0\r\n\r\n", fault.HTTPMalformed, "extensions"},
		{"1xx flood", strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 2000) + ok(""), fault.HTTPTooManyInformational, "16"},
	}
	for _, c := range cases {
		response, err := one(l, client.Request{Method: "POST"}, nil, once(c.answer))
		if response != nil {
			t.Errorf("%s: a response came back: %q", c.name, response.Body)
		}
		wants(t, c.name, err, c.code, c.says, "a.invalid")
	}
}

func TestAnOddButValidResponseIsRead(t *testing.T) {
	l := newLab(t)
	cases := []struct{ name, answer, status, body string }{
		{"informational responses", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", 16) + ok("abc"), "200 OK", "abc"},
		{"the same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "200 OK", "abc"},
		// RFC 9110 section 8.6 allows it, and curl and requests read it; net/http does not.
		{"the same length twice in a field", "HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\n\r\nabc", "200 OK", "abc"},
		// 1*DIGIT; nobody reads it as octal.
		{"length with a zero before it", "HTTP/1.1 200 OK\r\nContent-Length: 03\r\n\r\nabc", "200 OK", "abc"},
		{"length between spaces", "HTTP/1.1 200 OK\r\nContent-Length: \t 3 \r\n\r\nabc", "200 OK", "abc"},
		{"longer than announced", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", "200 OK", "abc"},
		{"length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", "200 OK", "abc"},
		{"chunks with extension and trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2;a=b\r\nab\r\n01 \r\nc\r\n0\r\nX: y\r\n\r\n", "200 OK", "abc"},
		{"bare line feeds", "HTTP/1.1 200 OK\nContent-Length: 3\n\nabc", "200 OK", "abc"},
		{"no reason", "HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nabc", "200", "abc"},
		{"UTF-8 reason", "HTTP/1.1 200 日本\r\nContent-Length: 3\r\n\r\nabc", "200 日本", "abc"},
		{"folded header", "HTTP/1.1 200 OK\r\nA: b\r\n  c\r\nContent-Length: 3\r\n\r\nabc", "200 OK", "abc"},
		{"no content", "HTTP/1.1 204 No Content\r\n\r\n", "204 No Content", ""},
		{"not modified, with length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", "304 Not Modified", ""},
		{"error status", "HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nabc", "500 Oops", "abc"},
		{"unknown status", "HTTP/1.1 799 Odd\r\nContent-Length: 3\r\n\r\nabc", "799 Odd", "abc"},
	}
	for _, c := range cases {
		response, err := one(l, client.Request{}, nil, once(c.answer))
		if err != nil || response.Status != c.status || string(response.Body) != c.body {
			t.Errorf("%s: %+v, %v", c.name, response, err)
		}
	}
}

func TestHeadersKeepOrderCaseAndRepetition(t *testing.T) {
	response, err := one(newLab(t), client.Request{}, nil, once("HTTP/1.1 200 OK\r\nset-cookie: a=1\r\nX-Other:  v \t\r\nSet-Cookie: b=2\r\nEmpty:\r\nContent-Length: 0\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprintf("%q", response.Headers), `[{"set-cookie" "a=1"} {"X-Other" "v"} {"Set-Cookie" "b=2"} {"Empty" ""} {"Content-Length" "0"}]`; got != want {
		t.Errorf("headers %s, want %s", got, want)
	}
	if response.Header("SET-COOKIE") != "a=1" || response.Header("absent") != "" {
		t.Errorf("found %q", response.Header("SET-COOKIE"))
	}
}

func TestBodyOverTheLimitIsRefused(t *testing.T) {
	l := newLab(t)
	limit := func(o *client.Options) { o.MaxBody = 8 }
	for name, answer := range map[string]string{
		"announced": "HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n",
		"chunked":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\nFFFFFFFFFFFF\r\n",
		"unbounded": "HTTP/1.1 200 OK\r\n\r\n123456789",
	} {
		_, err := one(l, client.Request{}, limit, once(answer))
		wants(t, name, err, fault.HTTPBodyTooLarge, "8")
	}
	for name, answer := range map[string]string{
		"announced": ok("12345678"),
		"chunked":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n0\r\n\r\n",
		"unbounded": "HTTP/1.1 200 OK\r\n\r\n12345678",
	} {
		if response, err := one(l, client.Request{}, limit, once(answer)); err != nil || len(response.Body) != 8 {
			t.Errorf("%s, exactly at the limit: %v", name, err)
		}
	}
}

func TestTheLargestLimitOfABodyIsALimitLikeAnyOther(t *testing.T) {
	l := newLab(t)
	for name, answer := range map[string]string{
		"announced": ok("12345678"),
		"chunked":   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n0\r\n\r\n",
		"unbounded": "HTTP/1.1 200 OK\r\n\r\n12345678",
	} {
		limit := func(o *client.Options) { o.MaxBody, o.MaxHeader = math.MaxInt64, math.MaxInt64 }
		if response, err := one(l, client.Request{}, limit, once(answer)); err != nil || string(response.Body) != "12345678" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheErrorOfAStatusIsTextWhateverTheServerSays(t *testing.T) {
	response, err := one(newLab(t), client.Request{}, nil, once("HTTP/1.1 404 \xff\xfeGone\r\nContent-Length: 0\r\n\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	err = response.Err()
	wants(t, "404", err, fault.HTTPStatus, "answered 404 \uFFFDGone")
	if !utf8.ValidString(err.Error()) || response.Status != "404 \xff\xfeGone" {
		t.Errorf("%q of status %q", err, response.Status)
	}
}

func TestNothingIsDecompressed(t *testing.T) {
	response, err := one(newLab(t), client.Request{}, nil, func(p *peer) {
		r, _, _ := p.next()
		p.say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\nX-Asked: " + r.Header.Get("Accept-Encoding") + "\r\n\r\n\x1f\x8b\x08")
	})
	if err != nil || string(response.Body) != "\x1f\x8b\x08" || response.Header("X-Asked") != "" {
		t.Errorf("%+v, %v", response, err)
	}
}

func TestABrokenConnectionIsNamed(t *testing.T) {
	l := newLab(t)
	cases := []struct {
		name   string
		handle func(*peer)
		code   fault.Code
		says   string
	}{
		{"closed after the request", func(p *peer) { p.next(); p.Close() }, fault.ConnectionClosed, "without a response"},
		{"half closed after the request", func(p *peer) {
			p.next()
			_ = p.raw.(*net.TCPConn).CloseWrite()
			p.next()
		}, fault.ConnectionClosed, "without a response"},
		{"reset after the request", func(p *peer) { p.next(); p.reset() }, fault.ConnectionReset, "waiting for the response"},
		{"reset in the body", func(p *peer) {
			p.next()
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
			time.Sleep(50 * time.Millisecond) // else the reset may take the head back
			p.reset()
		}, fault.ConnectionReset, "reading the body"},
		{"damaged record", func(p *peer) {
			p.next()
			_, _ = p.raw.Write([]byte("\x17\x03\x03\x00\x20" + strings.Repeat("x", 32)))
			p.next()
		}, fault.TLSBroken, "bad record MAC"},
		{"silence", func(p *peer) { p.next(); p.next() }, fault.ReadTimeout, "silent for 1s while waiting for the response"},
		{"silence in the header", func(p *peer) { p.next(); p.say("HTTP/1.1 200"); p.next() }, fault.ReadTimeout, "while reading the header"},
		{"silence in the body", func(p *peer) { p.next(); p.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"); p.next() }, fault.ReadTimeout, "while reading the body"},
	}
	for _, c := range cases {
		_, err := one(l, client.Request{Method: "POST"}, func(o *client.Options) {
			if c.code == fault.ReadTimeout {
				o.Timeouts.Read = time.Second // in which what the server does say has come
			}
		}, c.handle)
		wants(t, c.name, err, c.code, c.says, "127.0.0.1:")
	}
}

// As in requests, a time limit says how long the call waits, not how often.
func TestATimeLimitIsNotRepeated(t *testing.T) {
	l := newLab(t)
	var tries atomic.Int32
	for name, handle := range map[string]func(*peer){
		"silence": func(p *peer) { tries.Add(1); p.next(); p.next() },
		"silence in the body": func(p *peer) {
			tries.Add(1)
			p.next()
			p.say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab")
			p.next()
		},
	} {
		tries.Store(0)
		_, err := one(l, client.Request{Method: "GET"}, func(o *client.Options) { o.Timeouts.Read = 50 * time.Millisecond }, handle)
		wants(t, name, err, fault.ReadTimeout, "silent for 50ms")
		if n := tries.Load(); n != 1 {
			t.Errorf("%s: %d tries", name, n)
		}
	}
}

func TestARequestThatCannotBeSentIsNamed(t *testing.T) {
	l := newLab(t)
	body := make([]byte, 8<<20)
	_, err := one(l, client.Request{Method: "POST", Body: body}, nil, func(p *peer) {
		_, _ = p.Read(make([]byte, 1))
		p.reset()
	})
	wants(t, "reset", err, fault.WriteFailed, "could not be sent")
	_, err = one(l, client.Request{Method: "POST", Body: body}, func(o *client.Options) { o.Timeouts.Read = 50 * time.Millisecond },
		func(p *peer) { time.Sleep(3 * time.Second) })
	wants(t, "stall", err, fault.WriteFailed, "took nothing for 50ms")
}

func TestAnEarlyRefusalIsReadAlthoughTheBodyCouldNotBeSent(t *testing.T) {
	response, err := one(newLab(t), client.Request{Method: "POST", Body: make([]byte, 8<<20)}, nil, func(p *peer) {
		_, _ = p.Read(make([]byte, 1))
		p.say("HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig")
		_ = p.raw.(*net.TCPConn).CloseWrite()
		time.Sleep(100 * time.Millisecond)
	})
	if err != nil || response.StatusCode != 413 || string(response.Body) != "big" {
		t.Errorf("%+v, %v", response, err)
	}
}

func TestNetworkFailuresReachTheCaller(t *testing.T) {
	l := newLab(t)
	c := l.client(noRetry)
	_, err := do(c, client.Request{URL: "https://nowhere.invalid/"})
	wants(t, "unpinned", err, fault.DNSFailed, "nowhere.invalid")
	for errno, code := range map[syscall.Errno]fault.Code{
		syscall.ECONNREFUSED: fault.ConnectRefused, syscall.ENETUNREACH: fault.ConnectUnreachable, syscall.EACCES: fault.ConnectDenied,
	} {
		c := l.client(func(o *client.Options) { o.Retries, o.Dial = -1, failingWith(errno) }, "a.invalid:443:127.0.0.1")
		_, err := do(c, client.Request{URL: "https://a.invalid/"})
		wants(t, errno.Error(), err, code, "127.0.0.1:443")
	}
}
