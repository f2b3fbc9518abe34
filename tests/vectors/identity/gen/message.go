package main

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"slices"

	_ "crypto/md5"
	_ "crypto/sha1"
	_ "crypto/sha256"
	_ "crypto/sha512"
)

// party is somebody who can sign.
type party struct {
	key         *rsa.PrivateKey
	certificate []byte // DER
	issuer      []byte // DER, as the message names the signer
	serial      []byte // DER INTEGER
}

// message is a PKCS#7 SignedData to be written. The zero values are what
// Alibaba Cloud sends: attached, SHA-1, no attributes, no certificates.
type message struct {
	content      []byte
	detached     bool
	contentType  []byte   // of the content; nil: data
	outerType    []byte   // of the message; nil: signedData
	digests      [][]byte // the message's list; nil: that of the signer
	certificates [][]byte
	signers      []signer
	extra        []byte // behind the signers
	ber          bool   // indefinite lengths and a string in pieces, as AWS writes
}

// signer is one SignerInfo.
type signer struct {
	by         party
	digest     []byte // nil: SHA-1
	signature  []byte // the algorithm; nil: rsaEncryption
	attributes [][]byte
	unsigned   [][]byte
	extra      []byte // behind everything
	keyID      bool   // name the signer by key identifier
	signed     []byte // bytes to sign instead of the content
}

func hashOf(algorithm []byte) crypto.Hash {
	switch {
	case bytes.Equal(algorithm, md5):
		return crypto.MD5
	case bytes.Equal(algorithm, sha256):
		return crypto.SHA256
	case bytes.Equal(algorithm, sha384):
		return crypto.SHA384
	case bytes.Equal(algorithm, sha512):
		return crypto.SHA512
	default:
		return crypto.SHA1
	}
}

func digest(algorithm, b []byte) []byte {
	h := hashOf(algorithm).New()
	h.Write(b)
	return h.Sum(nil)
}

func attribute(kind []byte, values ...[]byte) []byte { return sequence(kind, set(values...)) }

// attributes are the two that every signer writes.
func attributes(algorithm, content []byte) [][]byte {
	return [][]byte{attribute(contentType, data), attribute(messageDigest, octets(digest(algorithm, content)))}
}

func (s signer) der(content []byte) []byte {
	if s.digest == nil {
		s.digest = sha1
	}
	if s.signature == nil {
		s.signature = rsaEncryption
	}
	tbs := content
	var signedAttributes, unsigned []byte
	if s.attributes != nil {
		tbs = attributeSet(s.attributes)
		signedAttributes = append([]byte{0xa0}, tbs[1:]...)
	}
	if s.signed != nil {
		tbs = s.signed
	}
	if s.unsigned != nil {
		unsigned = tagged(1, s.unsigned...)
	}
	value, err := rsa.SignPKCS1v15(nil, s.by.key, hashOf(s.digest), digest(s.digest, tbs))
	if err != nil {
		panic(err)
	}
	version, id := small(1), sequence(s.by.issuer, s.by.serial)
	if s.keyID {
		version, id = small(3), element(0x80, digest(sha1, x509.MarshalPKCS1PublicKey(&s.by.key.PublicKey)))
	}
	return sequence(version, id, s.digest, signedAttributes, s.signature, octets(value), unsigned, s.extra)
}

// attributeSet is the DER that a signature over attributes is made of.
func attributeSet(attributes [][]byte) []byte {
	sorted := slices.Clone(attributes)
	slices.SortFunc(sorted, bytes.Compare)
	return set(sorted...)
}

func (m message) der() []byte {
	if m.contentType == nil {
		m.contentType = data
	}
	if m.outerType == nil {
		m.outerType = signedData
	}
	if m.digests == nil {
		for _, s := range m.signers {
			if s.digest == nil {
				s.digest = sha1
			}
			m.digests = append(m.digests, s.digest)
		}
	}
	var signers [][]byte
	for _, s := range m.signers {
		signers = append(signers, s.der(m.content))
	}
	var certificates []byte
	if m.certificates != nil {
		certificates = tagged(0, m.certificates...)
	}
	if m.ber {
		pieces := open(0x24, octets(m.content[:10]), open(0x24, octets(m.content[10:20]), octets(nil)), octets(m.content[20:]))
		return open(0x30, m.outerType, open(0xa0, open(0x30, small(1), set(m.digests...),
			open(0x30, m.contentType, open(0xa0, pieces)), certificates, set(signers...))))
	}
	content := sequence(m.contentType, tagged(0, octets(m.content)))
	if m.detached {
		content = sequence(m.contentType)
	}
	return sequence(m.outerType, tagged(0, sequence(small(1), set(m.digests...), content, certificates, set(signers...), m.extra)))
}
