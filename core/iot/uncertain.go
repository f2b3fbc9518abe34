package iot

import (
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// undelivered returns the error of a call without an answer. Where the message
// may have been published, that is the first thing to know.
func undelivered(err error, m *Message) error {
	e := fault.From(err)
	if !client.Sent(err) || turnedAway(e.Code) && !client.SentEarlier(err) {
		return err
	}
	return fault.Wrap(fault.PublishUncertain, e, "topic %q: %s", shorten(m.Topic), e.Error()).WithDetail(e.Detail)
}

// turnedAway reports whether the server refused us in the handshake. In TLS 1.3
// the refusal meets the request on the way, and the server throws that away; it
// says nothing about a request that was sent before.
func turnedAway(code fault.Code) bool {
	return code == fault.ClientCertificateRequired || code == fault.ClientCertificateRejected
}
