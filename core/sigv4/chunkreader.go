package sigv4

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// ChunkedBody is what the head of a request with a body in chunks says, after its
// signature was verified.
type ChunkedBody struct {
	PayloadHash string // X-Amz-Content-Sha256: one of the three forms
	Length      int64  // X-Amz-Decoded-Content-Length
	Trailer     string // X-Amz-Trailer; empty: none

	// What the chunks are signed with. Nothing of it is needed without signatures.
	Secret          string
	Region, Service string
	Time            time.Time // X-Amz-Date
	Signature       string    // of the head

	// MaxChunk is the largest chunk that is taken, 0: 16 MiB. A signed one is held in
	// memory until its signature was compared.
	MaxChunk int64
}

const (
	maxChunkTaken   = 16 << 20
	maxChunkLine    = 256
	maxTrailerBytes = 8 << 10
	firstRoom       = 64 << 10 // what is allocated on the word of a chunk's size
)

// ChunkReader takes a body in chunks apart and compares its signatures and its
// checksum. What Read gives of a signed body was signed; of an unsigned one it is
// known at its end whether it is that of the checksum. Make it with
// [NewChunkReader].
type ChunkReader struct {
	body     *bufio.Reader
	chain    chain
	signed   bool
	checksum checksum
	total    int64 // of the body
	left     int64 // of the body
	max      int64

	line    []byte
	room    []byte // for a signed chunk
	ready   []byte // in room, not yet read
	pending int64  // of an unsigned chunk, not yet read
	small   bool   // the last chunk was under the least size, so that none may follow
	trailer []Header
	err     error
}

// NewChunkReader returns a reader of body.
//
// Errors: PAYLOAD_HASH_MALFORMED, INVALID_HEADER, INVALID_ARGUMENT.
func NewChunkReader(body io.Reader, b *ChunkedBody) (*ChunkReader, error) {
	if !IsChunked(b.PayloadHash) {
		return nil, fault.New(fault.PayloadHashMalformed, "%q is not the name of a body in chunks", shorten(b.PayloadHash))
	}
	form := Chunks{form: b.PayloadHash}
	if b.PayloadHash != StreamPayload && b.Trailer == "" {
		return nil, fault.New(fault.InvalidHeader, "the payload hash is %s, and there is no X-Amz-Trailer", b.PayloadHash)
	}
	if err := form.setForm(&aws4, b.Trailer); err != nil {
		return nil, err
	}
	r := &ChunkReader{body: bufio.NewReader(body), signed: form.signed, checksum: form.checksum, total: b.Length, left: b.Length, max: b.MaxChunk}
	if r.max == 0 {
		r.max = maxChunkTaken
	}
	if b.Length < 0 || b.Length > maxBody {
		return nil, fault.New(fault.InvalidArgument, "the length of the body is %d", b.Length)
	}
	if !r.signed {
		return r, nil
	}
	second, stamp, err := stampOf(b.Time)
	if err != nil {
		return nil, err
	}
	if len(b.Signature) != 2*sha256.Size || !isPayloadHash(b.Signature) {
		return nil, fault.New(fault.InvalidArgument, "the signature of the head has %d characters, not 64 hex digits", len(b.Signature))
	}
	r.chain = chain{
		scheme: &aws4, key: deriveKey(&aws4, b.Secret, stamp[:8], strings.Clone(b.Region), strings.Clone(b.Service)),
		second: second, stamp: stamp, previous: []byte(b.Signature),
	}
	return r, nil
}

// Trailer returns what was behind the body, after Read has returned io.EOF.
func (r *ChunkReader) Trailer() []Header { return r.trailer }

// Read gives the body without its frames.
//
// Its errors: CHUNK_MALFORMED, CHUNK_MISMATCH, and those of the body.
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
		case r.pending > 0:
			n, err := r.body.Read(p[:min(int64(len(p)), r.pending)])
			r.pending -= int64(n)
			r.checksum.Write(p[:n])
			if err != nil {
				r.err = cutOff(err)
			} else if r.pending == 0 {
				r.err = r.endOfChunk()
			}
			if n > 0 {
				return n, nil
			}
		default:
			r.err = r.next()
		}
	}
}

// next reads the head of a chunk, and all of it if it is signed.
func (r *ChunkReader) next() error {
	line, err := r.readLine(maxChunkLine)
	if err != nil {
		return err
	}
	size, signature, err := r.parseHead(line)
	switch {
	case err != nil:
		return err
	case size > r.left:
		return chunkMalformed("a chunk has %d bytes, and %d of the body are left", size, r.left)
	case size > r.max:
		return chunkMalformed("a chunk has %d bytes; the limit is %d", size, r.max)
	case size > 0 && r.small:
		return chunkMalformed("a chunk under %d bytes is not the last", MinChunk)
	case size == 0 && r.left > 0:
		return chunkMalformed("the body ended %d bytes before its length", r.left)
	}
	r.left -= size
	r.small = size < MinChunk
	if size > 0 && !r.signed {
		r.pending = size
		return nil
	}
	if r.signed {
		if err := r.readSigned(size, signature); err != nil {
			return err
		}
	}
	if size == 0 {
		return r.end()
	}
	if r.checksum.Hash != nil {
		r.checksum.Write(r.room)
	}
	r.ready = r.room
	return r.endOfChunk()
}

// readSigned reads the data of a chunk and compares its signature.
func (r *ChunkReader) readSigned(size int64, signature []byte) error {
	given := [2 * sha256.Size]byte(signature) // the line is read over
	r.room = r.room[:0]
	for int64(len(r.room)) < size { // what does not come is not allocated
		have := len(r.room)
		step := min(size-int64(have), int64(max(have, firstRoom)))
		if int64(cap(r.room)-have) < step {
			r.room = append(make([]byte, 0, int64(have)+step), r.room...)
		}
		r.room = r.room[:int64(have)+step]
		if _, err := io.ReadFull(r.body, r.room[have:]); err != nil {
			return cutOff(err)
		}
	}
	digest := sha256.Sum256(r.room)
	made, err := r.chain.next(ofPayload, &emptyDigest, &digest)
	if err != nil {
		return err
	}
	if !hmac.Equal(made, given[:]) {
		return fault.New(fault.ChunkMismatch, "the signature of the chunk of %d bytes that ends at byte %d of the body is wrong", size, r.total-r.left)
	}
	return nil
}

// parseHead reads "size" or "size;chunk-signature=...".
func (r *ChunkReader) parseHead(line []byte) (size int64, signature []byte, err error) {
	digits, rest, extended := bytes.Cut(line, []byte(";"))
	if len(digits) == 0 || len(digits) > 16 || strings.Trim(string(digits), "0123456789abcdefABCDEF") != "" {
		return 0, nil, chunkMalformed("the size of a chunk is %q", shorten(string(digits)))
	}
	n, err := strconv.ParseUint(string(digits), 16, 63)
	if err != nil {
		return 0, nil, chunkMalformed("the size of a chunk is %q", shorten(string(digits)))
	}
	if !r.signed {
		if extended {
			return 0, nil, chunkMalformed("a chunk of an unsigned body has an extension")
		}
		return int64(n), nil, nil
	}
	signature, named := bytes.CutPrefix(rest, []byte(chunkSignature[1:]))
	if !named || len(signature) != 2*sha256.Size {
		return 0, nil, chunkMalformed("a chunk has no signature of 64 hex digits")
	}
	return int64(n), signature, nil
}

func (r *ChunkReader) endOfChunk() error {
	line, err := r.readLine(len(lineEnd))
	if err == nil && len(line) > 0 {
		err = chunkMalformed("a chunk is followed by %q", shorten(string(line)))
	}
	return err
}

// end reads what is behind the last chunk, and that nothing is behind that.
func (r *ChunkReader) end() error {
	var canonical []byte
	var signature []byte
	for size := 0; ; {
		line, err := r.readLine(maxTrailerBytes)
		if err != nil {
			return err
		}
		if len(line) == 0 {
			break
		}
		name, value, ok := strings.Cut(string(line), ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch size += len(line); {
		case !ok, size > maxTrailerBytes, signature != nil:
			return chunkMalformed("the trailer has a line too many, or one that is none")
		case r.signed && name == strings.TrimSuffix(trailerSignature, ":"):
			signature = []byte(value)
		case r.checksum.Hash == nil || name != r.checksum.header || len(r.trailer) > 0:
			return chunkMalformed("the trailer has %q, and what was announced is %q, once", shorten(name), r.checksum.header)
		default:
			r.trailer = []Header{{name, value}}
			canonical = append(append(append(append(canonical, name...), ':'), value...), '\n')
		}
	}
	if err := r.compareTrailer(canonical, signature); err != nil {
		return err
	}
	if _, err := r.body.ReadByte(); err == nil {
		return chunkMalformed("something follows the end of the body")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return io.EOF
}

func (r *ChunkReader) compareTrailer(canonical, signature []byte) error {
	if r.checksum.Hash == nil {
		return nil
	}
	if len(r.trailer) == 0 || r.signed && signature == nil {
		return chunkMalformed("the trailer lacks %s, or its signature", r.checksum.header)
	}
	if r.signed {
		digest := sha256.Sum256(canonical)
		made, err := r.chain.next(ofTrailer, &digest)
		if err != nil {
			return err
		}
		if !hmac.Equal(made, signature) {
			return fault.New(fault.ChunkMismatch, "the signature of the trailer is wrong")
		}
	}
	if want := r.checksum.appendLine(nil); !hmac.Equal(want[len(r.checksum.header)+1:], []byte(r.trailer[0].Value)) {
		return fault.New(fault.ChunkMismatch, "%s is not that of the body", r.checksum.header)
	}
	return nil
}

// readLine returns a line without its end, CR LF. It is valid until the next read.
func (r *ChunkReader) readLine(limit int) ([]byte, error) {
	r.line = r.line[:0]
	for {
		c, err := r.body.ReadByte()
		if err != nil {
			return nil, cutOff(err)
		}
		if r.line = append(r.line, c); c == '\n' {
			if line, ok := bytes.CutSuffix(r.line, []byte(lineEnd)); ok {
				return line, nil
			}
			return nil, chunkMalformed("a line ends with LF alone")
		}
		if len(r.line) > limit {
			return nil, chunkMalformed("a line has more than %d bytes", limit)
		}
	}
}

// cutOff is an end that came too early as a fault, or another error as it is.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return chunkMalformed("it was cut off")
	}
	return err
}

func chunkMalformed(format string, args ...any) error {
	e := fault.New(fault.ChunkMalformed, format, args...)
	e.Message = "a body in chunks: " + e.Message
	return e
}
