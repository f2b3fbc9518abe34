package conformance

import (
	"maps"
	"slices"
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
	// world starts what the call needs, tells the call of it, and returns what is
	// to be checked afterwards; nil: the call needs nothing.
	world func(t *testing.T, call *wire.Frame) (after func(t *testing.T))
}

// clone keeps cases apart that several hosts run at a time.
func (c *testCase) clone() *wire.Frame {
	return &wire.Frame{Head: c.call.Head, Fields: slices.Clone(c.call.Fields)}
}

// allCases has every vector of every family at every entry point.
func allCases(t *testing.T) []testCase {
	w := newWorld(t)
	cases := slices.Concat(sigv4Cases(t), identityCases(t), iotCases(t, w), tlsCases(t, w), errorCases(t), badInputCases())
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

// check compares an answer with what the vector says. This is the one place.
func check(t *testing.T, c *testCase, answer *wire.Frame) {
	t.Helper()
	if c.expect != "OK" {
		if answer.Head != wire.Error || answer.Get("name") != c.expect {
			t.Errorf("got %s, want error %s", show(answer), c.expect)
		} else if codes[c.expect] != answer.Get("code") {
			t.Errorf("%s has code %s, want %s", c.expect, answer.Get("code"), codes[c.expect])
		} else if answer.Get("message") == "" {
			t.Error("the error has no message")
		}
		return
	}
	if answer.Head != wire.OK {
		t.Errorf("got %s", show(answer))
		return
	}
	for _, key := range slices.Sorted(maps.Keys(c.want)) {
		got, ok := answer.Lookup(key)
		if !ok {
			t.Errorf("the answer has no %s", key)
		} else if got != c.want[key] {
			t.Errorf("%s is\n%q\nwant\n%q", key, got, c.want[key])
		}
	}
}

func show(answer *wire.Frame) string {
	text := answer.Head
	for _, key := range []string{"code", "name", "message", "reason"} {
		if value, ok := answer.Lookup(key); ok {
			text += " " + value
		}
	}
	return text
}
