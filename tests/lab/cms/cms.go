// Package cms writes PKCS#7 SignedData messages in the shape that Alibaba Cloud's metadata
// service gives: DER, one signer named by issuer and serial number, SHA-1 with RSA, no signed
// attributes, no certificates. Only the encoding is here, to make test messages; nothing reads.
package cms

import (
	"crypto"
	"crypto/rand"
	"crypto/sha1"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
)

var (
	oidData       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	sha1Digest    = pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 3, 14, 3, 2, 26}, Parameters: asn1.NullRawValue}
	rsaSignature  = pkix.AlgorithmIdentifier{Algorithm: asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, Parameters: asn1.NullRawValue}
)

// Options change the shape.
type Options struct {
	Detached bool // leave the content out
	Embed    bool // put the signer's certificate in
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content signedData `asn1:"explicit,tag:0"`
}

type signedData struct {
	Version          int
	DigestAlgorithms []pkix.AlgorithmIdentifier `asn1:"set"`
	Content          encapsulated
	Certificates     asn1.RawValue `asn1:"optional"`
	Signers          []signerInfo  `asn1:"set"`
}

type encapsulated struct {
	Type    asn1.ObjectIdentifier
	Content []byte `asn1:"explicit,tag:0,optional"`
}

type signerInfo struct {
	Version            int
	Signer             issuerAndSerial
	DigestAlgorithm    pkix.AlgorithmIdentifier
	SignatureAlgorithm pkix.AlgorithmIdentifier
	Signature          []byte
}

type issuerAndSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

// Sign signs content as the holder of the certificate; the key must be an RSA key.
func Sign(content []byte, certificate *x509.Certificate, key crypto.Signer, o Options) ([]byte, error) {
	digest := sha1.Sum(content)
	signature, err := key.Sign(rand.Reader, digest[:], crypto.SHA1)
	if err != nil {
		return nil, err
	}
	data := signedData{
		Version:          1,
		DigestAlgorithms: []pkix.AlgorithmIdentifier{sha1Digest},
		Content:          encapsulated{Type: oidData, Content: content},
		Signers: []signerInfo{{
			Version:            1,
			Signer:             issuerAndSerial{asn1.RawValue{FullBytes: certificate.RawIssuer}, certificate.SerialNumber},
			DigestAlgorithm:    sha1Digest,
			SignatureAlgorithm: rsaSignature,
			Signature:          signature,
		}},
	}
	if o.Detached {
		data.Content.Content = nil
	}
	if o.Embed {
		data.Certificates = asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: certificate.Raw}
	}
	return asn1.Marshal(contentInfo{Type: oidSignedData, Content: data})
}
