// Package trusttest makes certificates for tests.
package trusttest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"testing"
	"time"
)

// Identity is a certificate with its key and the certificates above it.
type Identity struct {
	Certificate *x509.Certificate
	Key         crypto.Signer
	parent      *Identity // nil: self-signed
}

// Change adjusts a certificate before it is signed.
type Change func(*x509.Certificate)

// Root makes a self-signed authority.
func Root(t testing.TB, name string, changes ...Change) *Identity {
	return make509(t, nil, name, append([]Change{authority}, changes...))
}

// Intermediate makes an authority below i.
func (i *Identity) Intermediate(t testing.TB, name string, changes ...Change) *Identity {
	return make509(t, i, name, append([]Change{authority}, changes...))
}

// Issue makes a certificate for servers and clients. names are DNS names or IP
// addresses; the first is the common name too.
func (i *Identity) Issue(t testing.TB, names []string, changes ...Change) *Identity {
	return make509(t, i, names[0], append([]Change{For(names...)}, changes...))
}

// SelfSigned makes a certificate that no authority has signed.
func SelfSigned(t testing.TB, names ...string) *Identity {
	return make509(t, nil, names[0], []Change{For(names...)})
}

// For sets the names of a certificate.
func For(names ...string) Change {
	return func(c *x509.Certificate) {
		for _, name := range names {
			if ip := net.ParseIP(name); ip != nil {
				c.IPAddresses = append(c.IPAddresses, ip)
			} else {
				c.DNSNames = append(c.DNSNames, name)
			}
		}
	}
}

// Valid sets the dates of a certificate.
func Valid(from, to time.Time) Change {
	return func(c *x509.Certificate) { c.NotBefore, c.NotAfter = from, to }
}

func authority(c *x509.Certificate) {
	c.IsCA, c.BasicConstraintsValid = true, true
	c.KeyUsage = x509.KeyUsageCertSign
	c.ExtKeyUsage = nil
}

func make509(t testing.TB, issuer *Identity, name string, changes []Change) *Identity {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	for _, change := range changes {
		change(template)
	}
	parent, signer := template, crypto.Signer(key)
	if issuer != nil {
		parent, signer = issuer.Certificate, issuer.Key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), signer)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &Identity{Certificate: certificate, Key: key, parent: issuer}
}

// PEM is the certificate alone.
func (i *Identity) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.Certificate.Raw})
}

// KeyPEM is the private key in PKCS#8.
func (i *Identity) KeyPEM(t testing.TB) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(i.Key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// TLS is what a server or client presents: the certificate and those between it
// and the root.
func (i *Identity) TLS() tls.Certificate {
	c := tls.Certificate{PrivateKey: i.Key}
	for ; i != nil && (i.parent != nil || len(c.Certificate) == 0); i = i.parent {
		c.Certificate = append(c.Certificate, i.Certificate.Raw)
	}
	return c
}

// Alone is an identity that does not present what stands above it.
func (i *Identity) Alone() *Identity { return &Identity{Certificate: i.Certificate, Key: i.Key} }

// Pool is the certificate alone, as roots.
func (i *Identity) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(i.Certificate)
	return pool
}
