package conformance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// testCase is one vector at one entry point.
type testCase struct {
	row    string // of the table
	family string
	name   string
	expect string            // OK, or the name of the error
	want   map[string]string // fields of the answer; fields that are not named are not compared
	call   wire.Frame
	cause  string                                 // of the error; empty: nothing to look for
	says   string                                 // what the message names, whatever its spelling; empty or "-": nothing to look for
	rows   []expectation                          // of a batch of more than one row
	judge  func(t *testing.T, answer *wire.Frame) // of a good answer, if want does not say all
	// world starts what the call needs, tells the call of it, and returns what is
	// to be checked afterwards; nil: the call needs nothing.
	world func(t *testing.T, call *wire.Frame) (after func(t *testing.T))
}

// expectation is what is right for a row of a batch.
type expectation struct {
	vector, expect string
	want           map[string]string
}

// clone keeps cases apart that several languages run at a time.
func (c *testCase) clone() *wire.Frame {
	return &wire.Frame{Head: c.call.Head, Fields: slices.Clone(c.call.Fields)}
}

// allCases has every vector of every family at every entry point.
func allCases(t *testing.T) []testCase {
	w := newWorld(t)
	cases := slices.Concat(sigv4Cases(t), chunksCases(t), postsCases(t), identityCases(t), iotCases(t, w), tlsCases(t, w), httpCases(t, w), errorCases(t), endpointCases(t), metadataCases(t), refreshCases(), sessionCases(t), roleCases(), tokenCases(t), eventCases(t), explainCases(t), inspectCases(t), incomingCases(t), diagnoseErrorCases(), faultCases(t), badInputCases(t))
	cases = slices.Concat(cases, batchCases(cases), notUTF8Cases(t))
	seen := map[string]bool{}
	for _, c := range cases {
		if key := c.family + " " + c.row + " " + c.name; seen[key] {
			t.Fatalf("%s stands twice", key)
		} else {
			seen[key] = true
		}
	}
	return cases
}

// check compares the answer of one way with what the vector says.
func check(t *testing.T, c *testCase, w way, answer *wire.Frame) {
	t.Helper()
	want := c.want
	if w.gives != nil {
		want = maps.Clone(want)
		maps.DeleteFunc(want, func(key, _ string) bool { return !slices.Contains(w.gives, key) })
	}
	rows := answer.Rows()
	if len(c.rows) > 0 && answer.Head == wire.OK {
		if len(rows) != len(c.rows) {
			t.Fatalf("got %d rows, want %d", len(rows), len(c.rows))
		}
		for i, row := range rows {
			compare(t, fmt.Sprintf("row %d, %s: ", i, c.rows[i].vector), c.rows[i].expect, c.rows[i].want, row)
		}
		return
	}
	if len(rows) == 1 {
		answer = rows[0]
	}
	compare(t, "", c.expect, want, answer)
	if c.judge != nil && answer.Head == wire.OK {
		c.judge(t, answer)
	}
	if c.cause != "" && answer.Head == wire.Error && answer.Get("cause") != c.cause && answer.Get("cause") != coarser[c.cause] {
		t.Errorf("the cause of the error is %q, want %q", answer.Get("cause"), c.cause)
	}
	if c.says != "" && !t.Failed() {
		checkMessage(t, c, answer.Get("message"))
	}
}

// coarser is what an error alone can say of a cause that needs another connection.
var coarser = map[string]string{"clock_wrong": "leaf_expired", "sni_filtered": "tls_closed", "default_certificate": "name_mismatch", "not_tls_http": "tls_closed"}

// checkMessage: it names the argument and no secret. The code and the hint, which
// some languages put around it, do not count.
func checkMessage(t *testing.T, c *testCase, message string) {
	t.Helper()
	message, _, _ = strings.Cut(strings.TrimPrefix(message, c.expect+": "), "\nHint: ")
	if c.says != "-" && !strings.Contains(plain(message), plain(c.says)) {
		t.Errorf("%q does not name %s", message, c.says)
	}
	if strings.Contains(message, iotSecret) {
		t.Errorf("%q shows the secret", message)
	}
}

// plain makes words equal that languages spell in different ways.
func plain(text string) string {
	return strings.ToLower(strings.NewReplacer("_", "", " ", "", "-", "").Replace(text))
}

// compare does it for one answer, of a call or of a row.
func compare(t *testing.T, of, expect string, want map[string]string, answer *wire.Frame) {
	t.Helper()
	switch expect {
	case "OK":
	case "null":
		if answer.Head != "null" {
			t.Errorf("%sgot %s, want null", of, show(answer))
		}
		return
	default:
		if answer.Head != wire.Error || answer.Get("name") != expect {
			t.Errorf("%sgot %s, want error %s", of, show(answer), expect)
		} else if codes[expect] != answer.Get("code") {
			t.Errorf("%s%s has code %s, want %s", of, expect, answer.Get("code"), codes[expect])
		} else if answer.Get("message") == "" {
			t.Errorf("%sthe error has no message", of)
		}
		return
	}
	if answer.Head != wire.OK {
		t.Errorf("%sgot %s", of, show(answer))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		got, ok := answer.Lookup(key)
		if !ok {
			t.Errorf("%sthe answer has no %s", of, key)
		} else if got != want[key] {
			t.Errorf("%s%s is\n%q\nwant\n%q", of, key, got, want[key])
		}
	}
}

func show(answer *wire.Frame) string {
	text := answer.Head
	if rows := answer.Rows(); len(rows) > 0 {
		text += fmt.Sprintf(" and %d rows", len(rows))
	}
	for _, key := range []string{"code", "name", "message", "reason"} {
		if value, ok := answer.Lookup(key); ok {
			text += " " + value
		}
	}
	return text
}
