package op

import (
	"io"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// RequestVerifier verifies the signatures of incoming requests.
type RequestVerifier struct {
	verifier *sigv4.Verifier
	system   System
	panicMode
}

// NewRequestVerifier builds a verifier from verify.*.
func NewRequestVerifier(o *Options, s System) (*RequestVerifier, error) {
	skew := o.duration("verify.max_skew")
	if skew == 0 { // which in Go is one that was not set
		skew = time.Nanosecond
	}
	v, err := sigv4.NewVerifier(sigv4.VerifyOptions{
		MaxSkew:          skew,
		Services:         o.list("verify.services"),
		Regions:          o.list("verify.regions"),
		Schemes:          o.list("verify.schemes"),
		Bucket:           o.text("verify.bucket"),
		DoubleEncode:     o.choice("verify.double_encode"),
		NormalizePath:    o.choice("verify.normalize_path"),
		OmitSessionToken: !o.is("verify.session_token"),
		QueryPlus:        o.text("verify.query_plus"),
	})
	if err != nil {
		return nil, err
	}
	return &RequestVerifier{verifier: v, system: s.withDefaults(), panicMode: panicModeOf(o)}, nil
}

func newRequestVerifier(o *Options, s System) (object, error) { return NewRequestVerifier(o, s) }

func (*RequestVerifier) kind() uint32 { return RequestVerifierNew }

// Close overwrites the derived keys.
func (v *RequestVerifier) Close() { v.verifier.Forget() }

// read says whose key a request is signed with. That is what the first of the two
// calls is for: between them the host looks the secret up.
func (v *RequestVerifier) read(c *Call) error {
	headers, err := incomingHeaders(c.Texts[RequestVerifierReadTextHeaders])
	if err != nil {
		return err
	}
	claim, err := v.verifier.Read(&sigv4.Incoming{
		Method: c.Texts[RequestVerifierReadTextMethod], URL: c.Texts[RequestVerifierReadTextURL], Headers: headers,
	})
	if err != nil {
		return err
	}
	c.putTexts([]string{
		ClaimedAccessKeyID: claim.AccessKeyID, ClaimedSessionToken: claim.SessionToken,
		ClaimedDate: claim.Date, ClaimedRegion: claim.Region, ClaimedService: claim.Service,
	})
	return nil
}

func (v *RequestVerifier) verify(c *Call) error {
	headers, err := incomingHeaders(c.Texts[RequestVerifierVerifyTextHeaders])
	if err != nil {
		return err
	}
	now, err := v.system.at(c.Numbers[RequestVerifierVerifyNumberTime])
	if err != nil {
		return err
	}
	known := credentials.Credentials{
		SecretAccessKey: c.Texts[RequestVerifierVerifyTextSecretAccessKey], SessionToken: c.Texts[RequestVerifierVerifyTextSessionToken],
	}
	incoming := &sigv4.Incoming{
		Method: c.Texts[RequestVerifierVerifyTextMethod], URL: c.Texts[RequestVerifierVerifyTextURL], Headers: headers,
		Body: c.bytes(RequestVerifierVerifyTextBody), BodyUnread: !c.given(RequestVerifierVerifyTextBody), Time: now,
	}
	verified, err := v.verifier.Verify(incoming, func(*sigv4.Claim) (credentials.Credentials, error) { return known, nil })
	if err != nil {
		return err
	}
	c.putTexts([]string{
		VerifiedScheme: verified.Scheme, VerifiedCarrier: verified.Carrier, VerifiedAccessKeyID: verified.AccessKeyID,
		VerifiedDate: verified.Date, VerifiedRegion: verified.Region, VerifiedService: verified.Service,
		VerifiedSignedHeaders: verified.SignedHeaders, VerifiedSignedAt: verified.SignedAt.UTC().Format(time.RFC3339),
		VerifiedExpiresAt: verified.ExpiresAt.UTC().Format(time.RFC3339), VerifiedPayload: verified.Payload,
		VerifiedPayloadHash: verified.PayloadHash, VerifiedFingerprint: verified.Fingerprint(),
		VerifiedState: stateOf(verified, incoming, known.SecretAccessKey),
	})
	return nil
}

// stateOf is what the first chunk of the body goes on from; "": it has none, or the
// head does not say enough of them.
func stateOf(v *sigv4.Verified, r *sigv4.Incoming, secret string) string {
	if v.Payload != sigv4.PayloadStreaming {
		return ""
	}
	body, err := v.Chunks(r, secret)
	if err != nil {
		return ""
	}
	chunks, err := sigv4.NewIncomingChunks(body)
	if err != nil {
		return ""
	}
	return string(chunks.AppendState(nil))
}

// nextChunk takes a piece of a body in chunks apart. What it gives of it are places in
// what the caller has.
func (v *RequestVerifier) nextChunk(c *Call) error {
	state := c.Texts[RequestVerifierNextChunkTextState]
	if state == "" {
		return fault.New(fault.RequestMalformed, "the head of the request does not say what the chunks of its body are")
	}
	chunks, err := v.verifier.ResumeChunks(state, c.Texts[RequestVerifierNextChunkTextSecretAccessKey])
	if err != nil {
		return err
	}
	now, err := v.system.at(c.Numbers[RequestVerifierNextChunkNumberTime])
	if err != nil {
		return err
	}
	chunks.At(now)
	data := c.bytes(RequestVerifierNextChunkTextData)
	used, body, wants, err := chunks.Next(data)
	if err == nil && used == 0 && c.Numbers[RequestVerifierNextChunkNumberEnded] != 0 {
		wants = 0
		if err = chunks.End(); err == io.EOF { //nolint:errorlint // it is never wrapped
			err = nil
		}
	}
	if err != nil {
		return err
	}
	start, end := 0, len(body)
	if end > 0 {
		start = cap(data) - cap(body) // it is a part of data
		end += start
	}
	c.putTexts([]string{
		PieceUsed: strconv.Itoa(used), PieceStart: strconv.Itoa(start), PieceEnd: strconv.Itoa(end),
		PieceWants: strconv.Itoa(wants), PieceState: string(chunks.AppendState(nil)),
	})
	return nil
}

// incomingHeaders are those of a request that came in: what is wrong with them is
// the sender's fault.
func incomingHeaders(lines string) ([]sigv4.Header, error) {
	headers, err := AppendFields(nil, lines)
	return headers, sigv4.Malformed(err)
}

// putTexts gives a call its results in their order.
func (c *Call) putTexts(texts []string) {
	base := len(c.Out)
	for i, text := range texts {
		c.Out, c.Spans[i] = appendSpan(c.Out, base, text)
	}
}
