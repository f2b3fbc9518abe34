package client_test

import (
	"crypto/tls"
	"net"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// With TLS 1.3 a server rejects the client after the client's handshake is over,
// in answer to the request or while it is being written.
func TestARejectedClientCertificateIsNamedAndNotAReset(t *testing.T) {
	l := newLab(t)
	stranger := trusttest.Root(t, "stranger").Issue(t, []string{"device-1"})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, size := range []int{0, 100, 8 << 20} {
			config := l.cert("a.invalid")
			config.MaxVersion = version
			config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, l.root.Pool()
			port := l.serve("127.0.0.1:0", config, always(echo))
			r := client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/"), Body: make([]byte, size)}

			none := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
			_, err := do(none, r)
			wants(t, tls.VersionName(version)+", none", err, fault.ClientCertificateRequired, "none was given", "127.0.0.1")

			wrong := l.client(func(o *client.Options) {
				o.Trust = l.trust(trust.Options{CertPEM: stranger.PEM(), KeyPEM: stranger.KeyPEM(t)})
			}, pin("a.invalid", port, "127.0.0.1"))
			_, err = do(wrong, r)
			wants(t, tls.VersionName(version)+", stranger", err, fault.ClientCertificateRejected, "CN=device-1", "127.0.0.1")
		}
	}
}

func TestAServerThatAskedForACertificateAndHangsUpIsSuspected(t *testing.T) {
	l := newLab(t)
	config := l.cert("a.invalid")
	config.ClientAuth = tls.RequestClientCert
	port := l.serve("127.0.0.1:0", config, func(p *peer) { p.next(); p.Close() })
	c := l.client(noRetry, pin("a.invalid", port, "127.0.0.1"))
	_, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/")})
	wants(t, "hang up", err, fault.ConnectionClosed, "had asked for a client certificate")
}

func TestEverythingWorksOnALentNetwork(t *testing.T) {
	l := newLab(t)
	config := l.cert("a.invalid")
	c := l.client(func(o *client.Options) {
		o.Dial = lent(func(raw net.Conn) { serveConn(tls.Server(raw, config), always(echo)) })
	})
	for i := range 2 {
		response := l.must(c, client.Request{Method: "POST", URL: "https://a.invalid/x", Body: []byte("body"), Timeout: time.Minute})
		if response.Timings.Reused != (i == 1) || response.Peer.Address != "a.invalid:443" {
			t.Errorf("%+v", response)
		}
	}
	silent := l.client(func(o *client.Options) {
		o.Dial = lent(func(raw net.Conn) { _, _ = raw.Read(make([]byte, 1)); <-t.Context().Done() })
	})
	_, err := do(silent, client.Request{URL: "https://a.invalid/x", Timeout: 100 * time.Millisecond})
	wants(t, "silent", err, fault.DeadlineExceeded, "TLS handshake")
}
