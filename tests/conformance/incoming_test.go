package conformance

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// incomingCases are the records of tests/vectors/incoming, see README.md there.
func incomingCases(t *testing.T) []testCase {
	var cases []testCase
	allowed := "name method url header body now known_id known_secret known_token origin option:verify. option:credentials. option:sign. expect want."
	for _, r := range records(t, "../vectors/incoming/*.txt", strings.Fields(allowed)...) {
		row := strings.TrimSuffix(strings.Replace(r.file, "requests", "verify_request", 1), ".txt")
		c := testCase{
			row: row, family: "incoming", name: r.get("name"), expect: r.get("expect"), want: map[string]string{},
			call: wire.Frame{Head: row},
		}
		options := map[string][]string{}
		for _, line := range r.lines {
			switch key, value := line[0], line[1]; {
			case strings.HasPrefix(key, "want."):
				c.want[strings.TrimPrefix(key, "want.")] = value
			case strings.HasPrefix(key, "option:"):
				options[key] = append(options[key], value)
			case key == "now":
				c.call.Add("time", value)
			case key != "name" && key != "expect":
				c.call.Add(key, value)
			}
		}
		for key, values := range options {
			c.call.Add(key, strings.Join(values, "\n"))
		}
		c.judge = func(t *testing.T, answer *wire.Frame) {
			if row == "verify_request" && len(answer.Get("fingerprint")) != 64 {
				t.Errorf("the fingerprint is %q", answer.Get("fingerprint"))
			}
			if text := show(answer); strings.Contains(text, r.get("known_secret")+r.get("option:credentials.secret_access_key")) {
				t.Error("a secret is shown")
			}
		}
		cases = append(cases, c)
	}
	return cases
}
