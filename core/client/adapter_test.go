package client_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// Each test is a fault of the adapters by which people pin addresses today: a
// rewritten URL, a copied Host header, a shared pool that is reconfigured for
// each request.

// echo answers with what arrived.
func echo(r *http.Request, body string) string {
	return ok(fmt.Sprintf("%s %s host=%s authorization=%s body=%s", r.Method, r.RequestURI, r.Host, r.Header.Get("Authorization"), body))
}

func TestHostHeaderKeepsThePort(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	got := string(l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")}).Body)
	if want := fmt.Sprintf("host=a.invalid:%d", port); !strings.Contains(got, want) {
		t.Errorf("%q, want %s", got, want)
	}
}

func TestHostHeaderLacksTheDefaultPort(t *testing.T) {
	l := newLab(t)
	for given, want := range map[string]string{
		"http://a.invalid/": "a.invalid", "http://a.invalid:80/": "a.invalid", "http://a.invalid:443/": "a.invalid:443", "http://[::1]/": "[::1]",
	} {
		c := l.client(func(o *client.Options) {
			o.Dial = lent(func(conn net.Conn) { serveConn(conn, always(echo)) })
		})
		if got := string(l.must(c, client.Request{URL: given}).Body); !strings.Contains(got, "host="+want+" ") {
			t.Errorf("%s: %q, want host %s", given, got, want)
		}
	}
}

func TestTheNameElsewhereInTheURLIsUntouched(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	for _, path := range []string{
		"/?next=https://a.invalid/done", "/a.invalid/x", "/a%2Fb/../c//d?x=%e4&&y", "/?q=a+b;c", "/a:b@c",
	} {
		got := string(l.must(c, client.Request{URL: url("https", "a.invalid", port, path)}).Body)
		if !strings.HasPrefix(got, "GET "+path+" ") {
			t.Errorf("%s arrived as %q", path, got)
		}
	}
}

func TestURLWithUserAndPasswordIsPinned(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	response := l.must(c, client.Request{URL: strings.Replace(url("https", "a.invalid", port, "/"), "://", "://user:p%40ss@", 1)})
	if !strings.Contains(string(response.Body), "authorization=Basic dXNlcjpwQHNz ") {
		t.Errorf("got %q", response.Body)
	}
	if strings.Contains(response.URL, "p%40ss") {
		t.Errorf("the response's URL %q holds the password", response.URL)
	}
}

func TestIPv6PinWorksBareAndInBrackets(t *testing.T) {
	l := newLab(t)
	for _, address := range []string{"2001:db8::1", "[2001:db8::1]"} {
		var dialled string
		c := l.client(func(o *client.Options) {
			network := lent(func(conn net.Conn) { serveConn(conn, always(echo)) })
			o.Dial = func(ctx context.Context, n, a string) (net.Conn, error) {
				dialled = a
				return network(ctx, n, a)
			}
		}, "a.invalid:80:"+address)
		l.must(c, client.Request{URL: "http://a.invalid/"})
		if dialled != "[2001:db8::1]:80" {
			t.Errorf("%s: dialled %s", address, dialled)
		}
	}
}

func TestAPinIsForOneNameAndNotForAPrefix(t *testing.T) {
	l := newLab(t)
	var stolen atomic.Bool
	port := l.serve("127.0.0.1:0", nil, always(func(*http.Request, string) string { stolen.Store(true); return ok("") }))
	c := l.client(noRetry, pin("a.invalid", port, "127.0.0.1"))
	for _, host := range []string{"a.invalid.evil.invalid", "www.a.invalid", "a.invali"} {
		_, err := do(c, client.Request{URL: url("http", host, port, "/steal"), Headers: []client.Header{{Name: "Authorization", Value: "secret"}}})
		wants(t, host, err, fault.DNSFailed)
	}
	if stolen.Load() {
		t.Error("another name was sent to the pinned address")
	}
}

func TestRelativeRedirectStaysWithThePinnedName(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(r *http.Request, body string) string {
		if r.URL.Path == "/dir/start" {
			return "HTTP/1.1 302 Found\r\nLocation: ../end?x=%2F\r\nContent-Length: 0\r\n\r\n"
		}
		return echo(r, body)
	}))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	response := l.must(c, client.Request{URL: url("https", "a.invalid", port, "/dir/start")})
	if response.URL != url("https", "a.invalid", port, "/end?x=%2F") || !strings.HasPrefix(string(response.Body), "GET /end?x=%2F ") || response.Attempts != 2 {
		t.Errorf("ended at %s after %d requests with %q", response.URL, response.Attempts, response.Body)
	}
}

func TestRedirectToTheSameHostKeepsAuthorization(t *testing.T) {
	l := newLab(t)
	var port int
	port = l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(r *http.Request, body string) string {
		if r.URL.Path == "/start" {
			return "HTTP/1.1 301 Moved\r\nLocation: " + url("https", "a.invalid", port, "/end") + "\r\nContent-Length: 0\r\n\r\n"
		}
		return echo(r, body)
	}))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	response := l.must(c, client.Request{URL: url("https", "a.invalid", port, "/start"), Headers: []client.Header{{Name: "Authorization", Value: "Bearer x"}}})
	if !strings.Contains(string(response.Body), "authorization=Bearer x ") || response.URL != url("https", "a.invalid", port, "/end") {
		t.Errorf("%s: %q", response.URL, response.Body)
	}
}

func TestRedirectToAnotherHostTakesNeitherHostNorSecretsAlong(t *testing.T) {
	l := newLab(t)
	var got *http.Request
	other := l.serve("127.0.0.2:0", l.cert("b.invalid"), always(func(r *http.Request, body string) string { got = r; return ok("") }))
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string {
		return "HTTP/1.1 307 Elsewhere\r\nLocation: " + url("https", "b.invalid", other, "/") + "\r\nContent-Length: 0\r\n\r\n"
	}))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"), pin("b.invalid", other, "127.0.0.2"))
	l.must(c, client.Request{URL: url("https", "a.invalid", port, "/"), Headers: []client.Header{
		{Name: "authorization", Value: "secret"}, {Name: "Cookie", Value: "secret"}, {Name: "Proxy-Authorization", Value: "secret"},
		{Name: "X-Auth-Token", Value: "secret"}, {Name: "Host", Value: fmt.Sprintf("a.invalid:%d", port)}, {Name: "Accept", Value: "text/plain"},
	}})
	if got.Host != fmt.Sprintf("b.invalid:%d", other) || got.Header.Get("Accept") != "text/plain" {
		t.Errorf("host %q, Accept %q", got.Host, got.Header.Get("Accept"))
	}
	for name, values := range got.Header {
		if slices.Contains(values, "secret") {
			t.Errorf("%s went to the other host", name)
		}
	}
}

func TestConcurrentHostsNeverShareAName(t *testing.T) {
	l := newLab(t)
	hosts := []string{"a.invalid", "b.invalid"}
	var crossed atomic.Int32
	id := l.root.Issue(l, hosts).TLS()
	config := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return &id, nil }}
	port := l.serve("127.0.0.1:0", config, func(p *peer) {
		name := p.Conn.(*tls.Conn).ConnectionState().ServerName
		always(func(r *http.Request, _ string) string {
			if host, _, _ := net.SplitHostPort(r.Host); host != name || !strings.Contains(r.RequestURI, name) {
				crossed.Add(1)
			}
			return ok(name)
		})(p)
	})
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"), pin("b.invalid", port, "127.0.0.1"))
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			for i := range 50 {
				host := hosts[(worker+i)%2]
				r := client.Request{URL: url("https", host, port, "/"+host)}
				if i%5 == 0 {
					r.Headers = []client.Header{{Name: "Connection", Value: "close"}}
				}
				if response, err := do(c, r); err != nil || string(response.Body) != host {
					t.Errorf("%s: %v", host, err)
				}
			}
		})
	}
	wg.Wait()
	if crossed.Load() != 0 {
		t.Errorf("%d requests met another host's name", crossed.Load())
	}
}

func TestProxyOfTheEnvironmentDoesNotDivertAPinnedHost(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(func(o *client.Options) {
		o.Env = func(string) (string, bool) { return "http://127.0.0.9:1", true }
	}, pin("a.invalid", port, "127.0.0.1"))
	l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")})
}

func TestTheRequestIsNotChanged(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	r := client.Request{URL: strings.Replace(url("https", "a.invalid", port, "/x y"), "://", "://u:p@", 1), Headers: make([]client.Header, 1, 8), Body: []byte("b")}
	r.Headers[0] = client.Header{Name: "Accept", Value: "text/plain"}
	before := fmt.Sprintf("%+v", r)
	first := l.must(c, r)
	second := l.must(c, r)
	if after := fmt.Sprintf("%+v", r); after != before {
		t.Errorf("changed from %s to %s", before, after)
	}
	if spare := r.Headers[:2][1]; spare != (client.Header{}) {
		t.Errorf("the caller's array was written to: %v", spare)
	}
	if string(first.Body) != string(second.Body) {
		t.Errorf("the second time it arrived as %q, first %q", second.Body, first.Body)
	}
}

func TestSNIIsSentToAPinnedAddress(t *testing.T) {
	l := newLab(t)
	right, fallback := l.root.Issue(l, []string{"a.invalid"}).TLS(), l.root.Issue(l, []string{"default.invalid"}).TLS()
	config := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		if hello.ServerName == "a.invalid" {
			return &right, nil
		}
		return &fallback, nil
	}}
	port := l.serve("127.0.0.1:0", config, always(echo))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")})
	_, err := do(c, client.Request{URL: url("https", "127.0.0.1", port, "/")})
	wants(t, "bare address", err, fault.CertificateNameMismatch, `"default.invalid"`, `not for "127.0.0.1"`)
}

func TestOneClientServesManyCalls(t *testing.T) {
	l := newLab(t)
	var connections atomic.Int32
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		connections.Add(1)
		always(func(r *http.Request, body string) string {
			return "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n" // also a success
		})(p)
	})
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	for i := range 5 {
		response := l.must(c, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/")})
		if response.StatusCode != 201 || response.Err() != nil || response.Timings.Reused != (i > 0) {
			t.Errorf("call %d: %s, %v, reused %v", i, response.Status, response.Err(), response.Timings.Reused)
		}
	}
	if connections.Load() != 1 {
		t.Errorf("%d connections for 5 calls", connections.Load())
	}
}

func TestExplicitTrustWinsOverTheEnvironment(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	other := trusttest.Root(t, "from the environment")
	for name, o := range map[string]trust.Options{
		"CA":       {CABytes: l.root.PEM()},
		"insecure": {Insecure: true},
	} {
		o.Env = func(string) (string, bool) { return "/from/the/environment.pem", true }
		o.ReadFile = func(string) ([]byte, error) { return other.PEM(), nil }
		policy, err := trust.New(o)
		if err != nil {
			t.Fatal(err)
		}
		c := l.client(func(o *client.Options) { o.Trust = policy }, pin("a.invalid", port, "127.0.0.1"))
		if _, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/"), Timeout: time.Minute}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
