package sigv4

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// chain makes signatures each of which covers the one before it, from that of a
// request on: of the chunks of a body, of its trailer, of the messages of an event
// stream.
type chain struct {
	scheme   *scheme
	signer   *Signer // nil: for one time and key
	scope    scope
	key      *key
	mac      keyedMAC
	second   int64  // that stamp is for
	stamp    string // YYYYMMDDTHHMMSSZ
	previous []byte // in hex
	text     []byte // of the last string to sign
	sum      [sha256.Size]byte
	wire     []byte // previous as it is sent, if that is another form
}

// chain goes on from the signature that b has made.
func (b *builder) chain(s *Signer) chain {
	previous := append([]byte(nil), b.bytes(b.signature)...)
	return chain{scheme: s.scheme, signer: s, scope: b.scope, key: b.key, second: b.second, stamp: b.stamp, previous: previous}
}

// at moves the chain to another time, and to the key of its day.
func (c *chain) at(t time.Time) error {
	second, stamp, err := stampOf(t)
	if err != nil {
		return err
	}
	c.second, c.stamp = second, stamp
	if c.key.date != stamp[:8] {
		c.key = c.signer.keys.get(c.signer.credentials.SecretAccessKey, stamp[:8], c.scope.region, c.scope.service)
	}
	return nil
}

// The kinds of what is signed in a chain, as its strings to sign begin behind the
// algorithm (Amazon S3 API Reference, "Transferring payload in multiple chunks" and
// "Including trailing headers").
const (
	ofPayload = "-PAYLOAD\n"
	ofTrailer = "-TRAILER\n"
)

// width is the length of a signature on the wire.
func (s *scheme) width() int {
	if s.regionSet {
		return 2 * maxDER
	}
	return 2 * sha256.Size
}

// next signs the digests of a link. The result is valid until the next call.
func (c *chain) next(kind string, digests ...*[sha256.Size]byte) ([]byte, error) {
	steady := c.write(kind, digests)
	if c.key.private != nil {
		return c.nextAsymmetric()
	}
	c.mac.compute(&c.sum, c.key, c.second, c.text, steady)
	putHex(c.previous, &c.sum)
	return c.previous, nil
}

// verify compares the signature that somebody has made of a link.
func (c *chain) verify(given []byte, kind string, digests ...*[sha256.Size]byte) (bool, error) {
	if c.key.private == nil {
		made, err := c.next(kind, digests...)
		return hmac.Equal(made, given), err
	}
	c.write(kind, digests)
	digest := sha256.Sum256(c.text)
	c.previous = append(c.previous[:0], bytes.TrimRight(given, "*")...)
	der, err := hex.DecodeString(string(c.previous))
	return err == nil && ecdsa.VerifyASN1(&c.key.private.PublicKey, digest[:], der), nil
}

// write writes the string to sign, and returns how long it is in front of what differs
// from one link to the next.
func (c *chain) write(kind string, digests []*[sha256.Size]byte) (steady int) {
	text := append(c.text[:0], c.scheme.algorithm...)
	text = append(text, kind...)
	text = append(text, c.stamp...)
	text = append(text, '\n')
	text = append(text, c.key.scope...)
	text = append(text, '\n')
	if kind == ofPayload { // of a trailer there is one, and what its text begins with is not worth keeping
		steady = len(text)
	}
	text = append(text, c.previous...)
	for _, digest := range digests {
		text = append(text, '\n')
		text = append(text, room...)
		putHex(text[len(text)-2*sha256.Size:], digest)
	}
	c.text = text
	return steady
}

// nextAsymmetric signs the text. The length of such a signature differs, and that of
// a body must be known before it is sent: on the wire it is filled up with asterisks,
// which the next link does not cover (awslabs aws-c-auth, aws_signing.c).
func (c *chain) nextAsymmetric() (_ []byte, err error) {
	if c.previous, err = appendECDSA(c.previous[:0], c.key.private, c.text); err != nil {
		return nil, err
	}
	c.wire = append(c.wire[:0], c.previous...)
	for len(c.wire) < c.scheme.width() {
		c.wire = append(c.wire, '*')
	}
	return c.wire, nil
}
