package identity

import (
	"bytes"
	"crypto/fips140"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"time"

	"go.mozilla.org/pkcs7"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/sallyport/sallyport/core/fault"
)

// authenticate returns the one of contents that a pinned key has signed, and
// the pin. Only a pin with the issuer and serial number in the message is tried.
func authenticate(m *message, contents [][]byte, pins []*pin, now time.Time) ([]byte, *pin, error) {
	var err error
	for _, p := range pins {
		if !p.named(m) {
			continue
		}
		var content []byte
		if content, err = p.authenticate(m, contents, now); err == nil {
			return content, p, nil
		}
	}
	if err == nil {
		err = fault.New(fault.SignerUntrusted, "the signer's certificate has the serial number %.20X; none such is pinned", m.serial)
	}
	return nil, nil, err
}

func (p *pin) authenticate(m *message, contents [][]byte, now time.Time) ([]byte, error) {
	if err := p.validAt(now); err != nil {
		return nil, err
	}
	var first error
	for _, content := range contents {
		err := p.verify(m, content)
		if err == nil {
			return content, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}

// verify checks that the key of p has signed content.
func (p *pin) verify(m *message, content []byte) error {
	// Signed attributes that are passed off as content begin with a SET.
	if m.attributes == nil && len(content) > 0 && content[0] == byte(asn1.SET) {
		return fault.New(fault.ContentTypeMismatch, "the content has the form of signed attributes")
	}
	if err := p.verifySignature(m, content); err != nil {
		return err
	}
	return p.signedWhileValid(m)
}

// verifySignature is all that calls cryptography. Where the platform's policy
// forbids an algorithm (GODEBUG=fips140=only and SHA-1), packages of Go panic:
// that is an answer about this message, not a fault of this program. Any other
// panic goes on.
func (p *pin) verifySignature(m *message, content []byte) (err error) {
	defer func() {
		if !fips140.Enforced() {
			return
		}
		if r := recover(); r != nil {
			err = p.forbidden(m, r)
		}
	}()
	var buffer [64]byte
	sum := m.digest.sum(buffer[:0], content)
	if m.attributes != nil {
		if !bytes.Equal(sum, m.messageDigest) {
			return fault.New(fault.DigestMismatch, "the content has the %v digest %x, the signed attributes say %x",
				m.digest, sum, m.messageDigest)
		}
		return p.verifyAttributes(m, content)
	}
	if err := rsa.VerifyPKCS1v15(p.key, m.digest.hash(), sum, m.signature); err != nil {
		return p.refused(m, err, "over this document")
	}
	return nil
}

// verifyAttributes leaves the signature over attributes, in their sorted DER,
// to package pkcs7. It gets a message written anew from checked parts, without
// content or certificates, and the pin as the only certificate. pkcs7 compares
// the signing time before it looks at the signature; with a pin that is always
// valid it does not, and signedWhileValid does it afterwards.
func (p *pin) verifyAttributes(m *message, content []byte) error {
	var p7 *pkcs7.PKCS7
	der, err := m.rewrite()
	if err == nil {
		p7, err = pkcs7.Parse(der)
	}
	if err != nil {
		return fault.Wrap(fault.SignatureMalformed, err, "the message cannot be parsed: %v", err)
	}
	timeless := *p.certificate
	timeless.NotBefore, timeless.NotAfter = time.Time{}, time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	p7.Content = content
	p7.Certificates = []*x509.Certificate{&timeless}
	if err := p7.Verify(); err != nil {
		return p.refused(m, err, "over the attributes")
	}
	return nil
}

// refused tells a signature that is wrong from one that the platform does not
// check.
func (p *pin) refused(m *message, err error, what string) error {
	if fips140.Enforced() && !errors.Is(err, rsa.ErrVerification) {
		return p.forbidden(m, err)
	}
	return fault.Wrap(fault.SignatureInvalid, err, "the signature is not that of the pinned certificate %X %s", p.serial, what)
}

func (p *pin) forbidden(m *message, reason any) error {
	return fault.New(fault.AlgorithmForbidden, "this process runs with GODEBUG=fips140=only, which does not allow %v with an RSA key of %d bits: %v",
		m.digest, p.key.N.BitLen(), reason)
}

// rewrite returns the message in DER with nothing in it but what the signature
// depends on.
func (m *message) rewrite() ([]byte, error) {
	oid := func(b *cryptobyte.Builder, oid string) {
		b.AddASN1(asn1.OBJECT_IDENTIFIER, func(b *cryptobyte.Builder) { b.AddBytes([]byte(oid)) })
	}
	signer := func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddBytes(m.issuer)
			b.AddASN1(asn1.INTEGER, func(b *cryptobyte.Builder) { b.AddBytes(m.serial) })
		})
		b.AddBytes(m.digestAlgorithm)
		b.AddASN1(asn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) { b.AddBytes(m.attributes) })
		b.AddBytes(m.signatureAlgorithm)
		b.AddASN1OctetString(m.signature)
	}
	signedData := func(b *cryptobyte.Builder) {
		b.AddASN1Int64(1)
		b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(m.digestAlgorithm) })
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) { oid(b, oidData) })
		b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { b.AddASN1(asn1.SEQUENCE, signer) })
	}
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		oid(b, oidSignedData)
		b.AddASN1(asn1.Tag(0).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, signedData)
		})
	})
	return b.Bytes()
}
