package op

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/fault"
)

// diagnose says why a connection to a URL fails. The evidence is a line
// "name: value" for each finding, which holds no control characters.
//
// Errors: INVALID_ARGUMENT. What is wrong with the URL or the connection is the
// result.
func (c *Client) diagnose(call *Call) (func(context.Context) ([][]byte, error), error) {
	url, options := strings.Clone(call.Texts[ClientDiagnoseTextURL]), c.options
	limit := call.Numbers[ClientDiagnoseNumberTimeoutMS]
	switch {
	case limit < 0:
		return nil, fault.New(fault.InvalidArgument, "timeout_ms is %d", limit)
	case limit > 0:
		options.Timeouts.Total = milliseconds(limit)
	}
	return func(ctx context.Context) ([][]byte, error) {
		d := diagnose.Diagnose(ctx, options, url)
		var evidence []byte
		for _, found := range d.Evidence {
			evidence = append(evidence, found.Name+": "+found.Value+"\r\n"...)
		}
		parts := make([][]byte, DiagnosisCount)
		parts[DiagnosisCause], parts[DiagnosisStage] = []byte(d.Cause), []byte(d.Stage)
		parts[DiagnosisSummary], parts[DiagnosisEvidence], parts[DiagnosisFix] = []byte(d.Summary), evidence, []byte(d.Fix)
		return parts, nil
	}, nil
}
