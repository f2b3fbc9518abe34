package sigv4

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	maxChunkTaken   = 16 << 20
	maxChunkLine    = 256
	maxTrailerBytes = 8 << 10
)

// IncomingChunks takes a body in chunks, or an event stream, apart for a caller that has its bytes and is
// not read from, as [ChunkReader] does it for a reader. It keeps no more of the body
// than a checksum. It is for one goroutine at a time.
type IncomingChunks struct {
	chain    chain
	form     string
	signed   bool
	checksum checksum
	total    int64 // of the body
	left     int64 // of the body
	max      int64 // of a signed chunk

	pending int64 // of an unsigned chunk, not yet here; -1: the line's end behind it is not
	small   bool  // the last chunk was under the least size, so that none may follow
	over    bool
	trailer []Header

	accessKeyID string

	// Of an event stream, whose messages have dates.
	events  bool
	now     func() time.Time
	maxSkew time.Duration
	keyOf   func(date string) *key
}

// NewIncomingChunks checks what the head says of a body.
//
// Errors: PAYLOAD_HASH_MALFORMED, INVALID_HEADER, INVALID_ARGUMENT;
// CREDENTIALS_MALFORMED for a secret that FIPS 140 forbids.
func NewIncomingChunks(b *ChunkedBody) (*IncomingChunks, error) { return newIncomingChunks(b, nil) }

// newIncomingChunks asks v for the key, if there is one.
func newIncomingChunks(b *ChunkedBody, v *Verifier) (*IncomingChunks, error) {
	if !IsChunked(b.PayloadHash) && b.PayloadHash != StreamEvents {
		return nil, fault.New(fault.PayloadHashMalformed, "%q is not the name of a body in chunks", shorten(b.PayloadHash))
	}
	scheme := &aws4
	if b.PayloadHash == StreamAsymmetric || b.PayloadHash == StreamAsymmetricTrailer {
		scheme = &aws4a
	}
	form := Chunks{form: b.PayloadHash}
	if strings.HasSuffix(b.PayloadHash, "-TRAILER") && b.Trailer == "" {
		return nil, fault.New(fault.InvalidHeader, "the payload hash is %s, and there is no X-Amz-Trailer", b.PayloadHash)
	}
	if err := form.setForm(scheme, b.Trailer); err != nil {
		return nil, err
	}
	c := &IncomingChunks{form: strings.Clone(form.form), signed: form.signed, checksum: form.checksum, total: b.Length, left: b.Length, max: b.MaxChunk}
	c.events, c.now, c.maxSkew = form.events, b.Now, b.MaxSkew
	switch {
	case v != nil:
		c.maxSkew = v.options.MaxSkew
	case c.maxSkew == 0:
		c.maxSkew = defaultSkew
	}
	if c.max == 0 {
		c.max = maxChunkTaken
	}
	if b.Length < 0 || b.Length > maxBody {
		return nil, fault.New(fault.InvalidArgument, "the length of the body is %d", b.Length)
	}
	if !c.signed {
		return c, nil
	}
	second, stamp, err := stampOf(b.Time)
	if err != nil {
		return nil, err
	}
	if err := scheme.checkSignature(b.Signature); err != nil || b.Signature == "" {
		return nil, fault.New(fault.InvalidArgument, "the signature of the head has %d characters, and is none", len(b.Signature))
	}
	if err := scheme.checkSecret(b.Secret); err != nil {
		return nil, err
	}
	c.chain = chain{scheme: scheme, second: second, stamp: stamp, previous: []byte(b.Signature)}
	date, region, service := stamp[:8], strings.Clone(b.Region), strings.Clone(b.Service) // the key is kept
	if !scheme.regionSet {
		secret := b.Secret
		c.keyOf = func(date string) *key {
			return v.signingKey(secret, &Claim{Date: date, Region: region, Service: service})
		}
		c.chain.key = c.keyOf(date)
		return c, nil
	}
	keys := keyCache{scheme: scheme}
	if keys.private, err = derivePrivate(b.Secret, b.AccessKeyID); err != nil {
		return nil, err
	}
	c.chain.key, c.accessKeyID = keys.get("", date, region, service), strings.Clone(b.AccessKeyID)
	return c, nil
}

// Trailer returns what was behind the body, after its end.
func (c *IncomingChunks) Trailer() []Header { return c.trailer }

// Next takes what it can of data, which goes on where the last call stopped: used says
// how much. body is what that is of the body, a part of data. If nothing is taken, data
// has to have wants bytes, which is at most those of a chunk and its head; the caller
// keeps what was not used. Of an event stream body is the payload of one message.
//
// Errors: CHUNK_MALFORMED, CHUNK_MISMATCH, REQUEST_TIME_SKEWED. After one there is
// nothing to come.
func (c *IncomingChunks) Next(data []byte) (used int, body []byte, wants int, err error) {
	switch {
	case c.over && len(data) > 0:
		return 0, nil, 0, chunkMalformed("something follows the end of the body")
	case c.over: // nothing may follow, and whether it does is known when the source ends
		return 0, nil, 1, nil
	case c.events:
		return c.nextEvent(data)
	case c.pending > 0:
		n := int(min(int64(len(data)), c.pending))
		if c.pending -= int64(n); c.pending == 0 {
			c.pending = -1
		}
		c.checksum.Write(data[:n])
		return n, data[:n], 1, nil
	case c.pending < 0:
		if len(data) < len(lineEnd) {
			return 0, nil, len(lineEnd), nil
		}
		c.pending = 0
		return len(lineEnd), nil, 0, checkChunkEnd(data)
	}
	line, more, err := lineOf(data, maxChunkLine)
	if line < 0 || err != nil {
		return 0, nil, more, err
	}
	size, signature, err := c.parseHead(data[:line])
	if err != nil {
		return 0, nil, 0, err
	}
	if err := c.checkSize(size); err != nil {
		return 0, nil, 0, err
	}
	used = line + len(lineEnd)
	switch {
	case size == 0:
		n, more, err := c.last(data[used:], signature)
		if n < 0 || err != nil {
			return 0, nil, used + more, err
		}
		return used + n, nil, 0, nil
	case !c.signed:
		c.pending = size
	default:
		end := used + int(size)
		if len(data) < end+len(lineEnd) {
			return 0, nil, end + len(lineEnd), nil
		}
		body = data[used:end]
		if err := c.compare(body, signature, size); err != nil {
			return 0, nil, 0, err
		}
		if err := checkChunkEnd(data[end:]); err != nil {
			return 0, nil, 0, err
		}
		if c.checksum.Hash != nil {
			c.checksum.Write(body)
		}
		used = end + len(lineEnd)
	}
	c.left -= size
	c.small = size < MinChunk
	return used, body, 0, nil
}

// End says whether the body may end here: with io.EOF, or with a fault.
func (c *IncomingChunks) End() error {
	if !c.over {
		return chunkMalformed("it was cut off")
	}
	return io.EOF
}

func (c *IncomingChunks) checkSize(size int64) error {
	switch {
	case size > c.left:
		return chunkMalformed("a chunk has %d bytes, and %d of the body are left", size, c.left)
	case c.signed && size > c.max:
		return chunkMalformed("a chunk has %d bytes; the limit is %d", size, c.max)
	case size > 0 && c.small:
		return chunkMalformed("a chunk under %d bytes is not the last", MinChunk)
	case size == 0 && c.left > 0:
		return chunkMalformed("the body ended %d bytes before its length", c.left)
	}
	return nil
}

func (c *IncomingChunks) compare(data, signature []byte, size int64) error {
	digest := sha256.Sum256(data)
	same, err := c.chain.verify(signature, ofPayload, &emptyDigest, &digest)
	if err == nil && !same {
		err = fault.New(fault.ChunkMismatch, "the signature of the chunk of %d bytes that ends at byte %d of the body is wrong", size, c.total-c.left+size)
	}
	return err
}

// parseHead reads "size" or "size;chunk-signature=...".
func (c *IncomingChunks) parseHead(line []byte) (size int64, signature []byte, err error) {
	digits, rest, extended := bytes.Cut(line, []byte(";"))
	if len(digits) == 0 || len(digits) > 16 || strings.Trim(string(digits), "0123456789abcdefABCDEF") != "" {
		return 0, nil, chunkMalformed("the size of a chunk is %q", shorten(string(digits)))
	}
	n, err := strconv.ParseUint(string(digits), 16, 63)
	if err != nil {
		return 0, nil, chunkMalformed("the size of a chunk is %q", shorten(string(digits)))
	}
	if !c.signed {
		if extended {
			return 0, nil, chunkMalformed("a chunk of an unsigned body has an extension")
		}
		return int64(n), nil, nil
	}
	signature, named := bytes.CutPrefix(rest, []byte(chunkSignature[1:]))
	if !named || len(signature) != c.chain.scheme.width() {
		return 0, nil, chunkMalformed("a chunk has no signature of %d characters", c.chain.scheme.width())
	}
	return int64(n), signature, nil
}

// last reads what is behind the head of the last chunk; n is -1 if it is not all there.
func (c *IncomingChunks) last(data, signature []byte) (n, wants int, err error) {
	var canonical, trailerSigned []byte
	var trailer []Header
	for {
		line, more, err := lineOf(data[n:], maxTrailerBytes-n)
		if line < 0 || err != nil {
			return -1, n + more, err
		}
		text := string(data[n : n+line])
		if n += line + len(lineEnd); text == "" {
			break
		}
		name, value, ok := strings.Cut(text, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		switch {
		case !ok, trailerSigned != nil:
			return 0, 0, chunkMalformed("the trailer has a line too many, or one that is none")
		case c.signed && name == strings.TrimSuffix(trailerSignature, ":"):
			trailerSigned = []byte(value)
		case c.checksum.Hash == nil || name != c.checksum.header || len(trailer) > 0:
			return 0, 0, chunkMalformed("the trailer has %q, and what was announced is %q, once", shorten(name), c.checksum.header)
		default:
			trailer = []Header{{name, value}}
			canonical = append(append(append(append(canonical, name...), ':'), value...), '\n')
		}
	}
	if c.checksum.Hash != nil && (len(trailer) == 0 || c.signed && trailerSigned == nil) {
		return 0, 0, chunkMalformed("the trailer lacks %s, or its signature", c.checksum.header)
	}
	if c.signed {
		if err := c.compare(nil, signature, 0); err != nil {
			return 0, 0, err
		}
	}
	if err := c.compareTrailer(trailer, canonical, trailerSigned); err != nil {
		return 0, 0, err
	}
	c.over, c.trailer = true, trailer
	return n, 0, nil
}

func (c *IncomingChunks) compareTrailer(trailer []Header, canonical, signature []byte) error {
	if c.checksum.Hash == nil {
		if signature != nil {
			return chunkMalformed("there is a signature of a trailer, and none was announced")
		}
		return nil
	}
	if c.signed {
		digest := sha256.Sum256(canonical)
		if same, err := c.chain.verify(signature, ofTrailer, &digest); err != nil {
			return err
		} else if !same {
			return fault.New(fault.ChunkMismatch, "the signature of the trailer is wrong")
		}
	}
	if want := c.checksum.appendLine(nil); !hmac.Equal(want[len(c.checksum.header)+1:], []byte(trailer[0].Value)) {
		return fault.New(fault.ChunkMismatch, "%s is not that of the body", c.checksum.header)
	}
	return nil
}

// lineOf returns the length of a line without its end, CR LF; -1 if the end is not
// there, and how many bytes are wanted.
func lineOf(data []byte, limit int) (length, wants int, err error) {
	end := bytes.IndexByte(data, '\n')
	switch {
	case end < 0 && len(data) > limit+len(lineEnd), end > limit+1:
		return -1, 0, chunkMalformed("a line has more than %d bytes", limit)
	case end < 0:
		return -1, len(data) + 1, nil
	case end == 0 || data[end-1] != '\r':
		return -1, 0, chunkMalformed("a line ends with LF alone")
	}
	return end - 1, 0, nil
}

func checkChunkEnd(data []byte) error {
	if string(data[:len(lineEnd)]) != lineEnd {
		return chunkMalformed("a chunk is followed by %q", data[:len(lineEnd)])
	}
	return nil
}

func chunkMalformed(format string, args ...any) error {
	e := fault.New(fault.ChunkMalformed, format, args...)
	e.Message = "the incoming body: " + e.Message
	return e
}
