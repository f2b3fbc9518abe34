package conformance

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// endpointCases are the records of tests/vectors/endpoint, see README.md there.
func endpointCases(t *testing.T) []testCase {
	var cases []testCase
	for i, r := range records(t, "../vectors/endpoint/*.txt", strings.Fields("name comment host target expect want.service want.region")...) {
		c := testCase{row: "endpoint", family: "endpoint", name: r.get("name"), expect: r.get("expect"), call: wire.Frame{Head: "endpoint"}}
		c.call.Add("host", r.get("host"))
		if target, ok := r.lookup("target"); ok {
			c.call.Add("target", target)
		}
		c.want = map[string]string{"service": r.get("want.service"), "region": r.get("want.region")}
		cases = append(cases, c)
		if c.want["service"] != "" && c.want["region"] != "" {
			cases = append(cases, signedFor(&r, i%2))
		}
	}
	// What no text file holds: a host that is none says nothing, or what its end says.
	for _, odd := range []struct{ name, host, region string }{
		{"huge", strings.Repeat("a.", 10<<20) + "amazonaws.com", ""},
		{"not-utf8", "s3\xff.eu-west-1.amazonaws.com", "eu-west-1"},
		{"line-break", "s3\r\n.eu-west-1.amazonaws.com", "eu-west-1"},
	} {
		c := testCase{row: "endpoint", family: "endpoint", name: odd.name, expect: "OK", call: wire.Frame{Head: "endpoint"}}
		c.call.Add("host", odd.host)
		c.want = map[string]string{"service": "", "region": odd.region}
		cases = append(cases, c)
	}
	return cases
}

// signedFor has a signer that is told neither service nor region, the same one for
// all records, sign for the host on one of two days.
func signedFor(r *record, day int) testCase {
	c := testCase{row: "sign", family: "endpoint", name: r.get("name"), expect: "OK", call: wire.Frame{Head: "sign"}}
	c.call.Add("option:credentials.access_key_id", "AKIDEXAMPLE")
	c.call.Add("option:credentials.secret_access_key", iotSecret)
	c.call.Add("method", "GET")
	c.call.Add("url", "https://"+r.get("host")+"/")
	if target, ok := r.lookup("target"); ok {
		c.call.Add("header", "X-Amz-Target: "+target)
	}
	at := time.Date(2026, time.July, 1+day, 12, 0, 0, 0, time.UTC)
	c.call.Add("time", strconv.FormatInt(at.Unix(), 10))
	c.judge = func(t *testing.T, answer *wire.Frame) {
		scope := at.Format("20060102") + "/" + r.get("want.region") + "/" + r.get("want.service") + "/aws4_request"
		text := answer.Get("string_to_sign")
		if start := "AWS4-HMAC-SHA256\n" + at.Format("20060102T150405Z") + "\n" + scope + "\n"; !strings.HasPrefix(text, start) {
			t.Errorf("the string to sign is\n%s\nwant\n%s...", text, start)
		}
		if answer.Get("signature") != signatureOf(scope, text) {
			t.Errorf("the signature is not that of\n%s", text)
		}
	}
	return c
}
