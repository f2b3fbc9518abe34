package bench

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/explain"
)

// explainers take the refusals of the vectors in turn, and an answer that is as long as one may be.
func explainers(t *testing.T) []work {
	content, err := os.ReadFile("../vectors/explain/request.txt")
	if err != nil {
		t.Fatal(err)
	}
	var inputs []*explain.Input
	for block := range strings.SplitSeq(strings.TrimSpace(string(content)), "\n\n") {
		var sent explain.Request
		var answer explain.Response
		for line := range strings.Lines(block) {
			key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
			name, field, _ := strings.Cut(value, ": ")
			switch key {
			case "method":
				sent.Method = value
			case "url":
				sent.URL = value
			case "header":
				sent.Headers = append(sent.Headers, explain.Header{Name: name, Value: field})
			case "answer_header":
				answer.Headers = append(answer.Headers, explain.Header{Name: name, Value: field})
			case "status":
				answer.Status, _ = strconv.Atoi(value)
			case "answer_body":
				answer.Body = []byte(value)
			}
		}
		inputs = append(inputs, explain.Sent(&sent, answer))
	}
	long := *inputs[0]
	long.Response.Body = []byte("<Error><Code>SignatureDoesNotMatch</Code>" + strings.Repeat("<a>&#10;</a>", explain.MaxAnswer/12) + "</Error>")
	turn := 0
	return []work{
		{"explain", func(n int) {
			for range n {
				explain.Explain(inputs[turn%len(inputs)])
				turn++
			}
		}},
		{"explain_long", func(n int) {
			for range n {
				explain.Explain(&long)
			}
		}},
	}
}
