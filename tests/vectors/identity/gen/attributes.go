package main

// attributeVectors are about signed attributes.
func attributeVectors() []vector {
	document := []byte(testDocument)
	with := func(attributes ...[]byte) message {
		m := signed(testDocument)
		m.signers[0].attributes = attributes
		return m
	}
	kind := attribute(contentType, data)
	digestOf := func(b string) []byte { return attribute(messageDigest, octets(digest(sha1, []byte(b)))) }
	protection := func(digest, signature []byte) []byte {
		inner := append([]byte{0xa1}, signature[1:]...)
		return attribute(algorithmProtection, sequence(digest, inner))
	}

	// A message without attributes whose content is the attributes of another:
	// the same bytes were signed.
	asContent := signed(string(attributeSet(attributes(sha1, document))))
	// The reverse: a plain signature over bytes that are used as attributes.
	plain := with(attributes(sha1, document)...)
	plain.signers[0].signed = document

	many := attributes(sha1, document)
	for i := range 31 {
		many = append(many, attribute(oid(1, 2, i), octets(nil)))
	}

	ber := with(append(attributes(sha1, document), attribute(signingTime, element(0x17, []byte("260701120000Z"))))...)
	ber.ber = true
	ber.certificates = [][]byte{testParty().certificate}

	signedAt := func(times ...[]byte) message {
		return with(append(attributes(sha1, document), attribute(signingTime, times...))...)
	}
	utc := func(t string) []byte { return element(0x17, []byte(t)) }
	lateByOther := signedAt(utc("400601000000Z"))
	lateByOther.signers[0].by.key = forgedMessage().signers[0].by.key

	return []vector{
		testVector("signing-time", "while the pin is valid", signedAt(utc("260701120000Z")), "OK"),
		testVector("signing-time-general", "the same as a GeneralizedTime", signedAt(element(0x18, []byte("20260701120000Z"))), "OK"),
		testVector("signing-time-last", "the last second of the pin", signedAt(utc("400101000000Z")), "OK"),
		testVector("signing-time-late", "a second after the pin's end", signedAt(utc("400101000001Z")), "CERTIFICATE_NOT_VALID_NOW"),
		testVector("signing-time-late-general", "long after the pin's end", signedAt(element(0x18, []byte("20600101000000Z"))), "CERTIFICATE_NOT_VALID_NOW"),
		testVector("signing-time-early", "a second before the pin's start", signedAt(utc("191231235959Z")), "CERTIFICATE_NOT_VALID_NOW"),
		testVector("signing-time-late-other", "after the pin's end, by another key", lateByOther, "SIGNATURE_INVALID"),
		testVector("signing-time-two", "two values", signedAt(utc("260701120000Z"), utc("260701120001Z")), "CONTENT_TYPE_MISMATCH"),
		testVector("signing-time-none", "no value", signedAt(), "CONTENT_TYPE_MISMATCH"),
		testVector("signing-time-text", "no time", signedAt(octets([]byte("260701120000Z"))), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes", "content type and message digest", with(attributes(sha1, document)...), "OK"),
		testVector("attributes-ber", "with signing time and certificate, in BER", ber, "OK"),
		testVector("attributes-protected", "with the algorithms among them", with(kind, digestOf(testDocument), protection(sha1, rsaEncryption)), "OK"),
		testVector("attributes-unprotected", "with other algorithms among them", with(kind, digestOf(testDocument), protection(sha256, rsaEncryption)), "ALGORITHM_MISMATCH"),
		testVector("attributes-digest", "the digest of another document", with(kind, digestOf("{}")), "DIGEST_MISMATCH"),
		testVector("attributes-signature", "the signature is over the document", plain, "SIGNATURE_INVALID"),
		testVector("attributes-as-content", "the signed attributes of another message as content", asContent, "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-empty", "none among them", with([][]byte{}...), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-no-type", "no content type", with(digestOf(testDocument)), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-other-type", "another content type", with(attribute(contentType, enveloped), digestOf(testDocument)), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-two-types", "two content types in one attribute", with(attribute(contentType, data, data), digestOf(testDocument)), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-no-digest", "no message digest", with(kind), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-two-digests", "two values of the message digest", with(kind,
			attribute(messageDigest, octets(digest(sha1, document)), octets(digest(sha1, nil)))), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-twice", "the message digest twice", with(kind, digestOf(testDocument), digestOf("{}")), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-short-digest", "an empty message digest", with(kind, attribute(messageDigest, octets(nil))), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-many", "more than any signer writes", with(many...), "CONTENT_TYPE_MISMATCH"),
		testVector("attributes-malformed", "an attribute without values", with(kind, digestOf(testDocument), sequence(signingTime)), "SIGNATURE_MALFORMED"),
	}
}
