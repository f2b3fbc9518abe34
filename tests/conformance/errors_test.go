package conformance

import (
	"os"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// codes are the numbers of core/fault/codes.tsv by name.
var codes = map[string]string{}

// errorCases are the rows of the error table: every language must tell the same.
func errorCases(t *testing.T) []testCase {
	text, err := os.ReadFile(root + "/core/fault/codes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	for line := range strings.Lines(string(text)) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if strings.HasPrefix(line, "#") || columns[0] == "" {
			continue
		}
		if len(columns) != 6 {
			t.Fatalf("codes.tsv: %d columns: %q", len(columns), line)
		}
		retryable := "false"
		if columns[3] == "yes" {
			retryable = "true"
		}
		codes[columns[1]] = columns[0]
		c := testCase{row: "error", family: "errors", name: columns[1], expect: "OK", call: wire.Frame{Head: "error"}}
		c.call.Add("code", columns[0])
		c.want = map[string]string{"name": columns[1], "category": columns[2], "retryable": retryable, "hint": columns[5]}
		cases = append(cases, c)
	}
	return cases
}
