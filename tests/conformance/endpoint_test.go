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
	return cases
}
