package servers

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/core/trust/trusttest"
	"github.com/sallyport/sallyport/tests/lab/pki"
)

// pairOf is a certificate, with those between it and its root, and its key.
func pairOf(l *diagnosetest.Lab, i *trusttest.Identity) *pki.Pair {
	p := &pki.Pair{KeyPEM: i.KeyPEM(l)}
	for _, der := range i.TLS().Certificate {
		p.CertPEM = append(p.CertPEM, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	return p
}

// Scenarios are those of a diagnosis whose servers are nginx, openssl s_server and gnutls-serv.
func Scenarios() (all []diagnosetest.Scenario) {
	for _, list := range [][]diagnosetest.Scenario{ofOpenSSL(), ofGnuTLS(), ofNginx()} {
		all = append(all, list...)
	}
	return all
}

type (
	lab      = *diagnosetest.Lab
	identity = *trusttest.Identity
)

var past = trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour))

func good(l lab) identity { return l.Root.Issue(l, []string{diagnosetest.Host}) }

// own makes the client show a certificate.
func own(of func(lab) identity) func(lab) {
	return func(l lab) { l.Present(of(l)) }
}

func device(l lab) identity  { return l.Root.Issue(l, []string{"device"}) }
func foreign(l lab) identity { return trusttest.Root(l, "foreign root").Issue(l, []string{"device"}) }
func expired(l lab) identity { return l.Root.Issue(l, []string{"device"}, past) }

func ofOpenSSL() []diagnosetest.Scenario {
	serve := func(server func(lab) identity, change func(lab), options func(lab) []string) func(lab) string {
		return func(l lab) string {
			var more []string
			if options != nil {
				more = options(l)
			}
			pair := pairOf(l, server(l))
			// The first certificate is the server's; the others have an option of their own.
			if _, rest := pem.Decode(pair.CertPEM); len(rest) > 0 {
				more = append(more, "-cert_chain", file(l, "chain.pem", rest))
			}
			ip := StartOpenSSL(l, pair, more...)
			l.Port = OpenSSLPort
			l.Pin(ip)
			if change != nil {
				change(l)
			}
			return ""
		}
	}
	with := func(options ...string) func(lab) []string { return func(lab) []string { return options } }
	mutual := func(options ...string) func(lab) []string {
		return func(l lab) []string {
			return append(options, "-Verify", "1", "-verify_return_error", "-CAfile", file(l, "clients.pem", l.Root.PEM()))
		}
	}
	alpn := func(l lab) { l.ALPN = []string{"x-amzn-http-ca"} }
	return []diagnosetest.Scenario{
		{Name: "openssl", Cause: "ok", Make: serve(good, nil, nil), Shows: "status: 200"},
		{Name: "openssl, with an intermediate", Cause: "ok", Make: serve(func(l lab) identity {
			return l.Root.Intermediate(l, "between").Issue(l, []string{diagnosetest.Host})
		}, nil, nil), Shows: "between"},
		{Name: "openssl, TLS 1.1", Cause: "tls_version", Make: serve(good, nil, with("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"))},
		{Name: "openssl, a suite of its own", Cause: "no_shared_cipher", Make: serve(good, nil, with("-tls1_2", "-cipher", "ECDHE-ECDSA-AES256-CCM")), Shows: "0xC0AD, CCM"},
		{Name: "openssl, HTTP/2 alone", Cause: "alpn_refused", Make: serve(good, nil, with("-alpn", "h2")), Shows: "120"},
		{Name: "openssl, ALPN that is not known", Cause: "alpn_ignored", Make: serve(good, alpn, nil)},
		{Name: "openssl, a name that is not known", Cause: "sni_unknown", Make: serve(good, nil, func(l lab) []string {
			other := pairOf(l, l.Root.Issue(l, []string{"other.example"}))
			return []string{"-servername", "other.example", "-servername_fatal", "-cert2", file(l, "other.pem", other.CertPEM), "-key2", file(l, "other.key", other.KeyPEM)}
		}), Shows: "112"},
		{Name: "openssl", Cause: "self_signed", Make: serve(func(l lab) identity { return trusttest.SelfSigned(l, diagnosetest.Host) }, nil, nil)},
		{Name: "openssl", Cause: "unknown_ca", Make: serve(func(l lab) identity {
			return trusttest.Root(l, "other root").Issue(l, []string{diagnosetest.Host})
		}, nil, nil), Shows: "other root"},
		{Name: "openssl", Cause: "leaf_expired", Make: serve(func(l lab) identity { return l.Root.Issue(l, []string{diagnosetest.Host}, past) }, nil, nil)},
		{Name: "openssl", Cause: "intermediate_expired", Make: serve(func(l lab) identity {
			return l.Root.Intermediate(l, "between", past).Issue(l, []string{diagnosetest.Host})
		}, nil, nil), Shows: "between"},
		{Name: "openssl", Cause: "intermediate_missing", Make: serve(func(l lab) identity {
			return l.Root.Intermediate(l, "between").Issue(l, []string{diagnosetest.Host}, func(c *x509.Certificate) {
				c.IssuingCertificateURL = []string{"http://ca.example/between.crt"}
			}).Alone()
		}, nil, nil), Shows: "http://ca.example/between.crt"},
		{Name: "openssl", Cause: "wrong_usage", Make: serve(func(l lab) identity {
			return l.Root.Issue(l, []string{diagnosetest.Host}, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
		}, nil, nil)},
		{Name: "openssl, TLS 1.2", Cause: "client_certificate_missing", Make: serve(good, nil, mutual("-tls1_2"))},
		{Name: "openssl, TLS 1.3", Cause: "client_certificate_missing", Make: serve(good, nil, mutual("-tls1_3"))},
		{Name: "openssl, TLS 1.2", Cause: "client_certificate_untrusted", Make: serve(good, own(foreign), mutual("-tls1_2"))},
		{Name: "openssl, TLS 1.3", Cause: "client_certificate_untrusted", Make: serve(good, own(foreign), mutual("-tls1_3"))},
		{Name: "openssl, TLS 1.3", Cause: "client_certificate_expired", Make: serve(good, own(expired), mutual("-tls1_3"))},
		{Name: "openssl, a client certificate", Cause: "ok", Make: serve(good, own(device), mutual())},
	}
}

func ofGnuTLS() []diagnosetest.Scenario {
	serve := func(server func(lab) identity, change func(lab), options func(lab) []string) func(lab) string {
		return func(l lab) string {
			var more []string
			if options != nil {
				more = options(l)
			}
			l.Port = StartGnuTLS(l, pairOf(l, server(l)), more...)
			l.Pin("127.0.0.1")
			if change != nil {
				change(l)
			}
			return ""
		}
	}
	mutual := func(priority string) func(lab) []string {
		return func(l lab) []string {
			return []string{"--priority", priority, "--require-client-cert", "--verify-client-cert", "--x509cafile", file(l, "clients.pem", l.Root.PEM())}
		}
	}
	with := func(options ...string) func(lab) []string { return func(lab) []string { return options } }
	return []diagnosetest.Scenario{
		{Name: "GnuTLS", Cause: "ok", Make: serve(good, nil, nil), Shows: "status: 200"},
		{Name: "GnuTLS, TLS 1.1", Cause: "tls_version", Make: serve(good, nil, with("--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.1"))},
		{Name: "GnuTLS, a suite of its own", Cause: "tls_alert", Make: serve(good, nil, with("--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+CAMELLIA-256-CBC"))},
		{Name: "GnuTLS, another protocol", Cause: "alpn_refused", Make: serve(good, nil, with("--alpn", "h2", "--alpn-fatal"))},
		{Name: "GnuTLS, a name that is not known", Cause: "sni_unknown", Make: serve(good, nil, with("--sni-hostname", "other.example", "--sni-hostname-fatal"))},
		{Name: "GnuTLS", Cause: "leaf_expired", Make: serve(func(l lab) identity { return l.Root.Issue(l, []string{diagnosetest.Host}, past) }, nil, nil)},
		{Name: "GnuTLS, TLS 1.2", Cause: "client_certificate_missing", Make: serve(good, nil, mutual("NORMAL:-VERS-ALL:+VERS-TLS1.2"))},
		{Name: "GnuTLS, TLS 1.3", Cause: "client_certificate_missing", Make: serve(good, nil, mutual("NORMAL:-VERS-ALL:+VERS-TLS1.3"))},
		{Name: "GnuTLS, TLS 1.3", Cause: "client_certificate_untrusted", Make: serve(good, own(foreign), mutual("NORMAL:-VERS-ALL:+VERS-TLS1.3"))},
	}
}

func ofNginx() []diagnosetest.Scenario {
	// serve has one server block: {tls} stands for the certificate, {clients} for the authority of clients.
	serve := func(server func(lab) identity, change func(lab), scheme, stream, block string) func(lab) string {
		return func(l lab) string {
			pair := pairOf(l, server(l))
			text := fmt.Sprintf(block, file(l, "server.pem", pair.CertPEM), file(l, "server.key", pair.KeyPEM), file(l, "clients.pem", l.Root.PEM()))
			config := NginxConfig{HTTP: text, Await: OpenSSLPort}
			if stream != "" {
				config = NginxConfig{Stream: text, HTTP: stream, Await: OpenSSLPort}
			}
			n := StartNginx(l, config)
			l.Port = OpenSSLPort
			l.Pin(n.IP)
			if change != nil {
				change(l)
			}
			return scheme + "://" + diagnosetest.Host + ":10443/"
		}
	}
	const (
		secure = "server { listen {ip}:10443 ssl; ssl_certificate %[1]s; ssl_certificate_key %[2]s; location / { return 200; } }"
		mutual = "server { listen {ip}:10443 ssl; ssl_certificate %[1]s; ssl_certificate_key %[2]s; ssl_verify_client on; ssl_client_certificate %[3]s; location / { return 200; } }"
		behind = "server { listen {ip}:8080; return 200; }"
		ended  = "server { listen {ip}:10443 ssl; ssl_certificate %[1]s; ssl_certificate_key %[2]s; ssl_verify_client on; ssl_client_certificate %[3]s; proxy_pass {ip}:8080; }"
	)
	other := func(l lab) identity { return l.Root.Issue(l, []string{"other.example"}) }
	return []diagnosetest.Scenario{
		{Name: "nginx", Cause: "ok", Make: serve(good, nil, "https", "", secure), Shows: "server: nginx"},
		{Name: "nginx, a request without TLS", Cause: "tls_expected", Make: serve(good, nil, "http", "", secure), Shows: "400"},
		{Name: "nginx, a port without TLS", Cause: "not_tls_http", Make: serve(good, nil, "https", "", "server { listen {ip}:10443; return 200; } # %[1]s %[2]s %[3]s")},
		{Name: "nginx, a site that is not here", Cause: "pinned_elsewhere", Make: serve(other, nil, "https", "", secure), Shows: "other.example"},
		{Name: "nginx, a name that it rejects", Cause: "sni_unknown", Make: serve(good, nil, "https", "", secure[:len(secure)-1]+"server_name other.example; } server { listen {ip}:10443 ssl default_server; ssl_reject_handshake on; } # %[3]s"), Shows: "112"},
		{Name: "nginx", Cause: "client_certificate_missing", Make: serve(good, nil, "https", "", mutual), Shows: "lab root"},
		{Name: "nginx", Cause: "client_certificate_untrusted", Make: serve(good, own(foreign), "https", "", mutual), Shows: "foreign root"},
		{Name: "nginx", Cause: "client_certificate_expired", Make: serve(good, own(expired), "https", "", mutual), Shows: "client until"},
		{Name: "nginx, a client certificate", Cause: "ok", Make: serve(good, own(device), "https", "", mutual)},
		{Name: "nginx that ends TLS alone", Cause: "client_certificate_missing", Make: serve(good, nil, "https", behind, ended)},
		{Name: "nginx that ends TLS alone", Cause: "client_certificate_untrusted", Make: serve(good, own(foreign), "https", behind, ended), Shows: "foreign root"},
		{Name: "nginx, 502", Cause: "server_error", Make: serve(good, nil, "https", "", "server { listen {ip}:10443 ssl; ssl_certificate %[1]s; ssl_certificate_key %[2]s; location / { proxy_pass http://{ip}:1; } } # %[3]s"), Shows: "502"},
		{Name: "nginx, 421", Cause: "misdirected", Make: serve(good, nil, "https", "", "server { listen {ip}:10443 ssl; ssl_certificate %[1]s; ssl_certificate_key %[2]s; return 421; } # %[3]s"), Shows: "421"},
		{Name: "nginx as a proxy", Cause: "proxy_not_http", Make: serve(good, func(l lab) {
			l.Proxy, l.Resolve = l.Resolve[0][len(diagnosetest.Host+":10443:"):]+":10443", nil
		}, "https", "", "server { listen {ip}:10443; } # %[1]s %[2]s %[3]s")},
	}
}
