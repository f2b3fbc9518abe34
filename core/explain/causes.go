package explain

import (
	_ "embed"
	"strings"
)

//go:embed causes.tsv
var causeTable string

// Row is a row of causes.tsv.
type Row struct{ ID, Meaning, Fix string }

// Rows returns the table in its order.
func Rows() []Row {
	var rows []Row
	for line := range strings.Lines(causeTable) {
		if f := strings.Split(strings.TrimSuffix(line, "\n"), "\t"); line[0] != '#' && len(f) == 3 {
			rows = append(rows, Row{f[0], f[1], f[2]})
		}
	}
	return rows
}

// Evidence is a named finding.
type Evidence struct{ Name, Value string }

// Explanation says why a signature was refused.
type Explanation struct {
	Cause    string // a stable id
	Summary  string // what it means
	Evidence []Evidence
	Fix      string // what to change
}

// maxEvidence is what one value of the evidence may have.
const maxEvidence = 300

// because makes the explanation of a cause. Words in braces of its fix are taken
// from the evidence.
func because(cause string, evidence ...Evidence) *Explanation {
	e := &Explanation{Cause: cause}
	for _, row := range Rows() {
		if row.ID == cause {
			e.Summary, e.Fix = row.Meaning, row.Fix
		}
	}
	for _, found := range evidence {
		found.Value = shown(found.Value)
		if found.Value != "" {
			e.Evidence = append(e.Evidence, found)
		}
		e.Fix = strings.ReplaceAll(e.Fix, "{"+found.Name+"}", found.Value)
	}
	return e
}

// shown is text of a server, safe for a terminal and short.
func shown(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
	if len(s) <= maxEvidence {
		return s
	}
	n := maxEvidence
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n] + "..."
}
