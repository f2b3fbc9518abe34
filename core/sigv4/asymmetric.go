package sigv4

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"github.com/sallyport/sallyport/core/fault"
)

// maxDER is the length of the longest signature with P-256: SEQUENCE of two
// INTEGERs of 33 bytes (RFC 3279 section 2.2.3).
const maxDER = 72

// orderMinusTwo is the order of P-256 less two, big-endian (SEC 2, section 2.4.2).
var orderMinusTwo = [32]byte{
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x4f,
}

// derivePrivate makes the key pair of Signature Version 4A from a secret: candidates
// of NIST SP 800-108 in counter mode, the first that is below the order counts, plus
// one (AWS IAM User Guide, "AWS Signature Version 4 for API requests", with awslabs
// aws-c-auth, key_derivation.c).
func derivePrivate(secret, accessKeyID string) (*ecdsa.PrivateKey, error) {
	text := append([]byte("AWS4A"), secret...)
	defer clear(text)
	m := hmac.New(sha256.New, text)
	var candidate [sha256.Size]byte
	defer clear(candidate[:])
	for counter := byte(1); counter < 255; counter++ {
		m.Reset()
		fixed := binary.BigEndian.AppendUint32(nil, 1) // of the mode: one block is enough
		fixed = append(fixed, aws4a.algorithm...)
		fixed = append(fixed, 0)
		fixed = append(fixed, accessKeyID...)
		fixed = append(fixed, counter)
		fixed = binary.BigEndian.AppendUint32(fixed, 8*sha256.Size) // bits that are made
		m.Write(fixed)
		m.Sum(candidate[:0])
		if atMost(&candidate, &orderMinusTwo) {
			increment(&candidate)
			private, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), candidate[:])
			if err != nil {
				return nil, fault.Wrap(fault.Internal, err, "the key of Signature Version 4A: %v", err)
			}
			return private, nil
		}
	}
	// One secret in 2^8128.
	return nil, fault.New(fault.CredentialsMalformed, "no key of Signature Version 4A follows from this secret access key")
}

// atMost reports a <= b in a time that does not depend on them.
func atMost(a, b *[sha256.Size]byte) bool {
	borrow := 0
	for i := len(a) - 1; i >= 0; i-- {
		borrow = (int(b[i]) - int(a[i]) - borrow) >> 8 & 1
	}
	return borrow == 0
}

// increment adds one, likewise.
func increment(a *[sha256.Size]byte) {
	carry := 1
	for i := len(a) - 1; i >= 0; i-- {
		carry += int(a[i])
		a[i] = byte(carry)
		carry >>= 8
	}
}

// appendECDSA signs a text and appends the signature in hex digits. It is the same
// for the same text (RFC 6979), so that no randomness is needed.
func appendECDSA(dst []byte, private *ecdsa.PrivateKey, text []byte) ([]byte, error) {
	digest := sha256.Sum256(text)
	signature, err := private.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return dst, fault.Wrap(fault.Internal, err, "signing with the key of Signature Version 4A: %v", err)
	}
	return hex.AppendEncode(dst, signature), nil
}
