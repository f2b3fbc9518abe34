package conformance

import (
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/cause"
	"github.com/sallyport/sallyport/core/explain"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// inspectCases are the records of tests/vectors/inspect, see README.md there.
func inspectCases(t *testing.T) []testCase {
	var cases []testCase
	for _, r := range records(t, "../vectors/inspect/*.txt", strings.Fields("name comment url header now expect want.")...) {
		c := testCase{row: "inspect", family: "inspect", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}, call: wire.Frame{Head: "inspect"}}
		for _, line := range r.lines {
			switch key, value := line[0], line[1]; {
			case key == "url", key == "header", key == "now":
				c.call.Add(key, value)
			case key != "want.findings" && strings.HasPrefix(key, "want."):
				c.want[strings.TrimPrefix(key, "want.")] = value
			}
		}
		c.judge = func(t *testing.T, answer *wire.Frame) {
			var causes []string
			for line := range strings.Lines(answer.Get("findings")) {
				id, text, _ := strings.Cut(line, ": ")
				if strings.TrimSpace(text) == "" {
					t.Errorf("%q says nothing", line)
				}
				causes = append(causes, id)
				if !slices.ContainsFunc(explain.Rows(), func(row cause.Row) bool { return row.ID == id }) {
					t.Errorf("%s is no row of core/explain/causes.tsv", id)
				}
			}
			if got := strings.Join(causes, " "); got != strings.TrimPrefix(r.get("want.findings"), "none") {
				t.Errorf("found %q, want %q:\n%s", got, r.get("want.findings"), answer.Get("findings"))
			}
			if strings.Contains(show(answer), iotSecret) || strings.Contains(show(answer), "FQoGZXIvYXdz") {
				t.Error("a secret is shown")
			}
		}
		cases = append(cases, c)
	}
	return cases
}
