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
		return diagnosisParts(diagnose.Diagnose(ctx, options, url)), nil
	}, nil
}

func diagnosisParts(d *diagnose.Diagnosis) [][]byte {
	var evidence []byte
	for _, found := range d.Evidence {
		evidence = append(evidence, found.Name+": "+found.Value+"\r\n"...)
	}
	parts := make([][]byte, DiagnosisCount)
	parts[DiagnosisCause], parts[DiagnosisStage] = []byte(d.Cause), []byte(d.Stage)
	parts[DiagnosisSummary], parts[DiagnosisEvidence], parts[DiagnosisFix] = []byte(d.Summary), evidence, []byte(d.Fix)
	return parts
}

// errorDiagnose is the diagnosis that an error stands for: of options with which no
// client could be made, for one.
//
// Errors: INVALID_ARGUMENT for a code or a cause that there is not.
func errorDiagnose(_ *System, c *Call) error {
	code := c.Numbers[ErrorDiagnoseNumberCode]
	if code != int64(int32(code)) || !fault.Code(code).Known() {
		return fault.New(fault.InvalidArgument, "code is %d, which no error has", code)
	}
	e := fault.New(fault.Code(code), "%s", c.Texts[ErrorDiagnoseTextMessage])
	e.CauseID = c.Texts[ErrorDiagnoseTextCause]
	d, ok := diagnose.Of(e)
	if !ok {
		return fault.New(fault.InvalidArgument, "no cause is named %.40q", e.CauseID)
	}
	var at [DiagnosisCount]Span
	base, out := len(c.Out), c.Out
	for i, part := range diagnosisParts(d) {
		out, at[i] = appendSpan(out, base, part)
	}
	c.put(out, at[:]...)
	return nil
}
