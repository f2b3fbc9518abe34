package host

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Signer signs requests (AWS Signature Version 4) with one set of credentials.
type Signer struct{ *object }

// NewSigner makes a signer from the options credentials.*, sign.* and env.*.
//
// Errors: UNKNOWN_OPTION, INVALID_OPTION, CREDENTIALS_*, PROFILE_*,
// SCHEME_UNSUPPORTED, REGION_MALFORMED.
func (r *Runtime) NewSigner(ctx context.Context, options Options) (*Signer, error) {
	o, err := r.newObject(ctx, opSignerNew, "signer", options)
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

// Renewal is what the credentials of a signer are at the moment.
type Renewal struct {
	AccessKeyID string
	Expires     time.Time // zero: never
	Source      string    // for people; empty for a given key pair
	Log         string    // what was said of sources since the last time, as lines with their times
}

// Refresh waits for credentials if the signer has none that are valid. All that
// signs does so itself. The source's address must be allowed in
// Config.Network; a credential_process cannot be run.
//
// Errors: CREDENTIALS_*, those of [Client.Do], UNSUPPORTED if no network is lent.
func (s *Signer) Refresh(ctx context.Context) (*Renewal, error) {
	var renewal *Renewal
	err := s.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opSignerRefresh, handle, arguments{})
		if err != nil {
			return err
		}
		renewal = &Renewal{AccessKeyID: out[opRenewalAccessKeyID], Source: out[opRenewalSource]}
		if end, err := strconv.ParseInt(out[opRenewalExpires], 10, 64); err == nil {
			renewal.Expires = time.Unix(end, 0)
		}
		said, err := i.ask(opSignerLog, handle, arguments{})
		if err == nil {
			renewal.Log = said[opLogLines]
		}
		return err
	})
	return renewal, err
}

// fresh repeats a use for which there were no valid credentials, once the same
// instance has fetched some: each has its own.
func (o *object) fresh(ctx context.Context, refresh int, use func(i *instance, handle uint64) error) error {
	return o.use(ctx, func(i *instance, handle uint64) error {
		err := use(i, handle)
		if !errors.Is(err, fault.CredentialsStale) {
			return err
		}
		if _, err := i.ask(refresh, handle, arguments{}); err != nil {
			return err
		}
		return use(i, handle)
	})
}

// Sign signs r in its Authorization header.
//
// Errors: NULL_POINTER, INVALID_URL, INVALID_HEADER, INVALID_ARGUMENT,
// ALREADY_SIGNED, SERVICE_UNKNOWN, REGION_UNKNOWN, PAYLOAD_HASH_MALFORMED,
// INPUT_TOO_LARGE.
func (s *Signer) Sign(ctx context.Context, r *Request) (*Signed, error) {
	return s.sign(ctx, opSignerSign, r, nil)
}

// Presign signs r in the query of its URL, valid for expires from r.Time on: whole
// seconds, up to seven days.
//
// Errors: those of [Signer.Sign] and EXPIRES_OUT_OF_RANGE.
func (s *Signer) Presign(ctx context.Context, r *Request, expires time.Duration) (*Signed, error) {
	if err := wholeSeconds(expires, "expires"); err != nil {
		return nil, err
	}
	return s.sign(ctx, opSignerPresign, r, []int64{int64(expires / time.Second)})
}

func (s *Signer) sign(ctx context.Context, op int, r *Request, expires []int64) (*Signed, error) {
	if err := given(r, "the request"); err != nil {
		return nil, err
	}
	var signed *Signed
	err := s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) error {
		texts, err := i.requestTexts(r)
		if err != nil {
			return err
		}
		out, err := i.ask(op, handle, arguments{texts: texts, numbers: append([]int64{seconds(r.Time)}, expires...)})
		if err != nil {
			return err
		}
		signed = signedOf(out)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return signed, nil
}

// Resign signs a request anew that somebody signed with credentials of no worth. Its
// own signature is read for the scope and the names of the signed headers, and
// replaced; it is not verified. origin is where the request goes on to, "" for the
// URL's.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT, and the refusals REQUEST_* (1220 to 1234).
func (s *Signer) Resign(ctx context.Context, r *Incoming, origin string) (*Signed, error) {
	if err := given(r, "the request"); err != nil {
		return nil, err
	}
	lines, err := incomingLines(r.Headers)
	if err != nil {
		return nil, err
	}
	var signed *Signed
	err = s.fresh(ctx, opSignerRefresh, func(i *instance, handle uint64) error {
		out, err := i.ask(opSignerResign, handle, arguments{
			texts: []text{
				opSignerResignTextMethod: optional(r.Method), opSignerResignTextURL: optional(r.URL),
				opSignerResignTextHeaders: optional(lines), opSignerResignTextBody: textOf(r.Body, !r.Unread),
				opSignerResignTextOrigin: optional(origin),
			},
			numbers: []int64{opSignerResignNumberTime: seconds(r.Now)},
		})
		if err == nil {
			signed = signedOf(out)
		}
		return err
	})
	return signed, err
}

func signedOf(out []string) *Signed {
	return &Signed{
		URL: out[opSignedURL], Headers: parseLines(out[opSignedHeaders]), Signature: out[opSignedSignature],
		CanonicalRequest: out[opSignedCanonicalRequest], StringToSign: out[opSignedStringToSign],
	}
}

// Explanation says why a server refused a signature. No secret is in it.
type Explanation struct {
	Cause    string // a stable id, a row of docs/causes/README.md
	Summary  string
	Evidence []Header // findings by name
	Fix      string
}

// Refusal is what was signed, and what a server answered.
type Refusal struct {
	Signed *Signed
	Method string // as sent

	Status  int // 0: not known
	Headers []Header
	Body    []byte // of which 64 KiB are read
}

// Explain says why a server refused what this signer has signed.
//
// Errors: NULL_POINTER, INVALID_HEADER.
func (s *Signer) Explain(ctx context.Context, r *Refusal) (*Explanation, error) {
	if err := given(r, "the refusal"); err != nil {
		return nil, err
	}
	if err := given(r.Signed, "what was signed"); err != nil {
		return nil, err
	}
	var e *Explanation
	err := s.use(ctx, func(i *instance, handle uint64) error {
		lines, err := appendLines(nil, r.Headers)
		if err != nil {
			return err
		}
		out, err := i.ask(opSignerExplain, handle, arguments{
			texts: []text{
				opRefusalMethod: optional(r.Method), opRefusalURL: optional(r.Signed.URL),
				opRefusalCanonicalRequest: optional(r.Signed.CanonicalRequest), opRefusalStringToSign: optional(r.Signed.StringToSign),
				opRefusalResponseHeaders: optional(lines), opRefusalResponseBody: optional(r.Body),
			},
			numbers: []int64{opSignerExplainNumberStatus: int64(r.Status)},
		})
		if err != nil {
			return err
		}
		e = explanationOf(out)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return e, nil
}
