package identity

import (
	"bytes"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/sallyport/sallyport/core/fault"
)

// readAttributes applies the rules of RFC 5652 section 11 to signed attributes:
// no type twice, exactly one content type, which is data, exactly one message
// digest, and the algorithms of the signer if they are protected.
func (m *message) readAttributes(attributes cryptobyte.String) error {
	m.attributes = attributes
	var seen [][]byte
	var contentType, messageDigest cryptobyte.String
	for !attributes.Empty() {
		var attribute, oid, values, value cryptobyte.String
		if !attributes.ReadASN1(&attribute, asn1.SEQUENCE) ||
			!attribute.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) ||
			!attribute.ReadASN1(&values, asn1.SET) || !attribute.Empty() {
			return notSignedData("a signed attribute")
		}
		for _, other := range seen {
			if bytes.Equal(oid, other) {
				return attributesDisagree("the attribute %s stands there twice", oidText(oid))
			}
		}
		if seen = append(seen, oid); len(seen) > 32 {
			return attributesDisagree("there are more than 32")
		}
		switch string(oid) {
		case oidContentType:
			if !values.ReadASN1(&value, asn1.OBJECT_IDENTIFIER) || !values.Empty() {
				return attributesDisagree("the content type does not have one value")
			}
			contentType = value
		case oidMessageDigest:
			if !values.ReadASN1(&value, asn1.OCTET_STRING) || !values.Empty() {
				return attributesDisagree("the message digest does not have one value")
			}
			messageDigest = value
		case oidSigningTime:
			at, ok := readTime(values)
			if !ok {
				return attributesDisagree("the signing time is not one time")
			}
			m.signingTime = at
		case oidAlgorithmProtection:
			if !bytes.Equal(values, m.algorithmProtection()) {
				return fault.New(fault.AlgorithmMismatch, "the signed attributes name other algorithms than the signer")
			}
		}
	}
	if string(contentType) != oidData {
		return attributesDisagree("the content type is missing or is not data")
	}
	if len(messageDigest) != m.digest.hash().Size() {
		return attributesDisagree("the message digest is missing or is not one of %v", m.digest)
	}
	m.messageDigest = messageDigest
	return nil
}

// readTime reads the one time in the values of an attribute.
func readTime(values cryptobyte.String) (at time.Time, ok bool) {
	if values.PeekASN1Tag(asn1.UTCTime) {
		ok = values.ReadASN1UTCTime(&at)
	} else {
		ok = values.ReadASN1GeneralizedTime(&at)
	}
	return at, ok && values.Empty() && !at.IsZero()
}

// algorithmProtection returns the DER that protects the algorithms of m from
// being changed (RFC 6211).
func (m *message) algorithmProtection() []byte {
	value := append(append([]byte{}, m.digestAlgorithm...), m.signatureAlgorithm...)
	value[len(m.digestAlgorithm)] = byte(asn1.Tag(1).ContextSpecific().Constructed())
	return append(appendHeader(nil, tagSequence, len(value)), value...)
}

func attributesDisagree(format string, args ...any) error {
	return fault.New(fault.ContentTypeMismatch, "signed attributes: "+format, args...)
}
