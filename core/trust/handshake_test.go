package trust_test

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func serverOf(id *trusttest.Identity) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{id.TLS()}}
}

// handshake connects a policy to a server and reads one byte, since TLS 1.3
// rejects a client only after its handshake. It returns what Fault says, nil for
// success.
func handshake(t *testing.T, p *trust.Policy, name string, server *tls.Config) *fault.Error {
	t.Helper()
	return handshakeWith(t, p, name, nil, server)
}

func handshakeWith(t *testing.T, p *trust.Policy, name string, alpn []string, server *tls.Config) *fault.Error {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		raw, err := listener.Accept()
		if err != nil {
			return
		}
		defer raw.Close()
		conn := tls.Server(raw, server)
		if conn.Handshake() == nil {
			_, _ = conn.Write([]byte("!"))
			_ = conn.Close()
		}
	}()
	raw, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { raw.Close(); <-done }()
	config, err := p.TLSConfig(name, alpn, nil)
	if err != nil {
		t.Fatal(err)
	}
	asked := false
	choose := config.GetClientCertificate
	config.GetClientCertificate = func(r *tls.CertificateRequestInfo) (*tls.Certificate, error) {
		asked = true
		return choose(r)
	}
	conn := tls.Client(raw, config)
	if err = conn.Handshake(); err == nil {
		_, err = io.ReadFull(conn, make([]byte, 1)) // Read may bring the end along
	}
	if err == nil {
		return nil
	}
	e := p.Fault(err, trust.Handshake{ServerName: name, Now: time.Now(), Asked: asked})
	if e == nil {
		t.Fatalf("Fault has no name for %v (asked %v, at most %s)", err, asked, tls.VersionName(server.MaxVersion))
	}
	return e
}

func policy(t *testing.T, o trust.Options) *trust.Policy {
	t.Helper()
	p, err := trust.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
