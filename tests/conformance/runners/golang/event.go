package main

import (
	"github.com/sallyport/sallyport/core/eventstream"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

func eventEncode(call *wire.Frame) (*wire.Frame, error) {
	headers, err := eventstream.ParseLines(call.Get("headers"))
	if err != nil {
		return nil, err
	}
	message, err := eventstream.Append(nil, &eventstream.Message{Headers: headers, Payload: []byte(call.Get("payload"))})
	return frame(wire.OK, "message", string(message)), err
}

func eventDecode(call *wire.Frame) (*wire.Frame, error) {
	m, _, err := eventstream.Decode([]byte(call.Get("data")))
	return frame(wire.OK, "headers", string(eventstream.AppendLines(nil, m.Headers)), "payload", string(m.Payload)), err
}
