package main

// signerVectors are about signers and algorithms.
func signerVectors() []vector {
	other := forgedMessage().signers[0]
	sign := func(change func(*message)) message {
		m := signed(testDocument)
		change(&m)
		return m
	}
	one := func(change func(*signer)) message {
		return sign(func(m *message) { change(&m.signers[0]) })
	}
	return []vector{
		testVector("signer-none", "no signer", sign(func(m *message) { m.signers, m.digests = nil, [][]byte{sha1} }), "SIGNER_MISSING"),
		testVector("signer-two", "the pinned signer and another", sign(func(m *message) {
			m.signers, m.digests = append(m.signers, other), [][]byte{sha1}
		}), "SIGNERS_MULTIPLE"),
		testVector("signer-two-first", "another signer and the pinned one", sign(func(m *message) {
			m.signers, m.digests = append([]signer{other}, m.signers...), [][]byte{sha1}
		}), "SIGNERS_MULTIPLE"),
		testVector("signer-key-id", "the signer named by key identifier", one(func(s *signer) { s.keyID = true }), "SIGNER_UNTRUSTED"),
		testVector("signer-serial", "the pinned issuer with another serial number", one(func(s *signer) { s.by.serial = small(2) }), "SIGNER_UNTRUSTED"),
		testVector("signer-issuer", "the pinned serial number with another issuer", one(func(s *signer) { s.by.issuer = other.by.issuer }), "SIGNER_UNTRUSTED"),
		testVector("signer-other-key", "another key under the pinned name", one(func(s *signer) { s.by.key = other.by.key }), "SIGNATURE_INVALID"),
		testVector("signer-unsigned-attributes", "unsigned attributes are ignored", one(func(s *signer) {
			s.unsigned = [][]byte{attribute(signingTime, octets(nil))}
		}), "OK"),

		testVector("signer-extra", "an element behind the signature value", one(func(s *signer) { s.extra = octets(nil) }), "SIGNATURE_MALFORMED"),
		testVector("message-extra", "an element behind the signers", sign(func(m *message) { m.extra = octets(nil) }), "SIGNATURE_MALFORMED"),

		testVector("algorithm-rsa-with-digest", "the signature algorithm names the digest as well", one(func(s *signer) {
			s.digest, s.signature = sha256, rsaWithSHA256
		}), "OK"),
		testVector("algorithm-rsa-with-sha384", "the same with SHA-384", one(func(s *signer) {
			s.digest, s.signature = sha384, rsaWithSHA384
		}), "OK"),
		testVector("algorithm-rsa-with-sha512", "the same with SHA-512", one(func(s *signer) {
			s.digest, s.signature = sha512, rsaWithSHA512
		}), "OK"),
		testVector("algorithm-md5", "MD5", one(func(s *signer) { s.digest = md5 }), "ALGORITHM_UNSUPPORTED"),
		testVector("algorithm-pss", "RSA-PSS", one(func(s *signer) { s.signature = rsaPSS }), "ALGORITHM_UNSUPPORTED"),
		testVector("algorithm-parameters", "a digest algorithm with parameters", one(func(s *signer) {
			s.digest = sequence(oid(1, 3, 14, 3, 2, 26), octets(nil))
		}), "ALGORITHM_UNSUPPORTED"),
		testVector("algorithm-signature", "SHA-256 with a signature algorithm that names SHA-1", one(func(s *signer) {
			s.digest, s.signature = sha256, rsaWithSHA1
		}), "ALGORITHM_MISMATCH"),
		testVector("algorithm-list", "the message's list names another digest", sign(func(m *message) { m.digests = [][]byte{sha256} }), "ALGORITHM_MISMATCH"),
		testVector("algorithm-list-empty", "the message's list of digests is empty", sign(func(m *message) { m.digests = [][]byte{} }), "ALGORITHM_MISMATCH"),
		testVector("content-type", "the content is said to be enveloped data", sign(func(m *message) { m.contentType = enveloped }), "CONTENT_TYPE_MISMATCH"),
		testVector("message-type", "the message is said to be plain data", sign(func(m *message) { m.outerType = data }), "SIGNATURE_MALFORMED"),
	}
}
