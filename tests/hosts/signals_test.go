package hosts

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// A handler that the host installs at any time has stack wherever it interrupts the
// library, runs on the host's threads alone, and what the host blocks stays blocked.
func TestHandlersOfTheHost(t *testing.T) {
	urls, _ := servers(t)
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/handlers.c", true), urls[0].URL+"/slow")
}

func TestSignalsInPython(t *testing.T) {
	interpreter, env := python(t)
	cprogram.Have(t, "gdb", "tests/tools/debian.sh")
	for _, what := range []string{"timers", "faulthandler", "faults", "gdb"} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			urls, _ := servers(t)
			out, err := run(t, env, interpreter, "testdata/signals.py", what, urls[0].URL+"/slow")
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 77 {
				t.Skip("SKIPPED: the kernel forbids a debugger to attach here")
			}
			if err != nil || out != "" {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// With the library that Java's documents advise for chained handlers, and without.
func TestProfilerOfAJVM(t *testing.T) {
	cprogram.Optional(t, "java")
	profiler := cprogram.Build(t, "gcc", "testdata/profiler.c", false, "-shared", "-fPIC")
	java, err := filepath.EvalSymlinks(cprogram.Have(t, "java", "a JDK"))
	if err != nil {
		t.Fatal(err)
	}
	jsig := filepath.Join(filepath.Dir(filepath.Dir(java)), "lib/libjsig.so")
	for _, preload := range []string{profiler, jsig + " " + profiler} {
		t.Run(filepath.Base(preload), func(t *testing.T) {
			t.Parallel()
			profiled := filepath.Join(t.TempDir(), "profiled")
			jar, source := javaProgram(t, "testdata/Signals.java")
			out, err := run(t, []string{"LD_PRELOAD=" + preload, "PROFILED=" + profiled}, "java", "-cp", jar, source)
			if err != nil || out != "" {
				t.Fatalf("%v: %s", err, out)
			}
			text, err := os.ReadFile(profiled)
			if samples, bad := strconv.Atoi(string(text)); err != nil || bad != nil || samples < 100 {
				t.Errorf("the profiler took %q samples: %v", text, err)
			}
		})
	}
}
