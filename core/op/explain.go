package op

import (
	"github.com/sallyport/sallyport/core/explain"
)

// explain says why a server refused what was signed. The evidence is a line
// "name: value" for each finding, which holds no control characters.
//
// Errors: INVALID_HEADER.
func (s *Signer) explain(c *Call) error {
	fields, err := AppendFields(nil, c.Texts[RefusalResponseHeaders])
	if err != nil {
		return err
	}
	in := &explain.Input{
		Method: c.Texts[RefusalMethod], URL: c.Texts[RefusalURL],
		CanonicalRequest: c.Texts[RefusalCanonicalRequest], StringToSign: c.Texts[RefusalStringToSign],
		AccessKeyID: s.owner.AccessKeyID, SecretAccessKey: s.owner.SecretAccessKey, SessionToken: s.owner.SessionToken,
		Response: explain.Response{Status: int(c.Numbers[SignerExplainNumberStatus]), Body: c.bytes(RefusalResponseBody)},
	}
	for _, f := range fields {
		in.Response.Headers = append(in.Response.Headers, explain.Header{Name: f.Name, Value: f.Value})
	}
	e := explain.Explain(in)
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
	return nil
}
