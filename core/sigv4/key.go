package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"hash"
	"strings"
	"sync/atomic"
)

// key is a signing key, valid for one day, region and service, with the text
// that goes with it.
type key struct {
	date, region, service string
	scope                 string // "date/region/service/aws4_request"
	secret                []byte
}

// deriveKey computes the signing key (AWS IAM User Guide, "Create a signed AWS
// API request", step 4).
func deriveKey(secret, date, region, service string) *key {
	sum := mac([]byte("AWS4"+secret), date)
	sum = mac(sum, region)
	sum = mac(sum, service)
	sum = mac(sum, terminator)
	return &key{
		date: date, region: region, service: service, secret: sum,
		scope: date + "/" + region + "/" + service + "/" + terminator,
	}
}

func mac(secret []byte, data string) []byte {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(data))
	return m.Sum(nil)
}

// keyedMAC keeps the HMAC state of the last key it was used with, because
// keying costs two compressions.
type keyedMAC struct {
	key   *key
	state hash.Hash
}

// compute puts HMAC(k, data) into sum.
func (m *keyedMAC) compute(sum *[sha256.Size]byte, k *key, data []byte) {
	if m.key == k {
		m.state.Reset()
	} else {
		m.key, m.state = k, hmac.New(sha256.New, k.secret)
	}
	m.state.Write(data)
	m.state.Sum(sum[:0])
}

// keyCache keeps the latest signing keys of one secret. It lives inside the
// signer that owns the secret, so that a key can never serve another secret.
type keyCache struct{ keys atomic.Pointer[[]*key] }

// maxKeys is above what one signer needs at a time: a few services, and both
// days around midnight.
const maxKeys = 16

func (c *keyCache) get(secret, date, region, service string) *key {
	keys := c.keys.Load()
	if keys != nil {
		for _, k := range *keys {
			if k.date == date && k.service == service && k.region == region {
				return k
			}
		}
	}
	k := deriveKey(secret, strings.Clone(date), region, service)
	next := []*key{k}
	if keys != nil {
		next = append(next, (*keys)[:min(len(*keys), maxKeys-1)]...)
	}
	c.keys.CompareAndSwap(keys, &next) // a lost race costs one derivation
	return k
}
