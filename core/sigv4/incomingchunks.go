package sigv4

import (
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// Chunks returns what [NewChunkReader] needs of a verified request whose body is in
// chunks, or an event stream ([PayloadStreaming]): r is the request, secret that of its
// access key id. For an event stream the caller sets Now.
//
// Errors: PAYLOAD_HASH_MALFORMED for another body; REQUEST_MALFORMED for one without
// X-Amz-Decoded-Content-Length, without the X-Amz-Trailer that it promises, or in
// chunks of another scheme.
func (v *Verified) Chunks(r *Incoming, secret string) (*ChunkedBody, error) {
	if v.Payload != PayloadStreaming {
		return nil, fault.New(fault.PayloadHashMalformed, "the body is %s", shorten(v.PayloadHash))
	}
	var length int64
	var trailer string
	if v.PayloadHash != StreamEvents {
		var err error
		if length, trailer, err = chunkHeaders(r.Headers); err != nil {
			return nil, err
		}
	}
	if err := v.checkForm(trailer); err != nil {
		return nil, err
	}
	return &ChunkedBody{
		PayloadHash: v.PayloadHash, Length: length, Trailer: trailer, AccessKeyID: v.AccessKeyID,
		Secret: secret, Region: v.Region, Service: v.Service, Time: v.SignedAt, Signature: v.seed,
	}, nil
}

// checkForm compares the trailer that is announced with the payload hash.
func (v *Verified) checkForm(trailer string) error {
	scheme := &aws4
	if v.Scheme == aws4a.algorithm {
		scheme = &aws4a
	}
	form := Chunks{form: v.PayloadHash}
	if trailer == "" && strings.HasSuffix(v.PayloadHash, "-TRAILER") {
		return unreadable("the payload hash is %s, and there is no X-Amz-Trailer", v.PayloadHash)
	}
	return Malformed(form.setForm(scheme, trailer))
}

// chunkHeaders reads what the head of a body in chunks says of it. Both headers have
// to be signed, which the verifier sees to.
func chunkHeaders(headers []Header) (length int64, trailer string, err error) {
	length = -1
	for _, h := range headers {
		switch strings.ToLower(h.Name) {
		case "x-amz-decoded-content-length":
			n, err := strconv.ParseUint(strings.TrimSpace(h.Value), 10, 63) // no sign: 1*DIGIT
			if err != nil || length >= 0 {
				return 0, "", unreadable("the header X-Amz-Decoded-Content-Length is %q, or is there twice", shorten(h.Value))
			}
			length = int64(n)
		case "x-amz-trailer":
			if trailer != "" {
				return 0, "", unreadable("the header X-Amz-Trailer is there twice")
			}
			trailer = strings.TrimSpace(h.Value)
		}
	}
	if length < 0 {
		return 0, "", unreadable("the body is in chunks, and the header X-Amz-Decoded-Content-Length is missing")
	}
	return length, trailer, nil
}

// ResignChunks is [Signer.Resign] for a request whose body is in chunks. The body that
// goes on is made of what a [ChunkReader] gives of the one that comes in; size is that
// of its chunks, 0: 64 KiB. Its checksum, if it has a trailer, is computed anew. In an
// event stream each message that goes on has the payload of one that came in, which
// [IncomingChunks] gives.
//
// Errors: those of [Signer.Resign] and [Signer.SignChunks].
func (s *Signer) ResignChunks(r *Incoming, origin string, size int64) (*SignedRequest, *Chunks, error) {
	again, length, err := s.againInChunks(r, origin)
	if err != nil {
		return nil, nil, err
	}
	signed, chunks, err := s.SignChunks(again, length, size)
	return signed, chunks, Malformed(err)
}

// AppendResignChunks is [Signer.ResignChunks] in the manner of [Signer.AppendSign].
func (s *Signer) AppendResignChunks(dst []byte, r *Incoming, origin string, size int64) ([]byte, Layout, *Chunks, error) {
	again, length, err := s.againInChunks(r, origin)
	if err != nil {
		return dst, Layout{}, nil, err
	}
	dst, layout, chunks, err := s.AppendChunks(dst, again, length, size)
	return dst, layout, chunks, Malformed(err)
}

func (s *Signer) againInChunks(r *Incoming, origin string) (*Request, int64, error) {
	again, m, _, err := s.again(r, origin, true)
	if err != nil {
		return nil, 0, err
	}
	var length int64
	if again.PayloadHash != StreamEvents {
		length, _, err = chunkHeaders(again.Headers)
	}
	switch {
	case err != nil:
		return nil, 0, err
	case m != modeHeader:
		return nil, 0, unreadable("a presigned URL has no body in chunks")
	}
	kept := again.Headers[:0]
	for _, h := range again.Headers {
		if !strings.EqualFold(h.Name, "Content-Length") { // of the chunks that came in
			kept = append(kept, h)
		}
	}
	again.Headers = kept
	return again, length, nil
}
