package sigv4

import (
	"crypto/sha256"
	"errors"
	"io"
	"math/bits"
	"strconv"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	chunkSignature   = ";chunk-signature="
	trailerSignature = "x-amz-trailer-signature:"
	lineEnd          = "\r\n"
)

// emptyDigest is what stands in the string to sign of a chunk for the headers
// that it does not have.
var emptyDigest = sha256.Sum256(nil)

// Length is the number of bytes that goes over the wire: the Content-Length.
func (c *Chunks) Length() int64 {
	full, rest := c.total/c.size, c.total%c.size
	length := full * c.frame(c.size)
	if rest > 0 {
		length += c.frame(rest)
	}
	length += c.frame(0) - int64(len(lineEnd)) // the last one has no data that would need an end
	if size := c.checksum.size(); size > 0 {
		length += size + int64(len(lineEnd))
		if c.signed {
			length += int64(len(trailerSignature) + c.width + len(lineEnd))
		}
	}
	return length + int64(len(lineEnd))
}

// frame is the length of a chunk with n bytes of the body.
func (c *Chunks) frame(n int64) int64 {
	digits := max(1, (bits.Len64(uint64(n))+3)/4)
	length := int64(digits) + n + int64(2*len(lineEnd))
	if c.signed {
		length += int64(len(chunkSignature) + c.width)
	}
	return length
}

// Size is how much of the body [Chunks.Next] wants: 0 at its end, and of an event
// stream always.
func (c *Chunks) Size() int64 { return min(c.size, c.left) }

// Next makes the next chunk: head, data and tail, one behind the other. data has as
// many bytes as [Chunks.Size] says; nothing ends the body and gives the last chunk,
// with the trailer. head and tail are valid until the next call.
//
// In an event stream data is a whole message, or nothing, which ends the stream.
//
// Errors: REQUEST_BODY_FAILED.
func (c *Chunks) Next(data []byte) (head, tail []byte, err error) {
	switch {
	case c.over:
		return nil, nil, fault.New(fault.RequestBodyFailed, "the body has %d bytes and was ended", c.total)
	case c.events:
		return c.nextEvent(data)
	case int64(len(data)) < c.Size():
		return nil, nil, fault.New(fault.RequestBodyFailed, "the body ended after %d of %d bytes, or its chunk is not full: it wants %d bytes and has %d",
			c.total-c.left+int64(len(data)), c.total, c.Size(), len(data))
	case int64(len(data)) > c.Size():
		return nil, nil, fault.New(fault.RequestBodyFailed, "the chunk has %d bytes and %d are left in it, of a body of %d bytes", len(data), c.Size(), c.total)
	}
	c.left -= int64(len(data))
	head = strconv.AppendInt(c.head[:0], int64(len(data)), 16)
	if c.signed {
		digest := sha256.Sum256(data)
		signature, err := c.chain.next(ofPayload, &emptyDigest, &digest)
		if err != nil {
			return nil, nil, err
		}
		head = append(append(head, chunkSignature...), signature...)
	}
	head = append(head, lineEnd...)
	if c.checksum.Hash != nil {
		c.checksum.Write(data)
	}
	tail = c.tail[:0]
	if len(data) == 0 {
		c.over = true
		if tail, err = c.appendTrailer(tail); err != nil {
			return nil, nil, err
		}
	}
	tail = append(tail, lineEnd...)
	c.head, c.tail = head, tail
	return head, tail, nil
}

// appendTrailer writes the trailer with its signature, if there are any.
func (c *Chunks) appendTrailer(dst []byte) ([]byte, error) {
	if c.checksum.Hash == nil {
		return dst, nil
	}
	start := len(dst)
	dst = append(c.checksum.appendLine(dst), '\n') // what is signed ends as a canonical header does
	digest := sha256.Sum256(dst[start:])
	dst = append(dst[:len(dst)-1], lineEnd...)
	if !c.signed {
		return dst, nil
	}
	signature, err := c.chain.next(ofTrailer, &digest)
	if err != nil {
		return dst, err
	}
	dst = append(append(dst, trailerSignature...), signature...)
	return append(dst, lineEnd...), nil
}

// maxHead is more than stands before the data of a chunk: 16 digits, a signature.
const maxHead = 16 + len(chunkSignature) + 2*maxDER + len(lineEnd)

// encoder is a body in chunks.
type encoder struct {
	chunks *Chunks
	body   io.Reader
	buf    []byte
	rest   []byte // of a chunk, in buf, that was not read
	err    error
}

// Reader returns body in chunks. It holds one of them in memory. Behind the length
// that was announced nothing is read.
//
// Its errors: those of body, and REQUEST_BODY_FAILED if body is too short.
func (c *Chunks) Reader(body io.Reader) io.Reader { return &encoder{chunks: c, body: body} }

func (e *encoder) Read(p []byte) (int, error) {
	if len(e.rest) == 0 && e.err == nil {
		e.err = e.fill()
	}
	n := copy(p, e.rest)
	if e.rest = e.rest[n:]; len(e.rest) > 0 {
		return n, nil
	}
	return n, e.err
}

// fill makes the next chunk. It returns io.EOF with the last one.
func (e *encoder) fill() error {
	c := e.chunks
	size := int(c.Size())
	if e.buf == nil {
		e.buf = make([]byte, maxHead+size+len(lineEnd))
	}
	data := e.buf[maxHead : maxHead+size]
	n, err := io.ReadFull(e.body, data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	head, tail, err := c.Next(data[:n])
	if err != nil {
		return err
	}
	start := maxHead - copy(e.buf[maxHead-len(head):], head)
	e.rest = append(e.buf[start:maxHead+n], tail...)
	if size == 0 {
		return io.EOF
	}
	return nil
}
