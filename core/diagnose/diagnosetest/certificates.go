package diagnosetest

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func (l *Lab) byDNS() {
	l.Resolve = nil
	l.Own.Lookup = func(context.Context, string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}
}

func certificates() []Scenario {
	past, future := trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour)), trusttest.Valid(time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour))
	long := trusttest.Valid(time.Now().Add(-400*24*time.Hour), time.Now().Add(400*24*time.Hour))
	dated := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: " + time.Now().UTC().Format("Mon, 02 Jan 2006 15:04:05") + " GMT\r\n\r\nok"
	show := func(make func(*Lab) *tls.Config) func(*Lab) string {
		return func(l *Lab) string { l.Serve(Secure(make(l), dated)); return "" }
	}
	clock := func(off time.Duration, make func(*Lab) *tls.Config) func(*Lab) string {
		return func(l *Lab) string {
			c := make(l)
			l.Own.Clock = func() time.Time { return time.Now().Add(off) }
			l.Serve(Secure(c, dated))
			return ""
		}
	}
	organization := func(name string) trusttest.Change {
		return func(c *x509.Certificate) { c.Subject.Organization = []string{name} }
	}
	return []Scenario{
		{"a server that is well", "ok", show(func(l *Lab) *tls.Config { return l.Good() }), "certificate 1 names: " + Host},
		{"with an intermediate", "ok", show(func(l *Lab) *tls.Config { return Identity(l.Root.Intermediate(l, "between").Issue(l, []string{Host})) }), "days left: 0"},
		{"nobody else", "self_signed", show(func(l *Lab) *tls.Config { return Identity(trusttest.SelfSigned(l, Host)) }), "SHA-256"},
		{"itself, and trusted", "ok", func(l *Lab) string {
			own := trusttest.SelfSigned(l, Host)
			l.TrustIn(own)
			l.Serve(Secure(Identity(own), Fine))
			return ""
		}, ""},
		{"a private root that is sent", "root_not_trusted", show(func(l *Lab) *tls.Config {
			other := trusttest.Root(l, "other root")
			c := Identity(other.Issue(l, []string{Host}))
			c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, other.Certificate.Raw)
			return c
		}), "other root"},
		{"a private root that is not sent", "unknown_ca", show(func(l *Lab) *tls.Config { return Identity(trusttest.Root(l, "other root").Issue(l, []string{Host})) }), "other root"},
		{"a root that is not sent, with an intermediate", "unknown_ca", show(func(l *Lab) *tls.Config {
			return Identity(trusttest.Root(l, "other root").Intermediate(l, "between").Issue(l, []string{Host}))
		}), "other root"},
		{"the same name with another key", "root_changed", show(func(l *Lab) *tls.Config { return Identity(trusttest.Root(l, "lab root").Issue(l, []string{Host})) }), "lab root"},
		{"an issuer with an address", "intermediate_missing", show(func(l *Lab) *tls.Config {
			return without(Identity(l.Root.Intermediate(l, "between").Issue(l, []string{Host}, func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.example/between.crt"} })))
		}), "http://ca.example/between.crt"},
		{"an issuer of a trusted organization", "intermediate_missing", func(l *Lab) string {
			l.Root = trusttest.Root(l, "org root", organization("Lab Org"))
			l.TrustIn(l.Root)
			l.Serve(Secure(without(Identity(l.Root.Intermediate(l, "between", organization("Lab Org")).Issue(l, []string{Host}))), dated))
			return ""
		}, "between"},
		{"the intermediate of another year", "chain_mismatched", show(func(l *Lab) *tls.Config {
			c := without(Identity(l.Root.Intermediate(l, "between").Issue(l, []string{Host})))
			c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, l.Root.Intermediate(l, "between").Certificate.Raw)
			return c
		}), "is not signed with the key"},
		{"a device of a vendor", "interception", show(func(l *Lab) *tls.Config {
			return Identity(trusttest.Root(l, "Zscaler Intermediate Root CA").Issue(l, []string{Host}))
		}), "Zscaler"},
		{"a device whose root is trusted", "ok", func(l *Lab) string {
			l.Root = trusttest.Root(l, "Zscaler Root CA")
			l.TrustIn(l.Root)
			l.Serve(Secure(l.Good(), Fine))
			return ""
		}, "Zscaler"},
		{"the server's", "leaf_expired", show(func(l *Lab) *tls.Config { return l.Good(past) }), "clock: "},
		{"the server's, whoever issued it", "leaf_expired", show(func(l *Lab) *tls.Config { return Identity(trusttest.Root(l, "other").Issue(l, []string{Host}, past)) }), ""},
		{"one between", "intermediate_expired", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Intermediate(l, "between", past).Issue(l, []string{Host}, long))
		}), "between"},
		{"one between, before the root was made", "intermediate_expired", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Intermediate(l, "between", past).Issue(l, []string{Host}))
		}), "between"},
		{"the root", "root_expired", func(l *Lab) string {
			l.Root = trusttest.Root(l, "old root", past)
			l.TrustIn(l.Root)
			l.Serve(Secure(l.Good(long), dated))
			return ""
		}, "old root"},
		{"the server's", "not_yet_valid", show(func(l *Lab) *tls.Config { return l.Good(future) }), "server's clock"},
		{"ahead", "clock_wrong", clock(1000*24*time.Hour, func(l *Lab) *tls.Config { return l.Good() }), "server's clock"},
		{"behind", "clock_wrong", clock(-1000*24*time.Hour, func(l *Lab) *tls.Config { return l.Good() }), "server's clock"},
		{"behind, without a date of the server", "clock_wrong", func(l *Lab) string {
			l.Own.Clock = func() time.Time { return time.Unix(0, 0) }
			l.Serve(Secure(l.Good(), "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
			return ""
		}, "clock: 1970"},
		{"an expired certificate with a clock that is off as well", "leaf_expired", clock(3*time.Hour, func(l *Lab) *tls.Config { return l.Good(past) }), "server's clock"},
		{"the pin", "pinned_elsewhere", show(func(l *Lab) *tls.Config { return Identity(l.Root.Issue(l, []string{"other.example", "b.example"})) }), "other.example, b.example"},
		{"found by DNS", "default_certificate", func(l *Lab) string {
			l.Serve(Secure(Identity(l.Root.Issue(l, []string{"other.example"})), dated))
			l.byDNS()
			return ""
		}, "other.example"},
		{"chosen for the name", "name_mismatch", func(l *Lab) string {
			c := Identity(l.Root.Issue(l, []string{"default.example"}))
			chosen := l.Root.Issue(l, []string{"www.other.example"}).TLS()
			c.GetCertificate = func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
				if h.ServerName == Host {
					return &chosen, nil
				}
				return &c.Certificates[0], nil
			}
			l.Serve(Secure(c, dated))
			l.byDNS()
			return ""
		}, "default.example"},
		{"an address", "address_not_in_certificate", func(l *Lab) string {
			l.Serve(Secure(l.Good(), dated))
			return "https://127.0.0.1:" + strconv.Itoa(l.Port)
		}, Host},
		{"an address that it has", "ok", func(l *Lab) string {
			l.Serve(Secure(Identity(l.Root.Issue(l, []string{"127.0.0.1"})), dated))
			return "https://127.0.0.1:" + strconv.Itoa(l.Port)
		}, ""},
		{"a common name", "name_only_in_subject", show(func(l *Lab) *tls.Config { return l.Good(func(c *x509.Certificate) { c.DNSNames = nil }) }), ""},
		{"a wildcard", "wildcard_depth", func(l *Lab) string {
			l.Serve(Secure(Identity(l.Root.Issue(l, []string{"*.example"})), dated))
			l.Resolve = []string{"a." + Host + ":" + strconv.Itoa(l.Port) + ":127.0.0.1"}
			return "https://a." + Host + ":" + strconv.Itoa(l.Port)
		}, "*.example"},
		{"a wildcard that fits", "ok", func(l *Lab) string {
			l.Serve(Secure(Identity(l.Root.Issue(l, []string{"*." + Host})), dated))
			l.Resolve = []string{"a." + Host + ":" + strconv.Itoa(l.Port) + ":127.0.0.1"}
			return "https://a." + Host + ":" + strconv.Itoa(l.Port)
		}, ""},
		{"for clients", "wrong_usage", show(func(l *Lab) *tls.Config {
			return l.Good(func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} })
		}), ""},
		{"a server's certificate that issues", "not_an_authority", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Issue(l, []string{"no authority"}).Issue(l, []string{Host}))
		}), "no authority"},
		{"a constraint", "name_not_permitted", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Intermediate(l, "between", func(c *x509.Certificate) {
				c.PermittedDNSDomainsCritical, c.PermittedDNSDomains = true, []string{"other.example"}
			}).Issue(l, []string{Host}))
		}), "between"},
		{"two below one", "path_too_long", func(l *Lab) string {
			l.Root = trusttest.Root(l, "short root", func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true })
			l.TrustIn(l.Root)
			l.Serve(Secure(Identity(l.Root.Intermediate(l, "between").Issue(l, []string{Host})), dated))
			return ""
		}, ""},
		{"an extension", "critical_extension", show(func(l *Lab) *tls.Config {
			return l.Good(func(c *x509.Certificate) {
				c.ExtraExtensions = []pkix.Extension{{Id: []int{1, 2, 3, 4}, Critical: true, Value: []byte{5, 0}}}
			})
		}), ""},
		{"SHA-1", "weak_signature", show(func(l *Lab) *tls.Config {
			return l.Good(func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 })
		}), "SHA1"},
		{"another key", "pin_mismatch", func(l *Lab) string {
			l.Trust.SPKIPins = []string{"sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
			l.Serve(Secure(l.Good(), dated))
			return ""
		}, "server key: sha256//"},
	}
}

func clients() []Scenario {
	// mutual asks for a certificate of the lab's root.
	mutual := func(version uint16, own func(*Lab) *trusttest.Identity, change func(*tls.Config)) func(*Lab) string {
		return func(l *Lab) string {
			c := l.Good()
			c.ClientAuth, c.ClientCAs, c.MaxVersion = tls.RequireAndVerifyClientCert, l.Root.Pool(), version
			if change != nil {
				change(c)
			}
			if own != nil {
				i := own(l)
				l.Present(i)
			}
			l.Serve(Secure(c, Fine))
			return ""
		}
	}
	past := trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour))
	ours := func(l *Lab) *trusttest.Identity { return l.Root.Issue(l, []string{"device"}) }
	expired := func(l *Lab) *trusttest.Identity { return l.Root.Issue(l, []string{"device"}, past) }
	early := func(l *Lab) *trusttest.Identity {
		return l.Root.Issue(l, []string{"device"}, trusttest.Valid(time.Now().Add(24*time.Hour), time.Now().Add(48*time.Hour)))
	}
	foreign := func(l *Lab) *trusttest.Identity {
		return trusttest.Root(l, "foreign root").Issue(l, []string{"device"})
	}
	return []Scenario{
		{"TLS 1.2", "client_certificate_missing", mutual(tls.VersionTLS12, nil, nil), "lab root"},
		{"TLS 1.3", "client_certificate_missing", mutual(tls.VersionTLS13, nil, nil), "lab root"},
		{"a server that hangs up", "client_certificate_missing", func(l *Lab) string {
			c := l.Good()
			c.ClientAuth = tls.RequestClientCert
			l.Serve(func(raw net.Conn) {
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
		{"of the client", "not_yet_valid", mutual(tls.VersionTLS13, early, nil), "the clock here says"},
		{"TLS 1.2", "client_certificate_untrusted", mutual(tls.VersionTLS12, foreign, nil), "foreign root"},
		{"TLS 1.3", "client_certificate_untrusted", mutual(tls.VersionTLS13, foreign, nil), "foreign root"},
		{"one that is not registered", "client_certificate_rejected", mutual(tls.VersionTLS13, ours, func(c *tls.Config) {
			c.VerifyPeerCertificate = func([][]byte, [][]*x509.Certificate) error { return errors.New("not registered") }
		}), "lab root"},
		{"for another use", "client_certificate_usage", mutual(tls.VersionTLS13, func(l *Lab) *trusttest.Identity {
			return l.Root.Issue(l, []string{"device"}, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })
		}, nil), "lab root"},
	}
}
