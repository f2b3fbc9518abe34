package host_test

import (
	"context"
	"encoding/json"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

type signCase struct {
	Name               string `json:"name"`
	Rule               string `json:"rule"`
	Mode               string `json:"mode"`
	AWSService         bool   `json:"aws_service"`
	PublishedSignature string `json:"published_signature"`
	In                 struct {
		AccessKeyID      string      `json:"access_key_id"`
		SecretAccessKey  string      `json:"secret_access_key"`
		SessionToken     string      `json:"session_token"`
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
		CanonicalRequest string      `json:"canonical_request"`
		StringToSign     string      `json:"string_to_sign"`
		Signature        string      `json:"signature"`
		URL              string      `json:"url"`
		Headers          [][2]string `json:"headers"`
	} `json:"want"`
	Error string `json:"error"`
}

func signCases(tb testing.TB) []signCase {
	tb.Helper()
	f, err := os.Open("../../tests/vectors/sigv4/vectors.json")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	var file struct {
		Format string     `json:"format"`
		Cases  []signCase `json:"cases"`
	}
	if err := decoder.Decode(&file); err != nil {
		tb.Fatal(err)
	}
	if len(file.Cases) == 0 {
		tb.Fatal("no vectors")
	}
	return file.Cases
}

func (c *signCase) options() host.Options {
	o := host.Options{
		"credentials.access_key_id": c.In.AccessKeyID, "credentials.secret_access_key": c.In.SecretAccessKey,
		"credentials.session_token": c.In.SessionToken, "sign.region": c.In.Region, "sign.service": c.In.Service,
	}
	for key, choice := range map[string]*bool{
		"sign.double_encode": c.In.DoubleEncode, "sign.normalize_path": c.In.NormalizePath,
		"sign.session_token": c.In.SignSessionToken, "sign.content_sha256": c.In.ContentSHA256,
	} {
		if choice != nil {
			o[key] = strconv.FormatBool(*choice)
		}
	}
	return o
}

func (c *signCase) sign(tb testing.TB, signer *host.Signer) (*host.Signed, error) {
	tb.Helper()
	at, err := time.Parse("20060102T150405Z", c.In.Time)
	if err != nil {
		tb.Fatal(err)
	}
	r := &host.Request{Method: c.In.Method, URL: c.In.URL, Body: []byte(c.In.Body), PayloadHash: c.In.PayloadHash, Time: at}
	for _, h := range c.In.Headers {
		r.Headers = append(r.Headers, host.Header{Name: h[0], Value: h[1]})
	}
	if c.Mode == "presign" {
		return signer.Presign(context.Background(), r, time.Duration(c.In.Expires)*time.Second)
	}
	return signer.Sign(context.Background(), r)
}

func TestSigningGivesTheBytesOfTheVectors(t *testing.T) {
	for _, c := range signCases(t) {
		t.Run(c.Name, func(t *testing.T) {
			if c.Mode != "sign" && c.Mode != "presign" {
				t.Fatalf("unknown mode %q", c.Mode)
			}
			signer, err := shared(t).NewSigner(context.Background(), c.options())
			if err != nil {
				t.Fatal(err)
			}
			defer signer.Close()
			for range 2 { // the second time the module remembers the request's shape
				signed, err := c.sign(t, signer)
				if c.Error != "" {
					if fault.CodeOf(err).Name() != c.Error {
						t.Fatalf("error is %v, want %s", err, c.Error)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				compare(t, "canonical request", signed.CanonicalRequest, c.Want.CanonicalRequest)
				compare(t, "string to sign", signed.StringToSign, c.Want.StringToSign)
				compare(t, "signature", signed.Signature, c.Want.Signature)
				compare(t, "URL", signed.URL, c.Want.URL)
				if len(signed.Headers) != len(c.Want.Headers) {
					t.Fatalf("headers are %q, want %q", signed.Headers, c.Want.Headers)
				}
				for n, h := range c.Want.Headers {
					compare(t, "header", signed.Headers[n].Name+": "+signed.Headers[n].Value, h[0]+": "+h[1])
				}
			}
		})
	}
}

func compare(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s is\n%s\nwant\n%s", what, got, want)
	}
}
