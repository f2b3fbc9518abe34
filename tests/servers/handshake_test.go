package servers_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/servers"
)

func page(name string) string { return fmt.Sprintf("https://%s:%d/", name, servers.OpenSSLPort) }

func TestHandshakeFailureIsNamed(t *testing.T) {
	p := newParties(t)
	day := 24 * time.Hour
	now := time.Now()
	good := pki.Template{Name: "a.test", DNS: []string{"a.test"}}
	with := func(change func(*pki.Template)) pki.Template {
		template := good
		change(&template)
		return template
	}
	clients := filepath.Join(t.TempDir(), "clients.pem")
	if err := os.WriteFile(clients, p.clients.PEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	wantCertificate := []string{"-Verify", "1", "-verify_return_error", "-CAfile", clients}
	other := p.server("b.test")
	otherCertificate := []string{"-cert2", write(t, other.CertPEM), "-key2", write(t, other.KeyPEM)}

	for _, c := range []struct {
		claim   string
		server  pki.Template
		options []string
		whom    trust.Options
		alpn    []string
		codes   []fault.Code
		detail  int32
	}{
		{claim: "the server only speaks TLS 1.1", server: good, options: []string{"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"},
			codes: []fault.Code{fault.TLSProtocolVersion}},
		{claim: "no cipher suite in common", server: good, options: []string{"-tls1_2", "-cipher", "AES256-CCM:ECDHE-ECDSA-AES256-CCM"},
			codes: []fault.Code{fault.TLSHandshakeFailed, fault.TLSAlert}},
		{claim: "the certificate has expired", server: with(func(t *pki.Template) { t.NotBefore, t.NotAfter = now.Add(-2*day), now.Add(-day) }),
			codes: []fault.Code{fault.CertificateExpired}},
		{claim: "the certificate is not valid yet", server: with(func(t *pki.Template) { t.NotBefore, t.NotAfter = now.Add(day), now.Add(2*day) }),
			codes: []fault.Code{fault.CertificateNotYetValid}},
		{claim: "the certificate is for another name", server: with(func(t *pki.Template) { t.DNS = []string{"b.test"} }),
			codes: []fault.Code{fault.CertificateNameMismatch}},
		{claim: "the certificate has only a common name", server: with(func(t *pki.Template) { t.DNS = nil }),
			codes: []fault.Code{fault.CertificateNameMismatch}},
		{claim: "the certificate is for clients", server: with(func(t *pki.Template) { t.Client = true }),
			codes: []fault.Code{fault.CertificateInvalid}},
		{claim: "the server does not know the name", server: good,
			options: append([]string{"-servername", "b.test", "-servername_fatal"}, otherCertificate...),
			codes:   []fault.Code{fault.TLSNameUnknown}},
		{claim: "no client certificate, TLS 1.3", server: good, options: append([]string{"-tls1_3"}, wantCertificate...),
			codes: []fault.Code{fault.ClientCertificateRequired}},
		{claim: "no client certificate, TLS 1.2", server: good, options: append([]string{"-tls1_2"}, wantCertificate...),
			codes: []fault.Code{fault.ClientCertificateRequired}},
		{claim: "a foreign client certificate, TLS 1.3", server: good, options: append([]string{"-tls1_3"}, wantCertificate...),
			whom: p.as(p.client(p.root)), codes: []fault.Code{fault.ClientCertificateRejected}},
		{claim: "a foreign client certificate, TLS 1.2", server: good, options: append([]string{"-tls1_2"}, wantCertificate...),
			whom: p.as(p.client(p.root)), codes: []fault.Code{fault.ClientCertificateRejected}},
		{claim: "the server takes another protocol", server: good, options: []string{"-alpn", "x-amzn-mqtt-ca"},
			alpn: []string{"x-amzn-http-ca"}, codes: []fault.Code{fault.ALPNMismatch}},
		{claim: "the server ignores the protocol", server: good,
			alpn: []string{"x-amzn-http-ca"}, codes: []fault.Code{fault.ALPNMismatch}},
	} {
		t.Run(c.claim, func(t *testing.T) {
			ip := servers.StartOpenSSL(t, issue(t, p.root, c.server), c.options...)
			if c.whom.CABytes == nil {
				c.whom = p.as(nil)
			}
			client := p.reach(t, c.whom, func(o *client.Options) {
				o.Retries = -1
				if c.alpn != nil {
					o.ALPN, o.RequireALPN = c.alpn, true
				}
			}, pin("a.test", ip))
			_, err := get(client, page("a.test"))
			wantFault(t, err, c.codes...)
		})
	}
}

func TestHandshakeSucceeds(t *testing.T) {
	p := newParties(t)
	pair := p.server("a.test")
	clients := write(t, p.clients.PEM())
	for _, c := range []struct {
		claim   string
		options []string
		whom    trust.Options
		alpn    []string
		says    string
	}{
		{"TLS 1.2", []string{"-tls1_2"}, p.as(nil), nil, "TLSv1.2"},
		{"TLS 1.3", []string{"-tls1_3"}, p.as(nil), nil, "TLSv1.3"},
		{"ChaCha20", []string{"-ciphersuites", "TLS_CHACHA20_POLY1305_SHA256"}, p.as(nil), nil, "CHACHA20"},
		{"ALPN of AWS IoT", []string{"-alpn", "x-amzn-http-ca"}, p.as(nil), []string{"x-amzn-http-ca"}, ""},
		{"client certificate, TLS 1.2", []string{"-tls1_2", "-Verify", "1", "-verify_return_error", "-CAfile", clients}, p.as(p.client(p.clients)), nil, "CN=client"},
		{"client certificate, TLS 1.3", []string{"-tls1_3", "-Verify", "1", "-verify_return_error", "-CAfile", clients}, p.as(p.client(p.clients)), nil, "CN=client"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			ip := servers.StartOpenSSL(t, pair, c.options...)
			client := p.reach(t, c.whom, func(o *client.Options) {
				if c.alpn != nil {
					o.ALPN, o.RequireALPN = c.alpn, true
				}
			}, pin("a.test", ip))
			response, err := get(client, page("a.test"))
			if err != nil {
				t.Fatal(err)
			}
			body := strings.ReplaceAll(string(response.Body), "CN = ", "CN=")
			if response.StatusCode != 200 || !strings.Contains(body, c.says) {
				t.Errorf("%s\n%s", response.Status, body)
			}
			if c.alpn != nil && response.Peer.ALPN != c.alpn[0] {
				t.Errorf("ALPN %q", response.Peer.ALPN)
			}
		})
	}
}

func TestPlainHTTPOnThePortIsNamed(t *testing.T) {
	p := newParties(t)
	nginx := servers.StartNginx(t, servers.NginxConfig{HTTP: "server { listen {ip}:10443; return 200; }", Await: port})
	_, err := get(p.reach(t, p.as(nil), nil, pin("a.test", nginx.IP)), page("a.test"))
	wantFault(t, err, fault.TLSNotTLS)
}

func write(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file.pem")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
