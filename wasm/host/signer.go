package host

import (
	"context"
	"time"
)

// Signer signs requests (AWS Signature Version 4) with one set of credentials.
type Signer struct{ *object }

// NewSigner makes a signer from the options credentials.*, sign.* and env.*.
func (r *Runtime) NewSigner(ctx context.Context, options Options) (*Signer, error) {
	o, err := r.newObject(ctx, "signer", options)
	if err != nil {
		return nil, err
	}
	return &Signer{o}, nil
}

// Signed is a signed request. Send exactly URL and Headers.
type Signed struct {
	URL              string
	Headers          []Header
	Signature        string // 64 hex digits
	CanonicalRequest string // for comparison with a server's message
	StringToSign     string
}

// Sign signs r in its Authorization header.
func (s *Signer) Sign(ctx context.Context, r *Request) (*Signed, error) {
	return s.sign(ctx, "sally_signer_sign", r, 0)
}

// Presign signs r in the query of its URL, valid for expires from r.Time on.
func (s *Signer) Presign(ctx context.Context, r *Request, expires time.Duration) (*Signed, error) {
	return s.sign(ctx, "sally_signer_presign", r, expires)
}

func (s *Signer) sign(ctx context.Context, function string, r *Request, expires time.Duration) (*Signed, error) {
	if r == nil {
		return nil, missing("request")
	}
	var signed Signed
	err := s.use(ctx, func(i *instance, handle uint64) error {
		request, err := i.writeRequest(r, expires, 0)
		if err != nil {
			return err
		}
		text, err := i.fill(function, []uint64{handle, request}, uint64(i.fixed+fixedSpans))
		if err != nil {
			return err
		}
		var headers string
		err = i.spans(text, &signed.URL, &headers, &signed.Signature, &signed.CanonicalRequest, &signed.StringToSign)
		signed.Headers = parseLines(headers)
		return err
	})
	if err != nil {
		return nil, err
	}
	return &signed, nil
}
