package servers_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/explain"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/servers"
)

// refusal is a request that an S3 server of somebody else refuses.
type refusal struct {
	claim   string
	signer  sigv4.Options              // what differs from the right one
	request func(*sigv4.Request)       // before it is signed
	life    time.Duration              // of a presigned URL; 0: a header
	change  func(*sigv4.SignedRequest) // after it was signed
	body    string                     // that is sent; "": the one that was signed
	cause   string                     // by who signed
	pasted  string                     // by what was sent and no more; "": the same
}

// Each cause that versitygw can give. What was changed before it was sent is not to be seen in what was sent:
// then the evidence says that it is possible.
var refusals = []refusal{
	{claim: "nothing is wrong", cause: "not_refused"},
	{claim: "an object that is not there", request: func(r *sigv4.Request) { r.Method, r.URL, r.Body = "GET", r.URL+"-not-there", nil }, cause: "not_refused"},
	{claim: "another secret", signer: sigv4.Options{Credentials: credentialsOf(strings.Repeat("x", 40))}, cause: "secret_wrong"},
	{claim: "a key that is not there", signer: sigv4.Options{Credentials: credentials.Credentials{AccessKeyID: "AKIANOBODYKNOWSTHIS1", SecretAccessKey: servers.GatewaySecretKey}}, cause: "key_unknown"},
	{claim: "another region", signer: sigv4.Options{Region: "eu-west-1"}, cause: "wrong_region"},
	{claim: "another service", signer: sigv4.Options{Service: "iam"}, cause: "wrong_service"},
	{claim: "another method", change: func(r *sigv4.SignedRequest) { r.Method = "DELETE" }, cause: "method_changed", pasted: "secret_wrong"},
	{claim: "another path", change: rewritten("/key", "/kez"), cause: "path_changed", pasted: "secret_wrong"},
	{claim: "an added parameter", change: rewritten("/key", "/key?x=y"), cause: "query_changed", pasted: "secret_wrong"},
	{claim: "another metadatum", change: set("x-amz-meta-a", "2"), cause: "header_changed", pasted: "secret_wrong"},
	{claim: "a metadatum that was left out", change: without("x-amz-meta-a"), cause: "header_removed", pasted: "secret_wrong"},
	{claim: "another body", body: "yobd", cause: "body_changed"},
	{claim: "an hour ago", request: func(r *sigv4.Request) { r.Time = r.Time.Add(-time.Hour) }, cause: "clock_skew"},
	{claim: "in an hour", request: func(r *sigv4.Request) { r.Time = r.Time.Add(time.Hour) }, cause: "clock_skew"},
	{claim: "no signature", change: without("Authorization"), cause: "not_authorized", pasted: "signature_missing"},
	{claim: "half of a signature", change: func(r *sigv4.SignedRequest) {
		set("Authorization", strings.Split(header(r, "Authorization"), ", Signature=")[0])(r)
	}, cause: "signature_malformed"},
	{claim: "another kind of signature", change: set("Authorization", "Bearer abc"), cause: "scheme_unsupported"},
	{claim: "no date", change: without("X-Amz-Date"), cause: "date_missing"},
	{claim: "no hash of the body", change: without("X-Amz-Content-Sha256"), cause: "payload_hash_missing"},
	{claim: "a URL", life: time.Minute, request: got, cause: "not_refused"},
	{claim: "a URL that is over", life: time.Minute, request: func(r *sigv4.Request) { got(r); r.Time = r.Time.Add(-time.Hour) }, cause: "request_expired"},
	{claim: "a URL for another method", life: time.Minute, request: got, change: func(r *sigv4.SignedRequest) { r.Method = "PUT" }, cause: "method_changed", pasted: "secret_wrong"},
	{claim: "a URL for another key", life: time.Minute, request: got, change: rewritten("/key", "/kez"), cause: "path_changed", pasted: "secret_wrong"},
	{claim: "a URL with a parameter more", life: time.Minute, request: got, change: func(r *sigv4.SignedRequest) { r.URL += "&response-content-type=text%2Fhtml" }, cause: "query_changed", pasted: "secret_wrong"},
	{claim: "a URL that was cut", life: time.Minute, request: got, change: func(r *sigv4.SignedRequest) {
		r.URL, _, _ = strings.Cut(r.URL, "&X-Amz-Signature=")
	}, cause: "signature_malformed"},
	{claim: "a URL from a page", life: time.Minute, request: got, change: func(r *sigv4.SignedRequest) { r.URL = strings.ReplaceAll(r.URL, "&", "&amp;") }, cause: "signature_malformed"},
	{claim: "a URL whose life is too long", life: time.Minute, request: got, change: rewritten("X-Amz-Expires=60", "X-Amz-Expires=6048000"), cause: "signature_malformed"},
}

func got(r *sigv4.Request) { r.Method, r.Body, r.Headers = "GET", nil, nil }

func rewritten(from, to string) func(*sigv4.SignedRequest) {
	return func(r *sigv4.SignedRequest) { r.URL = strings.Replace(r.URL, from, to, 1) }
}

func without(name string) func(*sigv4.SignedRequest) {
	return func(r *sigv4.SignedRequest) {
		for i, h := range r.Headers {
			if strings.EqualFold(h.Name, name) {
				r.Headers = append(r.Headers[:i:i], r.Headers[i+1:]...)
				return
			}
		}
	}
}

func header(r *sigv4.SignedRequest, name string) string {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

func TestEachRefusalOfAnotherServerIsExplained(t *testing.T) {
	g := startGateway(t)
	g.mustSend("PUT", "/bucket/key", "content", 200)
	for _, c := range refusals {
		t.Run(c.claim, func(t *testing.T) {
			if c.signer.Credentials.AccessKeyID == "" {
				c.signer.Credentials = credentialsOf(servers.GatewaySecretKey)
			}
			signer, err := sigv4.New(c.signer)
			if err != nil {
				t.Fatal(err)
			}
			r := g.request("PUT", "/bucket/key", "body")
			r.Headers = []sigv4.Header{{Name: "Content-Type", Value: "text/plain"}, {Name: "x-amz-meta-a", Value: "1"}}
			if c.request != nil {
				c.request(r)
			}
			var signed *sigv4.SignedRequest
			var steps sigv4.Steps
			if c.life > 0 {
				signed, err = signer.Presign(r, c.life)
			} else {
				signed, err = signer.Sign(r)
			}
			if err != nil {
				t.Fatal(err)
			}
			if c.life > 0 {
				steps, err = signer.PresignSteps(r, c.life)
			} else {
				steps, err = signer.Steps(r)
			}
			if err != nil {
				t.Fatal(err)
			}
			in := &explain.Input{
				Method: signed.Method, URL: signed.URL, CanonicalRequest: steps.CanonicalRequest, StringToSign: steps.StringToSign,
				AccessKeyID: c.signer.Credentials.AccessKeyID, SecretAccessKey: c.signer.Credentials.SecretAccessKey,
			}
			body := string(r.Body)
			if c.change != nil {
				c.change(signed)
			}
			if c.body != "" {
				body = c.body
			}
			response, err := g.client.Do(context.Background(), &client.Request{Method: signed.Method, URL: signed.URL, Headers: signed.Headers, Body: []byte(body)})
			if err != nil {
				t.Fatal(err)
			}
			in.Response = explain.Response{Status: response.StatusCode, Body: response.Body}
			sent := &explain.Request{Method: signed.Method, URL: signed.URL, Body: []byte(body)}
			for _, h := range signed.Headers {
				sent.Headers = append(sent.Headers, explain.Header(h))
			}
			for _, h := range response.Headers {
				in.Response.Headers = append(in.Response.Headers, explain.Header(h))
			}
			if c.pasted == "" {
				c.pasted = c.cause
			}
			for by, is := range map[string][2]string{
				"the signer": {explain.Explain(in).Cause, c.cause}, "what was sent": {explain.Explain(explain.Sent(sent, in.Response)).Cause, c.pasted},
			} {
				if is[0] != is[1] {
					t.Errorf("by %s it is %s, want %s: %s\n%s", by, is[0], is[1], response.Status, response.Body)
				}
			}
		})
	}
}
