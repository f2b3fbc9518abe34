package sigv4

import (
	"crypto/ecdsa"
	"crypto/hmac"
	"crypto/sha256"
	"strings"
	"sync/atomic"
)

// key is a signing key, valid for one day, region and service, with the text
// that goes with it.
type key struct {
	date, region, service string
	scope                 string // "date/region/service/aws4_request"
	secret                []byte
	private               *ecdsa.PrivateKey // in place of secret, for all days and scopes
}

// deriveKey computes the signing key (AWS IAM User Guide, "Create a signed AWS
// API request", step 4).
func deriveKey(s *scheme, secret, date, region, service string) *key {
	if s.terminator == "" {
		k := &key{date: date, region: region, service: service, secret: []byte(secret)}
		if len(secret) > sha256.BlockSize { // as HMAC has it
			sum := sha256.Sum256(k.secret)
			k.secret = sum[:]
		}
		return k
	}
	sum := append(make([]byte, 0, len(s.secret)+len(secret)), s.secret...)
	sum = append(sum, secret...)
	for _, part := range [...]string{date, region, service, s.terminator} {
		next := mac(sum, part)
		clear(sum)
		sum = next
	}
	return &key{
		date: date, region: region, service: service, secret: sum,
		scope: date + "/" + region + "/" + service + "/" + s.terminator,
	}
}

func mac(secret []byte, data string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(data))
	return m.Sum(nil)
}

// keyedMAC is HMAC-SHA256 (RFC 2104) of strings to sign. Keying costs two of the
// hash's blocks, and the first block of a string to sign is that of all others
// of its key and second, so what they lead to is kept. crypto/hmac cannot go on
// from there, hence the construction here.
type keyedMAC struct {
	key    *key
	second int64
	hash   resumable

	inner [2 * sha256.BlockSize]byte // the key, padded, and the first block
	outer [sha256.BlockSize]byte     // the key, padded

	keyed, begun, sealing midstate // after the inner key, a block later, after the outer key
}

const (
	innerPad = 0x36
	outerPad = 0x5c
)

func (m *keyedMAC) rekey(k *key) {
	if m.hash == nil {
		m.hash = newHash()
	}
	m.key, m.second = k, -1
	m.keyed.forget()
	m.sealing.forget()
	for i := range m.outer {
		m.inner[i], m.outer[i] = innerPad, outerPad
	}
	for i, b := range k.secret { // no longer than a block
		m.inner[i] ^= b
		m.outer[i] ^= b
	}
}

// compute puts HMAC(k, toSign) into sum. The first steady bytes of toSign follow
// from k and second.
func (m *keyedMAC) compute(sum *[sha256.Size]byte, k *key, second int64, toSign []byte, steady int) {
	if m.key != k {
		m.rekey(k)
	}
	if m.second == second && steady >= sha256.BlockSize {
		copy(m.inner[sha256.BlockSize:], toSign)
		m.begun.begin(m.hash, m.inner[:], len(m.inner))
		toSign = toSign[sha256.BlockSize:]
	} else {
		m.begun.forget()
		m.keyed.begin(m.hash, m.inner[:], sha256.BlockSize)
	}
	m.second = second
	m.hash.Write(toSign)
	m.hash.Sum(sum[:0])
	m.sealing.begin(m.hash, m.outer[:], len(m.outer))
	m.hash.Write(sum[:])
	m.hash.Sum(sum[:0])
}

// keyCache keeps the latest signing keys of one secret. It lives inside the
// signer that owns the secret, so that a key can never serve another secret.
type keyCache struct {
	scheme  *scheme
	private *ecdsa.PrivateKey // what all keys share, or nil
	keys    atomic.Pointer[[]*key]
}

// maxKeys is above what one signer needs at a time: a few services, and both
// days around midnight.
const maxKeys = 16

// forget overwrites the keys.
func (c *keyCache) forget() {
	if keys := c.keys.Swap(nil); keys != nil {
		for _, k := range *keys {
			clear(k.secret)
		}
	}
	if c.private != nil {
		clear(c.private.D.Bits()) //nolint:staticcheck // there is no other way to overwrite it
	}
}

func (c *keyCache) get(secret, date, region, service string) *key {
	keys := c.keys.Load()
	if keys != nil {
		for _, k := range *keys {
			if k.date == date && k.service == service && k.region == region {
				return k
			}
		}
	}
	// The key is kept, and what names it may be borrowed.
	k := &key{date: strings.Clone(date), region: strings.Clone(region), service: strings.Clone(service), private: c.private}
	if c.private != nil {
		k.scope = k.date + "/" + service + "/" + terminator
	} else {
		k = deriveKey(c.scheme, secret, k.date, k.region, k.service)
	}
	next := []*key{k}
	if keys != nil {
		next = append(next, (*keys)[:min(len(*keys), maxKeys-1)]...)
	}
	c.keys.CompareAndSwap(keys, &next) // a lost race costs one derivation
	return k
}
