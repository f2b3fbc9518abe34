package diagnose

import (
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
