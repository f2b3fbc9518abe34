package trust_test

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func TestARefusedCertificateIsNamedWithItsEvidence(t *testing.T) {
	root, stranger := trusttest.Root(t, "our root"), trusttest.Root(t, "corporate root")
	middle := root.Intermediate(t, "middle")
	now := time.Now()
	past, future := trusttest.Valid(now.Add(-48*time.Hour), now.Add(-time.Hour)), trusttest.Valid(now.Add(time.Hour), now.Add(48*time.Hour))
	oldMiddle := root.Intermediate(t, "old middle", past)

	leafOnly := middle.Issue(t, []string{"a.test"}, func(c *x509.Certificate) {
		c.IssuingCertificateURL = []string{"http://ca.test/middle.cer"}
	}).TLS()
	leafOnly.Certificate = leafOnly.Certificate[:1]
	withTrustedRoot := leafOnly
	withTrustedRoot.Certificate = [][]byte{leafOnly.Certificate[0], root.TLS().Certificate[0]}
	withRoot := stranger.Issue(t, []string{"a.test"}).TLS()
	withRoot.Certificate = append(withRoot.Certificate, stranger.Certificate.Raw)
	many := []string{"n0.test"}
	for i := 1; i < 40; i++ {
		many = append(many, "n"+strings.Repeat("x", i)+".test")
	}

	cases := []struct {
		name   string
		server tls.Certificate
		asked  string
		code   fault.Code
		says   []string
	}{
		{"other name", root.Issue(t, []string{"b.test", "*.c.test", "192.0.2.7"}).TLS(), "a.test", fault.CertificateNameMismatch, []string{`"b.test"`, `"*.c.test"`, "192.0.2.7", `not for "a.test"`}},
		{"IP without IP name", root.Issue(t, []string{"a.test"}).TLS(), "127.0.0.1", fault.CertificateNameMismatch, []string{`"a.test"`, `not for "127.0.0.1"`}},
		{"wildcard depth", root.Issue(t, []string{"*.a.test"}).TLS(), "x.y.a.test", fault.CertificateNameMismatch, []string{`"*.a.test"`}},
		{"common name only", root.Issue(t, []string{"a.test"}, func(c *x509.Certificate) { c.DNSNames = nil }).TLS(), "a.test", fault.CertificateNameMismatch, []string{`common name "a.test" does not count`}},
		{"many names", root.Issue(t, many).TLS(), "a.test", fault.CertificateNameMismatch, []string{"and 30 more"}},
		{"expired", root.Issue(t, []string{"a.test"}, past).TLS(), "a.test", fault.CertificateExpired, []string{"CN=a.test", "expired on", "clock says"}},
		{"not yet valid", root.Issue(t, []string{"a.test"}, future).TLS(), "a.test", fault.CertificateNotYetValid, []string{"valid from", "clock says"}},
		{"expired intermediate", oldMiddle.Issue(t, []string{"a.test"}).TLS(), "a.test", fault.CertificateExpired, []string{"issuing certificate", "CN=old middle"}},
		{"self-signed", trusttest.SelfSigned(t, "a.test").TLS(), "a.test", fault.CertificateUnknownAuthority, []string{"signed itself", "SHA-256"}},
		{"private root sent", withRoot, "a.test", fault.CertificateUnknownAuthority, []string{"ends in the root", "CN=corporate root", "the CA bytes"}},
		{"unknown authority", stranger.Issue(t, []string{"a.test"}).TLS(), "a.test", fault.CertificateUnknownAuthority, []string{"CN=corporate root", "did not send"}},
		{"missing intermediate", leafOnly, "a.test", fault.CertificateUnknownAuthority, []string{"CN=middle", "did not send", "http://ca.test/middle.cer"}},
		{"missing intermediate, root sent", withTrustedRoot, "a.test", fault.CertificateUnknownAuthority, []string{"CN=middle", "did not send", "http://ca.test/middle.cer"}},
		{"for clients only", root.Issue(t, []string{"a.test"}, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth} }).TLS(), "a.test", fault.CertificateInvalid, []string{"incompatible key usage"}},
		{"name constraint", root.Intermediate(t, "narrow", func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"b.test"} }).Issue(t, []string{"a.test"}).TLS(), "a.test", fault.CertificateInvalid, []string{"a.test"}},
	}
	p := policy(t, trust.Options{CABytes: root.PEM()})
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			err := handshake(t, p, c.asked, &tls.Config{Certificates: []tls.Certificate{c.server}})
			if fault.CodeOf(err) != c.code {
				t.Fatalf("%v, want %s", err, c.code.Name())
			}
			for _, text := range c.says {
				if !strings.Contains(err.Message, text) {
					t.Errorf("message %q does not say %q", err.Message, text)
				}
			}
		})
	}
}

func TestACertificateForTheNameIsAccepted(t *testing.T) {
	root := trusttest.Root(t, "root")
	p := policy(t, trust.Options{CABytes: root.PEM()})
	for name, id := range map[string]*trusttest.Identity{
		"a.test":    root.Issue(t, []string{"a.test"}),
		"a.test.":   root.Issue(t, []string{"a.test"}), // the dot of a fully qualified name
		"x.b.test":  root.Intermediate(t, "middle").Issue(t, []string{"*.b.test"}),
		"127.0.0.1": root.Issue(t, []string{"127.0.0.1"}),
		"::1":       root.Issue(t, []string{"::1"}),
	} {
		if err := handshake(t, p, name, serverOf(id)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNamesInAMessageCannotForgeALogLine(t *testing.T) {
	root, stranger := trusttest.Root(t, "root"), trusttest.Root(t, "evil\nroot: trusted")
	err := handshake(t, policy(t, trust.Options{CABytes: root.PEM()}), "a.test", serverOf(stranger.Issue(t, []string{"a.test"})))
	if err == nil || strings.Contains(err.Message, "\n") {
		t.Errorf("message %q holds a line break of the peer", err)
	}
}

func TestSNICarriesTheNameAndNeverAnAddress(t *testing.T) {
	root := trusttest.Root(t, "root")
	id := root.Issue(t, []string{"a.test", "127.0.0.1"}).TLS()
	for name, want := range map[string]string{"a.test": "a.test", "a.test.": "a.test", "127.0.0.1": ""} {
		got := "unset"
		server := &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			got = hello.ServerName
			return &id, nil
		}}
		if err := handshake(t, policy(t, trust.Options{CABytes: root.PEM()}), name, server); err != nil {
			t.Error(err)
		}
		if got != want {
			t.Errorf("%s: SNI %q, want %q", name, got, want)
		}
	}
}
