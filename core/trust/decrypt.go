package trust

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des" //nolint:gosec // old key files are encrypted with it
	"crypto/md5" //nolint:gosec // the key derivation of traditional files
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// maxIterations bounds the work that a key file can ask for: some seconds.
const maxIterations = 10_000_000

type algorithm struct {
	ID         asn1.ObjectIdentifier
	Parameters asn1.RawValue `asn1:"optional"`
}

// encryptedKey is EncryptedPrivateKeyInfo (RFC 5958 section 3).
type encryptedKey struct {
	Algorithm algorithm
	Data      []byte
}

func encryptedInfo(der []byte) bool {
	var info encryptedKey
	_, err := asn1.Unmarshal(der, &info)
	return err == nil
}

// decryptPKCS8 undoes what a password does to a key (RFC 5958 section 3).
func decryptPKCS8(der, password []byte) ([]byte, error) {
	var info encryptedKey
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, errors.New("it is not an EncryptedPrivateKeyInfo")
	}
	return decrypt(info.Algorithm, info.Data, password)
}

// decrypt undoes PBES2 (RFC 8018), which is what OpenSSL and Java write, and the
// schemes before it.
func decrypt(a algorithm, data, password []byte) ([]byte, error) {
	if a.ID.String() != "1.2.840.113549.1.5.13" {
		return decryptPBES1(a, data, password)
	}
	var scheme struct{ Derivation, Cipher algorithm }
	if _, err := asn1.Unmarshal(a.Parameters.FullBytes, &scheme); err != nil {
		return nil, errors.New("its parameters cannot be parsed")
	}
	var length int
	open := aes.NewCipher
	switch scheme.Cipher.ID.String() {
	case "2.16.840.1.101.3.4.1.2":
		length = 16
	case "2.16.840.1.101.3.4.1.22":
		length = 24
	case "2.16.840.1.101.3.4.1.42":
		length = 32
	case "1.2.840.113549.3.7":
		length, open = 24, des.NewTripleDESCipher
	default:
		return nil, notRead("cipher", scheme.Cipher.ID)
	}
	var iv []byte
	if _, err := asn1.Unmarshal(scheme.Cipher.Parameters.FullBytes, &iv); err != nil {
		return nil, errors.New("its parameters cannot be parsed")
	}
	key, err := deriveKey(scheme.Derivation, password, length)
	if err != nil {
		return nil, err
	}
	return decryptCBC(open, key, iv, data)
}

func notRead(what string, id asn1.ObjectIdentifier) error {
	return fmt.Errorf("its %s %s is not one that is read here: convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc", what, id)
}

// decryptTraditional undoes what "openssl rsa -aes256" writes: the cipher stands
// in the DEK-Info line, and one round of MD5 makes the key.
func decryptTraditional(b block, password []byte) ([]byte, error) {
	_, info, _ := strings.Cut(b.headers, "DEK-Info:")
	info, _, _ = strings.Cut(strings.TrimSpace(info), "\n")
	name, text, _ := strings.Cut(strings.TrimSpace(info), ",")
	iv, err := hex.DecodeString(strings.TrimSpace(text))
	var length int
	open := aes.NewCipher
	switch name {
	case "AES-128-CBC":
		length = 16
	case "AES-192-CBC":
		length = 24
	case "AES-256-CBC":
		length = 32
	case "DES-EDE3-CBC":
		length, open = 24, des.NewTripleDESCipher
	case "DES-CBC":
		length, open = 8, des.NewCipher
	default:
		return nil, fmt.Errorf("its cipher %q is not one that is read here: convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc", name)
	}
	if err != nil || len(iv) < 8 {
		return nil, errors.New("its DEK-Info line is damaged")
	}
	var key, last []byte
	for len(key) < length {
		digest := md5.New()
		digest.Write(last)
		digest.Write(password)
		digest.Write(iv[:8])
		last = digest.Sum(nil)
		key = append(key, last...)
	}
	return decryptCBC(open, key[:length], iv, b.der)
}

func decryptCBC(open func([]byte) (cipher.Block, error), key, iv, data []byte) ([]byte, error) {
	c, err := open(key)
	if err != nil {
		return nil, errors.New("its key has a wrong length")
	}
	size := c.BlockSize()
	if len(iv) != size || len(data) == 0 || len(data)%size != 0 {
		return nil, errors.New("its data is cut or damaged")
	}
	out := make([]byte, len(data))
	cipher.NewCBCDecrypter(c, iv).CryptBlocks(out, data)
	padding := int(out[len(out)-1])
	if padding == 0 || padding > size {
		return nil, errWrongPassword
	}
	for _, b := range out[len(out)-padding:] {
		if int(b) != padding {
			return nil, errWrongPassword
		}
	}
	return out[:len(out)-padding], nil
}
