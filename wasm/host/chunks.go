package host

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Chunks are a body in chunks, each with a signature of its own, on its way. It is
// for one goroutine at a time.
type Chunks struct {
	signer *Signer
	state  string
	size   int64
	left   int64 // of the body; -1: the last chunk was made
	length int64
}

// defaultChunk is the size of a chunk if the caller names none.
const defaultChunk = 64 << 10

// SignChunks signs r as the head of a body of length bytes, in chunks of size bytes
// (0: 64 KiB), for S3. r.Body is empty; r.PayloadHash is one of the names that begin
// with "STREAMING-", or empty: signed chunks. The header X-Amz-Trailer asks for a
// checksum behind the body, such as x-amz-checksum-crc32c.
//
// Errors: those of [Signer.Sign], CHUNKS_UNSUPPORTED.
func (s *Signer) SignChunks(ctx context.Context, r *Request, length, size int64) (*Signed, *Chunks, error) {
	if err := given(r, "the request"); err != nil {
		return nil, nil, err
	}
	if size == 0 {
		size = defaultChunk
	}
	var out []string
	err := s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) error {
		texts, err := i.requestTexts(r)
		if err != nil {
			return err
		}
		out, err = i.ask(opSignerSignChunks, handle, arguments{texts: texts, numbers: []int64{
			opSignerSignChunksNumberTime: seconds(r.Time), opSignerSignChunksNumberContentLength: length, opSignerSignChunksNumberChunkSize: size,
		}})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	signed, c := s.chunksOf(out, size)
	return signed, c, nil
}

// chunksOf reads the results of an operation that signs the head of a body in chunks.
func (s *Signer) chunksOf(out []string, size int64) (*Signed, *Chunks) {
	signed := &Signed{
		URL: out[opChunkedURL], Headers: parseLines(out[opChunkedHeaders]), Signature: out[opChunkedSignature],
		CanonicalRequest: out[opChunkedCanonicalRequest], StringToSign: out[opChunkedStringToSign],
	}
	c := &Chunks{signer: s, state: out[opChunkedState], size: size}
	for _, h := range signed.Headers {
		switch strings.ToLower(h.Name) {
		case "content-length":
			c.length, _ = strconv.ParseInt(h.Value, 10, 64)
		case "x-amz-decoded-content-length":
			c.left, _ = strconv.ParseInt(h.Value, 10, 64)
		}
	}
	return signed, c
}

// Length is the number of bytes that goes over the wire: the Content-Length.
func (c *Chunks) Length() int64 { return c.length }

// Next returns what stands before and behind the next chunk on the wire. data has
// the size of a chunk, or what is left of the body; nothing, at the end, makes the
// last frame. In an event stream data is a message, and at is its time; else at is
// not used.
//
// Errors: REQUEST_BODY_FAILED.
func (c *Chunks) Next(ctx context.Context, data []byte, at time.Time) (head, tail string, err error) {
	err = c.signer.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) error {
		out, err := i.ask(opSignerNextChunk, handle, arguments{
			texts:   []text{opSignerNextChunkTextState: optional(c.state), opSignerNextChunkTextData: optional(data)},
			numbers: []int64{opSignerNextChunkNumberTime: seconds(at)},
		})
		if err != nil {
			return err
		}
		head, tail, c.state = out[opFrameHead], out[opFrameTail], out[opFrameState]
		return nil
	})
	return head, tail, err
}

// Reader returns body as it goes over the wire. It holds one chunk in memory.
//
// Its errors: those of body and of [Chunks.Next].
func (c *Chunks) Reader(ctx context.Context, body io.Reader) io.Reader {
	return &chunkReader{ctx: ctx, chunks: c, body: body}
}

type chunkReader struct {
	ctx    context.Context
	chunks *Chunks
	body   io.Reader
	chunk  []byte
	frame  io.Reader // nil: there is none yet
}

func (r *chunkReader) Read(p []byte) (int, error) {
	for {
		if r.frame != nil {
			if n, err := r.frame.Read(p); n > 0 || !errors.Is(err, io.EOF) {
				return n, nil
			}
		}
		if r.chunks.left < 0 {
			return 0, io.EOF
		}
		if err := r.next(); err != nil {
			return 0, err
		}
	}
}

func (r *chunkReader) next() error {
	c := r.chunks
	size := min(c.size, c.left)
	if r.chunk == nil {
		r.chunk = make([]byte, size)
	}
	data := r.chunk[:size]
	switch n, err := io.ReadFull(r.body, data); {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.RequestBodyFailed, "the body ended %d bytes before its length", c.left-int64(n))
	case err != nil:
		return err
	}
	head, tail, err := c.Next(r.ctx, data, time.Time{})
	if err != nil {
		return err
	}
	if c.left -= size; size == 0 {
		c.left = -1
	}
	r.frame = io.MultiReader(strings.NewReader(head), bytes.NewReader(data), strings.NewReader(tail))
	return nil
}
