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
