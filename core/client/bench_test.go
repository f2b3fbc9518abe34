package client_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/sallyport/sallyport/core/client"
)

// One GET of a small body on a kept connection over loopback TLS 1.3.
func BenchmarkKeepAliveGET(b *testing.B) {
	l := newLab(b)
	answer := []byte(ok("hello"))
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		buffer := make([]byte, 4096)
		for {
			if _, err := p.Read(buffer); err != nil {
				return
			}
			if _, err := p.Write(answer); err != nil {
				return
			}
		}
	})
	b.Run("sallyport", func(b *testing.B) {
		c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
		r := &client.Request{URL: url("https", "a.invalid", port, "/")}
		b.ReportAllocs()
		for b.Loop() {
			if _, err := c.Do(context.Background(), r); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("net-http", func(b *testing.B) {
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: l.root.Pool(), ServerName: "a.invalid"},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+pin("", port, "")[1:len(pin("", port, ""))-1])
			},
		}
		defer transport.CloseIdleConnections()
		c := &http.Client{Transport: transport}
		target := url("https", "a.invalid", port, "/")
		b.ReportAllocs()
		for b.Loop() {
			response, err := c.Get(target)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := io.ReadAll(response.Body); err != nil {
				b.Fatal(err)
			}
			response.Body.Close()
		}
	})
}

// A body of 64 MiB over loopback TLS 1.3: all of it in memory, and passed on.
func BenchmarkLargeBody(b *testing.B) {
	l := newLab(b)
	const size = 64 << 20
	c, target := streaming(l, nil, large(size, "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n"))
	b.Run("whole", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		for b.Loop() {
			if r, err := c.Do(context.Background(), &client.Request{URL: target}); err != nil || len(r.Body) != size {
				b.Fatal(err)
			}
		}
	})
	b.Run("stream", func(b *testing.B) {
		b.SetBytes(size)
		b.ReportAllocs()
		p := make([]byte, 64<<10)
		for b.Loop() {
			s, err := c.Stream(context.Background(), &client.Request{URL: target})
			if err != nil {
				b.Fatal(err)
			}
			if n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, s.Body, p); n != size || err != nil {
				b.Fatal(n, err)
			}
		}
	})
}
