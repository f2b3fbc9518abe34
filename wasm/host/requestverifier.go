package host

import (
	"context"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// RequestVerifier verifies the signatures of incoming requests.
type RequestVerifier struct{ *object }

// NewRequestVerifier makes one from the options verify.*.
//
// Errors: UNKNOWN_OPTION, INVALID_OPTION.
func (r *Runtime) NewRequestVerifier(ctx context.Context, options Options) (*RequestVerifier, error) {
	o, err := r.newObject(ctx, opRequestVerifierNew, "request verifier", options)
	if err != nil {
		return nil, err
	}
	return &RequestVerifier{o}, nil
}

// Incoming is a request as it came over the wire.
type Incoming struct {
	Method  string
	URL     string   // absolute, or the target of the request line
	Headers []Header // all of them, Host included
	Body    []byte   // before anything decoded it
	Unread  bool     // Body is not at hand: what is declared of it is all that is verified

	Now time.Time // zero: now
}

// Claimed is what a request says about its signature. Nothing of it is verified.
type Claimed struct {
	AccessKeyID  string
	SessionToken string // a secret; "": none
	Date         string // of the scope, YYYYMMDD
	Region       string
	Service      string
}

// Secret is what is known of an access key id; without a key nobody has that id.
type Secret struct {
	SecretAccessKey string
	SessionToken    string // that the request must have; "": it is not compared
}

// Verified is what the signature of a request proves.
type Verified struct {
	Scheme        string // "AWS4-HMAC-SHA256", or as the scheme has it
	Carrier       string // "header" or "query"
	AccessKeyID   string
	Date          string // of the scope, YYYYMMDD
	Region        string // empty with acs3, which has none
	Service       string // likewise
	SignedHeaders string // such as "host;x-amz-date": no other header is proven
	SignedAt      string // RFC 3339
	ExpiresAt     string // RFC 3339; from then on it is refused as old
	Payload       string // "verified", "declared" (it was not read), "unsigned" or "streaming" (see [RequestVerifier.Chunks])
	PayloadHash   string // that was signed
	Fingerprint   string // hex SHA-256 of the signature

	state string    // of a body in chunks
	now   time.Time // as it was given
}

// incomingLines are the headers of a request that came in: what is wrong with them is
// the sender's fault.
func incomingLines(headers []Header) ([]byte, error) {
	lines, err := appendLines(nil, headers)
	if fault.CodeOf(err) == fault.InvalidHeader {
		err = fault.Wrap(fault.RequestMalformed, err, "%s", fault.From(err).Message)
	}
	return lines, err
}

// Verify returns what the signature of a request proves. secretFor looks up the
// secret of whom it claims to be from; its errors are returned as they are.
//
// Errors: NULL_POINTER, and the refusals REQUEST_* (1220 to 1232).
func (v *RequestVerifier) Verify(ctx context.Context, r *Incoming, secretFor func(*Claimed) (Secret, error)) (*Verified, error) {
	if err := given(r, "the request"); err != nil {
		return nil, err
	}
	lines, err := incomingLines(r.Headers)
	if err != nil {
		return nil, err
	}
	var out []string
	if err := v.use(ctx, func(i *instance, handle uint64) (err error) {
		out, err = i.ask(opRequestVerifierRead, handle, arguments{texts: []text{
			opRequestVerifierReadTextMethod: optional(r.Method), opRequestVerifierReadTextURL: optional(r.URL),
			opRequestVerifierReadTextHeaders: optional(lines),
		}})
		return err
	}); err != nil {
		return nil, err
	}
	secret, err := secretFor(&Claimed{
		AccessKeyID: out[opClaimedAccessKeyID], SessionToken: out[opClaimedSessionToken], Date: out[opClaimedDate],
		Region: out[opClaimedRegion], Service: out[opClaimedService],
	})
	if err != nil {
		return nil, err
	}
	if err := v.use(ctx, func(i *instance, handle uint64) (err error) {
		out, err = i.ask(opRequestVerifierVerify, handle, arguments{
			texts: []text{
				opRequestVerifierVerifyTextMethod: optional(r.Method), opRequestVerifierVerifyTextURL: optional(r.URL),
				opRequestVerifierVerifyTextHeaders: optional(lines), opRequestVerifierVerifyTextBody: textOf(r.Body, !r.Unread),
				opRequestVerifierVerifyTextSecretAccessKey: optional(secret.SecretAccessKey),
				opRequestVerifierVerifyTextSessionToken:    optional(secret.SessionToken),
			},
			numbers: []int64{opRequestVerifierVerifyNumberTime: seconds(r.Now)},
		})
		return err
	}); err != nil {
		return nil, err
	}
	return &Verified{
		Scheme: out[opVerifiedScheme], Carrier: out[opVerifiedCarrier], AccessKeyID: out[opVerifiedAccessKeyID],
		Date: out[opVerifiedDate], Region: out[opVerifiedRegion], Service: out[opVerifiedService],
		SignedHeaders: out[opVerifiedSignedHeaders], SignedAt: out[opVerifiedSignedAt], ExpiresAt: out[opVerifiedExpiresAt],
		Payload: out[opVerifiedPayload], PayloadHash: out[opVerifiedPayloadHash], Fingerprint: out[opVerifiedFingerprint],
		state: out[opVerifiedState], now: r.Now,
	}, nil
}
