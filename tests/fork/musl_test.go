package fork

import (
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestMuslIsToldApart(t *testing.T) {
	compiler := cprogram.Have(t, "musl-gcc", "tests/tools/debian.sh")
	cprogram.Run(t, nil, cprogram.Build(t, compiler, "testdata/musl.c", false), cprogram.Library(t))
}
