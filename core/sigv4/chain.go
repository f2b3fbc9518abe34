package sigv4

import (
	"crypto/sha256"
	"time"
)

// chain makes signatures each of which covers the one before it, from that of a
// request on: of the chunks of a body, of its trailer, of the messages of an event
// stream.
type chain struct {
	signer   *Signer
	scope    scope
	key      *key
	mac      keyedMAC
	second   int64  // that stamp is for
	stamp    string // YYYYMMDDTHHMMSSZ
	previous []byte // in hex
	text     []byte // of the last string to sign
	sum      [sha256.Size]byte
}

// chain goes on from the signature that b has made.
func (b *builder) chain(s *Signer) chain {
	previous := append([]byte(nil), b.bytes(b.signature)...)
	return chain{signer: s, scope: b.scope, key: b.key, second: b.second, stamp: b.stamp, previous: previous}
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

// The kinds of what is signed in a chain, as its strings to sign begin (Amazon S3
// API Reference, "Transferring payload in multiple chunks" and "Including trailing
// headers").
const (
	ofPayload = algorithm + "-PAYLOAD\n"
	ofTrailer = algorithm + "-TRAILER\n"
)

// next signs the digests of a link. The result is valid until the next call.
func (c *chain) next(kind string, digests ...*[sha256.Size]byte) []byte {
	text := append(c.text[:0], kind...)
	text = append(text, c.stamp...)
	text = append(text, '\n')
	text = append(text, c.key.scope...)
	text = append(text, '\n')
	steady := 0 // of a trailer there is one, and what its text begins with is not worth keeping
	if kind == ofPayload {
		steady = len(text)
	}
	text = append(text, c.previous...)
	for _, digest := range digests {
		text = append(text, '\n')
		text = append(text, make([]byte, 2*sha256.Size)...)
		putHex(text[len(text)-2*sha256.Size:], digest)
	}
	c.text = text
	c.mac.compute(&c.sum, c.key, c.second, text, steady)
	putHex(c.previous, &c.sum)
	return c.previous
}
