package conformance

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// explainCases are the records of tests/vectors/explain, see README.md there.
func explainCases(t *testing.T) []testCase {
	answer := "name comment status answer_header answer_body expect want.cause want.holds"
	cases := explained(t, "refusal", "explain", refused(), answer+" url")
	return append(cases, explained(t, "request", "explain_request", wire.Frame{Head: "explain_request"}, answer+" method url header body")...)
}

// placeholder is a word of a fix that was not filled in.
var placeholder = regexp.MustCompile(`\{[a-z_ ]+\}`)

func explained(t *testing.T, file, row string, call wire.Frame, keys string) []testCase {
	var cases []testCase
	for _, r := range records(t, "../vectors/explain/"+file+".txt", strings.Fields(keys)...) {
		c := testCase{row: row, family: "explain", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}}
		c.call = wire.Frame{Head: call.Head, Fields: slices.Clone(call.Fields)}
		var holds []string
		for _, line := range r.lines {
			switch key, value := line[0], line[1]; key {
			case "url": // in the place of the one that all have
				c.call.Fields = slices.DeleteFunc(c.call.Fields, func(f wire.Field) bool { return f.Key == key })
				c.call.Add(key, value)
			case "status", "answer_header", "answer_body", "method", "header", "body":
				c.call.Add(key, value)
			case "want.cause":
				c.want["cause"] = value
			case "want.holds":
				holds = append(holds, value)
			}
		}
		c.judge = func(t *testing.T, answer *wire.Frame) {
			for _, text := range holds {
				if !strings.Contains(answer.Get("evidence")+answer.Get("fix"), text) {
					t.Errorf("neither evidence nor fix hold %q:\n%s\n%s", text, answer.Get("evidence"), answer.Get("fix"))
				}
			}
			if answer.Get("summary") == "" || answer.Get("fix") == "" || placeholder.MatchString(answer.Get("fix")) {
				t.Errorf("summary %q, fix %q", answer.Get("summary"), answer.Get("fix"))
			}
			if strings.Contains(show(answer)+answer.Get("evidence")+answer.Get("fix"), iotSecret) {
				t.Error("the secret is shown")
			}
		}
		cases = append(cases, c)
	}
	return cases
}

// refused is the request whose refusal is explained.
func refused() wire.Frame {
	call := wire.Frame{Head: "explain"}
	for _, field := range [][2]string{
		{"option:credentials.access_key_id", "AKIDEXAMPLE"}, {"option:credentials.secret_access_key", iotSecret},
		{"option:sign.region", "us-east-1"}, {"option:sign.service", "iam"}, {"time", "1440938160"},
		{"method", "GET"}, {"url", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08"},
	} {
		call.Add(field[0], field[1])
	}
	return call
}
