package diagnose

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

// Diagnosis says why a connection fails, or that it does not.
type Diagnosis struct {
	Cause    string // a stable id
	Stage    string // how far it came
	Summary  string // what it means
	Evidence []Evidence
	Fix      string // what to change
}

// maxEvidence is how many findings there may be.
const maxEvidence = 64

// because makes the diagnosis of a cause.
func because(id string, evidence []Evidence) *Diagnosis {
	found := make([]cause.Evidence, 0, len(evidence))
	for _, e := range evidence[:min(len(evidence), maxEvidence)] {
		found = append(found, cause.Evidence(e))
	}
	row, shown := cause.Because(causeTable, id, found...)
	d := &Diagnosis{Cause: id, Stage: row.Stage, Summary: row.Meaning, Fix: row.Fix}
	for _, e := range shown {
		d.Evidence = append(d.Evidence, Evidence(e))
	}
	return d
}
