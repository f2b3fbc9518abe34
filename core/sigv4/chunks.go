package sigv4

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// The forms of a body that is signed as it goes, in place of its hash.
const (
	StreamPayload         = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	StreamPayloadTrailer  = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
	StreamUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
	StreamEvents          = "STREAMING-AWS4-HMAC-SHA256-EVENTS"

	// Those of the scheme aws4a.
	StreamAsymmetric        = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"
	StreamAsymmetricTrailer = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER"
)

// Limits of a chunk. S3 takes none that is smaller, but for the last.
const (
	MinChunk     = 8 << 10
	MaxChunk     = 64 << 20
	DefaultChunk = 64 << 10

	maxBody = math.MaxInt64 >> 4 // its encoded length is still a number
)

// Chunks turns a body into what goes over the wire behind a request that was
// signed with it: chunks, each with its signature, or the messages of an event
// stream. It is for one goroutine at a time.
type Chunks struct {
	chain    chain
	form     string // the payload hash
	width    int    // of a signature
	signed   bool   // each chunk has a signature
	events   bool
	size     int64 // of a chunk
	total    int64 // of the body
	left     int64 // of the body, not yet in a chunk
	checksum checksum
	over     bool
	head     []byte // room for what stands before and behind a chunk
	tail     []byte
}

// SignChunks signs r as the head of a body of length bytes that follows in chunks
// of size bytes (0: 64 KiB, at least 8 KiB); r.Body is not used. r.PayloadHash is
// one of the four forms. If it is empty, it is that with signed chunks, and with a
// trailer if r has the header X-Amz-Trailer, which names a checksum that is made of
// the body and sent behind it, such as x-amz-checksum-crc32c. A form with a trailer
// has crc32 without that header. The result has all further headers that S3 wants,
// Content-Length too.
//
// With [StreamEvents] there is neither length nor size: a chunk is a message of an
// event stream, see [Chunks.Next].
//
// Errors: those of [Signer.Sign]; CHUNKS_UNSUPPORTED, INVALID_ARGUMENT,
// INVALID_HEADER, INPUT_TOO_LARGE.
func (s *Signer) SignChunks(r *Request, length, size int64) (*SignedRequest, *Chunks, error) {
	head, c, err := s.chunksFor(r, length, size)
	if err != nil {
		return nil, nil, err
	}
	b := s.builder()
	defer s.release(b)
	if err := c.seed(s, b, head); err != nil {
		return nil, nil, err
	}
	return b.signedRequest(s, head), c, nil
}

// AppendChunks is [Signer.SignChunks] in the manner of [Signer.AppendSign].
func (s *Signer) AppendChunks(dst []byte, r *Request, length, size int64) ([]byte, Layout, *Chunks, error) {
	head, c, err := s.chunksFor(r, length, size)
	if err != nil {
		return dst, Layout{}, nil, err
	}
	b := s.builder()
	defer s.release(b)
	if err := c.seed(s, b, head); err != nil {
		return dst, Layout{}, nil, err
	}
	dst, layout := b.appendTo(dst, head)
	return dst, layout, c, nil
}

// seed signs the head.
func (c *Chunks) seed(s *Signer, b *builder, head *Request) error {
	if err := b.build(s, head, modeHeader, 0); err != nil {
		return err
	}
	if b.scope.aws && !c.events && !takesChunks(b.scope.service) {
		return fault.New(fault.ChunksUnsupported, "the service %q does not take a body in chunks; only S3 does", b.scope.service)
	}
	c.chain = b.chain(s)
	return nil
}

// takesChunks names the services that know the content coding aws-chunked.
func takesChunks(service string) bool {
	switch service {
	case "s3", "s3-outposts", "s3-object-lambda", zonalS3:
		return true
	}
	return false
}

// chunksFor checks the arguments and returns the request with the headers of a
// body in chunks.
func (s *Signer) chunksFor(r *Request, length, size int64) (*Request, *Chunks, error) {
	if r == nil {
		return nil, nil, fault.New(fault.NullPointer, "the request is nil")
	}
	if size == 0 {
		size = DefaultChunk
	}
	head := *r
	head.Body = nil
	if head.PayloadHash == StreamEvents {
		c := &Chunks{form: StreamEvents}
		return &head, c, c.setForm(s.scheme, "")
	}
	c := &Chunks{size: size, total: length, left: length}
	switch {
	case length < 0:
		return nil, nil, fault.New(fault.InvalidArgument, "the length of the body is %d; S3 has to know it before the first chunk", length)
	case length > maxBody:
		return nil, nil, fault.New(fault.InputTooLarge, "the body has %d bytes; the limit is %d", length, int64(maxBody))
	case size < MinChunk, size > MaxChunk:
		return nil, nil, fault.New(fault.InvalidArgument, "the size of a chunk is %d bytes; the range is %d to %d", size, MinChunk, MaxChunk)
	}
	trailer, err := c.takeHeaders(&head)
	if err != nil {
		return nil, nil, err
	}
	if head.PayloadHash == "" {
		head.PayloadHash = s.StreamForm(trailer != "")
	}
	c.form = head.PayloadHash
	if err := c.setForm(s.scheme, trailer); err != nil {
		return nil, nil, err
	}
	head.Headers = append(head.Headers,
		Header{"Content-Length", strconv.FormatInt(c.Length(), 10)},
		Header{"X-Amz-Decoded-Content-Length", strconv.FormatInt(length, 10)})
	if c.checksum.Hash != nil {
		head.Headers = append(head.Headers, Header{"X-Amz-Trailer", c.checksum.header})
	}
	return &head, c, nil
}

// takeHeaders copies the headers without those that are made here, and returns the
// name of the trailer that is asked for.
func (c *Chunks) takeHeaders(head *Request) (trailer string, err error) {
	given := head.Headers
	head.Headers = make([]Header, 0, len(given)+4)
	coding := "aws-chunked"
	for _, h := range given {
		switch value := strings.TrimSpace(h.Value); strings.ToLower(h.Name) {
		case "x-amz-trailer":
			if trailer != "" {
				return "", fault.New(fault.InvalidHeader, "X-Amz-Trailer is given twice; one checksum is sent")
			}
			trailer = value
		case "content-encoding": // what it says is inside of the chunks
			for name := range strings.SplitSeq(value, ",") {
				if name = strings.TrimSpace(name); name != "" && !strings.EqualFold(name, "aws-chunked") {
					coding += "," + name
				}
			}
		case "content-length", "x-amz-decoded-content-length":
			if value != strconv.FormatInt(c.total, 10) {
				return "", fault.New(fault.InvalidHeader, "header %s is %q, and the body has %d bytes: leave it out", h.Name, shorten(value), c.total)
			}
		default:
			head.Headers = append(head.Headers, h)
		}
	}
	head.Headers = append(head.Headers, Header{"Content-Encoding", coding})
	return trailer, nil
}

// StreamForm is the payload hash of a body in signed chunks for the signer's scheme;
// empty: it has none.
func (s *Signer) StreamForm(trailer bool) string {
	switch {
	case s.scheme.foreign:
		return ""
	case s.scheme.regionSet && trailer:
		return StreamAsymmetricTrailer
	case s.scheme.regionSet:
		return StreamAsymmetric
	case trailer:
		return StreamPayloadTrailer
	}
	return StreamPayload
}

// setForm takes the form of the body, and the name of its checksum.
func (c *Chunks) setForm(s *scheme, trailer string) (err error) {
	if c.width = s.width(); s.foreign {
		return fault.New(fault.ChunksUnsupported, "the scheme %s has no bodies in chunks", s.name)
	}
	trails, asymmetric := false, false
	switch c.form {
	case StreamEvents:
		c.signed, c.events = true, true
	case StreamPayload:
		c.signed = true
	case StreamPayloadTrailer:
		c.signed, trails = true, true
	case StreamAsymmetric:
		c.signed, asymmetric = true, true
	case StreamAsymmetricTrailer:
		c.signed, trails, asymmetric = true, true, true
	case StreamUnsignedTrailer:
		trails = true
	default:
		return fault.New(fault.PayloadHashMalformed, "%q is not the name of a body in chunks", shorten(c.form))
	}
	switch {
	case c.signed && asymmetric != s.regionSet:
		return fault.New(fault.PayloadHashMalformed, "the payload hash %s is of another scheme than the signer's, %s", c.form, s.algorithm)
	case !trails && trailer != "":
		return fault.New(fault.InvalidHeader, "X-Amz-Trailer goes with a payload hash that ends with TRAILER, not with %s", c.form)
	case !trails:
		return nil
	case trailer == "":
		trailer = checksumHeader + "crc32"
	}
	c.checksum, err = newChecksum(trailer)
	return err
}

// IsChunked reports whether a payload hash stands for a body in chunks.
func IsChunked(payloadHash string) bool {
	switch payloadHash {
	case StreamPayload, StreamPayloadTrailer, StreamUnsignedTrailer, StreamAsymmetric, StreamAsymmetricTrailer:
		return true
	}
	return false
}

// At sets the time of the next messages of an event stream. A body in chunks keeps
// that of its head.
//
// Errors: INVALID_ARGUMENT.
func (c *Chunks) At(t time.Time) error {
	if !c.events {
		return nil
	}
	return c.chain.at(t)
}
