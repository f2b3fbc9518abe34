package conformance

import (
	"encoding/hex"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// eventCases are messages of the test data that AWS's SDKs share, and what is none.
func eventCases(t *testing.T) []testCase {
	plain := func(text string) string {
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var cases []testCase
	add := func(row, name, expect string, want map[string]string, fields ...string) {
		call := wire.Frame{Head: row}
		for i := 0; i < len(fields); i += 2 {
			call.Add(fields[i], fields[i+1])
		}
		cases = append(cases, testCase{row: row, family: "event", name: name, call: call, expect: expect, want: want})
	}
	for _, m := range []struct{ name, headers, payload, message string }{
		{"empty", "", "", "000000100000000005c248eb7d98c8ff"},
		{"payload", "", "{'foo':'bar'}", "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936"},
		{"int", "int\tevent-type\t40972\n", "{'foo':'bar'}", "0000002d0000001041c424b80a6576656e742d74797065040000a00c7b27666f6f273a27626172277d36f480a0"},
	} {
		message := plain(m.message)
		add("event_encode", m.name, "OK", map[string]string{"message": message}, "headers", m.headers, "payload", m.payload)
		add("event_decode", m.name, "OK", map[string]string{"headers": m.headers, "payload": m.payload}, "data", message)
		add("event_decode", m.name+" changed", "EVENT_MALFORMED", nil, "data", message[:len(message)-1]+"!")
	}
	return cases
}
