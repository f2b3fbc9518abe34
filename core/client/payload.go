package client

import (
	"bytes"
	"context"
	"io"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

const unsignedPayload = "UNSIGNED-PAYLOAD"

// choosePayload settles what is signed in place of the hash of a body that is read
// as it is sent: over TLS nothing, because nobody on the way can change it and every
// server of S3 takes that; over http its chunks. A trailer that is asked for goes
// with the one and the other.
func (r *prepared) choosePayload(signer *sigv4.Signer) error {
	if r.PayloadHash == "" {
		trailer := has(r.Headers, "X-Amz-Trailer")
		switch {
		case r.target.secure && trailer:
			r.PayloadHash = sigv4.StreamUnsignedTrailer
		case r.source == nil && !trailer:
			return nil
		case r.target.secure || signer == nil || signer.StreamForm(false) == "": // OSS hashes no body, ever
			r.PayloadHash = unsignedPayload
		default:
			r.PayloadHash = signer.StreamForm(trailer)
		}
	}
	switch {
	case !sigv4.IsChunked(r.PayloadHash):
		return nil
	case r.source == nil:
		body := r.Body
		again := func() (io.Reader, error) { return bytes.NewReader(body), nil }
		r.source = &source{reader: bytes.NewReader(body), length: int64(len(body)), again: again}
	case r.source.length < 0:
		return fault.New(fault.InvalidArgument, "the length of the body is not known, which a body in signed chunks needs: "+
			"give ContentLength (content_length), or over https the payload hash "+unsignedPayload)
	}
	return nil
}

// sign returns the request in its signed form, with the time of now, and its body.
func (c *Client) sign(ctx context.Context, r *prepared) (*Request, *target, *source, error) {
	own := &sigv4.Request{
		Method: r.Method, URL: r.URL, Headers: r.Headers, Body: r.Body, PayloadHash: r.PayloadHash,
		Time: c.o.Clock().Add(r.resigned.skew), Region: r.resigned.region,
	}
	signer := c.o.Signer
	if c.o.Renewed != nil {
		var err error
		if signer, err = c.o.Renewed(ctx); err != nil {
			return nil, nil, nil, err
		}
	}
	body := r.source
	var signed *sigv4.SignedRequest
	var err error
	if sigv4.IsChunked(r.PayloadHash) {
		var chunks *sigv4.Chunks
		if signed, chunks, err = signer.SignChunks(own, r.source.length, 0); err == nil {
			body = &source{reader: chunks.Reader(r.source.reader), length: chunks.Length(), of: r.source}
		}
	} else {
		signed, err = signer.Sign(own)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	t := *r.target
	t.path = signed.RequestTarget() // the signer leaves scheme and host alone
	request := r.Request
	request.Headers, r.authorization, r.regionSet = signed.Headers, first(signed.Headers, "Authorization"), first(signed.Headers, "X-Amz-Region-Set")
	return &request, &t, body, checkHost(request.Headers, r.target)
}
