package trust

import (
	"crypto/des" //nolint:gosec // old key files are encrypted with it
	"crypto/md5" //nolint:gosec // the same
	"crypto/pbkdf2"
	"crypto/sha1" //nolint:gosec // RFC 8018's default
	"crypto/sha256"
	"crypto/sha512"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"
	"math/big"
	"unicode/utf16"

	"golang.org/x/crypto/scrypt"
)

// maxScryptMemory and maxScryptParallel bound the work that a key file can ask for.
const (
	maxScryptMemory   = 256 << 20
	maxScryptParallel = 16
)

// deriveKey makes a key of a password, as PBES2 says (RFC 8018, RFC 7914).
func deriveKey(a algorithm, password []byte, length int) ([]byte, error) {
	switch a.ID.String() {
	case "1.2.840.113549.1.5.12":
	case "1.3.6.1.4.1.11591.4.11":
		var p struct {
			Salt    []byte
			N, R, P int
			Length  int `asn1:"optional"`
		}
		if _, err := asn1.Unmarshal(a.Parameters.FullBytes, &p); err != nil {
			return nil, errors.New("its parameters cannot be parsed")
		}
		if p.N < 2 || p.R < 1 || p.P < 1 || p.P > maxScryptParallel || p.N > maxScryptMemory/128 || p.R > maxScryptMemory/128/p.N {
			return nil, fmt.Errorf("its scrypt asks for more than %d MiB of memory or %d rounds", maxScryptMemory>>20, maxScryptParallel)
		}
		key, err := scrypt.Key(password, p.Salt, p.N, p.R, p.P, length)
		if err != nil {
			return nil, errors.New("its key cannot be derived")
		}
		return key, nil
	default:
		return nil, notRead("key derivation", a.ID)
	}
	var p struct {
		Salt       []byte
		Iterations int
		Length     int       `asn1:"optional"`
		PRF        algorithm `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(a.Parameters.FullBytes, &p); err != nil {
		return nil, errors.New("its parameters cannot be parsed")
	}
	if err := bounded(p.Iterations); err != nil {
		return nil, err
	}
	var digest func() hash.Hash
	switch p.PRF.ID.String() {
	case "", "1.2.840.113549.2.7":
		digest = sha1.New
	case "1.2.840.113549.2.8":
		digest = sha256.New224
	case "1.2.840.113549.2.9":
		digest = sha256.New
	case "1.2.840.113549.2.10":
		digest = sha512.New384
	case "1.2.840.113549.2.11":
		digest = sha512.New
	default:
		return nil, notRead("digest", p.PRF.ID)
	}
	key, err := pbkdf2.Key(digest, string(password), p.Salt, p.Iterations, length)
	if err != nil {
		return nil, errors.New("its key cannot be derived")
	}
	return key, nil
}

func bounded(iterations int) error {
	if iterations < 1 || iterations > maxIterations {
		return fmt.Errorf("it asks for %d iterations; the limit is %d", iterations, maxIterations)
	}
	return nil
}

// decryptPBES1 undoes what OpenSSL wrote before version 1.1 and Windows writes: DES
// with PBKDF1 (RFC 8018 section 6.1), triple DES with the derivation of PKCS#12.
func decryptPBES1(a algorithm, data, password []byte) ([]byte, error) {
	var p struct {
		Salt       []byte
		Iterations int
	}
	open := des.NewCipher
	var digest func() hash.Hash
	switch a.ID.String() {
	case "1.2.840.113549.1.5.3":
		digest = md5.New
	case "1.2.840.113549.1.5.10":
		digest = sha1.New
	case "1.2.840.113549.1.12.1.3":
		open = des.NewTripleDESCipher
	default:
		return nil, notRead("algorithm", a.ID)
	}
	if _, err := asn1.Unmarshal(a.Parameters.FullBytes, &p); err != nil {
		return nil, errors.New("its parameters cannot be parsed")
	}
	if err := bounded(p.Iterations); err != nil {
		return nil, err
	}
	if digest == nil {
		return anyPassword(password, func(password []byte) ([]byte, error) {
			key := derive12(sha1.New, forKey, password, p.Salt, p.Iterations, 24)
			return decryptCBC(open, key, derive12(sha1.New, forIV, password, p.Salt, p.Iterations, 8), data)
		})
	}
	h := digest()
	h.Write(password)
	h.Write(p.Salt)
	key := rehashed(h, h.Sum(nil), p.Iterations-1)
	return decryptCBC(open, key[:8], key[8:16], data)
}

// rehashed hashes a digest further times.
func rehashed(h hash.Hash, sum []byte, times int) []byte {
	for range times {
		h.Reset()
		h.Write(sum)
		sum = h.Sum(sum[:0])
	}
	return sum
}

// What derive12 is asked for (RFC 7292 appendix B.3).
const (
	forKey byte = iota + 1
	forIV
	forMAC
)

// derive12 makes bytes of a password in the way of PKCS#12 (RFC 7292 appendix B.2).
func derive12(digest func() hash.Hash, use byte, password, salt []byte, iterations, length int) []byte {
	h := digest()
	size := h.BlockSize()
	input := append(repeated(salt, size), repeated(password, size)...)
	var out []byte
	for {
		h.Reset()
		for range size {
			h.Write([]byte{use})
		}
		h.Write(input)
		sum := rehashed(h, h.Sum(nil), iterations-1)
		if out = append(out, sum...); len(out) >= length {
			return out[:length]
		}
		// Each block of the input becomes itself plus the digest plus one.
		plus := new(big.Int).SetBytes(repeated(sum, size)[:size])
		plus.Add(plus, big.NewInt(1))
		for block := input; len(block) > 0; block = block[size:] {
			next := new(big.Int).SetBytes(block[:size])
			whole := next.Add(next, plus).FillBytes(make([]byte, size+1))
			copy(block, whole[1:]) // without the carry
		}
	}
}

// repeated fills whole blocks with copies of a text.
func repeated(text []byte, size int) []byte {
	var out []byte
	for whole := (len(text) + size - 1) / size * size; len(out) < whole; {
		out = append(out, text[:min(len(text), whole-len(out))]...)
	}
	return out
}

// bmp is a password as PKCS#12 wants it: UTF-16 with an end mark.
func bmp(password []byte) []byte {
	var out []byte
	for _, unit := range append(utf16.Encode([]rune(string(password))), 0) {
		out = append(out, byte(unit>>8), byte(unit))
	}
	return out
}

// anyPassword tries the forms that tools give a password in PKCS#12: some leave the
// end mark out of an empty one.
func anyPassword(password []byte, try func([]byte) ([]byte, error)) ([]byte, error) {
	out, err := try(bmp(password))
	if err != nil && len(password) == 0 {
		out, err = try(nil)
	}
	return out, err
}
