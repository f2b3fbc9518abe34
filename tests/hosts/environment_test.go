package hosts

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// variables are those that Go's runtime and standard library know, each with a
// value that changes much, and one that is none.
var variables = []string{
	"GOMEMLIMIT=512Mi", "GOMEMLIMIT=1", "GOMEMLIMIT=nonsense", "GOMEMLIMIT=",
	"GOGC=1", "GOGC=off", "GOGC=nonsense", "GOGC=99999999999999999999",
	"GODEBUG=gctrace=1,inittrace=1", "GODEBUG=schedtrace=1,scheddetail=1", "GODEBUG=fips140=only", "GODEBUG=fips140=nonsense",
	"GODEBUG=nonsense,=,,=1", "GODEBUG=netdns=cgo+9", "GODEBUG=http2debug=2", "GODEBUG=cpu.all=off", "GODEBUG=gcstoptheworld=2,sbrk=1",
	"GOMAXPROCS=1", "GOMAXPROCS=4096", "GOMAXPROCS=nonsense", "GOMAXPROCS=-1",
	"GOTRACEBACK=crash", "GOTRACEBACK=nonsense", "GOROOT=/nowhere", "GOFIPS140=v1.0.0", "GOCOVERDIR=/nowhere", "GORACE=halt_on_error=1",
}

// run returns what a program printed on both outputs, and how it ended.
func run(t *testing.T, env []string, program string, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Env = append(os.Environ(), env...)
	command.WaitDelay = time.Second
	out, err := command.CombinedOutput()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return string(out), err
}

// python is the interpreter of the tests, with the package of this checkout.
func python(t *testing.T) (program string, env []string) {
	t.Helper()
	root := cprogram.Root(t)
	program = filepath.Join(root, "build/venv/bin/python")
	if _, err := os.Stat(program); err != nil {
		program = cprogram.Have(t, "python3", "your distribution")
	}
	return program, []string{"PYTHONPATH=" + filepath.Join(root, "bindings/python/src"), "PYTHONWARNINGS=ignore"}
}

// hostsPython is the interpreter that has the programs of requirements-hosts.txt, with the package of this checkout.
func hostsPython(t *testing.T) (program string, env []string) {
	t.Helper()
	_, env = python(t)
	program = filepath.Join(cprogram.Root(t), "build/hosts-venv/bin/python")
	if _, err := os.Stat(program); err != nil {
		t.Fatalf("%v: run `make hosts-venv` first", err)
	}
	return program, env
}

func TestEnvironmentOfTheRuntimeHasNoEffect(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/environment.c", true)
	for _, variable := range variables {
		out, err := run(t, []string{variable, "EXPECTED=" + variable}, program, variable)
		if err != nil || out != "" {
			t.Errorf("%s: %v: %q", variable, err, out)
		}
	}
}

func TestEnvironmentOfTheRuntimeHasNoEffectInPython(t *testing.T) {
	interpreter, env := python(t)
	for _, variable := range variables {
		out, err := run(t, append(env, variable), interpreter, "testdata/environment.py", variable)
		if err != nil || out != "" {
			t.Errorf("%s: %v: %q", variable, err, out)
		}
	}
}

// A JVM passes its own environment on, and sets variables of its own before it loads.
func TestEnvironmentOfTheRuntimeHasNoEffectInAJVM(t *testing.T) {
	jar, source := javaProgram(t, "testdata/Environment.java")
	for _, variable := range []string{"GOMEMLIMIT=512Mi", "GOMEMLIMIT=nonsense", "GODEBUG=gctrace=1,inittrace=1", "GODEBUG=fips140=only", "GOMAXPROCS=nonsense", "GOTRACEBACK=crash"} {
		out, err := run(t, []string{variable}, "java", "-cp", jar, source, variable)
		if err != nil || out != "" {
			t.Errorf("%s: %v: %q", variable, err, out)
		}
	}
}

// javaProgram is the jar of this checkout, and a program that java runs from its
// source.
func javaProgram(t *testing.T, source string) (jar, program string) {
	t.Helper()
	cprogram.Optional(t, "java")
	jars, _ := filepath.Glob(filepath.Join(cprogram.Root(t), "bindings/java/sallyport/target/sallyport-[0-9].[0-9].[0-9].jar"))
	if len(jars) == 0 {
		t.Fatal("no jar is built; `make java` builds it")
	}
	program = filepath.Join(t.TempDir(), filepath.Base(source))
	text, err := os.ReadFile(source)
	if err == nil {
		err = os.WriteFile(program, text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return jars[0], program
}

func TestSettingsOfTheRuntime(t *testing.T) {
	cprogram.Run(t, []string{"GOMAXPROCS=nonsense"}, cprogram.Build(t, "gcc", "testdata/runtime.c", true))
}
