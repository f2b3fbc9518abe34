package op

import (
	"errors"
	"io"
	"strconv"

	"github.com/sallyport/sallyport/core/eventstream"
)

// eventEncode writes a message of an event stream.
func eventEncode(_ *System, c *Call) error {
	headers, err := eventstream.ParseLines(c.Texts[EventEncodeTextHeaders])
	if err != nil {
		return err
	}
	start := len(c.Out)
	out, err := eventstream.Append(c.Out, &eventstream.Message{Headers: headers, Payload: c.bytes(EventEncodeTextPayload)})
	if err != nil {
		return err
	}
	c.put(out, Span{Start: 0, End: len(out) - start})
	return nil
}

// eventDecode reads the message that data begins with.
func eventDecode(_ *System, c *Call) error {
	m, n, err := eventstream.Decode(c.bytes(EventDecodeTextData))
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	start := len(c.Out)
	var spans [EventCount]Span
	out := eventstream.AppendLines(c.Out, m.Headers)
	spans[EventHeaders] = Span{Start: 0, End: len(out) - start}
	spans[EventPayload] = Span{Start: len(out) - start}
	out = append(out, m.Payload...)
	spans[EventPayload].End = len(out) - start
	spans[EventLength] = Span{Start: len(out) - start}
	out = strconv.AppendInt(out, int64(n), 10)
	spans[EventLength].End = len(out) - start
	c.put(out, spans[:]...)
	return nil
}
