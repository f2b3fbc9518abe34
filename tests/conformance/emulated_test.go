package conformance

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// The directory of a library for aarch64, if that is to be tested: make aarch64-test.
var aarch64 = os.Getenv("SALLYPORT_AARCH64")

// emulated are languages whose programs qemu runs. Nothing forks: this emulator ends
// a process with threads that does.
var emulated = []language{
	{name: "Go", command: func(t *testing.T) []string {
		file := filepath.Join(t.TempDir(), "runner")
		build(t, "env", "GOARCH=arm64", "CGO_ENABLED=0", "go", "build", "-o", file, "./runners/golang")
		return []string{"qemu-aarch64", file, absolute(t, "build/sallyport.wasm")}
	}},
	{name: "C", command: func(t *testing.T) []string {
		return append([]string{"qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"}, cRunnerOf(t, "aarch64-linux-gnu-gcc", aarch64)...)
	}},
	{name: "Python", command: emulatedPython, env: []string{"SALLYPORT_BACKEND=extension"}},
	{name: "Python (ctypes)", command: emulatedPython, env: []string{"SALLYPORT_BACKEND=ctypes"}},
}

func emulatedPython(t *testing.T) []string {
	python := absolute(t, "build/arm64") // tests/tools/arm64.sh has put it there
	return []string{
		"qemu-aarch64", "-L", python, "-E", "SALLYPORT_LIBRARY=" + filepath.Join(aarch64, "libsallyport.so"),
		"-E", "PYTHONPATH=" + absolute(t, "bindings/python/src") + ":" + python + "/site", python + "/usr/bin/python3", "runners/python/runner.py",
	}
}

// Another processor has the same answers.
func TestAarch64GivesTheAnswersOfTheVectors(t *testing.T) {
	if aarch64 == "" {
		t.Skip("SKIPPED: make aarch64-test runs this")
	}
	cases, listed := allCases(t), readGaps(t)
	for i := range emulated {
		l := &emulated[i]
		l.ways = languages[slices.IndexFunc(languages, func(n language) bool { return n.name == l.name })].ways
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			runLanguage(t, l, cases, listed)
		})
	}
}
