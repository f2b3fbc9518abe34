package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/sallyport/sallyport/core/eventstream"
	"github.com/sallyport/sallyport/core/fault"
)

// eventFrame is what a signed message has beside its payload: the two lengths and sums,
// and the headers :date and :chunk-signature.
const eventFrame = 12 + 15 + 52 + 4

// At sets the time that the dates of the next messages of an event stream are compared
// with. A body in chunks has no dates.
func (c *IncomingChunks) At(t time.Time) { c.now = func() time.Time { return t } }

// nextEvent takes the message that data begins with, whose payload is the one that was
// signed. Its date is signed with it; the order of messages is in the chain alone, as
// the sender's clock may be set back while it sends.
func (c *IncomingChunks) nextEvent(data []byte) (used int, body []byte, wants int, err error) {
	m, n, err := eventstream.Decode(data)
	switch {
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return 0, nil, 0, chunkMalformed("it has what is no message of an event stream")
	case int64(n) > c.max+eventFrame:
		return 0, nil, 0, chunkMalformed("a message has %d bytes; the limit is %d", n, c.max)
	case err != nil:
		return 0, nil, n, nil
	}
	date, signature := signedHeaders(m.Headers)
	if date == nil || signature == nil {
		return 0, nil, 0, chunkMalformed("a message has other headers than one :date and one :chunk-signature")
	}
	if err := c.moveTo(time.UnixMilli(int64(binary.BigEndian.Uint64(date.Value)))); err != nil {
		return 0, nil, 0, err
	}
	head, err := eventstream.AppendHeaders(nil, []eventstream.Header{*date})
	if err != nil {
		return 0, nil, 0, err
	}
	before, payload := sha256.Sum256(head), sha256.Sum256(m.Payload)
	made, err := c.chain.next(ofPayload, &before, &payload)
	if err != nil {
		return 0, nil, 0, err
	}
	if !hmac.Equal(made, hex.AppendEncode(nil, signature.Value)) {
		return 0, nil, 0, fault.New(fault.ChunkMismatch, "the signature of the message with %d bytes is wrong", len(m.Payload))
	}
	c.over = len(m.Payload) == 0
	return n, m.Payload, 0, nil
}

// signedHeaders returns the two headers that a signed message has, in any order; nil if
// there are others.
func signedHeaders(headers []eventstream.Header) (date, signature *eventstream.Header) {
	if len(headers) != 2 {
		return nil, nil
	}
	for i := range headers {
		switch h := &headers[i]; {
		case h.Name == ":date" && h.Type == eventstream.Timestamp:
			date = h
		case h.Name == ":chunk-signature" && h.Type == eventstream.Bytes && len(h.Value) == sha256.Size:
			signature = h
		}
	}
	return date, signature
}

// moveTo moves the chain to the date of a message, which is near the present.
func (c *IncomingChunks) moveTo(date time.Time) error {
	if c.now == nil {
		return fault.New(fault.InvalidArgument, "the body is an event stream, and there is no clock that its dates are compared with")
	}
	if away := c.now().Sub(date); away > c.maxSkew || away < -c.maxSkew {
		return fault.New(fault.RequestTimeSkewed, "the date of a message of the event stream is %d seconds from now; the limit is %d", int64(away.Abs()/time.Second), int64(c.maxSkew/time.Second))
	}
	second, stamp, err := stampOf(date)
	if err != nil {
		return chunkMalformed("the date of a message is not of this era")
	}
	c.chain.second, c.chain.stamp = second, stamp
	if c.chain.key.date != stamp[:8] { // midnight has passed
		c.chain.key = c.keyOf(stamp[:8])
	}
	return nil
}
