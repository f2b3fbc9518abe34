package main

import (
	"strconv"

	"github.com/sallyport/sallyport/core/explain"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// explained signs, and has the refusal of what was signed explained.
func explained(call *wire.Frame) (*wire.Frame, error) {
	signer, r, err := signing(call)
	if err != nil {
		return nil, err
	}
	s, err := signer.Sign(r)
	if err != nil {
		return nil, err
	}
	steps, err := signer.Steps(r)
	if err != nil {
		return nil, err
	}
	o := options(call.Options()).signing()
	in := &explain.Input{
		Method: r.Method, URL: s.URL, CanonicalRequest: steps.CanonicalRequest, StringToSign: steps.StringToSign,
		AccessKeyID: o.Credentials.AccessKeyID, SecretAccessKey: o.Credentials.SecretAccessKey, SessionToken: o.Credentials.SessionToken,
		Response: explain.Response{Body: []byte(call.Get("answer_body"))},
	}
	in.Response.Status, _ = strconv.Atoi(call.Get("status"))
	for _, h := range headers(call, "answer_header") {
		in.Response.Headers = append(in.Response.Headers, explain.Header{Name: h.Name, Value: h.Value})
	}
	e := explain.Explain(in)
	evidence := ""
	for _, found := range e.Evidence {
		evidence += found.Name + ": " + found.Value + "\r\n"
	}
	return frame(wire.OK, "cause", e.Cause, "summary", e.Summary, "evidence", evidence, "fix", e.Fix), nil
}
