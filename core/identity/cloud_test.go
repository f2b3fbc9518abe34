package identity_test

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// parsePins parses certificates in DER; nil: the published one of Alibaba Cloud.
func parsePins(t testing.TB, certificates [][]byte) (pins []*x509.Certificate) {
	if certificates == nil {
		text, err := os.ReadFile("alibaba_2018.pem")
		if err != nil {
			t.Fatal(err)
		}
		block, _ := pem.Decode(text)
		certificates = [][]byte{block.Bytes}
	}
	for _, der := range certificates {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		pins = append(pins, c)
	}
	return pins
}

// TestMessagesOfOtherClouds reads real messages that are not yet supported as
// identities: BER with signed attributes, and algorithms that are refused.
func TestMessagesOfOtherClouds(t *testing.T) {
	const dir = "../../../shared/vectors/identity"
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("SKIPPED: ../shared/vectors/identity is not there; form-ber and attributes-ber in tests/vectors/identity are of the same form")
	}
	for _, c := range []struct{ message, content, certificate string }{
		{"aws/teleport-instance1-us-west-2.rsa2048", "aws/teleport-instance1-us-west-2.rsa2048.content.json", "aws/certs/rsa2048/us-west-2.pem"},
		{"aws/teleport-instance2-us-west-1.rsa2048", "aws/teleport-instance2-us-west-1.rsa2048.content.json", "aws/certs/rsa2048/us-west-1.pem"},
		{"alibaba/sig-audience-abc", "alibaba/content.json", "alibaba/cert-all-regions-2018.pem"},
	} {
		for _, form := range []string{".der", ".b64"} {
			got, err := identity.CheckMessage(read(c.message+form), read(c.certificate), time.Unix(1782907200, 0))
			if err != nil || string(got) != string(read(c.content)) {
				t.Errorf("%s%s: %v", c.message, form, err)
			}
		}
	}
	pin := read("alibaba/cert-all-regions-2018.pem")
	for name, code := range map[string]fault.Code{
		"aws/vault-docs-us-east-1.dsa.der":      fault.AlgorithmUnsupported, // DSA
		"aws/tf-ap-southeast-2.dsa.der":         fault.AlgorithmUnsupported,
		"aws/mozilla-fixture-us-east-1.dsa.der": fault.AlgorithmUnsupported,
		"azure/coder-regular-2022.der":          fault.AlgorithmUnsupported, // sha256WithRSAEncryption as digest
		"aws/coder-us-east-1.rsa1024.sig.b64":   fault.SignatureMalformed,   // a bare RSA signature
	} {
		if _, err := identity.CheckMessage(read(name), pin, time.Unix(1782907200, 0)); !errors.Is(err, code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
