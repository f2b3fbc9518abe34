//go:build wasip1

package main

import (
	"unsafe"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// readRequest borrows what the caller's struct points to.
func readRequest(r *op.Request, from *requestIn) error {
	if err := check(from, "request"); err != nil {
		return err
	}
	if uintptr(from.size) < unsafe.Sizeof(*from) {
		return fault.New(fault.InvalidArgument, "request.size is %d; it has %d bytes", from.size, unsafe.Sizeof(*from))
	}
	if unknown := from.flags &^ duplicatesAllowed; unknown != 0 {
		return fault.New(fault.InvalidArgument, "request.flags has the unknown bits %#x", unknown)
	}
	var b borrower
	*r = op.Request{
		Method:            b.text(from.method, "request.method"),
		URL:               b.text(from.url, "request.url"),
		Headers:           b.text(from.headers, "request.headers"),
		Body:              b.bytes(from.body, "request.body"),
		PayloadHash:       b.text(from.payloadHash, "request.payload_hash"),
		Time:              from.time,
		Expires:           from.expires,
		TimeoutMS:         from.timeoutMS,
		DuplicatesAllowed: from.flags != 0,
	}
	return b.err
}

// readMessage borrows what the caller's struct points to.
func readMessage(m *op.Message, from *messageIn) error {
	if err := check(from, "message"); err != nil {
		return err
	}
	if uintptr(from.size) < unsafe.Sizeof(*from) {
		return fault.New(fault.InvalidArgument, "message.size is %d; it has %d bytes", from.size, unsafe.Sizeof(*from))
	}
	if from.retain != 0 && from.retain != 1 {
		return fault.New(fault.InvalidArgument, "message.retain is %d, not 0 or 1", from.retain)
	}
	var b borrower
	*m = op.Message{
		Topic:           b.text(from.topic, "message.topic"),
		Payload:         b.bytes(from.payload, "message.payload"),
		QoS:             int(from.qos),
		Retain:          from.retain != 0,
		ContentType:     b.text(from.contentType, "message.content_type"),
		ResponseTopic:   b.text(from.responseTopic, "message.response_topic"),
		CorrelationData: b.bytes(from.correlationData, "message.correlation_data"),
		PayloadFormat:   b.text(from.payloadFormat, "message.payload_format"),
		UserProperties:  b.text(from.userProperties, "message.user_properties"),
		MessageExpiry:   from.messageExpiry,
		TimeoutMS:       from.timeoutMS,
	}
	return b.err
}
