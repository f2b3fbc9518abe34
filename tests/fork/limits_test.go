package fork

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// With every limit the first call works or gives a code; the runtime never
// aborts the process. Limits on both sides of the threshold are tried more than
// once, because threads come and go.
func TestSmallLimitsGiveACode(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/limits.c", true)
	for _, c := range []struct {
		limit             string
		values            []int
		tooSmall, ample   int // limits that must fail and must work
		unit, tooSmallSay string
	}{
		{"as", []int{16, 64, 256, 1000, 1300, 1500, 1700, 1900, 2000, 2040, 2060, 2080, 2100, 2200, 3000, 8000}, 1000, 2200, "MiB", "ulimit -v"},
		{"data", []int{2, 16, 50, 80, 100, 120, 140, 144, 146, 150, 200, 1000}, 80, 200, "MiB", "ulimit -d"},
		{"threads", []int{1, 2, 3, 5, 8, 9, 10, 12, 20, 1000}, 5, 20, "threads", "threads"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			for _, value := range c.values {
				for range 3 {
					out := cprogram.Run(t, nil, program, c.limit, strconv.Itoa(value))
					works := strings.TrimSpace(out) == "works"
					if works && value <= c.tooSmall || !works && value >= c.ample {
						t.Errorf("%d %s: %s", value, c.unit, out)
					}
					if !works && !strings.Contains(out, c.tooSmallSay) {
						t.Errorf("%d %s: the message does not say %q: %s", value, c.unit, c.tooSmallSay, out)
					}
				}
			}
		})
	}
}
