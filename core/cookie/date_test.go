package cookie

import (
	"testing"
	"time"
)

func TestDates(t *testing.T) {
	const want = "1994-11-06T08:49:37Z"
	for text, want := range map[string]string{
		"Sun, 06 Nov 1994 08:49:37 GMT":  want,
		"Sunday, 06-Nov-94 08:49:37 GMT": want,
		"Sun Nov  6 08:49:37 1994":       want,
		"Sun, 06-Nov-1994 08:49:37 GMT":  want,
		"1994 6 november 8:49:37":        want,
		"6 Nov 1994 08:49:37x UTC+0200":  want, // no zone is read
		"06 Nov 69 08:49:37":             "2069-11-06T08:49:37Z",
		"06 Nov 70 08:49:37":             "1970-11-06T08:49:37Z",
		"01 Jan 1601 00:00:00":           "1601-01-01T00:00:00Z",
		"29 Feb 2028 23:59:59":           "2028-02-29T23:59:59Z",
		"":                               "",
		"Sun, 06 Nov 1994":               "",
		"06 Nov 1994 08:49":              "",
		"06 Nov 1994 24:00:00":           "",
		"06 Nov 1994 00:60:00":           "",
		"06 Nov 1994 00:00:60":           "",
		"00 Nov 1994 00:00:00":           "",
		"30 Feb 2028 00:00:00":           "",
		"32 Jan 2028 00:00:00":           "",
		"01 Jan 1600 00:00:00":           "",
		"01 Jan 20280 00:00:00":          "",
		"01 Foo 2028 00:00:00":           "",
		"01 anf 2028 00:00:00":           "", // in the middle of two months
		"01 Jan 2028 000:00:00":          "",
	} {
		got := ""
		if at, ok := parseDate(text); ok {
			got = at.Format(time.RFC3339)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
