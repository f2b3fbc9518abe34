// Package cause holds what tables of causes have in common: rows with a stable id,
// and the answer that names one of them with its evidence.
//
// A table is text: a line for each cause, "#" begins a comment. The columns are id,
// meaning and fix, or id, stage, meaning and fix. Words in braces of a fix are
// filled in from the evidence of that name.
package cause

import "strings"

// Row is a row of a table.
type Row struct{ ID, Stage, Meaning, Fix string }

// Rows returns the rows of a table in its order.
func Rows(table string) []Row {
	var rows []Row
	for line := range strings.Lines(table) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		switch {
		case line[0] == '#':
		case len(f) == 3:
			rows = append(rows, Row{ID: f[0], Meaning: f[1], Fix: f[2]})
		case len(f) == 4:
			rows = append(rows, Row{ID: f[0], Stage: f[1], Meaning: f[2], Fix: f[3]})
		}
	}
	return rows
}

// Evidence is a named finding.
type Evidence struct{ Name, Value string }

// Because finds the row of a cause and fills its fix in. Evidence without a value
// is left out; the rest is made safe to show.
func Because(table, id string, evidence ...Evidence) (row Row, shown []Evidence) {
	row.ID = id
	for _, r := range Rows(table) {
		if r.ID == id {
			row = r
		}
	}
	for _, found := range evidence {
		found.Value = Shown(found.Value)
		if found.Value != "" {
			shown = append(shown, found)
		}
		row.Fix = strings.ReplaceAll(row.Fix, "{"+found.Name+"}", found.Value)
	}
	return row, shown
}

// Limit is how many bytes one value of the evidence may have.
const Limit = 300

// Shown is text of a server, safe for a terminal and short.
func Shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if len(s) <= Limit {
		return s
	}
	n := Limit
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "..."
}
