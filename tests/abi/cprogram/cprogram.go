// Package cprogram builds small C programs against the native library and runs
// them, for tests. A program says what is wrong on standard output and exits
// with another status than 0.
package cprogram

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// Root is the root of the repository.
func Root(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if !ok {
		t.Fatal("the place of the source is not known")
	}
	return filepath.Join(filepath.Dir(file), "../../..")
}

// Library is the path of the front door in build/; it fails the test if it has
// not been built.
func Library(t testing.TB) string {
	t.Helper()
	path := filepath.Join(Root(t), "build/libsallyport.so")
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v: run `make native` first", err)
	}
	return path
}

// Build compiles testdata/source with the project's headers and links it with
// the front door, unless link is false.
func Build(t testing.TB, compiler, source string, link bool, flags ...string) string {
	t.Helper()
	root, library := Root(t), Library(t)
	out := filepath.Join(t.TempDir(), strings.TrimSuffix(filepath.Base(source), filepath.Ext(source)))
	args := []string{
		"-O1", "-g", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", "-pthread", "-I", root + "/cshared/include",
		"-I", root + "/tests/abi/testdata", "-o", out, source,
	}
	if link {
		args = append(args, library, "-Wl,-rpath,"+filepath.Dir(library))
	}
	output, err := exec.Command(compiler, append(args, flags...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", compiler, source, err, output)
	}
	return out
}

// limit is for one program; a child of fork that hangs is what it guards against.
const limit = 2 * time.Minute

// Run runs a program and returns what it printed. It fails the test if the
// program does not end with status 0.
func Run(t testing.TB, env []string, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = time.Second
	output, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = errors.New("it hangs")
	}
	if err != nil {
		t.Errorf("%s %s: %v\n%s", filepath.Base(program), strings.Join(args, " "), err, tail(output))
	}
	return string(output)
}

func tail(output []byte) []byte { return output[max(0, len(output)-4000):] }

// Have returns the path of a tool, or fails the test.
func Have(t testing.TB, tool, from string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		t.Fatalf("%s is not installed: %s installs it", tool, from)
	}
	return path
}

// Optional skips the test without a tool that only a claim about other languages needs.
func Optional(t testing.TB, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err != nil {
		t.Skipf("SKIPPED: %s is not installed; it is optional: the build and every other test do without", tool)
	}
}
