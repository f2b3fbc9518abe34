package main

const forgedDocument = `{"zone-id":"cn-zhangjiakou-c","serial-number":"00000000-0000-0000-0000-000000000000",` +
	`"instance-id":"i-forged00000000000001","region-id":"cn-zhangjiakou","private-ipv4":"192.0.2.1",` +
	`"owner-account-id":"1000000000000666","mac":"00:16:3e:00:00:01","image-id":"m-forged00000000000001",` +
	`"instance-type":"ecs.g6.large"}`

// forgedMessage is signed with a key of the attacker, whose own certificate it
// carries.
func forgedMessage() message {
	attacker := newParty(readKey("attacker"), commonName("Alibaba Cloud ECS"), 2)
	return message{
		content: []byte(forgedDocument), certificates: [][]byte{attacker.certificate}, signers: []signer{{by: attacker}},
	}
}

// forgeryVectors are checked against the embedded certificate of the cloud.
func forgeryVectors() []vector {
	sameName := newParty(readKey("attacker"), alibabaName(), alibabaSerial)
	carried := message{content: []byte(forgedDocument), certificates: [][]byte{sameName.certificate}, signers: []signer{{by: sameName}}}
	alone := carried
	alone.certificates = nil
	detached := forgedMessage()
	detached.detached = true
	withAttributes := forgedMessage()
	withAttributes.signers[0].attributes = attributes(sha1, withAttributes.content)
	sameNameAttributes := carried
	sameNameAttributes.signers = []signer{{by: sameName, attributes: attributes(sha1, carried.content)}}

	var vectors []vector
	add := func(name, comment, code string, m message) {
		v := vector{name: "forgery-" + name, comment: comment, signature: toPEM("PKCS7", m.der()), expect: code}
		if m.detached {
			v.document = m.content
		}
		vectors = append(vectors, v)
	}
	add("embedded", "carries the attacker's certificate; openssl smime -verify -certfile PIN -noverify accepts it", "SIGNER_UNTRUSTED", forgedMessage())
	add("detached", "the same without the document", "SIGNER_UNTRUSTED", detached)
	add("attributes", "the same with signed attributes", "SIGNER_UNTRUSTED", withAttributes)
	add("same-name", "carries the attacker's certificate, which has the issuer and serial number of the pinned one", "SIGNATURE_INVALID", carried)
	add("same-name-attributes", "the same with signed attributes", "SIGNATURE_INVALID", sameNameAttributes)
	add("no-certificate", "names the pinned certificate and carries none", "SIGNATURE_INVALID", alone)
	return vectors
}
