package op

import (
	"math"

	"github.com/sallyport/sallyport/core/fault"
)

// presignedQuery is about what a signature adds to a URL, without a session token.
const presignedQuery = 320

// PresignBatch presigns each URL of a column: method, headers, payload hash,
// time and expires are r's, whose URL is empty. The result has the column "url".
//
// Errors of the whole call: those of AppendPresign that do not depend on the
// URL, INVALID_ARGUMENT, INPUT_TOO_LARGE, OUT_OF_MEMORY.
func (s *Signer) PresignBatch(r *Request, urls *Column, memory Memory) (*Batch, error) {
	if r.URL != "" {
		return nil, fault.New(fault.InvalidArgument, "request.url is not empty; each row brings its URL")
	}
	if err := urls.check("urls"); err != nil {
		return nil, err
	}
	req, err := s.borrow(r.Method, r.URL, r.Headers, r.Body, r.PayloadHash, r.Time)
	defer s.giveBack(req)
	if err != nil {
		return nil, err
	}
	expires := seconds(r.Expires)
	signer, err := s.of(req.Time, r.Time)
	if err != nil {
		return nil, err
	}
	req.URL = signer.AnyURL() // to check what the rows have in common
	sample, err := signer.AppendPresignURL(nil, req, expires)
	if err != nil {
		return nil, err
	}
	b, err := newBatch(memory, urls.Length, "url")
	if err != nil {
		return nil, err
	}
	out := &b.Columns[0]
	added := max(len(sample), presignedQuery)
	if estimate := urls.bytes() + urls.Length*added; estimate > 0 && estimate <= math.MaxInt32 {
		if err := b.grow(out, estimate); err != nil {
			return nil, err
		}
	}
	for i := range urls.Length {
		url, ok := urls.Row(i)
		if !ok {
			out.null(i)
			b.errors.null(i)
			continue
		}
		room, err := b.room(out, len(url)+added)
		if err != nil {
			return nil, err
		}
		req.URL = url
		signed, err := signer.AppendPresignURL(room, req, expires)
		if err != nil {
			err = b.fail(i, err)
		} else {
			b.errors.null(i)
			err = b.put(out, i, signed)
		}
		if err != nil {
			return nil, err
		}
	}
	return b.finish(), nil
}
