package diagnose_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"net/netip"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// scenario is a place with a fault, or with one that looks like it.
type scenario struct {
	name, cause string
	make        func(*lab) (url string) // "": https to the host
	shows       string                  // is part of the report
}

func (l *lab) url(scheme string) string {
	return scheme + "://" + host + ":" + strconv.Itoa(l.port) + "/"
}

func (l *lab) diagnose(url string) *diagnose.Diagnosis {
	l.Helper()
	if url == "" {
		url = l.url("https")
	}
	return diagnose.Diagnose(context.Background(), l.o, url)
}

func report(d *diagnose.Diagnosis) string {
	var b strings.Builder
	b.WriteString(d.Cause + " [" + d.Stage + "]: " + d.Summary + "\n")
	for _, e := range d.Evidence {
		b.WriteString("  " + e.Name + ": " + e.Value + "\n")
	}
	return b.String() + "fix: " + d.Fix
}

func TestEveryScenarioHasItsCause(t *testing.T) {
	stages := map[string]string{}
	for _, row := range diagnose.Rows() {
		stages[row.ID] = row.Stage
	}
	for _, list := range [][]scenario{network(), hellos(), certificates(), clients(), answers()} {
		for _, s := range list {
			t.Run(s.cause+" "+s.name, func(t *testing.T) {
				t.Parallel()
				l := newLab(t)
				d := l.diagnose(s.make(l))
				text := report(d)
				if d.Cause != s.cause || d.Stage != stages[s.cause] || d.Stage == "" {
					t.Fatalf("want %s, got\n%s", s.cause, text)
				}
				if !strings.Contains(text, s.shows) {
					t.Errorf("nothing shows %q in\n%s", s.shows, text)
				}
				if d.Summary == "" || strings.ContainsAny(d.Fix, "{}") && !strings.Contains(d.Fix, "resolve=") {
					t.Errorf("not filled in:\n%s", text)
				}
				if strings.ContainsAny(strings.ReplaceAll(text, "\n", ""), "\x00\x1b\r\x7f") {
					t.Errorf("a control character in %q", text)
				}
			})
		}
	}
}

func closedPort(l *lab) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func network() []scenario {
	looked := func(rcode int) func(*lab) string {
		return func(l *lab) string {
			resolver := l.nameServer(rcode)
			l.o.Timeouts.Connect = time.Second
			l.o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", name)
			}
			return "https://" + host + "./"
		}
	}
	behind := func(make func(*lab) string) func(*lab) string {
		return func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.o.Resolve = nil
			l.o.Proxy = make(l)
			return ""
		}
	}
	return []scenario{
		{"no scheme", "url_invalid", func(*lab) string { return host }, "INVALID_URL"},
		{"a fragment", "url_invalid", func(*lab) string { return "https://" + host + "/#a" }, "INVALID_URL"},
		{"a proxy of the environment", "proxy_url_invalid", func(l *lab) string {
			l.o.Env = func(name string) (string, bool) { return map[string]string{"HTTPS_PROXY": "socks5://p:1"}[name], true }
			return "https://" + host + "/"
		}, "HTTPS_PROXY"},
		{"a user agent", "options_invalid", func(l *lab) string { l.o.UserAgent = "a\nb"; return "https://" + host + "/" }, "user agent"},
		{"NXDOMAIN", "dns_not_found", looked(3), host},
		{"SERVFAIL", "dns_failed", looked(2), host},
		{"silence", "dns_timeout", looked(-1), host},
		{"a name without address", "dns_not_found", looked(0), host},
		{"nobody listens", "connect_refused", func(l *lab) string { l.port = closedPort(l); l.pinHere(); return "" }, "addresses from: resolve="},
		{"silence", "connect_timeout", func(l *lab) string {
			l.port, l.o.Timeouts.Connect = 443, 300*time.Millisecond
			l.o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
			l.pinHere()
			return ""
		}, "127.0.0.1:443"},
		{"a network that is not there", "connect_unreachable", func(l *lab) string {
			l.port = 443
			l.pin(host + ":443:255.255.255.255") // is refused by the system as no address to connect to
			return ""
		}, "255.255.255.255"},
		{"a sandbox", "connect_denied", func(l *lab) string {
			l.port = 443
			l.o.Dial = func(context.Context, string, string) (net.Conn, error) {
				return nil, os.NewSyscallError("connect", syscall.EPERM)
			}
			l.pinHere()
			return ""
		}, "127.0.0.1:443"},
		{"two addresses, two reasons", "connect_failed", func(l *lab) string {
			l.port = closedPort(l)
			l.pin(host + ":" + strconv.Itoa(l.port) + ":127.0.0.1,255.255.255.255")
			return ""
		}, "255.255.255.255"},
		{"one of two addresses", "ok", func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.pin(host + ":" + strconv.Itoa(l.port) + ":127.0.0.9,127.0.0.1")
			return ""
		}, "127.0.0.9:"},
		{"an address that is not allowed", "address_not_allowed", func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.o.Allow, _ = dial.ParseAllow([]string{"public"})
			return ""
		}, "127.0.0.1"},
		{"a host that is allowed", "ok", func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.o.Allow, _ = dial.ParseAllow([]string{host})
			return ""
		}, ""},
		{"nobody listens", "proxy_unreachable", behind(func(l *lab) string { return "127.0.0.1:" + strconv.Itoa(closedPort(l)) }), "refused"},
		{"its name", "proxy_not_found", behind(func(l *lab) string {
			resolver := l.nameServer(3)
			l.o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", name)
			}
			return "http://proxy.example.:3128"
		}), "proxy.example"},
		{"407", "proxy_auth_required", behind(func(l *lab) string { return l.proxy("407 Proxy Authentication Required", l.port) }), "407"},
		{"407 with a password", "proxy_auth_rejected", behind(func(l *lab) string {
			return "http://user:topsecret@" + l.proxy("407 Proxy Authentication Required", l.port)
		}), "407"},
		{"403", "proxy_forbids", behind(func(l *lab) string { return l.proxy("403 Forbidden", l.port) }), "403"},
		{"502", "proxy_cannot_reach", behind(func(l *lab) string { return l.proxy("502 Bad Gateway", l.port) }), "502"},
		{"SSH", "proxy_not_http", behind(func(l *lab) string { return "127.0.0.1:" + strconv.Itoa(l.listen(greets("SSH-2.0-lab\r\n\r\n"))) }), ""},
		{"it hangs up", "proxy_closed", behind(func(l *lab) string { return "127.0.0.1:" + strconv.Itoa(l.listen(func(c net.Conn) { c.Close() })) }), ""},
		{"a tunnel", "ok", behind(func(l *lab) string { return l.proxy("200 OK", l.port) }), "proxy: 127.0.0.1"},
		{"407 without tunnel", "proxy_auth_required", func(l *lab) string {
			l.o.Proxy = l.proxy("407 Proxy Authentication Required\r\nContent-Length: 0", 0)
			return "http://" + host + "/"
		}, "407"},
	}
}

func hellos() []scenario {
	has := func(text string) func([]byte) bool {
		return func(hello []byte) bool { return bytes.Contains(hello, []byte(text)) }
	}
	return []scenario{
		{"an HTTP server", "not_tls_http", func(l *lab) string {
			l.serve(says("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
			return ""
		}, `HTTP/1.1 400`},
		{"an HTTP server that hangs up on TLS", "not_tls_http", func(l *lab) string {
			l.serve(func(conn net.Conn) {
				defer conn.Close()
				b := make([]byte, 4096)
				if n, _ := conn.Read(b); bytes.HasPrefix(b[:n], []byte("HEAD ")) {
					_, _ = conn.Write([]byte(fine))
				}
			})
			return ""
		}, "HTTP/1.1 200"},
		{"a portal", "captive_portal", func(l *lab) string {
			l.serve(says("HTTP/1.1 302 Found\r\nLocation: http://hotspot.hotel.example/login?token=topsecret\r\nContent-Length: 0\r\n\r\n"))
			return ""
		}, "hotspot.hotel.example"},
		{"SSH", "not_tls_other", func(l *lab) string { l.serve(greets("SSH-2.0-lab\x1b[2J\r\n")); return "" }, "SSH-2.0"},
		{"mail", "not_tls_other", func(l *lab) string { l.serve(greets("220 mail ESMTP\r\n")); return "" }, "220 mail"},
		{"it hangs up", "tls_closed", func(l *lab) string {
			l.serve(func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)); c.Close() })
			return ""
		}, "without a server name: fails"},
		{"it resets", "tls_reset", func(l *lab) string {
			l.serve(func(c net.Conn) { _, _ = c.Read(make([]byte, 1)); reset(c) })
			return ""
		}, "reset"},
		{"silence", "tls_timeout", func(l *lab) string { l.serve(waits); l.o.Timeouts.TLS = 300 * time.Millisecond; return "" }, ""},
		{"a filter of names", "sni_filtered", func(l *lab) string {
			pass := has(host)
			l.serve(filter(func(hello []byte) bool { return !pass(hello) }, l.good()))
			return ""
		}, "with another server name: passes"},
		{"a filter that passes", "ok", func(l *lab) string { l.serve(filter(has(host), l.good())); return "" }, ""},
		{"unrecognized_name", "sni_unknown", func(l *lab) string {
			l.serve(says("\x15\x03\x03\x00\x02\x02\x70"))
			return ""
		}, "112"},
		{"an address without name", "sni_needed", func(l *lab) string {
			l.serve(filter(has(".com"), l.good()))
			return "https://127.0.0.1:" + strconv.Itoa(l.port)
		}, "with a server name: passes"},
		{"a hello of more than a packet", "hello_size", func(l *lab) string {
			l.serve(filter(func(hello []byte) bool { return len(hello) < 1000 }, l.good()))
			return ""
		}, "a small first message: passes"},
		{"TLS 1.3", "tls13_filtered", func(l *lab) string {
			// supported_versions (43) with 3.4 in it
			l.serve(filter(func(hello []byte) bool { return !bytes.Contains(hello, []byte{3, 4, 3, 3}) }, l.good()))
			return ""
		}, "without TLS 1.3: passes"},
		{"TLS 1.1", "tls_version", func(l *lab) string {
			c := l.good()
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
			l.serve(secure(c, fine))
			return ""
		}, "server version: TLS 1.1"},
		{"TLS 1.2 alone", "ok", func(l *lab) string {
			c := l.good()
			c.MaxVersion = tls.VersionTLS12
			l.serve(secure(c, fine))
			return ""
		}, "TLS: TLS 1.2"},
		{"3DES alone", "no_shared_cipher", func(l *lab) string {
			c := l.rsaConfig()
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}
			l.serve(secure(c, fine))
			return ""
		}, "3DES"},
		{"another protocol", "alpn_refused", func(l *lab) string {
			c := l.good()
			c.NextProtos = []string{"mqtt"}
			l.serve(secure(c, fine))
			return ""
		}, "120"},
		{"no protocol where one is required", "alpn_ignored", func(l *lab) string {
			l.o.ALPN, l.o.RequireALPN = []string{"x-amzn-http-ca"}, true
			l.serve(secure(l.good(), fine))
			return ""
		}, "x-amzn-http-ca"},
		{"internal_error", "tls_alert", func(l *lab) string { l.serve(says("\x15\x03\x03\x00\x02\x02\x50")); return "" }, "80"},
		{"a broken record", "tls_failed", func(l *lab) string { l.serve(says("\x16\x03\x03\x00\x04\x02\x00\x00\x00")); return "" }, ""},
		{"it works the second time", "tls_unsteady", func(l *lab) string {
			c, count := l.good(), make(chan int, 100)
			for i := range 100 {
				count <- i
			}
			l.serve(func(conn net.Conn) {
				if <-count < 2 { // the connection alone, and the client's
					_, _ = conn.Read(make([]byte, 4096))
					conn.Close()
					return
				}
				secure(c, fine)(conn)
			})
			return ""
		}, "the same again: passes"},
	}
}

func certificates() []scenario {
	past, future := trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)), trusttest.Valid(time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour))
	long := trusttest.Valid(time.Now().Add(-400*24*time.Hour), time.Now().Add(400*24*time.Hour))
	dated := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: " + time.Now().UTC().Format("Mon, 02 Jan 2006 15:04:05") + " GMT\r\n\r\nok"
	show := func(make func(*lab) *tls.Config) func(*lab) string {
		return func(l *lab) string { l.serve(secure(make(l), dated)); return "" }
	}
	clock := func(off time.Duration, make func(*lab) *tls.Config) func(*lab) string {
		return func(l *lab) string {
			c := make(l)
			l.o.Clock = func() time.Time { return time.Now().Add(off) }
			l.serve(secure(c, dated))
			return ""
		}
	}
	organization := func(name string) trusttest.Change {
		return func(c *x509.Certificate) { c.Subject.Organization = []string{name} }
	}
	return []scenario{
		{"a server that is well", "ok", show(func(l *lab) *tls.Config { return l.good() }), "certificate 1 names: " + host},
		{"with an intermediate", "ok", show(func(l *lab) *tls.Config { return identity(l.root.Intermediate(l, "between").Issue(l, []string{host})) }), "days left: 0"},
		{"nobody else", "self_signed", show(func(l *lab) *tls.Config { return identity(trusttest.SelfSigned(l, host)) }), "SHA-256"},
		{"itself, and trusted", "ok", func(l *lab) string {
			own := trusttest.SelfSigned(l, host)
			l.trust(trust.Options{CABytes: own.PEM()})
			l.serve(secure(identity(own), fine))
			return ""
		}, ""},
		{"a private root that is sent", "root_not_trusted", show(func(l *lab) *tls.Config {
			other := trusttest.Root(l, "other root")
			c := identity(other.Issue(l, []string{host}))
			c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, other.Certificate.Raw)
			return c
		}), "other root"},
		{"a private root that is not sent", "unknown_ca", show(func(l *lab) *tls.Config { return identity(trusttest.Root(l, "other root").Issue(l, []string{host})) }), "other root"},
		{"a root that is not sent, with an intermediate", "unknown_ca", show(func(l *lab) *tls.Config {
			return identity(trusttest.Root(l, "other root").Intermediate(l, "between").Issue(l, []string{host}))
		}), "other root"},
		{"the same name with another key", "root_changed", show(func(l *lab) *tls.Config { return identity(trusttest.Root(l, "lab root").Issue(l, []string{host})) }), "lab root"},
		{"an issuer with an address", "intermediate_missing", show(func(l *lab) *tls.Config {
			return without(identity(l.root.Intermediate(l, "between").Issue(l, []string{host}, func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.example/between.crt"} })))
		}), "http://ca.example/between.crt"},
		{"an issuer of a trusted organization", "intermediate_missing", func(l *lab) string {
			l.root = trusttest.Root(l, "org root", organization("Lab Org"))
			l.trust(trust.Options{CABytes: l.root.PEM()})
			l.serve(secure(without(identity(l.root.Intermediate(l, "between", organization("Lab Org")).Issue(l, []string{host}))), dated))
			return ""
		}, "between"},
		{"a device of a vendor", "interception", show(func(l *lab) *tls.Config {
			return identity(trusttest.Root(l, "Zscaler Intermediate Root CA").Issue(l, []string{host}))
		}), "Zscaler"},
		{"a device whose root is trusted", "ok", func(l *lab) string {
			l.root = trusttest.Root(l, "Zscaler Root CA")
			l.trust(trust.Options{CABytes: l.root.PEM()})
			l.serve(secure(l.good(), fine))
			return ""
		}, "Zscaler"},
		{"the server's", "leaf_expired", show(func(l *lab) *tls.Config { return l.good(past) }), "clock: "},
		{"the server's, whoever issued it", "leaf_expired", show(func(l *lab) *tls.Config { return identity(trusttest.Root(l, "other").Issue(l, []string{host}, past)) }), ""},
		{"one between", "intermediate_expired", show(func(l *lab) *tls.Config {
			return identity(l.root.Intermediate(l, "between", past).Issue(l, []string{host}, long))
		}), "between"},
		{"one between, before the root was made", "intermediate_expired", show(func(l *lab) *tls.Config {
			return identity(l.root.Intermediate(l, "between", past).Issue(l, []string{host}))
		}), "between"},
		{"the root", "root_expired", func(l *lab) string {
			l.root = trusttest.Root(l, "old root", past)
			l.trust(trust.Options{CABytes: l.root.PEM()})
			l.serve(secure(l.good(long), dated))
			return ""
		}, "old root"},
		{"the server's", "not_yet_valid", show(func(l *lab) *tls.Config { return l.good(future) }), "server's clock"},
		{"ahead", "clock_wrong", clock(1000*24*time.Hour, func(l *lab) *tls.Config { return l.good() }), "server's clock"},
		{"behind", "clock_wrong", clock(-1000*24*time.Hour, func(l *lab) *tls.Config { return l.good() }), "server's clock"},
		{"behind, without a date of the server", "clock_wrong", func(l *lab) string {
			l.o.Clock = func() time.Time { return time.Unix(0, 0) }
			l.serve(secure(l.good(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
			return ""
		}, "clock: 1970"},
		{"an expired certificate with a clock that is off as well", "leaf_expired", clock(3*time.Hour, func(l *lab) *tls.Config { return l.good(past) }), "server's clock"},
		{"the pin", "pinned_elsewhere", show(func(l *lab) *tls.Config { return identity(l.root.Issue(l, []string{"other.example", "b.example"})) }), "other.example, b.example"},
		{"found by DNS", "default_certificate", func(l *lab) string {
			l.serve(secure(identity(l.root.Issue(l, []string{"other.example"})), dated))
			l.byDNS()
			return ""
		}, "other.example"},
		{"chosen for the name", "name_mismatch", func(l *lab) string {
			c := identity(l.root.Issue(l, []string{"default.example"}))
			chosen := l.root.Issue(l, []string{"www.other.example"}).TLS()
			c.GetCertificate = func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
				if h.ServerName == host {
					return &chosen, nil
				}
				return &c.Certificates[0], nil
			}
			l.serve(secure(c, dated))
			l.byDNS()
			return ""
		}, "default.example"},
		{"an address", "address_not_in_certificate", func(l *lab) string {
			l.serve(secure(l.good(), dated))
			return "https://127.0.0.1:" + strconv.Itoa(l.port)
		}, host},
		{"an address that it has", "ok", func(l *lab) string {
			l.serve(secure(identity(l.root.Issue(l, []string{"127.0.0.1"})), dated))
			return "https://127.0.0.1:" + strconv.Itoa(l.port)
		}, ""},
		{"a common name", "name_only_in_subject", show(func(l *lab) *tls.Config { return l.good(func(c *x509.Certificate) { c.DNSNames = nil }) }), ""},
		{"a wildcard", "wildcard_depth", func(l *lab) string {
			l.serve(secure(identity(l.root.Issue(l, []string{"*.example"})), dated))
			l.pin("a." + host + ":" + strconv.Itoa(l.port) + ":127.0.0.1")
			return "https://a." + host + ":" + strconv.Itoa(l.port)
		}, "*.example"},
		{"a wildcard that fits", "ok", func(l *lab) string {
			l.serve(secure(identity(l.root.Issue(l, []string{"*." + host})), dated))
			l.pin("a." + host + ":" + strconv.Itoa(l.port) + ":127.0.0.1")
			return "https://a." + host + ":" + strconv.Itoa(l.port)
		}, ""},
		{"for clients", "wrong_usage", show(func(l *lab) *tls.Config {
			return l.good(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
		}), ""},
		{"a server's certificate that issues", "not_an_authority", show(func(l *lab) *tls.Config {
			return identity(l.root.Issue(l, []string{"no authority"}).Issue(l, []string{host}))
		}), "no authority"},
		{"a constraint", "name_not_permitted", show(func(l *lab) *tls.Config {
			return identity(l.root.Intermediate(l, "between", func(c *x509.Certificate) {
				c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"other.example"}
			}).Issue(l, []string{host}))
		}), "between"},
		{"two below one", "path_too_long", func(l *lab) string {
			l.root = trusttest.Root(l, "short root", func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true })
			l.trust(trust.Options{CABytes: l.root.PEM()})
			l.serve(secure(identity(l.root.Intermediate(l, "between").Issue(l, []string{host})), dated))
			return ""
		}, ""},
		{"an extension", "critical_extension", show(func(l *lab) *tls.Config {
			return l.good(func(c *x509.Certificate) {
				c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
			})
		}), ""},
		{"SHA-1", "weak_signature", show(func(l *lab) *tls.Config {
			return l.good(func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 })
		}), "SHA1"},
		{"another key", "pin_mismatch", func(l *lab) string {
			l.trust(trust.Options{CABytes: l.root.PEM(), SPKIPins: []string{"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}})
			l.serve(secure(l.good(), dated))
			return ""
		}, "server key: sha256//"},
	}
}

func clients() []scenario {
	// mutual asks for a certificate of the lab's root.
	mutual := func(version uint16, own func(*lab) *trusttest.Identity, change func(*tls.Config)) func(*lab) string {
		return func(l *lab) string {
			c := l.good()
			c.ClientAuth, c.ClientCAs, c.MaxVersion = tls.RequireAndVerifyClientCert, l.root.Pool(), version
			if change != nil {
				change(c)
			}
			if own != nil {
				i := own(l)
				l.trust(trust.Options{CABytes: l.root.PEM(), CertPEM: i.PEM(), KeyPEM: i.KeyPEM(l)})
			}
			l.serve(secure(c, fine))
			return ""
		}
	}
	past := trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour))
	ours := func(l *lab) *trusttest.Identity { return l.root.Issue(l, []string{"device"}) }
	expired := func(l *lab) *trusttest.Identity { return l.root.Issue(l, []string{"device"}, past) }
	foreign := func(l *lab) *trusttest.Identity {
		return trusttest.Root(l, "foreign root").Issue(l, []string{"device"})
	}
	return []scenario{
		{"TLS 1.2", "client_certificate_missing", mutual(tls.VersionTLS12, nil, nil), "lab root"},
		{"TLS 1.3", "client_certificate_missing", mutual(tls.VersionTLS13, nil, nil), "lab root"},
		{"a server that hangs up", "client_certificate_missing", func(l *lab) string {
			c := l.good()
			c.ClientAuth = tls.RequestClientCert
			l.serve(func(raw net.Conn) {
				defer raw.Close()
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					_, _ = conn.Read(make([]byte, 4096))
					_ = conn.CloseWrite()
				}
			})
			return ""
		}, "asks for one and none is given"},
		{"a request that may be left unanswered", "ok", mutual(tls.VersionTLS13, nil, func(c *tls.Config) { c.ClientAuth = tls.RequestClientCert }), ""},
		{"one that is asked for", "ok", mutual(tls.VersionTLS13, ours, nil), ""},
		{"one that is asked for, 1.2", "ok", mutual(tls.VersionTLS12, ours, nil), ""},
		{"TLS 1.2", "client_certificate_expired", mutual(tls.VersionTLS12, expired, nil), "client until"},
		{"TLS 1.3", "client_certificate_expired", mutual(tls.VersionTLS13, expired, nil), "client until"},
		{"TLS 1.2", "client_certificate_untrusted", mutual(tls.VersionTLS12, foreign, nil), "foreign root"},
		{"TLS 1.3", "client_certificate_untrusted", mutual(tls.VersionTLS13, foreign, nil), "foreign root"},
		{"for another use", "client_certificate_rejected", mutual(tls.VersionTLS13, func(l *lab) *trusttest.Identity {
			return l.root.Issue(l, []string{"device"}, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })
		}, nil), "lab root"},
	}
}

func answers() []scenario {
	answer := func(text string) func(*lab) string {
		return func(l *lab) string { l.serve(secure(l.good(), text)); return "" }
	}
	plain := func(text string) func(*lab) string {
		return func(l *lab) string {
			l.serve(func(c net.Conn) { defer c.Close(); respond(c, text) })
			return l.url("http")
		}
	}
	return []scenario{
		{"200", "ok", answer(fine), "status: 200 OK"},
		{"404", "ok", answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "404"},
		{"403", "ok", answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), "403"},
		{"a redirect", "ok", answer("HTTP/1.1 302 Found\r\nLocation: https://portal.other.example/?token=topsecret\r\nContent-Length: 0\r\n\r\n"), "portal.other.example"},
		{"plain", "ok", plain(fine), "status: 200"},
		{"a redirect to https", "ok", plain("HTTP/1.1 301 Moved\r\nLocation: https://" + host + "/\r\nContent-Length: 0\r\n\r\n"), "location"},
		{"a portal", "captive_portal", plain("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/login?token=topsecret\r\nContent-Length: 0\r\n\r\n"), "10.0.0.1"},
		{"511", "captive_portal", plain("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n"), "511"},
		{"a page of nginx", "tls_expected", plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 56\r\n\r\n<p>The plain HTTP request was sent to HTTPS port</p>\r\n..."), "400"},
		{"an alert", "tls_expected", func(l *lab) string { l.serve(says("\x15\x03\x01\x00\x02\x02\x46")); return l.url("http") }, ""},
		{"a server that hangs up", "tls_expected", func(l *lab) string {
			l.serve(filter(func([]byte) bool { return true }, l.good()))
			return l.url("http")
		}, ""},
		{"421", "misdirected", answer("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n"), "421"},
		{"503", "server_error", answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), "503"},
		{"SSH", "http_malformed", plain("SSH-2.0-lab\x1b[2J\r\n\r\n"), "SSH"},
		{"a long header", "http_header_too_large", answer("HTTP/1.1 200 OK\r\nA: " + strings.Repeat("a", 70<<10) + "\r\n\r\n"), ""},
		{"silence", "http_silent", func(l *lab) string {
			c := l.good()
			l.o.Timeouts.Read = 300 * time.Millisecond
			l.serve(func(raw net.Conn) {
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					waits(conn)
				}
				raw.Close()
			})
			return ""
		}, ""},
		{"nothing", "http_closed", answer(""), ""},
		{"half of a header", "http_truncated", answer("HTTP/1.1 200 OK\r\nCont"), ""},
		{"a reset", "http_reset", func(l *lab) string {
			c := l.good()
			l.serve(func(raw net.Conn) {
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					_, _ = conn.Read(make([]byte, 1))
				}
				reset(raw)
			})
			return ""
		}, ""},
	}
}

func (l *lab) byDNS() {
	l.o.Resolve = nil
	l.o.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
}

func TestConfigurationHasACause(t *testing.T) {
	root := trusttest.Root(t, "root")
	one, two := root.Issue(t, []string{"a"}), root.Issue(t, []string{"b"})
	locked := []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")
	for want, o := range map[string]trust.Options{
		"ca_unreadable":                 {CAFile: "/does/not/exist"},
		"ca_no_certificates":            {CABytes: one.KeyPEM(t)},
		"client_certificate_unreadable": {CertPEM: []byte("nothing"), KeyPEM: one.KeyPEM(t)},
		"client_key_mismatch":           {CertPEM: one.PEM(), KeyPEM: two.KeyPEM(t)},
		"client_key_encrypted":          {CertPEM: one.PEM(), KeyPEM: locked},
		"options_invalid":               {SPKIPins: []string{"none"}},
	} {
		_, err := trust.New(o)
		if d := diagnose.Configuration(err); err == nil || d.Cause != want || d.Stage != "configuration" || len(d.Evidence) == 0 {
			t.Errorf("want %s, got %v: %s", want, err, report(d))
		}
	}
	_, err := dial.ParseTable([]string{"nothing"})
	if d := diagnose.Configuration(err); d.Cause != "resolve_invalid" {
		t.Errorf("got %s", report(d))
	}
}

func TestNoSecretIsInTheEvidence(t *testing.T) {
	l := newLab(t)
	l.serve(secure(l.good(), "HTTP/1.1 302 Found\r\nLocation: https://user:topsecret@a.example/?token=topsecret\r\nContent-Length: 9\r\n\r\ntopsecret"))
	for _, url := range []string{
		"https://user:topsecret@" + host + ":" + strconv.Itoa(l.port) + "/a?token=topsecret",
		"https://user:topsecret@" + host + ":1/a?token=topsecret",
		"ftp://user:topsecret@" + host + "/?token=topsecret",
	} {
		if text := report(l.diagnose(url)); strings.Contains(text, "topsecret") {
			t.Errorf("a secret in\n%s", text)
		}
	}
	l.o.Resolve = nil
	l.o.Proxy = "http://user:topsecret@" + l.proxy("407 Proxy Authentication Required", l.port)
	if text := report(l.diagnose("")); strings.Contains(text, "topsecret") || strings.Contains(text, "dXNlcjp0b3BzZWNyZXQ") {
		t.Errorf("a secret in\n%s", text)
	}
}

// A further connection tells nobody what the request is, nor who asks.
func TestAServerThatIsNotBelievedLearnsNothing(t *testing.T) {
	l := newLab(t)
	i := l.root.Issue(t, []string{"device"})
	l.trust(trust.Options{CABytes: l.root.PEM(), CertPEM: i.PEM(), KeyPEM: i.KeyPEM(t)})
	heard := make(chan string, 100)
	c := identity(trusttest.SelfSigned(t, host))
	c.ClientAuth = tls.RequestClientCert
	l.serve(func(raw net.Conn) {
		defer raw.Close()
		conn := tls.Server(raw, c)
		if conn.Handshake() != nil {
			return
		}
		b := make([]byte, 4096)
		n, _ := conn.Read(b)
		heard <- string(b[:n]) + strconv.Itoa(len(conn.ConnectionState().PeerCertificates))
	})
	d := l.diagnose("https://user:topsecret@" + host + ":" + strconv.Itoa(l.port) + "/private?token=topsecret")
	if d.Cause != "self_signed" {
		t.Fatal(report(d))
	}
	close(heard)
	for text := range heard {
		if !strings.HasPrefix(text, "HEAD / HTTP/1.1\r\n") || strings.Contains(text, "secret") || strings.Contains(text, "private") || !strings.HasSuffix(text, "0") {
			t.Errorf("it heard %q", text)
		}
	}
}

func TestManyAddressesAndCertificatesAreBounded(t *testing.T) {
	l := newLab(t)
	c := l.good()
	for range 60 {
		c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, trusttest.Root(t, strings.Repeat("x", 60)).Certificate.Raw)
	}
	l.serve(secure(c, fine))
	var addresses []string
	for i := range 40 {
		addresses = append(addresses, "127.0.0."+strconv.Itoa(i+1))
	}
	l.pin(host + ":" + strconv.Itoa(l.port) + ":" + strings.Join(addresses, ","))
	d := l.diagnose("")
	if size := len(report(d)); d.Cause != "ok" || len(d.Evidence) > 64 || size > 20<<10 || !strings.Contains(report(d), "addresses not tried: 32") {
		t.Errorf("%d bytes: %s", size, report(d))
	}
}

func TestTheTimeIsBoundedAndNothingStays(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("time", func(t *testing.T) {
		l := newLab(t)
		l.serve(waits)
		l.o.Timeouts = client.Timeouts{Total: 200 * time.Millisecond}
		if d := l.diagnose(""); d.Cause != "time_up" {
			t.Error(report(d))
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if d := diagnose.Diagnose(ctx, l.o, l.url("https")); d.Cause != "time_up" {
			t.Error(report(d))
		}
	})
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// An id is one word, once, and each has a scenario above or is told apart by none.
func TestTheTableIsInOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range diagnose.Rows() {
		if seen[row.ID] || strings.Trim(row.ID, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || row.Stage == "" || row.Meaning == "" || row.Fix == "" {
			t.Errorf("row %q", row)
		}
		seen[row.ID] = true
	}
	covered := map[string]bool{}
	for _, list := range [][]scenario{network(), hellos(), certificates(), clients(), answers()} {
		for _, s := range list {
			covered[s.cause] = true
			if !seen[s.cause] {
				t.Errorf("no row %s", s.cause)
			}
		}
	}
	var left []string
	for id := range seen {
		if !covered[id] {
			left = append(left, id)
		}
	}
	t.Logf("no scenario: %v", left)
}
