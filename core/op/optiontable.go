package op

import (
	_ "embed"
	"iter"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

//go:embed options.tsv
var optionTable string

// OptionRow is one row of options.tsv.
type OptionRow struct{ Key, Type, Default, Since, Meaning string }

// OptionRows yields the table in its order.
func OptionRows() iter.Seq[OptionRow] {
	return func(yield func(OptionRow) bool) {
		for line := range strings.Lines(optionTable) {
			if line = strings.TrimSuffix(line, "\n"); line == "" || line[0] == '#' {
				continue
			}
			var row OptionRow
			for _, column := range []*string{&row.Key, &row.Type, &row.Default, &row.Since} {
				*column, line, _ = strings.Cut(line, "\t")
			}
			row.Meaning = line
			if !yield(row) {
				return
			}
		}
	}
}

// NeedsValue reports whether the option, once set, must not be empty: those that
// say what to trust and whom to be.
func (r OptionRow) NeedsValue() bool {
	return strings.HasPrefix(r.Key, "tls.") && r.Type != "bool"
}

const envPrefix = "env."

// optionRow finds the row of a key; every env.NAME has the row env.*.
func optionRow(key string) (OptionRow, bool) {
	if len(key) > len(envPrefix) && strings.HasPrefix(key, envPrefix) {
		key = envPrefix + "*"
	}
	for row := range OptionRows() {
		if row.Key == key {
			return row, true
		}
	}
	return OptionRow{}, false
}

// nearestKey is the key of the table that takes the fewest edits to reach.
func nearestKey(key string) string {
	best, bestDistance := "", 1<<30
	for row := range OptionRows() {
		if d := fault.EditDistance(key, row.Key); d < bestDistance {
			best, bestDistance = row.Key, d
		}
	}
	return best
}
