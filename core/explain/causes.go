package explain

import (
	_ "embed"

	"github.com/sallyport/sallyport/core/cause"
)

//go:embed causes.tsv
var causeTable string

// Rows returns the table in its order.
func Rows() []cause.Row { return cause.Rows(causeTable) }

// Evidence is a named finding.
type Evidence struct{ Name, Value string }

// Explanation says why a signature was refused.
type Explanation struct {
	Cause    string // a stable id
	Summary  string // what it means
	Evidence []Evidence
	Fix      string // what to change
}

// because makes the explanation of a cause.
func because(id string, evidence ...Evidence) *Explanation {
	found := make([]cause.Evidence, len(evidence))
	for i, e := range evidence {
		found[i] = cause.Evidence(e)
	}
	row, shown := cause.Because(causeTable, id, found...)
	e := &Explanation{Cause: id, Summary: row.Meaning, Fix: row.Fix}
	for _, found := range shown {
		e.Evidence = append(e.Evidence, Evidence(found))
	}
	return e
}
