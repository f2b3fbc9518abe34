package host

import (
	"context"

	"github.com/sallyport/sallyport/core/fault"
)

// Diagnosis says why a connection fails, or that it does not. No secret is in it.
type Diagnosis struct {
	Cause    string // a stable id, a row of docs/causes/README.md; "ok" where all is well
	Stage    string // how far it came: "configuration", "proxy", "dns", "tcp", "hello", "certificate", "mutual", "http" or "done"
	Summary  string
	Evidence []Header // findings by name
	Fix      string
}

func diagnosisOf(out []string) *Diagnosis {
	return &Diagnosis{
		Cause: out[opDiagnosisCause], Stage: out[opDiagnosisStage], Summary: out[opDiagnosisSummary],
		Evidence: parseLines(out[opDiagnosisEvidence]), Fix: out[opDiagnosisFix],
	}
}

// DiagnoseError is the diagnosis that an error stands for, from the error alone: of
// options with which no client could be made, for one. Its cause is "" for an error
// that has none.
//
// Errors: NULL_POINTER, INVALID_ARGUMENT for a code or cause that there is not.
func (r *Runtime) DiagnoseError(ctx context.Context, e *fault.Error) (*Diagnosis, error) {
	if err := given(e, "the error"); err != nil {
		return nil, err
	}
	var d *Diagnosis
	err := r.with(ctx, func(i *instance) error {
		out, err := i.ask(opErrorDiagnose, 0, arguments{
			texts:   []text{opErrorDiagnoseTextCause: optional(e.CauseID), opErrorDiagnoseTextMessage: optional(e.Message)},
			numbers: []int64{opErrorDiagnoseNumberCode: int64(e.Code)},
		})
		if err == nil {
			d = diagnosisOf(out)
		}
		return err
	})
	return d, err
}

// Diagnose connects to a URL step by step, as a GET of it would, and says what is
// wrong. What fails is the result and not an error. Nothing is signed, redirected
// or repeated. Some causes need further connections over the lent network, which
// carry neither path nor query. It ends by the deadline of ctx, or after
// client.timeout. Names are looked up by the network, so that no cause is of DNS.
//
// Errors: UNSUPPORTED if no network is lent, INVALID_ARGUMENT.
func (c *Client) Diagnose(ctx context.Context, url string) (*Diagnosis, error) {
	var d *Diagnosis
	err := c.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opClientDiagnose, handle, arguments{
			texts:   []text{opClientDiagnoseTextURL: optional(url)},
			numbers: []int64{opClientDiagnoseNumberTimeoutMS: timeoutOf(ctx, 0)},
		})
		if err != nil {
			return err
		}
		d = diagnosisOf(out)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}
