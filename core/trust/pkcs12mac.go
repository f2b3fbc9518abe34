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
	if err := bounded(mac.Iterations); err != nil {
		return err
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
	_, err := anyPassword(password, func(password []byte) ([]byte, error) {
		sum := hmac.New(digest, derive12(digest, forMAC, password, mac.Salt, mac.Iterations, digest().Size()))
		sum.Write(message)
		if !hmac.Equal(sum.Sum(nil), mac.Digest.Sum) {
			return nil, errWrongPassword
		}
		return nil, nil
	})
	return err
}
