package main

import (
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"embed"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"time"
)

// The keys are public, so that the vectors can be made again byte for byte.
// Nothing but these vectors may ever trust them.
//
//go:embed keys/*.pem
var keys embed.FS

func readKey(name string) *rsa.PrivateKey {
	text, err := keys.ReadFile("keys/" + name + ".pem")
	if err != nil {
		panic(err)
	}
	block, _ := pem.Decode(text)
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		panic(err)
	}
	return key
}

// newParty makes a self-signed certificate for 2020 to 2040.
func newParty(key *rsa.PrivateKey, subject pkix.RDNSequence, serial int64) party {
	rawSubject := marshal(subject)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), RawSubject: rawSubject,
		NotBefore:          time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:           time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
		SignatureAlgorithm: x509.SHA256WithRSA,
	}
	der, err := x509.CreateCertificate(nil, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return party{key: key, certificate: der, issuer: rawSubject, serial: marshal(big.NewInt(serial))}
}

func marshal(v any) []byte {
	der, err := asn1.Marshal(v)
	if err != nil {
		panic(err)
	}
	return der
}

func commonName(name string) pkix.RDNSequence {
	return pkix.Name{CommonName: name}.ToRDNSequence()
}

// alibabaName is the issuer of the published certificate: "Unknown" six times.
func alibabaName() (name pkix.RDNSequence) {
	for _, arc := range []int{6, 8, 7, 10, 11, 3} {
		name = append(name, pkix.RelativeDistinguishedNameSET{{Type: asn1.ObjectIdentifier{2, 5, 4, arc}, Value: "Unknown"}})
	}
	return name
}

const alibabaSerial = 0x6666D187
