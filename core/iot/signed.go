package iot

import (
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/sigv4"
)

// Signs reports whether the publisher signs its requests.
func (p *Publisher) Signs() bool { return p.signer != nil }

// PrepareSigned is [Publisher.Prepare] for somebody who sends the request in
// another way: with the signature of time now, if the publisher signs at all.
//
// Errors: those of [Publisher.Prepare] and of [sigv4.Signer.Sign];
// CREDENTIALS_STALE.
func (p *Publisher) PrepareSigned(m *Message, now time.Time) (*client.Request, error) {
	r, err := p.Prepare(m)
	if err != nil || p.signer == nil {
		return r, err
	}
	signer, err := p.signer()
	if err != nil {
		return nil, err
	}
	signed, err := signer.Sign(&sigv4.Request{Method: r.Method, URL: r.URL, Headers: r.Headers, Body: r.Body, Time: now})
	if err != nil {
		return nil, err
	}
	r.URL, r.Headers = signed.URL, signed.Headers
	return r, nil
}
