// Package cprogram builds small C programs against the native library and runs
// them, for tests. A program says what is wrong on standard output and exits
// with another status than 0.
package cprogram

import (
	"context"
	"fmt"
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
	switch {
	case link && os.Getenv(Sanitizer) != "":
		args = append(args, sanitized(t, root)...)
	case link:
		args = append(args, library, "-Wl,-rpath,"+filepath.Dir(library))
	}
	output, err := exec.Command(compiler, append(args, flags...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", compiler, source, err, output)
	}
	return out
}

// Sanitizer is the variable with which Build compiles the front door into the program,
// both with a sanitizer: "address", with that of undefined behaviour, or "thread". They
// do not see into the core.
const Sanitizer = "SANITIZER"

func sanitized(t testing.TB, root string) []string {
	t.Helper()
	version, err := os.ReadFile(filepath.Join(root, "core/op/VERSION"))
	files, bad := filepath.Glob(filepath.Join(root, "cshared/door/*.c"))
	if err != nil || bad != nil || len(files) == 0 {
		t.Fatal(err, bad, files)
	}
	flags := []string{
		"-std=gnu11", "-I", root + "/cshared/door", `-DSALLY_VERSION="` + strings.TrimSpace(string(version)) + `"`,
		"-Wno-format-truncation", "-fno-sanitize-recover=all", "-fsanitize=" + strings.Replace(os.Getenv(Sanitizer), "address", "address,undefined", 1),
	}
	if os.Getenv(Sanitizer) == "thread" {
		flags = append(flags, "-Wno-tsan")
	}
	for _, name := range files {
		if base := filepath.Base(name); !strings.HasPrefix(base, "python") && !strings.HasPrefix(base, "jni") {
			flags = append(flags, name)
		}
	}
	return append(flags, "-ldl")
}

// ofSanitizer is the environment for a program with one. Go's handlers of faults must
// stay, what lives in the core is no leak, and memory that comes from there is no race.
func ofSanitizer(t testing.TB) []string {
	t.Helper()
	if os.Getenv(Sanitizer) == "" {
		return nil
	}
	return []string{
		"SALLYPORT_CORE_LIBRARY=" + filepath.Dir(Library(t)) + "/libsallyport-core.so",
		"ASAN_OPTIONS=detect_leaks=0:use_sigaltstack=0:handle_segv=0",
		"TSAN_OPTIONS=ignore_noninstrumented_modules=1:report_thread_leaks=0:handle_segv=0",
	}
}

// limit is for one program; a child of fork that hangs is what it guards against.
const limit = 2 * time.Minute

// Run runs a program and returns what it printed. It fails the test if the
// program does not end with status 0.
func Run(t testing.TB, env []string, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	command := append([]string{program}, args...)
	if os.Getenv("VALGRIND") != "" { // set by make sanitize
		suppressions := filepath.Join(Root(t), "tests/abi/testdata/valgrind.txt")
		command = append([]string{"valgrind", "--quiet", "--error-exitcode=9", "--suppressions=" + suppressions}, command...)
	}
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = append(append(os.Environ(), ofSanitizer(t)...), env...)
	cmd.WaitDelay = time.Second
	var stuck string
	cmd.Cancel = func() error {
		stuck = where(cmd.Process.Pid)
		return cmd.Process.Kill()
	}
	output, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		err = fmt.Errorf("it hangs\n%s", stuck)
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
