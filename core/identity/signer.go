package identity

import (
	"bytes"
	"crypto/fips140"
	"crypto/rsa"
	"errors"
	"slices"
	"strings"
	"time"

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
	what := "over this document"
	if m.attributes != nil {
		if !bytes.Equal(sum, m.messageDigest) {
			return fault.New(fault.DigestMismatch, "the content has the %v digest %x, the signed attributes say %x",
				m.digest, sum, m.messageDigest)
		}
		what = "over the attributes"
		sum = m.digest.sum(buffer[:0], m.signedAttributes())
	}
	if err := rsa.VerifyPKCS1v15(p.key, m.digest.hash(), sum, m.signature); err != nil {
		return p.refused(m, err, what)
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

// signedAttributes returns what a signature over attributes is over: their DER,
// in which a SET OF is sorted, in whatever order the message has them.
func (m *message) signedAttributes() []byte {
	var attributes []string
	var attribute cryptobyte.String
	for rest := cryptobyte.String(m.attributes); rest.ReadASN1Element(&attribute, asn1.SEQUENCE); {
		attributes = append(attributes, string(attribute))
	}
	slices.Sort(attributes)
	return append(appendHeader(nil, byte(asn1.SET), len(m.attributes)), strings.Join(attributes, "")...)
}
