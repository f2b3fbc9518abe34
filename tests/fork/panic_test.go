package fork

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// panicking is the environment that leads to the core which panics on request.
func panicking(t *testing.T) []string {
	t.Helper()
	directory := filepath.Join(cprogram.Root(t), "build/panic")
	if _, err := os.Stat(filepath.Join(directory, "libsallyport-core.so")); err != nil {
		t.Fatalf("%v: run `make native-panic` first", err)
	}
	return []string{"LD_LIBRARY_PATH=" + directory}
}

func TestAPanicClosesItsHandleAlone(t *testing.T) {
	cprogram.Run(t, panicking(t), cprogram.Build(t, "gcc", "testdata/panics.c", true))
}

func TestHandlersWithoutAlternateStackSurvive(t *testing.T) {
	cprogram.Run(t, panicking(t), cprogram.Build(t, "gcc", "testdata/signals.c", true, "-rdynamic", "-ldl"))
}
