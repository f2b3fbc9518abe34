package sigv4

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/sallyport/sallyport/core/eventstream"
)

// nextEvent wraps a message of an event stream, which is the payload, into one whose
// headers are the date and a signature. Signed are the date, as it is encoded, and
// the payload (Amazon Transcribe Developer Guide, "Event stream encoding").
func (c *Chunks) nextEvent(data []byte) (head, tail []byte, err error) {
	var date [8]byte
	binary.BigEndian.PutUint64(date[:], uint64(c.chain.second)*1000)
	headers := []eventstream.Header{{Name: ":date", Type: eventstream.Timestamp, Value: date[:]}}
	signed, err := eventstream.AppendHeaders(nil, headers)
	if err != nil {
		return nil, nil, err
	}
	before, payload := sha256.Sum256(signed), sha256.Sum256(data)
	if _, err := c.chain.next(ofPayload, &before, &payload); err != nil {
		return nil, nil, err
	}
	signed, err = eventstream.AppendHeaders(signed, []eventstream.Header{{Name: ":chunk-signature", Type: eventstream.Bytes, Value: c.chain.sum[:]}})
	if err != nil {
		return nil, nil, err
	}
	head, end, err := eventstream.Frame(c.head[:0], signed, data)
	if err != nil {
		return nil, nil, err
	}
	c.head, c.tail = head, append(c.tail[:0], end[:]...)
	c.over = len(data) == 0
	return c.head, c.tail, nil
}
