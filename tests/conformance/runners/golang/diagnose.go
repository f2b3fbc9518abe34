package main

import (
	"context"
	"strconv"

	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// diagnosedError is the diagnosis that an error stands for.
func diagnosedError(call *wire.Frame) (*wire.Frame, error) {
	code, _ := strconv.Atoi(call.Get("code"))
	e := fault.New(fault.Code(code), "%s", call.Get("message"))
	e.CauseID = call.Get("cause")
	d, ok := diagnose.Of(e)
	if !ok {
		return nil, fault.New(fault.InvalidArgument, "no cause")
	}
	return frame(wire.OK, "cause", d.Cause, "stage", d.Stage), nil
}

// diagnosed says why a connection fails.
func diagnosed(call *wire.Frame) (*wire.Frame, error) {
	o := options(call.Options())
	reach, err := o.reaching()
	if err == nil {
		err = o.done()
	}
	if err != nil {
		return nil, err
	}
	d := diagnose.Diagnose(context.Background(), reach, call.Get("url"))
	evidence := ""
	for _, found := range d.Evidence {
		evidence += found.Name + ": " + found.Value + "\r\n"
	}
	return frame(wire.OK, "cause", d.Cause, "stage", d.Stage, "summary", d.Summary, "evidence", evidence, "fix", d.Fix), nil
}
