package op

import (
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// signChunks signs the head of a request whose body follows in chunks.
func (s *Signer) signChunks(c *Call) error {
	req, err := s.borrow(c.Texts[RequestMethod], c.Texts[RequestURL], c.Texts[RequestHeaders], nil,
		c.Texts[RequestPayloadHash], c.Numbers[SignerSignChunksNumberTime])
	defer s.giveBack(req)
	if err != nil {
		return err
	}
	if n := len(c.bytes(RequestBody)); n > 0 {
		return fault.New(fault.InvalidArgument, "body has %d bytes; a body in chunks is given chunk by chunk", n)
	}
	start := len(c.Out)
	signer, err := s.of(req.Time, c.Numbers[SignerSignChunksNumberTime])
	if err != nil {
		return err
	}
	out, at, chunks, err := signer.AppendChunks(c.Out, req, c.Numbers[SignerSignChunksNumberContentLength], c.Numbers[SignerSignChunksNumberChunkSize])
	if err != nil {
		return err
	}
	c.putChunked(start, out, &at, chunks)
	return nil
}

func (c *Call) putChunked(start int, out []byte, at *Signed, chunks *sigv4.Chunks) {
	from := len(out) - start
	out = chunks.AppendState(out)
	c.put(out, at.URL, at.Headers, at.Signature, at.CanonicalRequest, at.StringToSign, Span{Start: from, End: len(out) - start})
}

// resignChunks signs the head of an incoming request anew, whose body follows in
// chunks.
func (s *Signer) resignChunks(c *Call) error {
	headers, err := incomingHeaders(c.Texts[SignerResignChunksTextHeaders])
	if err != nil {
		return err
	}
	now, err := s.system.at(c.Numbers[SignerResignChunksNumberTime])
	if err != nil {
		return err
	}
	signer, err := s.of(now, c.Numbers[SignerResignChunksNumberTime])
	if err != nil {
		return err
	}
	start := len(c.Out)
	out, at, chunks, err := signer.AppendResignChunks(c.Out, &sigv4.Incoming{
		Method: c.Texts[SignerResignChunksTextMethod], URL: c.Texts[SignerResignChunksTextURL], Headers: headers, BodyUnread: true, Time: now,
	}, c.Texts[SignerResignChunksTextOrigin], c.Numbers[SignerResignChunksNumberChunkSize])
	if err != nil {
		return err
	}
	c.putChunked(start, out, &at, chunks)
	return nil
}

// nextChunk makes what stands around a chunk. It changes nothing, so that a call
// whose result found no room can be made again.
func (s *Signer) nextChunk(c *Call) error {
	state, signer := c.Texts[SignerNextChunkTextState], s.signer
	if s.chain != nil {
		var err error
		if signer, err = s.chain.Former(sigv4.StateAccessKeyID(state)); err != nil {
			return err
		}
	}
	chunks, err := signer.ResumeChunks(state)
	if err != nil {
		return err
	}
	at, err := s.system.at(c.Numbers[SignerNextChunkNumberTime])
	if err == nil {
		err = chunks.At(at)
	}
	if err != nil {
		return err
	}
	head, tail, err := chunks.Next(c.bytes(SignerNextChunkTextData))
	if err != nil {
		return err
	}
	start := len(c.Out)
	var spans [FrameCount]Span
	out := c.Out
	out, spans[FrameHead] = appendSpan(out, start, head)
	out, spans[FrameTail] = appendSpan(out, start, tail)
	from := len(out) - start
	out = chunks.AppendState(out)
	spans[FrameState] = Span{Start: from, End: len(out) - start}
	c.put(out, spans[:]...)
	return nil
}
