package abi

import (
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestEveryPointerIsChecked(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/null.c", true))
}

func TestBatchesAreColumnsInAndOut(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/batch.c", true))
}

func TestConventionsHold(t *testing.T) {
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/conventions.c", true))
}

// A ticket is right and wrong in the same ways when sanitizers watch; make sanitize
// has them watch the other programs too.
func TestCallsCanBeLeft(t *testing.T) {
	include := "-I" + cprogram.Root(t) + "/cshared/door"
	for _, sanitizer := range []string{"", "address", "thread"} {
		t.Run(sanitizer, func(t *testing.T) {
			t.Setenv(cprogram.Sanitizer, sanitizer)
			cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/ticket.c", true, include))
		})
	}
}
