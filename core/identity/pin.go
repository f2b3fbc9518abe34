package identity

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// minKeyBits is the smallest RSA modulus of a pin.
const minKeyBits = 2048

// pin is a certificate that may have signed.
type pin struct {
	certificate *x509.Certificate
	key         *rsa.PublicKey
	serial      []byte // content octets of the DER INTEGER
	fingerprint string
}

// readPins parses certificates, each one DER or PEM with one or more blocks.
func readPins(certificates [][]byte) ([]*pin, error) {
	var pins []*pin
	for i, data := range certificates {
		if len(data) > 0 && data[0] == tagSequence {
			p, err := newPin(data)
			if err != nil {
				return nil, pinMalformed(i, err)
			}
			pins = append(pins, p)
			continue
		}
		blocks, err := readPEM(data)
		if err != nil {
			return nil, pinMalformed(i, err)
		}
		if len(blocks) == 0 {
			return nil, pinMalformed(i, errors.New("it is neither PEM nor DER"))
		}
		for _, block := range blocks {
			p, err := newPin(block.der)
			if err != nil {
				return nil, pinMalformed(i, fmt.Errorf("line %d: %w", block.line, err))
			}
			pins = append(pins, p)
		}
	}
	if len(pins) == 0 {
		return nil, fault.New(fault.PinMalformed, "the list of pinned certificates is empty")
	}
	return pins, nil
}

func newPin(der []byte) (*pin, error) {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("the certificate cannot be parsed: %w", err)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	switch {
	case ok:
	case certificate.PublicKeyAlgorithm == x509.UnknownPublicKeyAlgorithm:
		return nil, errors.New("the certificate has a key of an unknown type (RSA restricted to PSS is one); only plain RSA can sign here")
	default:
		return nil, fmt.Errorf("the certificate has a key of type %v; only RSA can sign here", certificate.PublicKeyAlgorithm)
	}
	if bits := key.N.BitLen(); bits < minKeyBits {
		return nil, fmt.Errorf("the certificate has an RSA key of %d bits; %d is the least", bits, minKeyBits)
	}
	serial := certificate.SerialNumber.Bytes()
	if len(serial) == 0 || serial[0] >= 0x80 {
		serial = append([]byte{0}, serial...)
	}
	sum := sha256.Sum256(der)
	return &pin{
		certificate: certificate, key: key, serial: serial, fingerprint: hex.EncodeToString(sum[:]),
	}, nil
}

// named reports whether the message names this certificate as its signer.
func (p *pin) named(m *message) bool {
	return bytes.Equal(m.serial, p.serial) && bytes.Equal(m.issuer, p.certificate.RawIssuer)
}

func (p *pin) validAt(now time.Time) error {
	c := p.certificate
	if now.Before(c.NotBefore) || now.After(c.NotAfter) {
		return fault.New(fault.CertificateNotValidNow, "the pinned certificate %X is valid from %s to %s, not at %s",
			p.serial, c.NotBefore.Format(time.RFC3339), c.NotAfter.Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	return nil
}

// signedWhileValid refuses a signing time at which the pin was not valid. It is
// asked once the signature is known to be good: before that the time is nobody's
// word.
func (p *pin) signedWhileValid(m *message) error {
	c, at := p.certificate, m.signingTime
	switch {
	case at.IsZero():
		return nil
	case at.After(c.NotAfter):
		return fault.New(fault.CertificateNotValidNow, "the pinned certificate %X has expired: it ended at %s, and the signature is of %s",
			p.serial, c.NotAfter.Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	case at.Before(c.NotBefore):
		return fault.New(fault.CertificateNotValidNow, "the pinned certificate %X was not valid yet: it begins at %s, and the signature is of %s",
			p.serial, c.NotBefore.Format(time.RFC3339), at.UTC().Format(time.RFC3339))
	}
	return nil
}
