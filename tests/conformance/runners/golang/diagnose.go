package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strconv"
	"strings"
	"time"

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

// reported says what is trusted.
func reported(call *wire.Frame) (*wire.Frame, error) {
	o := options(call.Options())
	reach, err := o.reaching()
	if err == nil {
		err = o.done()
	}
	if err != nil {
		return nil, err
	}
	roots := ""
	for _, root := range reach.Trust.Roots() {
		c := root.Certificate
		roots += fmt.Sprintf("%x\t%s\t%s\t%s\n", sha256.Sum256(c.Raw), c.NotAfter.UTC().Format(time.RFC3339), root.Origin, c.Subject)
	}
	return frame(wire.OK, "source", reach.Trust.Source(), "roots", roots, "unusable", strings.Join(reach.Trust.Unusable(), "\n")), nil
}
