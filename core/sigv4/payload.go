package sigv4

import (
	"crypto/sha256"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	unsignedPayload = "UNSIGNED-PAYLOAD"
	emptyPayload    = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" // SHA-256 of nothing
)

// payloadHash writes the last line of the canonical request into buf, if it has
// to be computed, and returns it.
func payloadHash(buf *[2 * sha256.Size]byte, r *Request, rules rules, m mode) ([]byte, error) {
	switch {
	case r.PayloadHash != "":
		if !isPayloadHash(r.PayloadHash) {
			return nil, fault.New(fault.PayloadHashMalformed, "%q is not a payload hash", shorten(r.PayloadHash))
		}
		return []byte(r.PayloadHash), nil
	case rules.unsignedPayload, m == modeQuery && rules.presignUnsigned:
		return append(buf[:0], unsignedPayload...), nil
	case len(r.Body) == 0:
		return append(buf[:0], emptyPayload...), nil
	}
	sum := sha256.Sum256(r.Body)
	putHex(buf[:], &sum)
	return buf[:], nil
}

// isPayloadHash accepts a hex SHA-256 and the constants of S3's and the event
// streams' documentation.
func isPayloadHash(s string) bool {
	if len(s) == 2*sha256.Size {
		other := byte(0)
		for i := range len(s) {
			other |= notLowerHex[s[i]]
		}
		return other == 0
	}
	return s == unsignedPayload || s == StreamEvents || IsChunked(s)
}

var notLowerHex = func() (table [256]byte) {
	for c := range table {
		if strings.IndexByte("0123456789abcdef", byte(c)) < 0 {
			table[c] = 1
		}
	}
	return table
}()
