package conformance

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

type sigv4Vector struct {
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
		CanonicalRequest string      `json:"canonical_request"`
		StringToSign     string      `json:"string_to_sign"`
		Signature        string      `json:"signature"`
		URL              string      `json:"url"`
		Headers          [][2]string `json:"headers"`
	} `json:"want"`
	Error string `json:"error"`
}

func lines(fields [][2]string) string {
	text := ""
	for _, h := range fields {
		text += h[0] + ": " + h[1] + "\r\n"
	}
	return text
}

func sigv4Cases(t *testing.T) []testCase {
	f, err := os.Open("../vectors/sigv4/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	decoder := json.NewDecoder(f)
	decoder.DisallowUnknownFields()
	var file struct {
		Format string        `json:"format"`
		Cases  []sigv4Vector `json:"cases"`
	}
	if err := decoder.Decode(&file); err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	for i := range file.Cases {
		v := &file.Cases[i]
		if v.PublishedSignature != "" && v.PublishedSignature != v.Want.Signature {
			t.Fatalf("%s: the signature is not the published one", v.Name)
		}
		c := testCase{row: v.Mode, family: "sigv4", name: v.Name, expect: v.Error, call: v.call(t)}
		if v.Error == "" {
			c.expect = "OK"
			c.want = map[string]string{
				"url": v.Want.URL, "headers": lines(v.Want.Headers), "signature": v.Want.Signature,
				"canonical_request": v.Want.CanonicalRequest, "string_to_sign": v.Want.StringToSign,
			}
		}
		switch v.Mode {
		case "sign", "presign":
			cases = append(cases, c)
		default:
			t.Fatalf("%s: unknown mode %q", v.Name, v.Mode)
		}
		if v.Mode == "presign" && v.In.Body == "" { // a batch has no bodies
			batch := c // one row; a URL is all that a batch has of its own
			batch.row, batch.call = "presign_batch", *c.clone()
			batch.call.Head = batch.row
			if c.want != nil {
				batch.want = map[string]string{"url": v.Want.URL}
			}
			cases = append(cases, batch)
		}
	}
	return append(cases, largeRequest())
}

// largeRequest is one that no text file should hold: 200 headers, and a query and
// a header of 50,000 bytes. What it gives has to agree with itself.
func largeRequest() testCase {
	const scope = "20150830/us-east-1/s3/aws4_request"
	value := strings.Repeat("v", 50000)
	c := testCase{row: "sign", family: "sigv4", name: "large-request", expect: "OK", call: wire.Frame{Head: "sign"}}
	for _, field := range [][2]string{
		{"option:credentials.access_key_id", "AKIDEXAMPLE"}, {"option:credentials.secret_access_key", iotSecret},
		{"option:sign.region", "us-east-1"}, {"option:sign.service", "s3"}, {"time", "1440938160"},
		{"method", "GET"}, {"url", "https://b.s3.amazonaws.com/k?q=" + value}, {"header", "X-Long: " + value},
	} {
		c.call.Add(field[0], field[1])
	}
	for i := range 200 {
		c.call.Add("header", fmt.Sprintf("X-%d: %d", i, i))
	}
	c.judge = func(t *testing.T, answer *wire.Frame) {
		canonical, text := answer.Get("canonical_request"), answer.Get("string_to_sign")
		for i := range 200 {
			if !strings.Contains(canonical, fmt.Sprintf("\nx-%d:%d\n", i, i)) {
				t.Errorf("header %d is not signed", i)
			}
		}
		if strings.Count(canonical, value) != 2 || !strings.HasSuffix(answer.Get("url"), value) {
			t.Error("the long value is not whole")
		}
		if text != "AWS4-HMAC-SHA256\n20150830T123600Z\n"+scope+"\n"+hash([]byte(canonical)) || answer.Get("signature") != signatureOf(scope, text) {
			t.Errorf("the string to sign is\n%s", text)
		}
	}
	return c
}

func (v *sigv4Vector) call(t *testing.T) wire.Frame {
	at, err := time.Parse("20060102T150405Z", v.In.Time)
	if err != nil {
		t.Fatal(err)
	}
	call := wire.Frame{Head: v.Mode}
	call.Add("option:credentials.access_key_id", v.In.AccessKeyID)
	call.Add("option:credentials.secret_access_key", v.In.SecretAccessKey)
	call.Add("option:sign.region", v.In.Region)
	call.Add("option:sign.service", v.In.Service)
	if v.In.Scheme != "" {
		call.Add("option:sign.scheme", v.In.Scheme)
	}
	if v.In.Bucket != "" {
		call.Add("option:sign.bucket", v.In.Bucket)
	}
	if len(v.In.Additional) > 0 {
		call.Add("option:sign.additional_headers", strings.Join(v.In.Additional, "\n"))
	}
	if v.In.SessionToken != "" {
		call.Add("option:credentials.session_token", v.In.SessionToken)
	}
	for _, choice := range []struct {
		key   string
		value *bool
	}{
		{"sign.double_encode", v.In.DoubleEncode}, {"sign.normalize_path", v.In.NormalizePath},
		{"sign.session_token", v.In.SignSessionToken}, {"sign.content_sha256", v.In.ContentSHA256},
	} {
		if choice.value != nil {
			call.Add("option:"+choice.key, strconv.FormatBool(*choice.value))
		}
	}
	call.Add("method", v.In.Method)
	call.Add("url", v.In.URL)
	for _, h := range v.In.Headers {
		call.Add("header", h[0]+": "+h[1])
	}
	call.Add("time", strconv.FormatInt(at.Unix(), 10))
	if v.In.PayloadHash != "" {
		call.Add("payload_hash", v.In.PayloadHash)
	}
	if v.In.Body != "" {
		call.Add("body", v.In.Body)
	}
	if v.Mode == "presign" {
		call.Add("expires", strconv.FormatInt(v.In.Expires, 10))
	}
	return call
}
