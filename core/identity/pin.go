package identity

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
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
				return nil, err
			}
			pins = append(pins, p)
			continue
		}
		block, rest := pem.Decode(data)
		if block == nil {
			return nil, fault.New(fault.PinMalformed, "certificate %d of the pins is neither PEM nor DER", i+1)
		}
		for ; block != nil; block, rest = pem.Decode(rest) {
			if block.Type != "CERTIFICATE" {
				return nil, fault.New(fault.PinMalformed, "the pins have a PEM block %.40q; only CERTIFICATE may stand there", block.Type)
			}
			p, err := newPin(block.Bytes)
			if err != nil {
				return nil, err
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
		return nil, fault.Wrap(fault.PinMalformed, err, "a pinned certificate cannot be parsed: %v", err)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, fault.New(fault.PinMalformed, "a pinned certificate has a key of type %v; only RSA can sign here",
			certificate.PublicKeyAlgorithm)
	}
	if bits := key.N.BitLen(); bits < minKeyBits {
		return nil, fault.New(fault.PinMalformed, "a pinned certificate has an RSA key of %d bits; %d is the least", bits, minKeyBits)
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
