package diagnose

import (
	"bytes"
	"strings"
	"testing"
)

// What a server says is read without a panic, and shown without a control character.
func FuzzHead(f *testing.F) {
	f.Add([]byte("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/\r\nDate: Sat, 28 Nov 2026 12:00:00 GMT\r\n\r\n"), "server.example")
	f.Add([]byte("\x15\x03\x03\x00\x02\x02\x70"), "10.0.0.1")
	f.Add([]byte("HTTP/1.1 \x1b[2J"), "")
	f.Fuzz(func(t *testing.T, head []byte, host string) {
		status := statusOf(head)
		if status != 0 && !isHTTP(head) {
			t.Errorf("status %d of %q", status, head)
		}
		portal(status, field(head, "location"), host)
		_, _ = httpTime(field(head, "date"))
		d := because("unknown", []Evidence{{"first bytes", quoted(head)}, {"location", field(head, "location")}})
		for _, e := range d.Evidence {
			if strings.ContainsAny(e.Value, "\x00\x1b\r\n\x7f") || len(e.Value) > 400 {
				t.Errorf("%q", e)
			}
		}
	})
}

// What a server chose of suites that we do not have is read from its own bytes.
func FuzzChosen(f *testing.F) {
	f.Add(append([]byte{22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3}, append(make([]byte, 33), 0, 0x9f, 0)...))
	f.Add([]byte("\x15\x03\x03\x00\x02\x02\x28"))
	f.Fuzz(func(t *testing.T, said []byte) {
		if id, err := chosen(bytes.NewReader(said)); err == nil && (said[0] != 22 || !bytes.Contains(said, []byte{byte(id >> 8), byte(id)})) {
			t.Errorf("%#x of %q", id, said)
		}
	})
}
