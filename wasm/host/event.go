package host

import (
	"context"
	"strconv"
)

// EncodeEvent writes a message of an event stream (application/vnd.amazon.eventstream).
// headers are lines "type<tab>name<tab>value", as sallyport.h has them; a program in
// Go can use package core/eventstream as well.
//
// Errors: EVENT_MALFORMED.
func (r *Runtime) EncodeEvent(ctx context.Context, headers string, payload []byte) (message string, err error) {
	err = r.with(ctx, func(i *instance) error {
		out, err := i.ask(opEventEncode, 0, arguments{
			texts: []text{opEventEncodeTextHeaders: optional(headers), opEventEncodeTextPayload: optional(payload)},
		})
		if err == nil {
			message = out[opEncodedMessage]
		}
		return err
	})
	return message, err
}

// DecodeEvent reads the message that data begins with, and its length. If data has
// only a part of it, length is larger than that, and there are no headers and no
// payload yet.
//
// Errors: EVENT_MALFORMED.
func (r *Runtime) DecodeEvent(ctx context.Context, data []byte) (headers, payload string, length int, err error) {
	err = r.with(ctx, func(i *instance) error {
		out, err := i.ask(opEventDecode, 0, arguments{texts: []text{opEventDecodeTextData: optional(data)}})
		if err != nil {
			return err
		}
		headers, payload = out[opEventHeaders], out[opEventPayload]
		length, err = strconv.Atoi(out[opEventLength])
		return err
	})
	return headers, payload, length, err
}
