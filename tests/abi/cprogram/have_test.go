package cprogram_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// recorder is a test that notes how it ended.
type recorder struct {
	testing.TB
	failed, skipped string
}

func (r *recorder) Helper() {}

func (r *recorder) Fatalf(format string, args ...any) {
	r.failed = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Skipf(format string, args ...any) {
	r.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func record(test func(t testing.TB)) *recorder {
	r, done := &recorder{}, make(chan struct{})
	go func() {
		defer close(done)
		test(r)
	}()
	<-done
	return r
}

func TestMissingRealPartIsAFailure(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := record(func(t testing.TB) { cprogram.Have(t, "musl-gcc", "tests/tools/debian.sh") })
	if r.failed != "musl-gcc is not installed: tests/tools/debian.sh installs it" || r.skipped != "" {
		t.Errorf("%+v", r)
	}
}

func TestMissingOptionalToolIsASkipThatSaysSo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := record(func(t testing.TB) { cprogram.Optional(t, "g++") })
	if r.failed != "" || !strings.Contains(r.skipped, "g++ is not installed; it is optional") {
		t.Errorf("%+v", r)
	}
}
