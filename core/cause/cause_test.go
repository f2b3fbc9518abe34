package cause_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/cause"
)

const table = "# a comment\nrefused\ttcp\tIt refuses.\tOpen {port} at {host}.\nother\tIt differs.\tLook.\n"

func TestRowsHaveThreeColumnsOrFour(t *testing.T) {
	rows := cause.Rows(table)
	want := []cause.Row{{"refused", "tcp", "It refuses.", "Open {port} at {host}."}, {"other", "", "It differs.", "Look."}}
	if len(rows) != 2 || rows[0] != want[0] || rows[1] != want[1] {
		t.Errorf("got %q", rows)
	}
}

func TestAFixIsFilledInFromTheEvidence(t *testing.T) {
	row, shown := cause.Because(table, "refused", cause.Evidence{Name: "port", Value: "443"},
		cause.Evidence{Name: "host", Value: "a\x1b[2Jb"}, cause.Evidence{Name: "empty"})
	if row.Fix != "Open 443 at a [2Jb." || row.Stage != "tcp" || len(shown) != 2 {
		t.Errorf("got %q %q", row, shown)
	}
}

func TestWhatIsShownIsShortAndHarmless(t *testing.T) {
	for _, s := range []string{"\x1b]0;title\x07", "a\u202eb", "\u009b2J", "a\u2028b", "line\r\nline", "\xff\xfe", strings.Repeat("\u00fc", 400)} {
		got := cause.Shown(s)
		if strings.ContainsAny(got, "\x1b\x07\r\n\u202e\u009b\u2028") || len(got) > cause.Limit+3 || strings.ToValidUTF8(got, "") != got {
			t.Errorf("%q became %q", s, got)
		}
	}
}
