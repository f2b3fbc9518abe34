package op

import (
	"github.com/sallyport/sallyport/core/explain"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/inspect"
)

// explain says why a server refused what was signed. The evidence is a line
// "name: value" for each finding, which holds no control characters.
//
// Errors: INVALID_HEADER.
func (s *Signer) explain(c *Call) error {
	answer, err := c.answer(RefusalResponseHeaders, RefusalResponseBody, SignerExplainNumberStatus)
	if err != nil {
		return err
	}
	owner := s.owner
	if s.chain != nil {
		now, _ := s.chain.Now()
		owner = now.Credentials
	}
	c.putExplanation(explain.Explain(&explain.Input{
		Method: c.Texts[RefusalMethod], URL: c.Texts[RefusalURL],
		CanonicalRequest: c.Texts[RefusalCanonicalRequest], StringToSign: c.Texts[RefusalStringToSign],
		AccessKeyID: owner.AccessKeyID, SecretAccessKey: owner.SecretAccessKey, SessionToken: owner.SessionToken,
		Response: answer,
	}))
	return nil
}

// requestExplain says why a server refused a request, of which neither signer nor
// secret is at hand.
//
// Errors: INVALID_HEADER, INPUT_TOO_LARGE.
func requestExplain(_ *System, c *Call) error {
	answer, err := c.answer(PastedResponseHeaders, PastedResponseBody, RequestExplainNumberStatus)
	if err != nil {
		return err
	}
	if len(c.Texts[PastedURL]) > inspect.MaxInput || len(c.Texts[PastedHeaders]) > inspect.MaxInput {
		return fault.New(fault.InputTooLarge, "the request to explain is over %d bytes", inspect.MaxInput)
	}
	r := &explain.Request{Method: c.Texts[PastedMethod], URL: c.Texts[PastedURL], Body: c.bytes(PastedBody)}
	if r.Headers, err = explainHeaders(c.Texts[PastedHeaders]); err != nil {
		return err
	}
	c.putExplanation(explain.Explain(explain.Sent(r, answer)))
	return nil
}

// answer is a server's answer in the texts of a call.
func (c *Call) answer(headers, body, status int) (a explain.Response, err error) {
	a.Status, a.Body = int(c.Numbers[status]), c.bytes(body)
	a.Headers, err = explainHeaders(c.Texts[headers])
	return a, err
}

func explainHeaders(lines string) (headers []explain.Header, err error) {
	fields, err := AppendFields(nil, lines)
	for _, f := range fields {
		headers = append(headers, explain.Header{Name: f.Name, Value: f.Value})
	}
	return headers, err
}

func (c *Call) putExplanation(e *explain.Explanation) {
	var evidence []byte
	for _, found := range e.Evidence {
		evidence = append(evidence, found.Name+": "+found.Value+"\r\n"...)
	}
	var at [ExplanationCount]Span
	base, out := len(c.Out), c.Out
	out, at[ExplanationCause] = appendSpan(out, base, e.Cause)
	out, at[ExplanationSummary] = appendSpan(out, base, e.Summary)
	out, at[ExplanationEvidence] = appendSpan(out, base, evidence)
	out, at[ExplanationFix] = appendSpan(out, base, e.Fix)
	c.put(out, at[:]...)
}
