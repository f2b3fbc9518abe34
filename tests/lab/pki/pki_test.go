package pki_test

import (
	"crypto/tls"
	"crypto/x509"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/lab/pki"
)

var now = time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)

func TestCertificatesVerifyForTheirPurposeOnly(t *testing.T) {
	root, err := pki.NewAuthority("root", now)
	if err != nil {
		t.Fatal(err)
	}
	other, err := pki.NewAuthority("other", now)
	if err != nil {
		t.Fatal(err)
	}
	expired := pki.Template{DNS: []string{"a.test"}, NotAfter: now.Add(-time.Minute)}
	cases := []struct {
		claim    string
		template pki.Template
		roots    *x509.CertPool
		name     string
		usage    x509.ExtKeyUsage
		ok       bool
	}{
		{"server", pki.Template{DNS: []string{"a.test"}}, root.Pool(), "a.test", x509.ExtKeyUsageServerAuth, true},
		{"server with RSA", pki.Template{DNS: []string{"a.test"}, RSA: true}, root.Pool(), "a.test", x509.ExtKeyUsageServerAuth, true},
		{"client", pki.Template{Client: true}, root.Pool(), "", x509.ExtKeyUsageClientAuth, true},
		{"other name", pki.Template{DNS: []string{"a.test"}}, root.Pool(), "b.test", x509.ExtKeyUsageServerAuth, false},
		{"other root", pki.Template{DNS: []string{"a.test"}}, other.Pool(), "a.test", x509.ExtKeyUsageServerAuth, false},
		{"server as client", pki.Template{}, root.Pool(), "", x509.ExtKeyUsageClientAuth, false},
		{"expired", expired, root.Pool(), "a.test", x509.ExtKeyUsageServerAuth, false},
	}
	for _, c := range cases {
		t.Run(c.claim, func(t *testing.T) {
			pair, err := root.Issue(c.template)
			if err != nil {
				t.Fatal(err)
			}
			_, err = pair.TLS.Leaf.Verify(x509.VerifyOptions{
				Roots: c.roots, DNSName: c.name, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{c.usage},
			})
			if (err == nil) != c.ok {
				t.Errorf("verify: %v", err)
			}
			if _, err := tls.X509KeyPair(pair.CertPEM, pair.KeyPEM); err != nil {
				t.Errorf("the PEM forms do not fit together: %v", err)
			}
		})
	}
}
