package identity_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// certify makes a certificate for key with the names of the test vectors' pin.
func certify(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Sallyport test vectors"},
		NotBefore: time.Unix(1577836800, 0), NotAfter: time.Unix(2208988800, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func toPEM(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

func TestPinsInEveryForm(t *testing.T) {
	v := named(t, "form-no-audience")
	pin := v.options.Certificates[0]
	published, err := os.ReadFile("alibaba_2018.pem")
	if err != nil {
		t.Fatal(err)
	}
	for claim, certificates := range map[string][][]byte{
		"DER":                  {pin},
		"PEM":                  {toPEM("CERTIFICATE", pin)},
		"second in one text":   {bytes.Join([][]byte{published, toPEM("CERTIFICATE", pin)}, []byte("comment\n"))},
		"second of two":        {published, pin},
		"given twice":          {pin, pin},
		"after another of its": {certify(t, testKey(t)), pin}, // same names, another key
	} {
		v.options.Certificates = certificates
		if _, err := v.verify(); err != nil {
			t.Errorf("%s: %v", claim, err)
		}
	}
}

func TestPinsRefused(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	good := named(t, "form-no-audience").options.Certificates[0]
	for _, c := range []struct {
		claim string
		pin   []byte
		says  string
	}{
		{"an elliptic curve", certify(t, curve), "ECDSA"},
		{"a short key", certify(t, short), "1024"},
		{"bytes behind the certificate", append(bytes.Clone(good), 0), "trailing"},
		{"PEM that is no certificate", toPEM("CERTIFICATE", []byte("x")), "parsed"},
		{"another PEM block", toPEM("PUBLIC KEY", good), "PUBLIC KEY"},
		{"text", []byte("/etc/ssl/cert.pem"), "neither"},
	} {
		_, err := identity.New(identity.Options{Certificates: [][]byte{c.pin}})
		if !errors.Is(err, fault.PinMalformed) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.claim, err)
		}
	}
}
