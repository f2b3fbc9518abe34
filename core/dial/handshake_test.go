package dial_test

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

func TestAFailedHandshakeIsNamed(t *testing.T) {
	s, wrong := newSite(t, "a.test"), newSite(t, "b.test")
	cases := []struct {
		name   string
		server func(net.Conn)
		code   fault.Code
		says   string
	}{
		{"plain HTTP", says("HTTP/1.1 400 Bad Request\r\n\r\n"), fault.TLSNotTLS, "HTTP/1.1 400 Bad"},
		{"SSH", says("SSH-2.0-OpenSSH_9.2\r\n"), fault.TLSNotTLS, "SSH-2.0"},
		{"mail", says("220 mail.test ESMTP\r\n"), fault.TLSNotTLS, "220 mail.test"},
		{"end", closes, fault.TLSClosed, "closed the connection during the TLS handshake"},
		{"reset", resets, fault.TLSClosed, "during the TLS handshake"},
		{"stall", stalls, fault.TLSTimeout, "within 100ms"},
		{"name not served", says("\x15\x03\x03\x00\x02\x02\x70"), fault.TLSNameUnknown, "unrecognized_name"},
		{"old version", says("\x15\x03\x01\x00\x02\x02\x46"), fault.TLSProtocolVersion, "protocol_version"},
		{"internal error", says("\x15\x03\x03\x00\x02\x02\x50"), fault.TLSAlert, "internal_error"},
		{"nonsense", says("\x16\x03\x03\x00\x04\xff\x00\x00\x00"), fault.TLSHandshakeFailed, "unexpected message"},
		{"other certificate", tlsServer(wrong.server), fault.CertificateNameMismatch, `"b.test"`},
	}
	for _, c := range cases {
		port := serve(t, "127.0.0.1:0", c.server)
		patience := 20 * time.Second
		if c.name == "stall" {
			patience = 100 * time.Millisecond
		}
		d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.1")), Clock: time.Now, TLS: patience})
		_, err := d.Dial(context.Background(), s.target("a.test", port))
		if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: %v, want %s with %q and the address", c.name, err, c.code.Name(), c.says)
		}
	}
}

func TestRequiredALPNMustBeSelected(t *testing.T) {
	s := newSite(t, "a.test")
	token := []string{"x-amzn-http-ca"}
	for _, c := range []struct {
		name    string
		server  []string
		require bool
		code    fault.Code
		says    string
	}{
		{"selected", token, true, fault.OK, ""},
		{"ignored", nil, true, fault.ALPNMismatch, `was offered the application protocol x-amzn-http-ca and selected ""`},
		{"ignored and not required", nil, false, fault.OK, ""},
		{"refused", []string{"http/1.1"}, true, fault.ALPNMismatch, "no_application_protocol"},
	} {
		var offered []string
		config := s.server.Clone()
		config.NextProtos = c.server
		config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			offered = hello.SupportedProtos
			return nil, nil
		}
		handshakes := make(chan struct{})
		port := serve(t, "127.0.0.1:0", func(raw net.Conn) { tlsServer(config)(raw); close(handshakes) })
		d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.1")), Clock: time.Now})
		target := s.target("a.test", port)
		target.ALPN, target.RequireALPN = token, c.require
		conn, err := d.Dial(context.Background(), target)
		if fault.CodeOf(err) != c.code || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s", c.name, err, c.code.Name())
		}
		if conn != nil {
			conn.Abort()
		}
		<-handshakes
		if strings.Join(offered, " ") != "x-amzn-http-ca" {
			t.Errorf("%s: offered %q", c.name, offered)
		}
	}
}
