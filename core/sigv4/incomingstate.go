package sigv4

import (
	"crypto/sha256"
	"strconv"
	"strings"
	"time"
)

// The fields of the text that stands for [IncomingChunks] between two of them, as that
// for [Chunks] does. There is no secret in it.
const (
	incomingForm = iota // the payload hash
	incomingStamp
	incomingRegion
	incomingService
	incomingAccessKeyID
	incomingPrevious
	incomingTotal
	incomingLeft
	incomingMax
	incomingPending
	incomingSmall // 1: nothing may follow
	incomingOver  // 1: it has ended
	incomingTrailer
	incomingChecksum // the checksum's own state, in hex
	incomingFields
)

// AppendState writes the state for [Verifier.ResumeChunks].
func (c *IncomingChunks) AppendState(dst []byte) []byte {
	k := c.chain.key
	if k == nil { // without signatures
		k = &key{}
	}
	for _, field := range [...]string{
		incomingForm: c.form, incomingStamp: c.chain.stamp, incomingRegion: k.region, incomingService: k.service,
		incomingAccessKeyID: c.accessKeyID, incomingPrevious: string(c.chain.previous),
	} {
		dst = append(append(dst, field...), '\n')
	}
	for _, number := range [...]int64{c.total, c.left, c.max, c.pending, toNumber(c.small), toNumber(c.over)} {
		dst = append(strconv.AppendInt(dst, number, 10), '\n')
	}
	return c.checksum.appendState(dst)
}

func toNumber(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// ResumeChunks goes on from a state that [IncomingChunks.AppendState] has written;
// secret is that of the request. It keeps signing keys as [Verifier.Verify] does.
//
// Errors: INVALID_ARGUMENT for what is no such text; CREDENTIALS_MALFORMED.
func (v *Verifier) ResumeChunks(state, secret string) (*IncomingChunks, error) {
	fields := strings.Split(state, "\n")
	if len(state) > maxState || len(fields) != incomingFields {
		return nil, badState("it has %d bytes in %d lines", len(state), len(fields))
	}
	var numbers [incomingTrailer - incomingTotal]int64
	for i := range numbers {
		var err error
		if numbers[i], err = strconv.ParseInt(fields[incomingTotal+i], 10, 64); err != nil {
			return nil, badState("it has %q in the place of a number", shorten(fields[incomingTotal+i]))
		}
	}
	b := ChunkedBody{
		PayloadHash: fields[incomingForm], Length: numbers[0], MaxChunk: numbers[2], Trailer: fields[incomingTrailer],
		AccessKeyID: fields[incomingAccessKeyID], Secret: secret, Region: fields[incomingRegion], Service: fields[incomingService], Signature: fields[incomingPrevious],
	}
	if stamp := fields[incomingStamp]; stamp != "" {
		var err error
		if b.Region == "" || b.Service == "" {
			return nil, badState("its scope is not one")
		}
		if b.Time, err = time.Parse(stampLayout, stamp); err != nil {
			return nil, badState("its time is %q", shorten(stamp))
		}
	}
	c, err := newIncomingChunks(&b, v)
	if err != nil {
		return nil, badState("%s", err)
	}
	c.left, c.pending, c.small, c.over = numbers[1], numbers[3], numbers[4] == 1, numbers[5] == 1
	if c.left < 0 || c.left > c.total || c.pending < -1 || c.pending > c.total || c.pending != 0 && c.signed {
		return nil, badState("its numbers contradict each other")
	}
	return c, c.checksum.resume(fields[incomingChecksum])
}

// signingKey is that of a scope, remembered if the signature of a request has once
// been right with it.
func (v *Verifier) signingKey(secret string, claim *Claim) *key {
	if v != nil {
		digest := sha256.Sum256([]byte(secret))
		if k, known := v.keys.get(&aws4, &digest, claim); known {
			return k
		}
	}
	return deriveKey(&aws4, secret, claim.Date, claim.Region, claim.Service)
}
