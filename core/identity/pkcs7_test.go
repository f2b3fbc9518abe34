package identity_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"go.mozilla.org/pkcs7"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

var generateKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func testKey(t testing.TB) *rsa.PrivateKey {
	key, err := generateKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

const testDocument = `{"instance-id":"i-1","account-id":"1","region-id":"r"}`

// TestVerifyTakesWhatPkcs7Signs compares with the writer of go.mozilla.org/pkcs7.
func TestVerifyTakesWhatPkcs7Signs(t *testing.T) {
	key := testKey(t)
	certificate, err := x509.ParseCertificate(certify(t, key))
	if err != nil {
		t.Fatal(err)
	}
	type signedData = *pkcs7.SignedData
	for claim, add := range map[string]func(signedData) error{
		"attributes":    func(s signedData) error { return s.AddSigner(certificate, key, pkcs7.SignerInfoConfig{}) },
		"no attributes": func(s signedData) error { return s.SignWithoutAttr(certificate, key, pkcs7.SignerInfoConfig{}) },
	} {
		for _, detached := range []bool{false, true} {
			message, err := pkcs7.NewSignedData([]byte(testDocument))
			if err != nil {
				t.Fatal(err)
			}
			message.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
			if err := add(message); err != nil {
				t.Fatal(err)
			}
			in := identity.Claim{Now: time.Unix(1782907200, 0)}
			if detached {
				message.Detach()
				in.Document = []byte(testDocument)
			}
			if in.Signature, err = message.Finish(); err != nil {
				t.Fatal(err)
			}
			v, err := identity.New(identity.Options{Certificates: [][]byte{certificate.Raw}, MinDigest: "sha256"})
			if err != nil {
				t.Fatal(err)
			}
			if id, err := v.Verify(&in); err != nil || string(id.Raw) != testDocument {
				t.Errorf("%s, detached %v: %v", claim, detached, err)
			}
			// The same with one bit of the signature changed.
			in.Signature[len(in.Signature)-1] ^= 1
			if _, err := v.Verify(&in); !errors.Is(err, fault.SignatureInvalid) {
				t.Errorf("%s, detached %v, changed: %v", claim, detached, err)
			}
		}
	}
}

// pkcs7Verifies is the verdict of go.mozilla.org/pkcs7 on what the gate admits,
// with the pins as the only certificates.
func pkcs7Verifies(der, document []byte, pins []*x509.Certificate) bool {
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return false
	}
	if len(p7.Content) == 0 {
		p7.Content = document
	}
	p7.Certificates = pins
	return p7.Verify() == nil
}

// TestVerifyAcceptsNothingThatPkcs7Refuses compares the verdicts on every vector.
func TestVerifyAcceptsNothingThatPkcs7Refuses(t *testing.T) {
	compared := 0
	for _, v := range readVectors(t) {
		if v.expect != "OK" || strings.HasPrefix(v.name, "audience-detached") {
			continue // a bare document is not what was signed
		}
		encoded, err := identity.Decode(v.input.Signature)
		if err != nil {
			t.Fatal(err)
		}
		der, err := identity.Gate(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if !pkcs7Verifies(der, v.input.Document, parsePins(t, v.options.Certificates)) {
			t.Errorf("%s: accepted here, refused there", v.name)
		}
		compared++
	}
	if compared < 20 {
		t.Errorf("only %d vectors", compared)
	}
}
