package bench

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/identity"
)

// realMessage reads the published Alibaba Cloud message from the vectors.
func realMessage(tb testing.TB) []byte {
	tb.Helper()
	data, err := os.ReadFile("../vectors/identity/real.txt")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if value, ok := strings.CutPrefix(line, "signature: "); ok {
			return []byte(strings.TrimSpace(value))
		}
	}
	tb.Fatal("real.txt has no signature")
	return nil
}

// verifiers are the whole verification, and the bare RSA-2048 check of the same
// signature over the same bytes.
func verifiers(tb testing.TB) []work {
	v, err := identity.New(identity.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	message := realMessage(tb)
	in := &identity.Claim{Signature: message, Audience: "abc", ExpectAudience: true, Now: time.Unix(1782907200, 0)}
	id, err := v.Verify(in)
	if err != nil {
		tb.Fatal(err)
	}
	text, err := os.ReadFile("../../core/identity/alibaba_2018.pem")
	if err != nil {
		tb.Fatal(err)
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		tb.Fatal(err)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		tb.Fatal("not an RSA key")
	}
	der, err := base64.StdEncoding.DecodeString(string(message))
	if err != nil {
		tb.Fatal(err)
	}
	signature := der[len(der)-256:] // the last field of the only signer
	return []work{
		{"verify", func(n int) {
			for range n {
				if _, err := v.Verify(in); err != nil {
					tb.Fatal(err)
				}
			}
		}},
		{"verify_floor", func(n int) {
			for range n {
				digest := sha1.Sum(id.Raw)
				if err := rsa.VerifyPKCS1v15(key, crypto.SHA1, digest[:], signature); err != nil {
					tb.Fatal(err)
				}
			}
		}},
	}
}
