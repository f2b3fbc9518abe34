package fault_test

import (
	"testing"

	"github.com/sallyport/sallyport/core/fault"
)

func TestEditDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"kitten", "sitting", 3}, {"tls.verfy", "tls.verify", 1}, {"ab", "ba", 2},
	} {
		if got := fault.EditDistance(c.a, c.b); got != c.want {
			t.Errorf("%q, %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
