package trust

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what OpenSSL wrote before version 3
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"
	"unicode/utf16"
)

// checkMAC tells a wrong password from a damaged file (RFC 7292 section 4).
func checkMAC(der, message, password []byte) error {
	var mac struct {
		Digest struct {
			Algorithm algorithm
			Sum       []byte
		}
		Salt       []byte
		Iterations int `asn1:"optional,default:1"`
	}
	if _, err := asn1.Unmarshal(der, &mac); err != nil {
		return errors.New("its check sum cannot be parsed")
	}
	if mac.Iterations < 1 || mac.Iterations > maxIterations {
		return fmt.Errorf("it asks for %d iterations; the limit is %d", mac.Iterations, maxIterations)
	}
	var digest func() hash.Hash
	switch mac.Digest.Algorithm.ID.String() {
	case "1.3.14.3.2.26":
		digest = sha1.New
	case "2.16.840.1.101.3.4.2.4":
		digest = sha256.New224
	case "2.16.840.1.101.3.4.2.1":
		digest = sha256.New
	case "2.16.840.1.101.3.4.2.2":
		digest = sha512.New384
	case "2.16.840.1.101.3.4.2.3":
		digest = sha512.New
	default:
		return fmt.Errorf("the algorithm %s of its check sum is not one that is read here", mac.Digest.Algorithm.ID)
	}
	ways := [][]byte{bmp(password)}
	if len(password) == 0 {
		ways = append(ways, nil) // some tools leave the end mark out of an empty password
	}
	for _, way := range ways {
		sum := hmac.New(digest, macKey(digest, way, mac.Salt, mac.Iterations))
		sum.Write(message)
		if hmac.Equal(sum.Sum(nil), mac.Digest.Sum) {
			return nil
		}
	}
	return errWrongPassword
}

// bmp is a password as PKCS#12 wants it: UTF-16 with an end mark.
func bmp(password []byte) []byte {
	var out []byte
	for _, unit := range append(utf16.Encode([]rune(string(password))), 0) {
		out = append(out, byte(unit>>8), byte(unit))
	}
	return out
}

// macKey derives as many bytes as the digest has (RFC 7292 appendix B.2, with one
// round of its outer loop).
func macKey(digest func() hash.Hash, password, salt []byte, iterations int) []byte {
	const forMAC = 3
	h := digest()
	size := h.BlockSize()
	for range size {
		h.Write([]byte{forMAC})
	}
	h.Write(repeated(salt, size))
	h.Write(repeated(password, size))
	key := h.Sum(nil)
	for range iterations - 1 {
		h.Reset()
		h.Write(key)
		key = h.Sum(key[:0])
	}
	return key
}

// repeated fills whole blocks with copies of a text.
func repeated(text []byte, size int) []byte {
	var out []byte
	for whole := (len(text) + size - 1) / size * size; len(out) < whole; {
		out = append(out, text[:min(len(text), whole-len(out))]...)
	}
	return out
}
