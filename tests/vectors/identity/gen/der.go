package main

import "encoding/asn1"

// DER and BER by hand: the vectors must also hold what no library writes.

func element(tag byte, parts ...[]byte) []byte {
	var body []byte
	for _, part := range parts {
		body = append(body, part...)
	}
	out := []byte{tag}
	switch n := len(body); {
	case n < 0x80:
		out = append(out, byte(n))
	case n < 0x100:
		out = append(out, 0x81, byte(n))
	default:
		out = append(out, 0x82, byte(n>>8), byte(n))
	}
	return append(out, body...)
}

// open is element with an indefinite length.
func open(tag byte, parts ...[]byte) []byte {
	out := []byte{tag, 0x80}
	for _, part := range parts {
		out = append(out, part...)
	}
	return append(out, 0, 0)
}

func sequence(parts ...[]byte) []byte { return element(0x30, parts...) }
func set(parts ...[]byte) []byte      { return element(0x31, parts...) }
func octets(b []byte) []byte          { return element(0x04, b) }
func small(n byte) []byte             { return element(0x02, []byte{n}) }

// tagged is a constructed element with the context-specific tag n.
func tagged(n byte, parts ...[]byte) []byte { return element(0xa0|n, parts...) }

func oid(arcs ...int) []byte {
	der, err := asn1.Marshal(asn1.ObjectIdentifier(arcs))
	if err != nil {
		panic(err)
	}
	return der
}

func algorithm(arcs ...int) []byte { return sequence(oid(arcs...), []byte{0x05, 0x00}) }

var (
	data       = oid(1, 2, 840, 113549, 1, 7, 1)
	signedData = oid(1, 2, 840, 113549, 1, 7, 2)
	enveloped  = oid(1, 2, 840, 113549, 1, 7, 3)

	contentType         = oid(1, 2, 840, 113549, 1, 9, 3)
	messageDigest       = oid(1, 2, 840, 113549, 1, 9, 4)
	signingTime         = oid(1, 2, 840, 113549, 1, 9, 5)
	algorithmProtection = oid(1, 2, 840, 113549, 1, 9, 52)

	md5    = algorithm(1, 2, 840, 113549, 2, 5)
	sha1   = algorithm(1, 3, 14, 3, 2, 26)
	sha256 = algorithm(2, 16, 840, 1, 101, 3, 4, 2, 1)
	sha384 = algorithm(2, 16, 840, 1, 101, 3, 4, 2, 2)
	sha512 = algorithm(2, 16, 840, 1, 101, 3, 4, 2, 3)

	rsaEncryption = algorithm(1, 2, 840, 113549, 1, 1, 1)
	rsaPSS        = algorithm(1, 2, 840, 113549, 1, 1, 10)
	rsaWithSHA1   = algorithm(1, 2, 840, 113549, 1, 1, 5)
	rsaWithSHA256 = algorithm(1, 2, 840, 113549, 1, 1, 11)
	rsaWithSHA384 = algorithm(1, 2, 840, 113549, 1, 1, 12)
	rsaWithSHA512 = algorithm(1, 2, 840, 113549, 1, 1, 13)
)
