package trust_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func block(kind string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
}

func TestClientCertificateIsReadInEachForm(t *testing.T) {
	root := trusttest.Root(t, "root")
	middle := root.Intermediate(t, "middle")
	id := middle.Issue(t, []string{"device-1"})
	key := id.KeyPEM(t)
	chain := slices.Concat(id.PEM(), middle.PEM())
	sec1, err := x509.MarshalECPrivateKey(id.Key.(*ecdsa.PrivateKey))
	if err != nil {
		t.Fatal(err)
	}
	der, _ := pem.Decode(key)
	both := slices.Concat(key, chain)

	server := serverOf(root.Issue(t, []string{"a.test"}))
	server.ClientAuth, server.ClientCAs = tls.RequireAndVerifyClientCert, root.Pool()
	for name, o := range map[string]trust.Options{
		"two PEM texts":        {CertPEM: chain, KeyPEM: key},
		"two files":            {CertFile: write(t, "c.pem", chain), KeyFile: write(t, "k.pem", key)},
		"one file with both":   {CertFile: write(t, "both.pem", both)},
		"one text with both":   {CertPEM: both},
		"SEC 1 key":            {CertPEM: chain, KeyPEM: block("EC PRIVATE KEY", sec1)},
		"SEC 1 key, with name": {CertPEM: chain, KeyPEM: slices.Concat(block("EC PARAMETERS", []byte{6, 0}), block("EC PRIVATE KEY", sec1))},
		"DER key":              {CertPEM: chain, KeyPEM: der.Bytes},
	} {
		o.CABytes = root.PEM()
		p, err := trust.New(o)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !p.HasClientCertificate() {
			t.Errorf("%s: no client certificate", name)
		}
		if err := handshake(t, p, "a.test", server); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestUnusableClientCertificateIsNamed(t *testing.T) {
	root := trusttest.Root(t, "root")
	id, other := root.Issue(t, []string{"device-1"}), root.Issue(t, []string{"device-2"})
	key := id.KeyPEM(t)
	der, _ := pem.Decode(key)
	legacy := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der.Bytes, Headers: map[string]string{
		"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00",
	}})
	cases := []struct {
		name string
		o    trust.Options
		code fault.Code
		says string
	}{
		{"encrypted PKCS#8 key", trust.Options{CertPEM: id.PEM(), KeyPEM: block("ENCRYPTED PRIVATE KEY", der.Bytes)}, fault.ClientKeyEncrypted, "encrypted"},
		{"encrypted legacy key", trust.Options{CertPEM: id.PEM(), KeyPEM: legacy}, fault.ClientKeyEncrypted, "encrypted"},
		{"key of another certificate", trust.Options{CertPEM: id.PEM(), KeyPEM: other.KeyPEM(t)}, fault.ClientKeyMismatch, "CN=device-1"},
		{"chain not leaf first", trust.Options{CertPEM: slices.Concat(root.PEM(), id.PEM()), KeyPEM: key}, fault.ClientKeyMismatch, "certificate 2 of 2"},
		{"swapped files", trust.Options{CertPEM: key, KeyPEM: id.PEM()}, fault.ClientCertificateUnreadable, "swapped"},
		{"certificate instead of key", trust.Options{CertPEM: id.PEM(), KeyPEM: id.PEM()}, fault.ClientCertificateUnreadable, "it holds CERTIFICATE"},
		{"no key", trust.Options{CertPEM: id.PEM()}, fault.ClientCertificateUnreadable, "no private key"},
		{"key without certificate", trust.Options{KeyPEM: key}, fault.ClientCertificateUnreadable, "without a client certificate"},
		{"missing file", trust.Options{CertFile: "/no/such/cert.pem", KeyPEM: key}, fault.ClientCertificateUnreadable, "/no/such/cert.pem"},
		{"missing key file", trust.Options{CertPEM: id.PEM(), KeyFile: "/no/such/key.pem"}, fault.ClientCertificateUnreadable, "/no/such/key.pem"},
		{"broken key", trust.Options{CertPEM: id.PEM(), KeyPEM: block("PRIVATE KEY", der.Bytes[:20])}, fault.ClientCertificateUnreadable, "PKCS#8"},
		{"broken certificate", trust.Options{CertPEM: []byte("x"), KeyPEM: key}, fault.ClientCertificateUnreadable, "neither PEM nor DER"},
	}
	secret := string(bytes.Split(key, []byte("\n"))[1])
	for _, c := range cases {
		_, err := trust.New(c.o)
		if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %s with %q", c.name, err, c.code.Name(), c.says)
		}
		if err != nil && strings.Contains(err.Error(), secret[:16]) {
			t.Errorf("%s: the message holds key material", c.name)
		}
	}
}

// Go's own choice would send nothing here.
func TestClientCertificateIsSentEvenWhenItsIssuerIsNotInTheServersList(t *testing.T) {
	root, issuer, listed := trusttest.Root(t, "root"), trusttest.Root(t, "issuer"), trusttest.Root(t, "listed by the server")
	id := issuer.Issue(t, []string{"device-1"})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		var got []byte
		server := serverOf(root.Issue(t, []string{"a.test"}))
		server.MaxVersion = version
		server.ClientAuth, server.ClientCAs = tls.RequireAnyClientCert, listed.Pool()
		server.VerifyPeerCertificate = func(raw [][]byte, _ [][]*x509.Certificate) error {
			got = raw[0]
			return nil
		}
		p := policy(t, trust.Options{CABytes: root.PEM(), CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
		if err := handshake(t, p, "a.test", server); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, id.Certificate.Raw) {
			t.Errorf("%s: the certificate was not sent", tls.VersionName(version))
		}
	}
}

func TestClientCertificateProblemsAreNamedInBothVersionsOfTLS(t *testing.T) {
	root, stranger := trusttest.Root(t, "root"), trusttest.Root(t, "stranger")
	middle := root.Intermediate(t, "middle")
	now := time.Now()
	good := root.Issue(t, []string{"device-1"})
	expired := root.Issue(t, []string{"device-2"}, trusttest.Valid(now.Add(-48*time.Hour), now.Add(-24*time.Hour)))
	unknown := stranger.Issue(t, []string{"device-3"})
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		server := serverOf(root.Issue(t, []string{"a.test"}))
		server.MaxVersion = version
		server.ClientAuth, server.ClientCAs = tls.RequireAndVerifyClientCert, root.Pool()
		for _, c := range []struct {
			name string
			id   *trusttest.Identity
			code fault.Code
			says string
		}{
			{"good", good, fault.OK, ""},
			{"none", nil, fault.ClientCertificateRequired, "none was given"},
			{"unknown issuer", unknown, fault.ClientCertificateRejected, "CN=device-3"},
			{"issuer not sent", middle.Issue(t, []string{"device-4"}), fault.ClientCertificateRejected, `if "CN=middle" is an intermediate, put it behind`},
			{"expired", expired, fault.ClientCertificateRejected, now.Add(-24 * time.Hour).UTC().Format(time.DateOnly)},
		} {
			o := trust.Options{CABytes: root.PEM()}
			if c.id != nil {
				o.CertPEM, o.KeyPEM = c.id.PEM(), c.id.KeyPEM(t)
			}
			err := handshake(t, policy(t, o), "a.test", server)
			if c.code == fault.OK {
				if err != nil {
					t.Errorf("%s, %s: %v", tls.VersionName(version), c.name, err)
				}
				continue
			}
			if fault.CodeOf(err) != c.code || !strings.Contains(err.Message, c.says) || err.Detail == 0 {
				t.Errorf("%s, %s: %v (detail %d), want %s with %q", tls.VersionName(version), c.name, err, err.Detail, c.code.Name(), c.says)
			}
		}
	}
}
