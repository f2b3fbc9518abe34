package main

/*
#include "shared.h"
*/
import "C"

import (
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// readRequest borrows what the caller's struct points to.
func readRequest(r *op.Request, from *C.const_sally_request) error {
	if from == nil {
		return nullPointer("request")
	}
	if from.size < C.sizeof_sally_request {
		return fault.New(fault.InvalidArgument, "request.size is %d; set it with SALLY_REQUEST_INIT", uint64(from.size))
	}
	if unknown := from.flags &^ C.SALLY_REQUEST_DUPLICATES_ALLOWED; unknown != 0 {
		return fault.New(fault.InvalidArgument, "request.flags has the unknown bits %#x", uint64(unknown))
	}
	var b borrower
	*r = op.Request{
		Method:            b.text(from.method, "request.method"),
		URL:               b.text(from.url, "request.url"),
		Headers:           b.text(from.headers, "request.headers"),
		Body:              b.bytes(from.body, "request.body"),
		PayloadHash:       b.text(from.payload_hash, "request.payload_hash"),
		Time:              int64(from.time),
		Expires:           int64(from.expires),
		TimeoutMS:         int64(from.timeout_ms),
		DuplicatesAllowed: from.flags != 0,
	}
	return b.err
}

// readMessage borrows what the caller's struct points to.
func readMessage(m *op.Message, from *C.const_sally_message) error {
	if from == nil {
		return nullPointer("message")
	}
	if from.size < C.sizeof_sally_message {
		return fault.New(fault.InvalidArgument, "message.size is %d; set it with SALLY_MESSAGE_INIT", uint64(from.size))
	}
	if from.retain != 0 && from.retain != 1 {
		return fault.New(fault.InvalidArgument, "message.retain is %d, not 0 or 1", int32(from.retain))
	}
	var b borrower
	*m = op.Message{
		Topic:           b.text(from.topic, "message.topic"),
		Payload:         b.bytes(from.payload, "message.payload"),
		QoS:             int(from.qos),
		Retain:          from.retain != 0,
		ContentType:     b.text(from.content_type, "message.content_type"),
		ResponseTopic:   b.text(from.response_topic, "message.response_topic"),
		CorrelationData: b.bytes(from.correlation_data, "message.correlation_data"),
		PayloadFormat:   b.text(from.payload_format, "message.payload_format"),
		UserProperties:  b.text(from.user_properties, "message.user_properties"),
		MessageExpiry:   int64(from.message_expiry),
		TimeoutMS:       int64(from.timeout_ms),
	}
	return b.err
}
