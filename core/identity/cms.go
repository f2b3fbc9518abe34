package identity

import (
	"bytes"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/sallyport/sallyport/core/fault"
)

// message is a PKCS#7 SignedData with exactly one signer. Its slices point into
// the DER that it was read from.
type message struct {
	content  []byte
	attached bool // the message carries its content

	issuer, serial []byte // of the signer's certificate: DER, content octets
	digest         digest
	signature      []byte

	// With signed attributes the signature is over these, and they hold the
	// digest of the content. Without them attributes is nil.
	attributes    []byte
	messageDigest []byte
	signingTime   time.Time // zero: none

	digestAlgorithm, signatureAlgorithm []byte // DER of the AlgorithmIdentifiers
}

// readMessage reads what the gate has admitted (RFC 2315 section 9, RFC 5652
// section 5). Embedded certificates, CRLs and unsigned attributes are skipped:
// nothing may depend on them.
func readMessage(der []byte) (*message, error) {
	in := cryptobyte.String(der)
	var info, contentType, wrapped, signedData cryptobyte.String
	if !in.ReadASN1(&info, asn1.SEQUENCE) ||
		!info.ReadASN1(&contentType, asn1.OBJECT_IDENTIFIER) {
		return nil, notSignedData("the ContentInfo")
	}
	if string(contentType) != oidSignedData {
		return nil, fault.New(fault.SignatureMalformed, "the message has type %s, not PKCS#7 SignedData", oidText(contentType))
	}
	if !info.ReadASN1(&wrapped, asn1.Tag(0).ContextSpecific().Constructed()) || !info.Empty() ||
		!wrapped.ReadASN1(&signedData, asn1.SEQUENCE) || !wrapped.Empty() {
		return nil, notSignedData("the ContentInfo")
	}

	var version, digests, signers cryptobyte.String
	if !signedData.ReadASN1(&version, asn1.INTEGER) || string(version) != "\x01" {
		return nil, notSignedData("the version")
	}
	if !signedData.ReadASN1(&digests, asn1.SET) {
		return nil, notSignedData("the digest algorithms")
	}
	m := new(message)
	if err := m.readContent(&signedData); err != nil {
		return nil, err
	}
	if !signedData.SkipOptionalASN1(asn1.Tag(0).ContextSpecific().Constructed()) ||
		!signedData.SkipOptionalASN1(asn1.Tag(1).ContextSpecific().Constructed()) ||
		!signedData.ReadASN1(&signers, asn1.SET) || !signedData.Empty() {
		return nil, notSignedData("the certificates or signers")
	}
	if signers.Empty() {
		return nil, fault.New(fault.SignerMissing, "the message has no signer")
	}
	if err := m.readSigner(&signers); err != nil {
		return nil, err
	}
	if !signers.Empty() {
		return nil, fault.New(fault.SignersMultiple, "the message has more than one signer")
	}
	if !bytes.Equal(digests, m.digestAlgorithm) {
		return nil, fault.New(fault.AlgorithmMismatch,
			"the message's list of digest algorithms is not exactly %v, the signer's", m.digest)
	}
	return m, nil
}

// readContent reads the EncapsulatedContentInfo.
func (m *message) readContent(in *cryptobyte.String) error {
	var info, contentType, wrapped, content cryptobyte.String
	if !in.ReadASN1(&info, asn1.SEQUENCE) || !info.ReadASN1(&contentType, asn1.OBJECT_IDENTIFIER) {
		return notSignedData("the content")
	}
	if string(contentType) != oidData {
		return fault.New(fault.ContentTypeMismatch, "the content has type %s, not data", oidText(contentType))
	}
	if !info.ReadOptionalASN1(&wrapped, &m.attached, asn1.Tag(0).ContextSpecific().Constructed()) || !info.Empty() {
		return notSignedData("the content")
	}
	if m.attached && (!wrapped.ReadASN1(&content, asn1.OCTET_STRING) || !wrapped.Empty()) {
		return notSignedData("the content")
	}
	m.content = content
	return nil
}

// readSigner reads one SignerInfo.
func (m *message) readSigner(in *cryptobyte.String) error {
	var signer, version, id, issuer, serial cryptobyte.String
	if !in.ReadASN1(&signer, asn1.SEQUENCE) || !signer.ReadASN1(&version, asn1.INTEGER) {
		return notSignedData("the signer")
	}
	if signer.PeekASN1Tag(asn1.Tag(0).ContextSpecific()) {
		return fault.New(fault.SignerUntrusted, "the signer is named by a key identifier, not by issuer and serial number")
	}
	if string(version) != "\x01" ||
		!signer.ReadASN1(&id, asn1.SEQUENCE) ||
		!id.ReadASN1Element(&issuer, asn1.SEQUENCE) ||
		!id.ReadASN1(&serial, asn1.INTEGER) || !id.Empty() {
		return notSignedData("the signer's issuer and serial number")
	}
	m.issuer, m.serial = issuer, serial

	before := signer
	digestOID, err := readAlgorithm(&signer)
	if err != nil {
		return err
	}
	m.digestAlgorithm = before[:len(before)-len(signer)]
	if m.digest = digestOf(digestOID); m.digest == 0 {
		return fault.New(fault.AlgorithmUnsupported,
			"the digest algorithm %s is not supported; SHA-1 and SHA-2 are", oidText(digestOID))
	}

	var attributes, signature cryptobyte.String
	var signed bool
	if !signer.ReadOptionalASN1(&attributes, &signed, asn1.Tag(0).ContextSpecific().Constructed()) {
		return notSignedData("the signed attributes")
	}
	before = signer
	signatureOID, err := readAlgorithm(&signer)
	if err != nil {
		return err
	}
	m.signatureAlgorithm = before[:len(before)-len(signer)]
	if err := checkSignatureAlgorithm(signatureOID, m.digest); err != nil {
		return err
	}
	if !signer.ReadASN1(&signature, asn1.OCTET_STRING) ||
		!signer.SkipOptionalASN1(asn1.Tag(1).ContextSpecific().Constructed()) || !signer.Empty() {
		return notSignedData("the signature value")
	}
	m.signature = signature
	if signed {
		return m.readAttributes(attributes)
	}
	return nil
}

func notSignedData(where string) error {
	return fault.New(fault.SignatureMalformed, "the message is not PKCS#7 SignedData: %s cannot be read", where)
}
