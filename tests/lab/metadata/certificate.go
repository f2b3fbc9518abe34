package metadata

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"time"
)

// Signer is the cloud's signing certificate and its key.
type Signer struct {
	Certificate *x509.Certificate
	Key         *rsa.PrivateKey
}

// NewSigner makes a certificate like the one that Alibaba Cloud publishes: self-signed RSA-2048
// without any constraint, valid for twenty years, and all six name fields are the given word
// (there it is "Unknown").
func NewSigner(word string, now time.Time) (*Signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	name, err := asn1.Marshal(sixTimes(word))
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<31))
	if err != nil {
		return nil, err
	}
	keyID := sha1.Sum(x509.MarshalPKCS1PublicKey(&key.PublicKey))
	template := &x509.Certificate{
		SerialNumber:       serial,
		RawSubject:         name,
		NotBefore:          now.Add(-time.Hour),
		NotAfter:           now.AddDate(20, 0, 0),
		SubjectKeyId:       keyID[:],
		SignatureAlgorithm: x509.SHA256WithRSA,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	return &Signer{Certificate: certificate, Key: key}, nil
}

// PEM is the certificate alone.
func (s *Signer) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate.Raw})
}

// sixTimes names country, province, locality, organization, unit and common name.
func sixTimes(word string) pkix.RDNSequence {
	var name pkix.RDNSequence
	for _, attribute := range []int{6, 8, 7, 10, 11, 3} {
		name = append(name, pkix.RelativeDistinguishedNameSET{{
			Type: asn1.ObjectIdentifier{2, 5, 4, attribute}, Value: word,
		}})
	}
	return name
}
