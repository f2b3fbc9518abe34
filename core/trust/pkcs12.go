package trust

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"

	"github.com/sallyport/sallyport/core/fault"
)

const pkcs12Advice = "it is a PKCS#12 file, which is read for client certificates only: " +
	"openssl pkcs12 -in FILE -nokeys -out ca.pem makes PEM of it"

// pfx is a PKCS#12 file (RFC 7292 section 4).
type pfx struct {
	Version int
	Safe    contentInfo
	MAC     asn1.RawValue `asn1:"optional"`
}

// isPKCS12 recognises a PFX: version 3, then a message of PKCS#7.
func isPKCS12(data []byte) bool {
	var outer struct {
		Version int
		Safe    asn1.RawValue
		MAC     asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(data, &outer); err == nil {
		return outer.Version == 3
	}
	// With the indefinite lengths of BER, which some tools write.
	return bytes.HasPrefix(data, []byte{0x30, 0x80, 0x02, 0x01, 0x03, 0x30, 0x80})
}

// contents12 is what a PKCS#12 file holds.
type contents12 struct {
	certificates []*x509.Certificate
	keys         []crypto.Signer
}

// pkcs12Pair reads a client certificate, its chain and its key.
func pkcs12Pair(data []byte, name string, password []byte) ([]*x509.Certificate, crypto.Signer, error) {
	c, err := readPKCS12(data, password)
	switch {
	case errors.Is(err, errWrongPassword) && len(password) == 0:
		return nil, nil, fault.New(fault.ClientKeyEncrypted, "%s: the PKCS#12 file is encrypted and no password was given", name)
	case errors.Is(err, errWrongPassword):
		return nil, nil, fault.New(fault.ClientKeyEncrypted, "%s: the PKCS#12 file cannot be decrypted: %s", name, errWrongPassword.Error())
	case err != nil:
		return nil, nil, fault.New(fault.ClientCertificateUnreadable,
			"%s: the PKCS#12 file cannot be read: %s; openssl pkcs12 -in FILE -nodes -out client.pem makes PEM of it", name, err.Error())
	case len(c.certificates) == 0 || len(c.keys) == 0:
		return nil, nil, fault.New(fault.ClientCertificateUnreadable,
			"%s: the PKCS#12 file holds %d certificates and %d private keys; both are needed", name, len(c.certificates), len(c.keys))
	}
	return c.certificates, c.keys[0], nil
}

// readPKCS12 reads a file that a password protects, or nothing.
func readPKCS12(data, password []byte) (c contents12, err error) {
	var outer pfx
	var safe []byte
	if _, err = asn1.Unmarshal(definite(data), &outer); err != nil {
		return c, errors.New("it is damaged")
	}
	if _, err = asn1.Unmarshal(outer.Safe.Content.Bytes, &safe); err != nil {
		return c, errors.New("it is signed, not protected by a password")
	}
	if len(outer.MAC.FullBytes) > 0 {
		if err = checkMAC(outer.MAC.FullBytes, safe, password); err != nil {
			return c, err
		}
	}
	var parts []contentInfo
	if _, err = asn1.Unmarshal(definite(safe), &parts); err != nil {
		return c, errors.New("it is damaged")
	}
	for _, part := range parts {
		bags, err := open12(part, password)
		if err == nil {
			err = c.take(bags, password)
		}
		if err != nil {
			return c, err
		}
	}
	return c, nil
}

// open12 returns the bags of one part of the file.
func open12(part contentInfo, password []byte) (bags []byte, err error) {
	switch part.Type.String() {
	case "1.2.840.113549.1.7.1": // data
		if _, err = asn1.Unmarshal(part.Content.Bytes, &bags); err != nil {
			return nil, errors.New("it is damaged")
		}
		return definite(bags), nil
	case "1.2.840.113549.1.7.6": // encrypted data
		var message struct {
			Version int
			Content struct {
				Type      asn1.ObjectIdentifier
				Algorithm algorithm
				Data      asn1.RawValue `asn1:"optional,tag:0"`
			}
		}
		if _, err = asn1.Unmarshal(part.Content.Bytes, &message); err != nil {
			return nil, errors.New("it is damaged")
		}
		bags, err = decrypt(message.Content.Algorithm, joined(message.Content.Data), password)
		return definite(bags), err
	}
	return nil, errors.New("a part of it is encrypted with a public key")
}

// joined is a string that may be in pieces.
func joined(v asn1.RawValue) (all []byte) {
	if !v.IsCompound {
		return v.Bytes
	}
	for rest := v.Bytes; len(rest) > 0; {
		var piece []byte
		var err error
		if rest, err = asn1.Unmarshal(rest, &piece); err != nil {
			return nil
		}
		all = append(all, piece...)
	}
	return all
}

// take reads bags. Those that are neither certificates nor keys are passed over.
func (c *contents12) take(der, password []byte) error {
	var bags []struct {
		ID         asn1.ObjectIdentifier
		Value      asn1.RawValue `asn1:"explicit,tag:0"`
		Attributes asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(der, &bags); err != nil {
		return errWrongPassword // a padding that looks right by chance
	}
	for _, bag := range bags {
		key := bag.Value.Bytes
		switch bag.ID.String() {
		case "1.2.840.113549.1.12.10.1.3":
			var held struct {
				Type asn1.ObjectIdentifier
				DER  []byte `asn1:"explicit,tag:0"`
			}
			if _, err := asn1.Unmarshal(bag.Value.Bytes, &held); err != nil {
				return errors.New("one of its certificates is damaged")
			}
			certificate, err := x509.ParseCertificate(held.DER)
			if err != nil {
				return errors.New("one of its certificates cannot be parsed: " + plain(err))
			}
			c.certificates = append(c.certificates, certificate)
			continue
		case "1.2.840.113549.1.12.10.1.2":
			var held encryptedKey
			if _, err := asn1.Unmarshal(key, &held); err != nil {
				return errors.New("its private key is damaged")
			}
			var err error
			if key, err = decrypt(held.Algorithm, held.Data, password); err != nil {
				return err
			}
		case "1.2.840.113549.1.12.10.1.1":
		default:
			continue
		}
		signer, err := parseKey(key, "")
		if err != nil {
			return errors.New("its private key is not one for signing")
		}
		c.keys = append(c.keys, signer)
	}
	return nil
}
