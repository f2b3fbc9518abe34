package identity_test

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1"
	"testing"

	"go.mozilla.org/pkcs7"

	"github.com/sallyport/sallyport/core/identity"
)

// BenchmarkVerify is to be compared with BenchmarkBareRSA in one run: it may
// take 1.3 times as long.
func BenchmarkVerify(b *testing.B) {
	v := named(b, "real")
	verifier, err := identity.New(v.options)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := verifier.Verify(&v.input); err != nil {
			b.Fatal(err)
		}
	}
}

// realMessage returns the DER of the real message and its pin's key.
func realMessage(b *testing.B) ([]byte, *rsa.PublicKey) {
	v := named(b, "real")
	der, err := identity.Decode(v.input.Signature)
	if err != nil {
		b.Fatal(err)
	}
	return der, parsePins(b, nil)[0].PublicKey.(*rsa.PublicKey)
}

// BenchmarkBareRSA checks the signature of the same message, and nothing else.
func BenchmarkBareRSA(b *testing.B) {
	der, key := realMessage(b)
	v := named(b, "real")
	id, err := v.verify()
	if err != nil {
		b.Fatal(err)
	}
	digest, signature := sha1.Sum(id.Raw), der[len(der)-256:]
	b.ReportAllocs()
	for b.Loop() {
		if err := rsa.VerifyPKCS1v15(key, crypto.SHA1, digest[:], signature); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRead is all of Verify up to the RSA check, without JSON.
func BenchmarkRead(b *testing.B) {
	der, _ := realMessage(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := identity.Read(der); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPkcs7Parse is what reading would cost without a reader of our own.
func BenchmarkPkcs7Parse(b *testing.B) {
	der, _ := realMessage(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pkcs7.Parse(der); err != nil {
			b.Fatal(err)
		}
	}
}
