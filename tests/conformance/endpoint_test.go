package conformance

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// endpointCases are the records of tests/vectors/endpoint, see README.md there.
func endpointCases(t *testing.T) []testCase {
	var cases []testCase
	for _, r := range records(t, "../vectors/endpoint/*.txt", strings.Fields("name comment host target expect want.service want.region")...) {
		c := testCase{row: "endpoint", family: "endpoint", name: r.get("name"), expect: r.get("expect"), call: wire.Frame{Head: "endpoint"}}
		c.call.Add("host", r.get("host"))
		if target, ok := r.lookup("target"); ok {
			c.call.Add("target", target)
		}
		c.want = map[string]string{"service": r.get("want.service"), "region": r.get("want.region")}
		cases = append(cases, c)
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
