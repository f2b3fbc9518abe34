package sigv4

import (
	"crypto/sha256"
	"encoding"
	"hash"
)

// resumable is what crypto/sha256 says its hashes are.
type resumable interface {
	hash.Hash
	encoding.BinaryAppender
	encoding.BinaryUnmarshaler
}

func newHash() resumable {
	h, _ := sha256.New().(resumable)
	return h
}

// midstate is SHA-256 after the first bytes of a text with which other texts
// begin too, so that these bytes are hashed once. The zero midstate knows none.
type midstate struct {
	state  []byte
	length int
}

func (m *midstate) forget() { m.length = 0 }

// begin makes h a hash that has seen the first length bytes of text.
func (m *midstate) begin(h resumable, text []byte, length int) {
	if length == 0 {
		h.Reset()
		return
	}
	if m.length == length {
		if h.UnmarshalBinary(m.state) == nil {
			return
		}
	}
	h.Reset()
	h.Write(text[:length])
	var err error
	if m.state, err = h.AppendBinary(m.state[:0]); err == nil {
		m.length = length
	}
}

// wholeBlocks is how much of length bytes SHA-256 has worked through: it keeps
// the rest for later.
func wholeBlocks(length int) int { return length &^ (sha256.BlockSize - 1) }
