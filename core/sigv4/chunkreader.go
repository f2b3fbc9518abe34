package sigv4

import (
	"errors"
	"io"
	"time"
)

// ChunkedBody is what the head of a request with a body in chunks says, after its
// signature was verified.
type ChunkedBody struct {
	PayloadHash string // X-Amz-Content-Sha256: one of the forms
	Length      int64  // X-Amz-Decoded-Content-Length
	Trailer     string // X-Amz-Trailer; empty: none

	// What the chunks are signed with. Nothing of it is needed without signatures.
	AccessKeyID     string
	Secret          string
	Region, Service string    // with aws4a a set of regions, which its chunks do not cover
	Time            time.Time // X-Amz-Date
	Signature       string    // of the head

	// MaxChunk is the largest signed chunk that is taken, 0: 16 MiB. It is held in
	// memory until its signature was compared.
	MaxChunk int64

	// Now is the clock that the dates in an event stream are compared with, and MaxSkew
	// how far from it they may be, 0: 15 minutes. Other bodies have no dates.
	Now     func() time.Time
	MaxSkew time.Duration
}

// ChunkReader takes a body in chunks, or an event stream, apart and compares its signatures and its
// checksum. What Read gives of a signed body was signed; of an unsigned one it is
// known at its end whether it is that of the checksum. Make it with
// [NewChunkReader].
type ChunkReader struct {
	body   io.Reader
	chunks *IncomingChunks
	room   []byte // what was read
	at     int    // of it is used
	ready  []byte // in room
	err    error
}

const firstRoom = 64 << 10 // what is allocated on the word of a chunk's size

// NewChunkReader returns a reader of body.
//
// Errors: those of [NewIncomingChunks].
func NewChunkReader(body io.Reader, b *ChunkedBody) (*ChunkReader, error) {
	chunks, err := NewIncomingChunks(b)
	if err != nil {
		return nil, err
	}
	return &ChunkReader{body: body, chunks: chunks}, nil
}

// Trailer returns what was behind the body, after Read has returned io.EOF.
func (r *ChunkReader) Trailer() []Header { return r.chunks.Trailer() }

// Read gives the body without its frames.
//
// Its errors: CHUNK_MALFORMED, CHUNK_MISMATCH, REQUEST_TIME_SKEWED, and those of the
// body.
func (r *ChunkReader) Read(p []byte) (int, error) {
	for {
		switch {
		case len(r.ready) > 0:
			n := copy(p, r.ready)
			r.ready = r.ready[n:]
			return n, nil
		case r.err != nil:
			return 0, r.err
		case len(p) == 0:
			return 0, nil
		}
		used, data, wants, err := r.chunks.Next(r.room[r.at:])
		r.at, r.ready, r.err = r.at+used, data, err
		if err == nil && used == 0 {
			r.err = r.fill(wants)
		}
	}
}

// fill reads more of the body, until there are so many bytes of it, or a few more.
// What does not come is not allocated.
func (r *ChunkReader) fill(wants int) error {
	r.room = r.room[:copy(r.room, r.room[r.at:])]
	r.at = 0
	if have := len(r.room); cap(r.room) < wants || cap(r.room) == 0 {
		larger := make([]byte, have, min(max(wants, firstRoom), max(2*have, firstRoom)))
		copy(larger, r.room)
		r.room = larger
	}
	n, err := r.body.Read(r.room[len(r.room):cap(r.room)])
	r.room = r.room[:len(r.room)+n]
	switch {
	case n > 0:
		return nil // an error comes again
	case errors.Is(err, io.EOF):
		return r.chunks.End()
	}
	return err
}
