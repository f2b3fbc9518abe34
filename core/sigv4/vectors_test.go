package sigv4_test

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// vectorFile is the project's own vectors; reference.py beside it computed them.
type vectorFile struct {
	Format string       `json:"format"`
	Cases  []vectorCase `json:"cases"`
}

type vectorCase struct {
	Name               string `json:"name"`
	Rule               string `json:"rule"`
	Mode               string `json:"mode"`
	AWSService         bool   `json:"aws_service"`
	PublishedSignature string `json:"published_signature"`
	In                 struct {
		AccessKeyID      string      `json:"access_key_id"`
		SecretAccessKey  string      `json:"secret_access_key"`
		SessionToken     string      `json:"session_token"`
		Scheme           string      `json:"scheme"`
		Bucket           string      `json:"bucket"`
		Additional       []string    `json:"additional_headers"`
		Region           string      `json:"region"`
		Service          string      `json:"service"`
		DoubleEncode     *bool       `json:"double_encode"`
		NormalizePath    *bool       `json:"normalize_path"`
		SignSessionToken *bool       `json:"sign_session_token"`
		ContentSHA256    *bool       `json:"content_sha256"`
		Time             string      `json:"time"`
		Method           string      `json:"method"`
		URL              string      `json:"url"`
		Headers          [][2]string `json:"headers"`
		Body             string      `json:"body"`
		PayloadHash      string      `json:"payload_hash"`
		Expires          int64       `json:"expires"`
	} `json:"in"`
	Want struct {
		URL     string      `json:"url"`
		Headers [][2]string `json:"headers"`
		// What follows is compared in tests/conformance.
		CanonicalRequest json.RawMessage `json:"canonical_request"`
		StringToSign     json.RawMessage `json:"string_to_sign"`
		Signature        json.RawMessage `json:"signature"`
	} `json:"want"`
	Error string `json:"error"`
}

func readVectors(tb testing.TB) []vectorCase {
	tb.Helper()
	f, err := os.Open("../../tests/vectors/sigv4/vectors.json")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	var file vectorFile
	if err := decoder.Decode(&file); err != nil {
		tb.Fatal(err)
	}
	return file.Cases
}

func (c *vectorCase) signer() (*sigv4.Signer, error) {
	return sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{
			AccessKeyID: c.In.AccessKeyID, SecretAccessKey: c.In.SecretAccessKey, SessionToken: c.In.SessionToken,
		},
		Region: c.In.Region, Service: c.In.Service, Scheme: c.In.Scheme, Bucket: c.In.Bucket, AdditionalHeaders: c.In.Additional,
		DoubleEncode: c.In.DoubleEncode, NormalizePath: c.In.NormalizePath, ContentSHA256: c.In.ContentSHA256,
		OmitSessionToken: c.In.SignSessionToken != nil && !*c.In.SignSessionToken,
	})
}

func (c *vectorCase) request(tb testing.TB) *sigv4.Request {
	tb.Helper()
	at, err := time.Parse("20060102T150405Z", c.In.Time)
	if err != nil {
		tb.Fatal(err)
	}
	r := &sigv4.Request{
		Method: c.In.Method, URL: c.In.URL, Body: []byte(c.In.Body), PayloadHash: c.In.PayloadHash, Time: at,
	}
	for _, h := range c.In.Headers {
		r.Headers = append(r.Headers, sigv4.Header{Name: h[0], Value: h[1]})
	}
	return r
}

// Whether a signature is right is decided in tests/conformance. Here the ways to
// sign have to give the same, also when the shape of a request was seen before.
func TestWaysToSignAgree(t *testing.T) {
	for _, c := range readVectors(t) {
		t.Run(c.Name, func(t *testing.T) {
			signer, err := c.signer()
			if err != nil {
				t.Fatal(err)
			}
			if endpoint.Known(c.In.Service) != (c.AWSService || c.In.Service == "s3") {
				t.Errorf("endpoint.Known(%q) is %v", c.In.Service, !c.AWSService)
			}
			request := c.request(t)
			for range 2 {
				checkAgreement(t, &c, signer, request)
			}
		})
	}
}

func checkAgreement(t *testing.T, c *vectorCase, signer *sigv4.Signer, request *sigv4.Request) {
	t.Helper()
	var signed *sigv4.SignedRequest
	var steps sigv4.Steps
	var errs [3]error
	var flat []byte
	var layout sigv4.Layout
	const before = "before"
	switch expires := time.Duration(c.In.Expires) * time.Second; c.Mode {
	case "sign":
		steps, errs[0] = signer.Steps(request)
		flat, layout, errs[1] = signer.AppendSign([]byte(before), request)
		signed, errs[2] = signer.Sign(request)
	case "presign":
		steps, errs[0] = signer.PresignSteps(request, expires)
		flat, layout, errs[1] = signer.AppendPresign([]byte(before), request, expires)
		signed, errs[2] = signer.Presign(request, expires)
	default:
		t.Fatalf("unknown mode %q", c.Mode)
	}
	for _, err := range errs {
		if fault.CodeOf(err).Name() != fault.CodeOf(errs[2]).Name() || (err == nil) != (c.Error == "") {
			t.Fatalf("errors are %v", errs)
		}
	}
	if c.Error != "" {
		return
	}
	lines := ""
	for _, h := range signed.Headers {
		lines += h.Name + ": " + h.Value + "\r\n"
	}
	cut := func(s sigv4.Span) string { return string(flat[len(before):][s.Start:s.End]) }
	compare(t, "canonical request", cut(layout.CanonicalRequest), steps.CanonicalRequest)
	compare(t, "string to sign", cut(layout.StringToSign), steps.StringToSign)
	compare(t, "signature", cut(layout.Signature), signed.Signature)
	compare(t, "URL", cut(layout.URL), signed.URL)
	compare(t, "headers", cut(layout.Headers), lines)
}

func TestVectorsHaveNoDoubles(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range readVectors(t) {
		if key := fmt.Sprint(c.Mode, c.Name); seen[key] {
			t.Errorf("%s stands twice", c.Name)
		} else {
			seen[key] = true
		}
	}
}
