package sigv4

import (
	"crypto/sha256"
	"strings"
	"sync/atomic"
)

// verifyKeys keeps signing keys of many secrets. A place is found by the secret and
// the scope; a key in its place is replaced. Secrets themselves are not kept.
type verifyKeys [64]atomic.Pointer[verifyKey]

type verifyKey struct {
	scheme *scheme
	secret [sha256.Size]byte // its digest
	key    *key
}

func (c *verifyKeys) place(digest *[sha256.Size]byte, date, region, service string) *atomic.Pointer[verifyKey] {
	n := digest[0] + date[len(date)-1] + region[len(region)-1] + service[0] // none is empty
	return &c[int(n)%len(c)]
}

func (c *verifyKeys) get(s *scheme, digest *[sha256.Size]byte, claim *Claim) (*key, bool) {
	if s.terminator == "" { // the secret is the key, and there is no scope
		return nil, false
	}
	k := c.place(digest, claim.Date, claim.Region, claim.Service).Load()
	if k == nil || k.scheme != s || k.secret != *digest || k.key.date != claim.Date || k.key.region != claim.Region || k.key.service != claim.Service {
		return nil, false
	}
	return k.key, true
}

// put keeps a copy of k, whose texts may be borrowed.
func (c *verifyKeys) put(s *scheme, digest *[sha256.Size]byte, k *key) {
	if s.terminator == "" {
		return
	}
	kept := *k
	kept.date, kept.region, kept.service = strings.Clone(k.date), strings.Clone(k.region), strings.Clone(k.service)
	c.place(digest, k.date, k.region, k.service).Store(&verifyKey{scheme: s, secret: *digest, key: &kept})
}

func (c *verifyKeys) forget() {
	for i := range c {
		if k := c[i].Swap(nil); k != nil {
			clear(k.key.secret)
		}
	}
}
