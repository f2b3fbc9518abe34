package hosts

import (
	"errors"
	"os/exec"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// In sandboxes, without /proc and on odd mounts the library works, or says which
// places it tried and why none served.
func TestPlacesAndRefusedCalls(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/places.c", true)
	for _, what := range []string{
		"sigaltstack", "rt_sigaction", "rt_sigprocmask", "tgkill", "gettid", "sendfile", "memfd_create", "no proc", "nothing", "mounts",
	} {
		t.Run(what, func(t *testing.T) {
			out, err := run(t, nil, program, what, t.TempDir())
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 77 {
				t.Skip("SKIPPED: this needs root, or a user namespace, to chroot and mount")
			}
			if err != nil || out != "" {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}
