package conformance

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// incomingCases are the records of tests/vectors/incoming, see README.md there.
func incomingCases(t *testing.T) []testCase {
	var cases []testCase
	allowed := "name method url header body wire content chunk_size field bucket filename size now known_id known_secret known_token origin " +
		"option:verify. option:credentials. option:sign. expect want."
	entryOf := map[string]string{
		"requests.txt": "verify_request", "resign.txt": "resign", "chunks.txt": "verify_chunks", "resign_chunks.txt": "resign_chunks", "forms.txt": "verify_post",
	}
	for _, r := range records(t, "../vectors/incoming/*.txt", strings.Fields(allowed)...) {
		row, ok := entryOf[r.file]
		if !ok {
			t.Fatalf("%s is read by nobody", r.file)
		}
		c := testCase{
			row: row, family: "incoming", name: r.get("name"), expect: r.get("expect"), want: map[string]string{},
			call: wire.Frame{Head: row},
		}
		options := map[string][]string{}
		var onWire, content string
		object := "{"
		for _, line := range r.lines {
			switch key, value := line[0], line[1]; {
			case strings.HasPrefix(key, "want."):
				c.want[strings.TrimPrefix(key, "want.")] = value
			case strings.HasPrefix(key, "option:"):
				options[key] = append(options[key], value)
			case key == "now":
				c.call.Add("time", value)
			case key == "wire":
				onWire += unwritten(t, value)
			case key == "content":
				content += unwritten(t, value)
			case key == "field":
				c.call.Add(key, value)
				name, text, _ := strings.Cut(value, ": ")
				object += map[bool]string{true: "", false: ", "}[object == "{"] + quoted(name) + ": " + quoted(text)
			case key != "name" && key != "expect":
				c.call.Add(key, value)
			}
		}
		for key, values := range options {
			c.call.Add(key, strings.Join(values, "\n"))
		}
		switch row {
		case "verify_chunks":
			c.call.Add("body", onWire)
			c.want["body"] = content
		case "resign_chunks":
			c.call.Add("body", content)
			c.want["body"] = onWire
		case "verify_post":
			c.call.Add("fields", object+"}")
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

// unwritten reads a text in JSON, with "count*" in front if it is repeated.
func unwritten(t *testing.T, written string) (text string) {
	t.Helper()
	before, after, repeated := strings.Cut(written, `*"`)
	count, err := strconv.Atoi(before)
	if repeated = repeated && err == nil; repeated {
		written = `"` + after
	}
	strict(t, []byte(written), &text)
	if repeated {
		return strings.Repeat(text, count)
	}
	return text
}
