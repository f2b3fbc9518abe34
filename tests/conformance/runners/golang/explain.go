package main

import (
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/explain"
	"github.com/sallyport/sallyport/core/inspect"
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
	}
	in.Response = answered(call)
	return explanation(explain.Explain(in)), nil
}

// explainedRequest has the refusal of a request explained whose signer is not known.
func explainedRequest(call *wire.Frame) (*wire.Frame, error) {
	r := &explain.Request{Method: call.Get("method"), URL: call.Get("url")}
	for _, h := range headers(call, "header") {
		r.Headers = append(r.Headers, explain.Header{Name: h.Name, Value: h.Value})
	}
	if body, ok := call.Lookup("body"); ok {
		r.Body = []byte(body)
	}
	return explanation(explain.Explain(explain.Sent(r, answered(call)))), nil
}

func answered(call *wire.Frame) explain.Response {
	a := explain.Response{Body: []byte(call.Get("answer_body"))}
	a.Status, _ = strconv.Atoi(call.Get("status"))
	for _, h := range headers(call, "answer_header") {
		a.Headers = append(a.Headers, explain.Header{Name: h.Name, Value: h.Value})
	}
	return a
}

func explanation(e *explain.Explanation) *wire.Frame {
	evidence := ""
	for _, found := range e.Evidence {
		evidence += found.Name + ": " + found.Value + "\r\n"
	}
	return frame(wire.OK, "cause", e.Cause, "summary", e.Summary, "evidence", evidence, "fix", e.Fix)
}

// inspected takes a signed request apart.
func inspected(call *wire.Frame) (*wire.Frame, error) {
	r := &inspect.Request{URL: call.Get("url")}
	for _, h := range headers(call, "header") {
		r.Headers = append(r.Headers, inspect.Header{Name: h.Name, Value: h.Value})
	}
	now, _ := strconv.ParseInt(call.Get("now"), 10, 64)
	i, err := inspect.Inspect(r, time.Unix(now, 0))
	if err != nil {
		return nil, err
	}
	findings := ""
	for _, f := range i.Findings {
		findings += f.Cause + ": " + f.Text + "\r\n"
	}
	return frame(wire.OK, "scheme", i.Scheme, "carrier", i.Carrier, "access_key_id", i.AccessKeyID, "scope", i.Scope, "region", i.Region,
		"service", i.Service, "signed_headers", i.SignedHeaders, "signed_at", i.SignedAt, "expires_at", i.ExpiresAt, "expires", i.Expires,
		"findings", findings), nil
}
