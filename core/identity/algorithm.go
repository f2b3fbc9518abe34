package identity

import (
	"crypto"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	encodingasn1 "encoding/asn1"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"

	"github.com/sallyport/sallyport/core/fault"
)

// digest is a digest algorithm; a greater one is stronger.
type digest int

const (
	digestSHA1 digest = 1 + iota
	digestSHA256
	digestSHA384
	digestSHA512
)

// parseDigest returns the algorithm of that name, 0 if there is none.
func parseDigest(name string) digest {
	for d := digestSHA1; d <= digestSHA512; d++ {
		if d.String() == name {
			return d
		}
	}
	return 0
}

func (d digest) String() string {
	return [...]string{"", "sha1", "sha256", "sha384", "sha512"}[d]
}

func (d digest) hash() crypto.Hash {
	return [...]crypto.Hash{0, crypto.SHA1, crypto.SHA256, crypto.SHA384, crypto.SHA512}[d]
}

// sum appends the digest of data to dst.
func (d digest) sum(dst, data []byte) []byte {
	switch d {
	case digestSHA1:
		// Alibaba signs with nothing else; only the pinned key can have signed.
		sum := sha1.Sum(data)
		return append(dst, sum[:]...)
	case digestSHA256:
		sum := sha256.Sum256(data)
		return append(dst, sum[:]...)
	case digestSHA384:
		sum := sha512.Sum384(data)
		return append(dst, sum[:]...)
	default:
		sum := sha512.Sum512(data)
		return append(dst, sum[:]...)
	}
}

// Content octets of object identifiers.
const (
	oidData          = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
	oidSignedData    = "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
	oidContentType   = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03"
	oidMessageDigest = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04"
	oidSigningTime   = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05"

	oidAlgorithmProtection = "\x2a\x86\x48\x86\xf7\x0d\x01\x09\x34"

	oidSHA1   = "\x2b\x0e\x03\x02\x1a"
	oidSHA256 = "\x60\x86\x48\x01\x65\x03\x04\x02\x01"
	oidSHA384 = "\x60\x86\x48\x01\x65\x03\x04\x02\x02"
	oidSHA512 = "\x60\x86\x48\x01\x65\x03\x04\x02\x03"

	oidRSA           = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"
	oidRSAWithSHA1   = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"
	oidRSAWithSHA256 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"
	oidRSAWithSHA384 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"
	oidRSAWithSHA512 = "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"
)

// readAlgorithm reads an AlgorithmIdentifier and returns its object identifier.
// All supported algorithms have NULL or absent parameters.
func readAlgorithm(in *cryptobyte.String) ([]byte, error) {
	var sequence, oid, null cryptobyte.String
	var present bool
	if !in.ReadASN1(&sequence, asn1.SEQUENCE) ||
		!sequence.ReadASN1(&oid, asn1.OBJECT_IDENTIFIER) ||
		!sequence.ReadOptionalASN1(&null, &present, asn1.NULL) {
		return nil, notSignedData("an algorithm identifier")
	}
	if len(null) > 0 || !sequence.Empty() {
		return nil, fault.New(fault.AlgorithmUnsupported, "the algorithm %s has parameters", oidText(oid))
	}
	return oid, nil
}

// digestOf returns the algorithm with that identifier, 0 if it is none of ours.
// MD5 and the like are missing on purpose.
func digestOf(oid []byte) digest {
	switch string(oid) {
	case oidSHA1:
		return digestSHA1
	case oidSHA256:
		return digestSHA256
	case oidSHA384:
		return digestSHA384
	case oidSHA512:
		return digestSHA512
	}
	return 0
}

// checkSignatureAlgorithm demands RSA with PKCS #1 v1.5, and d if the
// identifier names a digest as well.
func checkSignatureAlgorithm(oid []byte, d digest) error {
	var named digest
	switch string(oid) {
	case oidRSA:
		return nil
	case oidRSAWithSHA1:
		named = digestSHA1
	case oidRSAWithSHA256:
		named = digestSHA256
	case oidRSAWithSHA384:
		named = digestSHA384
	case oidRSAWithSHA512:
		named = digestSHA512
	default:
		return fault.New(fault.AlgorithmUnsupported,
			"the signature algorithm %s is not supported; RSA (PKCS #1 v1.5) is", oidText(oid))
	}
	if named != d {
		return fault.New(fault.AlgorithmMismatch, "the digest algorithm is %v, that of the signature %v", d, named)
	}
	return nil
}

// oidText writes an object identifier for an error message.
func oidText(oid []byte) string {
	var id encodingasn1.ObjectIdentifier
	element := cryptobyte.String(append(appendHeader(nil, byte(asn1.OBJECT_IDENTIFIER), len(oid)), oid...))
	if len(oid) > 32 || !element.ReadASN1ObjectIdentifier(&id) {
		return "with an odd identifier"
	}
	return id.String()
}
