package client_test

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// contains reports whether an error's text holds a secret of the test.
func contains(err error, secret string) bool { return strings.Contains(err.Error(), secret) }

// sent returns the exact bytes of a request.
func sent(l *lab, r client.Request, change func(*client.Options)) (string, error) {
	l.Helper()
	var got string
	done := make(chan struct{})
	c := l.client(func(o *client.Options) {
		if change != nil {
			change(o)
		}
		o.Retries = -1
		o.Dial = lent(func(conn net.Conn) {
			defer close(done)
			p := &peer{Conn: conn, raw: conn}
			buffer := make([]byte, 64<<10)
			n, _ := io.ReadAtLeast(p, buffer, 1)
			got = string(buffer[:n])
			p.say(ok(""))
		})
	})
	_, err := do(c, r)
	if err == nil {
		<-done
	}
	return got, err
}

func TestTheRequestOnTheWire(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		name string
		r    client.Request
		want string
	}{
		{"GET", client.Request{URL: "http://A.Test/p?q"},
			"GET /p?q HTTP/1.1\r\nHost: A.Test\r\nUser-Agent: sallyport\r\n\r\n"},
		{"a query is sent as it is written", client.Request{URL: "http://a.test/a%3ab[0]/./b?q=a+b%2b&&[x]=%7e&y"},
			"GET /a%3ab[0]/./b?q=a+b%2b&&[x]=%7e&y HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\n\r\n"},
		{"no path", client.Request{URL: "http://a.test?q=1"},
			"GET /?q=1 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\n\r\n"},
		{"POST with a body", client.Request{Method: "POST", URL: "http://a.test/", Body: []byte("abc")},
			"POST / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\nContent-Length: 3\r\n\r\nabc"},
		{"a method in small letters", client.Request{Method: "post", URL: "http://a.test/"},
			"POST / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\nContent-Length: 0\r\n\r\n"},
		{"POST without", client.Request{Method: "POST", URL: "http://a.test/"},
			"POST / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\nContent-Length: 0\r\n\r\n"},
		{"headers keep order, case and repetition", client.Request{URL: "http://a.test/", Headers: []client.Header{
			{Name: "x-B", Value: " 1 "}, {Name: "user-agent", Value: "own"}, {Name: "X-a", Value: "\t2"}, {Name: "x-B", Value: ""}, {Name: "X-Text", Value: "é"},
		}}, "GET / HTTP/1.1\r\nHost: a.test\r\nx-B: 1\r\nuser-agent: own\r\nX-a: 2\r\nx-B: \r\nX-Text: é\r\n\r\n"},
		{"own Host and length", client.Request{Method: "PUT", URL: "http://a.test:80/", Body: []byte("abc"), Headers: []client.Header{
			{Name: "content-length", Value: "3"}, {Name: "host", Value: "a.test"},
		}}, "PUT / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\nContent-Length: 3\r\n\r\nabc"},
		{"own length of nothing", client.Request{URL: "http://a.test/", Headers: []client.Header{{Name: "Content-Length", Value: " 0"}}},
			"GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\nContent-Length: 0\r\n\r\n"},
		{"own spelling of Host", client.Request{URL: "http://a.test/", Headers: []client.Header{{Name: "Host", Value: "A.Test.:080"}}},
			"GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\n\r\n"},
		{"bytes that no URL may hold", client.Request{URL: "http://a.test/a b/é\"<>\\^`{|}?c d=日"},
			"GET /a%20b/%C3%A9%22%3C%3E%5C%5E%60%7B%7C%7D?c%20d=%E6%97%A5 HTTP/1.1\r\nHost: a.test\r\nUser-Agent: sallyport\r\n\r\n"},
	} {
		got, err := sent(l, c.r, nil)
		if err != nil || got != c.want {
			t.Errorf("%s: sent %q, want %q; %v", c.name, got, c.want, err)
		}
	}
}

func TestNothingCanBeInjected(t *testing.T) {
	l := newLab(t)
	with := func(name, value string) client.Request {
		return client.Request{URL: "http://a.test/", Headers: []client.Header{{Name: name, Value: value}}}
	}
	for _, c := range []struct {
		name string
		r    client.Request
		code fault.Code
	}{
		{"line break in a value", with("X", "secret\r\nY: z"), fault.InvalidHeader},
		{"line feed in a value", with("X", "secret\nY: z"), fault.InvalidHeader},
		{"carriage return in a value", with("X", "secret\rY"), fault.InvalidHeader},
		{"NUL in a value", with("X", "secret\x00"), fault.InvalidHeader},
		{"line break in a name", with("X: y\r\nZ", "secret"), fault.InvalidHeader},
		{"colon in a name", with("X:", "secret"), fault.InvalidHeader},
		{"space in a name", with("X ", "secret"), fault.InvalidHeader},
		{"UTF-8 in a name", with("é", "secret"), fault.InvalidHeader},
		{"empty name", with("", "secret"), fault.InvalidHeader},
		{"another host", with("Host", "b.test"), fault.InvalidHeader},
		{"another port", with("Host", "a.test:81"), fault.InvalidHeader},
		{"host with a path", with("Host", "a.test/x"), fault.InvalidHeader},
		{"another length", with("Content-Length", "5"), fault.InvalidHeader},
		{"a secret as the length", with("Content-Length", "secret"), fault.InvalidHeader},
		{"a secret as the host", with("Host", "secret"), fault.InvalidHeader},
		{"the length twice", client.Request{URL: "http://a.test/", Headers: []client.Header{{Name: "Content-Length", Value: "0"}, {Name: "content-length", Value: "0"}}}, fault.InvalidHeader},
		{"the host twice", client.Request{URL: "http://a.test/", Headers: []client.Header{{Name: "Host", Value: "a.test"}, {Name: "host", Value: "a.test"}}}, fault.InvalidHeader},
		{"host after a user", with("Host", "secret@a.test"), fault.InvalidHeader},
		{"host before a fragment", with("Host", "a.test#secret"), fault.InvalidHeader},
		{"host before a query", with("Host", "a.test?secret"), fault.InvalidHeader},
		{"host before a slash", with("Host", "a.test/"), fault.InvalidHeader},
		{"host before a backslash", with("Host", `a.test\`), fault.InvalidHeader},
		{"empty host", with("Host", ""), fault.InvalidHeader},
		{"own framing", with("Transfer-Encoding", "chunked"), fault.InvalidHeader},
		{"upgrade", with("Upgrade", "websocket"), fault.InvalidHeader},
		{"line break in the method", client.Request{Method: "GET / HTTP/1.1\r\nX: y\r\n\r\nGET", URL: "http://a.test/"}, fault.InvalidArgument},
		{"a tunnel", client.Request{Method: "CONNECT", URL: "http://a.test/"}, fault.InvalidArgument},
		{"a tunnel in lower case", client.Request{Method: "connect", URL: "http://a.test/"}, fault.InvalidArgument},
		{"space in the method", client.Request{Method: "GET /x", URL: "http://a.test/"}, fault.InvalidArgument},
		{"line break in the path", client.Request{URL: "http://a.test/x\r\nY: z"}, fault.InvalidURL},
		{"line break in the host", client.Request{URL: "http://a.test\r\nY: z/"}, fault.InvalidURL},
		{"fragment", client.Request{URL: "http://a.test/key#secret"}, fault.InvalidURL},
		{"empty fragment", client.Request{URL: "http://a.test/#"}, fault.InvalidURL},
		{"longer than a URL can be", client.Request{URL: "http://a.test/" + strings.Repeat("a", 70_000)}, fault.InputTooLarge},
		{"WebSocket", client.Request{URL: "wss://a.test/"}, fault.InvalidURL},
		{"tab in the query", client.Request{URL: "http://a.test/?\t"}, fault.InvalidURL},
	} {
		got, err := sent(l, c.r, nil)
		wants(t, c.name, err, c.code)
		if got != "" {
			t.Errorf("%s: sent %q", c.name, got)
		}
		if err != nil && contains(err, "secret") {
			t.Errorf("%s: %v holds the value", c.name, err)
		}
	}
}

func TestNoRequestIsRefused(t *testing.T) {
	c, err := client.New(client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = c.Do(t.Context(), nil)
	wants(t, "nil", err, fault.NullPointer, "request")
}

func TestAMalformedURLIsRefused(t *testing.T) {
	c := newLab(t).client(nil)
	for _, raw := range []string{
		"", "/", "a.test", "a.test/x", "//a.test/", "ftp://a.test/", "http:/a.test", "https:a.test", " https://a.test/",
		"https://", "https:///x", "https://?x", "https://:443/", "https://a.test:/", "https://a.test:0/", "https://a.test:65536/", "https://a.test:x/",
		"https://a b/", "https://a..test/", "https://.a.test/", "https://bücher.test/", "https://a.test\\@b.test/", "https://a%2etest/", "https://*.test/",
		"https://::1/", "https://[::1/", "https://[::1]x/", "https://[127.0.0.1]/", "https://[fe80::1%25eth0]/", "https://[]/",
		"https://a.test/%", "https://a.test/%4", "https://a.test/%zz", "https://a.test/?a=%", "https://u%zz@a.test/",
	} {
		_, err := c.Do(context.Background(), &client.Request{URL: raw})
		wants(t, raw, err, fault.InvalidURL)
	}
}

func TestURLsInMessagesHoldNoSecret(t *testing.T) {
	c := newLab(t).client(noRetry)
	for _, raw := range []string{
		"https://user:secret@a.test:x/", "https://a.test:x/?X-Amz-Signature=secret", "ftp://secret@a.test/?secret", "https://u:secret%zz@a.test/",
		"https://nowhere.invalid/?token=secret", "https://user:secret@nowhere.invalid/",
		"user:secret@a.test/", "https:/user:secret@a.test/", "https://user:se?secret@a.test/", "https://user:se#secret@a.test/",
		"https://a.test:x/?mail=x@secret", "https://a.test:x/#secret", "user:secret://x@a.test/", "https://user:a/secret@a.test/",
	} {
		if _, err := do(c, client.Request{URL: raw}); err == nil || contains(err, "secret") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

func TestUnusableOptionsAreRefused(t *testing.T) {
	for name, o := range map[string]client.Options{
		"user agent":     {UserAgent: "a\r\nX: y"},
		"long protocol":  {ALPN: []string{strings.Repeat("x", 256)}},
		"empty protocol": {ALPN: []string{"http/1.1", ""}},
		"body limit":     {MaxBody: -1},
		"header limit":   {MaxHeader: -1},
		"proxy scheme":   {Proxy: "https://proxy.test:3128"},
		"socks proxy":    {Proxy: "socks5://u:secret@proxy.test:1080"},
		"proxy port":     {Proxy: "http://proxy.test:x"},
		"proxy path":     {Proxy: "http://proxy.test/x"},
		"proxy is empty": {Proxy: "http://"},
	} {
		_, err := client.New(o)
		wants(t, name, err, fault.InvalidOption)
		if err != nil && contains(err, "secret") {
			t.Errorf("%s: %v holds the password", name, err)
		}
	}
}
