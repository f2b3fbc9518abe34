package host

import "context"

// Diagnosis says why a connection fails, or that it does not. No secret is in it.
type Diagnosis struct {
	Cause    string // a stable id, a row of docs/causes/README.md; "ok" where all is well
	Stage    string // how far it came: "configuration", "proxy", "dns", "tcp", "hello", "certificate", "mutual", "http" or "done"
	Summary  string
	Evidence []Header // findings by name
	Fix      string
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
		d = &Diagnosis{
			Cause: out[opDiagnosisCause], Stage: out[opDiagnosisStage], Summary: out[opDiagnosisSummary],
			Evidence: parseLines(out[opDiagnosisEvidence]), Fix: out[opDiagnosisFix],
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}
