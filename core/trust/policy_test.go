package trust_test

import (
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// roundTrip makes one connection and reads one byte, which brings the session
// ticket along.
func roundTrip(t *testing.T, client, server *tls.Config) tls.ConnectionState {
	t.Helper()
	near, far := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn := tls.Server(far, server)
		_, _ = conn.Write([]byte("!"))
		_ = conn.Close()
	}()
	conn := tls.Client(near, client)
	if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	near.Close()
	<-done
	return conn.ConnectionState()
}

func TestSessionsAreResumedWithinAPolicyAndNeverAcross(t *testing.T) {
	root := trusttest.Root(t, "root")
	server := serverOf(root.Issue(t, []string{"a.test"}))
	first, second := policy(t, trust.Options{CABytes: root.PEM()}), policy(t, trust.Options{CABytes: root.PEM()})
	connect := func(p *trust.Policy) bool {
		config, err := p.TLSConfig("a.test", nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		return roundTrip(t, config, server).DidResume
	}
	if connect(first) || !connect(first) {
		t.Error("the second connection of a policy did not resume the first")
	}
	if connect(second) {
		t.Error("a policy resumed the session of another")
	}
}

func TestIDDiffersWhereTheTrustDiffers(t *testing.T) {
	root, other := trusttest.Root(t, "root"), trusttest.Root(t, "other")
	leaf := root.Issue(t, []string{"a.test"})
	options := map[string]trust.Options{
		"system":      {},
		"insecure":    {Insecure: true},
		"root":        {CABytes: root.PEM()},
		"other":       {CABytes: other.PEM()},
		"pinned":      {CABytes: root.PEM(), SPKIPins: []string{pinOf(leaf)}},
		"certificate": {CABytes: root.PEM(), CertPEM: leaf.PEM(), KeyPEM: leaf.KeyPEM(t)},
	}
	seen := map[string]string{}
	for name, o := range options {
		id := policy(t, o).ID()
		if id != policy(t, o).ID() {
			t.Errorf("%s: two equal policies have different IDs", name)
		}
		if before, twice := seen[id]; twice {
			t.Errorf("%s and %s have one ID", name, before)
		}
		seen[id] = name
	}
}

func TestAlertsAreNamed(t *testing.T) {
	root := trusttest.Root(t, "root")
	id := root.Issue(t, []string{"a.test"})
	p := policy(t, trust.Options{CABytes: root.PEM()})
	old := serverOf(id)
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	alpn := serverOf(id)
	alpn.NextProtos = []string{"x-amzn-mqtt-ca"}
	ciphers := serverOf(id)
	ciphers.MaxVersion, ciphers.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_RC4_128_SHA}
	for _, c := range []struct {
		name   string
		server *tls.Config
		code   fault.Code
		detail int32
		says   string
	}{
		{"old server", old, fault.TLSProtocolVersion, 70, "protocol_version"},
		{"other application protocol", alpn, fault.ALPNMismatch, 120, "no_application_protocol"},
		{"no common cipher", ciphers, fault.TLSAlert, 40, "handshake_failure"},
	} {
		err := handshakeWith(t, p, "a.test", []string{"http/1.1"}, c.server)
		if fault.CodeOf(err) != c.code || err.Detail != c.detail || !strings.Contains(err.Message, c.says) {
			t.Errorf("%s: %v (detail %d), want %s", c.name, err, err.Detail, c.code.Name())
		}
	}
}
