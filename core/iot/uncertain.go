package iot

import (
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// undelivered returns the error of a call without an answer. Where the message
// may have been published, that is the first thing to know.
func undelivered(err error, m *Message) error {
	e := fault.From(err)
	if !maySent(e) {
		return err
	}
	return fault.Wrap(fault.PublishUncertain, e, "topic %q: %s", shorten(m.Topic), e.Error()).WithDetail(e.Detail)
}

// maySent reports whether a part of the request may have left us. A refused
// client certificate is no such case even in TLS 1.3, where the refusal meets
// the request: the server throws it away.
func maySent(e *fault.Error) bool {
	switch e.Code {
	case fault.ConnectionReset, fault.ConnectionClosed, fault.ReadTimeout, fault.WriteFailed, fault.TLSBroken,
		fault.HTTPMalformed, fault.HTTPTruncated, fault.HTTPHeaderTooLarge, fault.HTTPBodyTooLarge, fault.HTTPTooManyInformational:
		return true
	case fault.DeadlineExceeded, fault.Cancelled:
		return !connecting(e.Message)
	}
	return false
}

// connecting reports whether an interrupted call names a phase before sending.
func connecting(message string) bool {
	for _, phase := range [...]string{"looking up ", "connecting to ", "the TLS handshake ", "waiting for its answer to CONNECT"} {
		if strings.Contains(message, " while "+phase) {
			return true
		}
	}
	return false
}
