package host

import (
	"context"
	"time"
)

// Inspection is a signed request, taken apart. What the request does not say is
// empty. Neither signature nor session token is in it.
type Inspection struct {
	Scheme        string // such as "AWS4-HMAC-SHA256"; "": it is not signed
	Carrier       string // "query" or "header"
	AccessKeyID   string
	Scope         string // of the credential
	Region        string
	Service       string
	SignedHeaders string   // such as "host;x-amz-date"
	SignedAt      string   // RFC 3339
	ExpiresAt     string   // RFC 3339
	Expires       string   // in words
	Findings      []Header // causes, rows of docs/causes/README.md, each with a sentence
}

// Inspect takes a presigned URL, or the headers of a request with Authorization,
// apart; either may be empty. now is the time for which it is done, zero for the
// module's clock.
//
// Errors: INVALID_ARGUMENT, INVALID_HEADER, INPUT_TOO_LARGE.
func (r *Runtime) Inspect(ctx context.Context, url string, headers []Header, now time.Time) (*Inspection, error) {
	var found *Inspection
	err := r.with(ctx, func(i *instance) error {
		lines, err := appendLines(nil, headers)
		if err != nil {
			return err
		}
		out, err := i.ask(opRequestInspect, 0, arguments{
			texts:   []text{opRequestInspectTextURL: optional(url), opRequestInspectTextHeaders: optional(lines)},
			numbers: []int64{opRequestInspectNumberTime: seconds(now)},
		})
		if err != nil {
			return err
		}
		found = &Inspection{
			Scheme: out[opInspectionScheme], Carrier: out[opInspectionCarrier], AccessKeyID: out[opInspectionAccessKeyID],
			Scope: out[opInspectionScope], Region: out[opInspectionRegion], Service: out[opInspectionService],
			SignedHeaders: out[opInspectionSignedHeaders], SignedAt: out[opInspectionSignedAt],
			ExpiresAt: out[opInspectionExpiresAt], Expires: out[opInspectionExpires], Findings: parseLines(out[opInspectionFindings]),
		}
		return nil
	})
	return found, err
}

// Pasted is a request of any signer as it was sent, and the server's answer.
type Pasted struct {
	Method, URL string
	Headers     []Header
	Body        []byte // nil: not known

	Status          int // 0: not known
	ResponseHeaders []Header
	ResponseBody    []byte // of which 64 KiB are read
}

// Explain says why a server refused a request of which neither signer nor secret
// is at hand. [Signer.Explain] knows more.
//
// Errors: NULL_POINTER, INVALID_HEADER, INPUT_TOO_LARGE.
func (r *Runtime) Explain(ctx context.Context, p *Pasted) (*Explanation, error) {
	if err := given(p, "the request"); err != nil {
		return nil, err
	}
	var e *Explanation
	err := r.with(ctx, func(i *instance) error {
		lines, err := appendLines(nil, p.Headers)
		if err != nil {
			return err
		}
		answer, err := appendLines(nil, p.ResponseHeaders)
		if err != nil {
			return err
		}
		out, err := i.ask(opRequestExplain, 0, arguments{
			texts: []text{
				opPastedMethod: optional(p.Method), opPastedURL: optional(p.URL), opPastedHeaders: optional(lines),
				opPastedBody: textOf(string(p.Body), p.Body != nil), opPastedResponseHeaders: optional(answer),
				opPastedResponseBody: optional(p.ResponseBody),
			},
			numbers: []int64{opRequestExplainNumberStatus: int64(p.Status)},
		})
		if err == nil {
			e = explanationOf(out)
		}
		return err
	})
	return e, err
}

func explanationOf(out []string) *Explanation {
	return &Explanation{
		Cause: out[opExplanationCause], Summary: out[opExplanationSummary], Evidence: parseLines(out[opExplanationEvidence]),
		Fix: out[opExplanationFix],
	}
}
