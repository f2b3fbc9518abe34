package main

import "bytes"

func testParty() party { return newParty(readKey("test"), commonName("Sallyport test vectors"), 1) }

const (
	testFields = `{"zone-id":"cn-test-1a","serial-number":"11111111-2222-3333-4444-555555555555","instance-id":"i-test000000000000001",` +
		`"region-id":"cn-test-1","private-ipv4":"192.0.2.7","owner-account-id":"1000000000000001","mac":"00:16:3e:00:00:07",` +
		`"image-id":"m-test000000000000001","instance-type":"ecs.test.large"`
	testDocument = testFields + "}"
)

// signed is a message of the test party in the form of the cloud.
func signed(content string) message {
	return message{content: []byte(content), signers: []signer{{by: testParty()}}}
}

// testVector is a vector whose pin is the test party.
func testVector(name, comment string, m message, expect string) vector {
	v := vector{
		name: name, comment: comment, certificates: [][]byte{testParty().certificate}, signature: text64(m.der()), expect: expect,
	}
	if expect == "OK" {
		v.want = []string{"instance_id: i-test000000000000001", "account_id: 1000000000000001"}
	}
	return v
}

// formVectors are about attached and detached content, BER and digests.
func formVectors() []vector {
	detached := signed(testDocument)
	detached.detached = true
	ber := signed(testDocument)
	ber.ber = true
	withCertificate := signed(testDocument)
	withCertificate.certificates = [][]byte{testParty().certificate, forgedMessage().certificates[0]}
	cut := bytes.TrimSuffix(ber.der(), []byte{0, 0})
	long := signed(testDocument).der()
	notMinimal := append([]byte{0x30, 0x83, 0}, long[2:]...)
	integerInPieces := bytes.Replace(ber.der(), []byte{0x24, 0x80}, []byte{0x22, 0x80}, 1)
	foreignPiece := bytes.Replace(ber.der(), []byte{0x24, 0x80, 0x04}, []byte{0x24, 0x80, 0x0c}, 1)

	vectors := []vector{
		testVector("form-no-audience", "attached, SHA-1, no audience", signed(testDocument), "OK"),
		testVector("form-ber", "BER: indefinite lengths and the document in nested pieces", ber, "OK"),
		testVector("form-certificates", "carries the pinned certificate and a foreign one; both are ignored", withCertificate, "OK"),
		testVector("form-detached", "the document beside the signature", detached, "OK"),
		testVector("form-detached-changed", "another document beside the signature", detached, "SIGNATURE_INVALID"),
		testVector("form-detached-missing", "neither carries nor comes with a document", detached, "DOCUMENT_MISSING"),
		testVector("form-ber-open", "the last end-of-contents is missing", ber, "SIGNATURE_MALFORMED"),
		testVector("form-length", "a length with a leading zero", ber, "SIGNATURE_MALFORMED"),
		testVector("form-integer-pieces", "the document's string in pieces is an integer", ber, "SIGNATURE_MALFORMED"),
		testVector("form-foreign-piece", "a piece of the document's string is of another type", ber, "SIGNATURE_MALFORMED"),
		testVector("form-deep", "nested more deeply than any message", ber, "SIGNATURE_TOO_DEEP"),
		testVector("form-exponential", "parents that end before their children: a parser that follows both takes exponential time", ber, "SIGNATURE_MALFORMED"),
	}
	for i := range vectors {
		switch v := &vectors[i]; v.name {
		case "form-detached":
			v.document = detached.content
		case "form-detached-changed":
			v.document = bytes.Replace(detached.content, []byte("i-test"), []byte("i-best"), 1)
		case "form-ber-open":
			v.signature = cut
		case "form-length":
			v.signature = notMinimal
		case "form-integer-pieces":
			v.signature = integerInPieces
		case "form-foreign-piece":
			v.signature = foreignPiece
		case "form-deep":
			v.signature = text64(bytes.Repeat([]byte{0x30, 0x80}, 1000))
		case "form-exponential":
			v.signature = text64(exponential(40))
		}
	}
	for i, algorithm := range [][]byte{sha256, sha384, sha512} {
		name := [...]string{"sha256", "sha384", "sha512"}[i]
		m := signed(testDocument)
		m.signers[0].digest = algorithm
		v := testVector("form-"+name, "that digest", m, "OK")
		v.options = []string{"min_digest: " + name}
		v.want = append(v.want, "digest_algorithm: "+name)
		vectors = append(vectors, v)
	}
	return vectors
}

func exponential(levels int) []byte {
	body := []byte{0x05, 0x00}
	for range levels {
		inner := element(0x30, body)
		body = append([]byte{0x30, byte(len(inner) - len(body))}, inner...)
	}
	return element(0x30, body)
}
