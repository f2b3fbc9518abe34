package client_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// proxyLab is an HTTP proxy that tunnels everything to one port and notes what
// it was asked.
type proxyLab struct {
	port int
	mu   sync.Mutex
	seen []string
}

func newProxy(l *lab, to *int, answer string) *proxyLab {
	x := &proxyLab{}
	x.port = l.serve("127.0.0.1:0", nil, func(p *peer) {
		for {
			r, _, more := p.next()
			if !more {
				return
			}
			x.mu.Lock()
			x.seen = append(x.seen, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+r.Header.Get("Proxy-Authorization")))
			x.mu.Unlock()
			if answer != "" {
				p.say(answer)
				return
			}
			if r.Method != "CONNECT" {
				p.say(ok("by the proxy"))
				continue
			}
			back, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", port(*to)))
			if err != nil {
				return
			}
			p.say("HTTP/1.1 200 Connection established\r\n\r\n")
			go func() { _, _ = io.Copy(back, p.br); back.Close() }()
			_, _ = io.Copy(p, back)
			return
		}
	})
	return x
}

func port(n int) string {
	_, text, _ := strings.Cut(pin("", n, ""), ":")
	return strings.TrimSuffix(text, ":")
}

func (x *proxyLab) url() string { return "http://127.0.0.1:" + port(x.port) }

func (x *proxyLab) asked() string {
	x.mu.Lock()
	defer x.mu.Unlock()
	return strings.Join(x.seen, ", ")
}

func TestAnExplicitProxyTunnelsByNameOrToThePin(t *testing.T) {
	l := newLab(t)
	server := l.serve("127.0.0.1:0", l.cert("a.invalid", "b.invalid"), always(echo))
	for _, c := range []struct{ name, host, pins, want string }{
		{"unpinned", "a.invalid", "b.invalid:1:192.0.2.1", "CONNECT a.invalid:" + port(server)},
		{"pinned", "a.invalid", pin("a.invalid", server, "192.0.2.1"), "CONNECT 192.0.2.1:" + port(server)},
		{"pinned to IPv6", "a.invalid", pin("a.invalid", server, "2001:db8::1"), "CONNECT [2001:db8::1]:" + port(server)},
		{"pinned to IPv6 with a zone", "a.invalid", pin("a.invalid", server, "fe80::1%eth0"), "CONNECT [fe80::1]:" + port(server)},
	} {
		x := newProxy(l, &server, "")
		client1 := l.client(func(o *client.Options) { o.Proxy = x.url() }, c.pins)
		for range 2 { // the second call uses the tunnel of the first
			response := l.must(client1, client.Request{URL: url("https", c.host, server, "/")})
			if !strings.Contains(string(response.Body), "host=a.invalid:"+port(server)) {
				t.Errorf("%s: %q", c.name, response.Body)
			}
		}
		if x.asked() != c.want {
			t.Errorf("%s: the proxy was asked %q, want %q", c.name, x.asked(), c.want)
		}
	}
}

func TestProxyCredentialsGoToTheProxyAlone(t *testing.T) {
	l := newLab(t)
	var got http.Header
	server := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(r *http.Request, _ string) string { got = r.Header; return ok("") }))
	x := newProxy(l, &server, "")
	c := l.client(func(o *client.Options) { o.Proxy = strings.Replace(x.url(), "://", "://user:p%40ss@", 1) })
	l.must(c, client.Request{URL: url("https", "a.invalid", server, "/")})
	if want := "CONNECT a.invalid:" + port(server) + " Basic dXNlcjpwQHNz"; x.asked() != want {
		t.Errorf("the proxy was asked %q, want %q", x.asked(), want)
	}
	if got.Get("Proxy-Authorization") != "" {
		t.Error("the server got the proxy's password")
	}
}

func TestTheProxyIsToldWhoAsks(t *testing.T) {
	l := newLab(t)
	asked := make(chan http.Header, 1)
	proxy := l.serve("127.0.0.1:0", nil, func(p *peer) {
		if r, _, more := p.next(); more {
			asked <- r.Header
			p.say("HTTP/1.1 403 No\r\n\r\n")
		}
	})
	c := l.client(func(o *client.Options) {
		o.Proxy, o.Retries, o.UserAgent = "http://127.0.0.1:"+port(proxy), -1, "agent/1"
	})
	_, err := do(c, client.Request{URL: "https://a.invalid/", Headers: []client.Header{{Name: "User-Agent", Value: "page/2"}, {Name: "X-Secret", Value: "s"}}})
	wants(t, "refused", err, fault.ProxyFailed)
	got := <-asked
	if got.Get("User-Agent") != "agent/1" || len(got) != 1 {
		t.Errorf("the proxy was told %v", got)
	}
}

func TestAPageThatDoesNotComeIsNotWaitedFor(t *testing.T) {
	l := newLab(t)
	proxy := l.serve("127.0.0.1:0", nil, func(p *peer) {
		p.next()
		p.say("HTTP/1.1 403 No\r\nContent-Length: 100\r\n\r\nBlocked")
		p.next() // until the client leaves
	})
	c := l.client(func(o *client.Options) { o.Proxy, o.Retries = "http://127.0.0.1:"+port(proxy), -1 })
	_, err := do(c, client.Request{URL: "https://a.invalid/"})
	wants(t, "stalls in its page", err, fault.ProxyFailed, `: "Blocked"`)
}

func TestAProxyThatCannotBeUsedIsNotShown(t *testing.T) {
	for _, text := range []string{
		"user:secret@proxy.test:3128/path", "user:secret {x@proxy.test:3128", "http://user:a?secret@proxy.test:3128", "user:secret@proxy.test:99999",
		"http:/user:secret@proxy.test", "http://user:secret", "user:secret", "http://user:a/secret@proxy.test",
	} {
		_, err := client.New(client.Options{Proxy: text})
		wants(t, text, err, fault.InvalidOption, "the proxy URL cannot be used: ")
		c, newErr := client.New(client.Options{Env: func(name string) (string, bool) { return text, name == "HTTPS_PROXY" }})
		if newErr != nil {
			t.Fatal(newErr)
		}
		_, envErr := do(c, client.Request{URL: "https://a.invalid/"})
		wants(t, text, envErr, fault.InvalidOption, "the proxy URL in HTTPS_PROXY cannot be used: ")
		for _, err := range []error{err, envErr} {
			if err != nil && contains(err, "secret") {
				t.Errorf("%s: %v holds the password", text, err)
			}
		}
	}
}

func TestAProxyOfAnotherKindIsNamedAsSuch(t *testing.T) {
	for _, text := range []string{"https://proxy.test:3128", "socks5://proxy.test:1080", "socks5h://user:secret@proxy.test"} {
		_, err := client.New(client.Options{Proxy: text})
		wants(t, text, err, fault.InvalidOption, "only http:// proxies are supported")
	}
}

func TestPlainHTTPGoesThroughTheProxyByItsURL(t *testing.T) {
	l := newLab(t)
	x := newProxy(l, nil, "")
	c := l.client(func(o *client.Options) { o.Proxy = x.url() })
	for range 2 {
		if got := string(l.must(c, client.Request{URL: "http://a.invalid:8080/x?y"}).Body); got != "by the proxy" {
			t.Errorf("got %q", got)
		}
	}
	if want := "GET http://a.invalid:8080/x?y, GET http://a.invalid:8080/x?y"; x.asked() != want {
		t.Errorf("the proxy was asked %q, want %q", x.asked(), want)
	}
}

func TestARefusingProxyIsNamed(t *testing.T) {
	l := newLab(t)
	server := 1
	for _, c := range []struct {
		name, answer string
		code         fault.Code
		detail       int32
		says         string
	}{
		{"offers schemes", "HTTP/1.1 407 No\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM realm=\"x\"\r\n\r\n", fault.ProxyAuthRequired, 407, "were sent; it offers Negotiate, NTLM"},
		{"wants credentials", "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n", fault.ProxyAuthRequired, 407, "407 Proxy Authentication Required"},
		{"forbids with a page", "HTTP/1.1 403 Forbidden\r\nContent-Length: 58\r\n\r\n<html>\n<b>Blocked\x1b[31m</b> by\u202e policy\x00 7: ask Bob</html>", fault.ProxyFailed, 403, `443: "<html> <b>Blocked [31m</b> by policy 7: ask Bob</html>"`},
		{"forbids with a page in chunks", "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\n8\r\nBlocked \r\n2;x=y\r\nby\r\n5\r\n rule\r\n0\r\n\r\n", fault.ProxyFailed, 403, `443: "Blocked by rule"`},
		{"forbids with a page to the end", "HTTP/1.1 403 Forbidden\r\n\r\nBlocked by rule", fault.ProxyFailed, 403, `443: "Blocked by rule"`},
		{"forbids with a long page", "HTTP/1.1 403 Forbidden\r\nContent-Length: 1000000\r\n\r\n" + strings.Repeat("x", 1000), fault.ProxyFailed, 403, `443: "` + strings.Repeat("x", 200) + `"`},
		{"forbids with half a page", "HTTP/1.1 403 Forbidden\r\nContent-Length: 100\r\n\r\nBlo", fault.ProxyFailed, 403, `443: "Blo"`},
		{"forbids with a letter that is cut", "HTTP/1.1 403 Forbidden\r\n\r\n" + strings.Repeat("x", 199) + "\u00fc", fault.ProxyFailed, 403, `443: "` + strings.Repeat("x", 199) + `"`},
		{"forbids with a compressed page", "HTTP/1.1 403 Forbidden\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\x1f\x8b\x08\x00", fault.ProxyFailed, 403, "to CONNECT a.invalid:443"},
		{"forbids with a page that has no end", "HTTP/1.1 403 Forbidden\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", fault.ProxyFailed, 403, "to CONNECT a.invalid:443"},
		{"forbids", "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", fault.ProxyFailed, 403, "CONNECT a.invalid:443"},
		{"fails", "HTTP/1.1 502 Bad Gateway\r\n\r\n", fault.ProxyFailed, 502, "502 Bad Gateway"},
		{"is none", "SSH-2.0-x\r\n", fault.ProxyFailed, 0, "SSH-2.0"},
		{"hangs up", "HTTP/1.1 2", fault.ProxyFailed, 0, "cannot be used"},
		{"talks too much", "HTTP/1.1 200 OK\r\n\r\nsurplus", fault.ProxyFailed, 0, "bytes after"},
	} {
		x := newProxy(l, &server, c.answer)
		client1 := l.client(func(o *client.Options) { o.Proxy, o.Retries = x.url(), -1 })
		_, err := do(client1, client.Request{URL: "https://a.invalid/"})
		wants(t, c.name, err, c.code, c.says, port(x.port))
		if !strings.Contains(c.says, `443: "`) && err != nil && strings.Contains(err.Error(), `443: "`) {
			t.Errorf("%s: shows a page: %v", c.name, err)
		}
		if err != nil && fault.From(err).Detail != c.detail {
			t.Errorf("%s: detail %d, want %d", c.name, fault.From(err).Detail, c.detail)
		}
	}
	closed := l.client(func(o *client.Options) { o.Proxy, o.Retries = "http://127.0.0.1:1", -1 })
	_, err := do(closed, client.Request{URL: "https://a.invalid/"})
	wants(t, "is down", err, fault.ProxyFailed, "connection refused")

	silent := l.serve("127.0.0.1:0", nil, func(p *peer) { p.next(); p.next() })
	mute := l.client(func(o *client.Options) {
		o.Proxy, o.Retries, o.Timeouts.Connect = "http://127.0.0.1:"+port(silent), -1, 50*time.Millisecond
	})
	_, err = do(mute, client.Request{URL: "https://a.invalid/"})
	wants(t, "is silent", err, fault.ProxyFailed, "CONNECT")
	_, err = do(l.client(func(o *client.Options) { o.Proxy = "http://127.0.0.1:" + port(silent) }),
		client.Request{URL: "https://a.invalid/", Timeout: 50 * time.Millisecond})
	wants(t, "is silent until the deadline", err, fault.DeadlineExceeded)
}

func TestWhichProxyIsUsed(t *testing.T) {
	l := newLab(t)
	x := newProxy(l, nil, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
	env := func(pairs ...string) func(string) (string, bool) {
		return func(name string) (string, bool) {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1], true
				}
			}
			return "", false
		}
	}
	for _, c := range []struct {
		name  string
		o     client.Options
		url   string
		proxy bool
	}{
		{"explicit", client.Options{Proxy: x.url()}, "https://a.invalid/", true},
		{"explicit without scheme", client.Options{Proxy: "127.0.0.1:" + port(x.port)}, "https://a.invalid/", true},
		{"explicit, host excepted", client.Options{Proxy: x.url(), NoProxy: "b.test, a.invalid"}, "https://a.invalid/", false},
		{"explicit, domain excepted", client.Options{Proxy: x.url(), NoProxy: ".invalid"}, "https://a.invalid/", false},
		{"explicit, wildcard excepted", client.Options{Proxy: x.url(), NoProxy: "*.invalid"}, "https://a.invalid/", false},
		{"explicit, all excepted", client.Options{Proxy: x.url(), NoProxy: "*"}, "https://a.invalid/", false},
		{"explicit, similar name excepted", client.Options{Proxy: x.url(), NoProxy: "alid"}, "https://a.invalid/", true},
		{"explicit, port excepted", client.Options{Proxy: x.url(), NoProxy: "a.invalid:443"}, "https://a.invalid/", false},
		{"explicit, another port excepted", client.Options{Proxy: x.url(), NoProxy: "a.invalid:444"}, "https://a.invalid/", true},
		{"explicit, network excepted", client.Options{Proxy: x.url(), NoProxy: "127.0.0.0/8"}, "https://127.0.0.1:1/", false},
		{"explicit, address excepted", client.Options{Proxy: x.url(), NoProxy: "127.0.0.1"}, "https://127.0.0.1:1/", false},
		{"explicit, IPv6 excepted", client.Options{Proxy: x.url(), NoProxy: "::1"}, "https://[::1]:1/", false},
		{"explicit, IPv6 and port excepted", client.Options{Proxy: x.url(), NoProxy: "[::1]:1"}, "https://[::1]:1/", false},
		{"explicit, IPv6 and another port excepted", client.Options{Proxy: x.url(), NoProxy: "[::1]:2"}, "https://[::1]:1/", true},
		{"explicit, mapped address excepted", client.Options{Proxy: x.url(), NoProxy: "127.0.0.0/8"}, "https://[::ffff:127.0.0.1]:1/", false},
		{"explicit, what is below excepted", client.Options{Proxy: x.url(), NoProxy: ".a.invalid"}, "https://a.invalid/", true},
		{"explicit, what is below excepted, with a star", client.Options{Proxy: x.url(), NoProxy: "*.a.invalid"}, "https://a.invalid/", true},
		{"explicit, international name excepted", client.Options{Proxy: x.url(), NoProxy: "b\u00fccher.invalid"}, "https://a.xn--bcher-kva.invalid/", false},
		{"explicit, the end of an address is no domain", client.Options{Proxy: x.url(), NoProxy: "0.0.1"}, "https://127.0.0.1:1/", true},
		{"environment, https", client.Options{Env: env("HTTPS_PROXY", x.url())}, "https://a.invalid/", true},
		{"environment, lower case first", client.Options{Env: env("https_proxy", x.url(), "HTTPS_PROXY", "http://127.0.0.1:1")}, "https://a.invalid/", true},
		{"environment, of http only", client.Options{Env: env("HTTP_PROXY", x.url())}, "https://a.invalid/", false},
		{"environment, all", client.Options{Env: env("ALL_PROXY", x.url())}, "https://a.invalid/", true},
		{"environment, excepted", client.Options{Env: env("HTTPS_PROXY", x.url(), "NO_PROXY", "invalid")}, "https://a.invalid/", false},
		{"environment, loopback", client.Options{Env: env("HTTPS_PROXY", x.url())}, "https://127.0.0.1:1/", false},
		{"environment, switched off", client.Options{Proxy: "none", Env: env("HTTPS_PROXY", x.url())}, "https://a.invalid/", false},
		{"environment, in a CGI program", client.Options{Env: env("HTTP_PROXY", x.url(), "REQUEST_METHOD", "GET")}, "http://a.invalid/", false},
		{"none", client.Options{}, "https://a.invalid/", false},
	} {
		before := x.asked()
		c.o.Retries = -1
		client1, err := client.New(c.o)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		_, _ = do(client1, client.Request{URL: c.url})
		if used := x.asked() != before; used != c.proxy {
			t.Errorf("%s: proxy used %v, want %v", c.name, used, c.proxy)
		}
	}
	_, err := do(l.client(func(o *client.Options) { o.Env = env("ALL_PROXY", "socks5://u:secret@p.test") }), client.Request{URL: "https://a.invalid/"})
	wants(t, "unsupported proxy of the environment", err, fault.InvalidOption, "ALL_PROXY")
	if err != nil && contains(err, "secret") {
		t.Errorf("%v holds the password", err)
	}
}
