// Package identity verifies instance identity documents: a short JSON text in
// which a cloud says who a virtual machine is, signed by the cloud.
//
// Start with [New] and [Verifier.Verify]. A party that must prove who it is
// fetches document and signature from its metadata service (package metadata)
// and sends them; the party that must know calls Verify with the audience it
// asked for:
//
//	audience, _ := identity.NewAudience(rand.Reader, time.Now()) // send it to the instance
//	id, err := verifier.Verify(&identity.Claim{
//		Signature: signature, Audience: audience, ExpectAudience: true, Now: time.Now(),
//	})
//
// # What a nil error says
//
// One of the pinned certificates has signed exactly the bytes in
// [Identity].Raw; the certificate is valid now; the bytes are one flat JSON
// object in UTF-8 without a field named twice; the given document, if any, is
// that one; the audience, if one is expected, is the last field; and the
// instance is on every allow-list. Nothing that the message itself carries,
// such as a certificate, has a say in whom to trust. SHA-1 is accepted where
// the cloud signs with nothing else (Options.MinDigest forbids it), MD5 never.
//
// # What it does not say
//
// That the sender is that instance: whoever has the document can present it
// again. Documents of Alibaba Cloud hold no time either. Both are what the
// audience is for: a fresh one of [NewAudience] for each request, with
// Options.MaxAge, and Options.Seen where one may be presented only once.
//
// # Audience
//
// Any text of 1 to 1,024 bytes in UTF-8 without control characters. It is not
// published whether the service escapes quotes and backslashes, so both forms
// verify; the expected audience is removed from the end of the signed bytes,
// byte for byte, and only the rest is parsed, so that an audience can never
// inject a field. A document may be given bare or with the audience in it.
//
// # Stages
//
// Each file is one stage, and each can only make the set of accepted inputs
// smaller: decode.go (base64, PEM, DER), gate.go and ber.go (size, depth and
// element limits; one pass; BER becomes DER), cms.go and attributes.go (one
// signer, algorithms that agree), pin.go and signer.go (the pinned key),
// document.go and fields.go, audience.go, policy.go, and a file per cloud. Hostile
// input costs time and memory linear in at most 64 KiB.
//
// # Why go.mozilla.org/pkcs7 sees so little
//
// Its Parse takes exponential time and unbounded stack on hostile BER, and for
// the message of Alibaba Cloud two thirds of the time of the RSA check. So this
// package reads the message itself, in a twentieth, and checks the plain
// signature with crypto/rsa. pkcs7 verifies signatures over signed attributes, on a message
// that is written anew from checked parts with the pin as its only certificate;
// tests compare both. Neither DSA nor RSA-PSS nor ECDSA is supported.
package identity
