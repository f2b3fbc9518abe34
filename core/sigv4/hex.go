package sigv4

import (
	"crypto/sha256"
	"encoding/binary"
)

// hexPairs holds the two digits of each byte. A signature writes three digests;
// encoding/hex, a digit at a time, takes a tenth of its whole time.
var hexPairs = func() (table [256]uint16) {
	const digits = "0123456789abcdef"
	for b := range table {
		table[b] = uint16(digits[b>>4]) | uint16(digits[b&15])<<8
	}
	return table
}()

// putHex writes a digest in lower-case hex.
func putHex(dst []byte, digest *[sha256.Size]byte) {
	_ = dst[2*sha256.Size-1]
	for i, b := range digest {
		binary.LittleEndian.PutUint16(dst[2*i:], hexPairs[b])
	}
}
