package hosts

import (
	"errors"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// In sandboxes, without /proc and on odd mounts the library works, or says which
// places it tried and why none served.
func TestPlacesAndRefusedCalls(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/places.c", true)
	for _, what := range []string{
		"sigaltstack", "rt_sigaction", "rt_sigprocmask", "tgkill", "gettid", "getrandom", "sendfile", "memfd_create", "no proc", "nothing", "mounts",
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

// The package in a zip file loads from the only place that serves, from memory, or
// says about each place why not.
func TestPlacesOfAZipFile(t *testing.T) {
	interpreter, env := python(t)
	directory := filepath.Join(cprogram.Root(t), "bindings/python/src/sallyport")
	for _, backend := range []string{"", "extension", "ctypes"} {
		for _, what := range []string{"shm", "memory", "nothing"} {
			t.Run(what+" "+backend, func(t *testing.T) {
				env := append([]string{"PYTHONPATH=", "SALLYPORT_BACKEND=" + backend}, env[1:]...)
				out, err := run(t, env, interpreter, "-S", "testdata/zipped.py", what, directory, t.TempDir())
				if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 77 {
					t.Skip("SKIPPED: this needs root to mount")
				}
				if err != nil || out != "" {
					t.Errorf("%v: %s", err, out)
				}
			})
		}
	}
}
