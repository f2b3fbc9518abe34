package abi

import (
	"debug/elf"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// checkout copies into dir what a build of the native files needs.
func checkout(t *testing.T, dir string) {
	t.Helper()
	for _, part := range []string{"core", "cshared", "wasm", "bindings/java/java.mk", "tests/conformance/conformance.mk", "bindings/java/sallyport/src", "Makefile", "go.mod", "go.sum"} {
		cp := exec.Command("cp", "-r", "--parents", part, dir)
		cp.Dir = cprogram.Root(t)
		if out, err := cp.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

func runMake(dir string, args ...string) (string, error) {
	command := exec.Command("make", append([]string{"-s"}, args...)...)
	command.Dir = dir
	command.Env = append(os.Environ(), "MAKEFLAGS=")
	out, err := command.CombinedOutput()
	return string(out), err
}

// A build without Python.h is made good by the next one that has it, a virtual environment's too.
func TestDoorFollowsThePythonHeaders(t *testing.T) {
	dir := t.TempDir()
	checkout(t, dir)
	door := filepath.Join(dir, "build/libsallyport.so")
	environment := filepath.Join(dir, "venv")
	if out, err := exec.Command("python3", "-m", "venv", "--without-pip", environment).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, step := range []struct {
		python string
		module bool
	}{{"false", false}, {environment + "/bin/python", true}, {"false", false}, {"python3", true}} {
		out, err := runMake(dir, "build/libsallyport.so", "PYTHON="+step.python)
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		if said := strings.Contains(out, "without the CPython module"); said == step.module {
			t.Errorf("PYTHON=%s: make says %q", step.python, out)
		}
		f, err := elf.Open(door)
		if err != nil {
			t.Fatal(err)
		}
		if has := slices.Contains(exported(t, f), "PyInit__sallyport"); has != step.module {
			t.Errorf("PYTHON=%s: the module is there: %v (the headers of Python are needed for this test)", step.python, has)
		}
		_ = f.Close()
	}
	before, err := os.Stat(door)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := runMake(dir, "build/libsallyport.so"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if after, err := os.Stat(door); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the same build again made another file: %v", err)
	}
}

// A library is built again when anything that is in it has changed: a Go file or a
// file that one embeds, such as the table of options or a pinned certificate.
func TestLibrariesFollowAllThatIsInThem(t *testing.T) {
	root := cprogram.Root(t)
	for _, built := range []struct {
		target, of string
		env        []string
	}{
		{"build/libsallyport-core.so", "./cshared", nil},
		{"build/panic/libsallyport-core.so", "./cshared", nil},
		{"build/sallyport.wasm", "./wasm", []string{"GOOS=wasip1", "GOARCH=wasm"}},
		{"build/sallyport-offline.wasm", "./wasm", []string{"GOOS=wasip1", "GOARCH=wasm"}},
		{"build/wasm/sallyport-panic.wasm", "./wasm", []string{"GOOS=wasip1", "GOARCH=wasm"}},
	} {
		database := exec.Command("make", "-pnq", built.target)
		database.Dir, database.Env = root, append(os.Environ(), "MAKEFLAGS=")
		out, err := database.Output()
		if exit := (*exec.ExitError)(nil); err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1: it is not up to date
			t.Fatal(err)
		}
		_, rest, found := strings.Cut("\n"+string(out), "\n"+built.target+": ")
		line, _, _ := strings.Cut(rest, "\n")
		needs := strings.Fields(line)
		if !found || len(needs) == 0 {
			t.Errorf("make knows nothing that %s is made of", built.target)
			continue
		}
		list := exec.Command("go", "list", "-deps", "-f",
			`{{if and .Module .Module.Main}}{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .CgoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{end}}`, built.of)
		list.Dir, list.Env = root, append(os.Environ(), built.env...)
		out, err = list.Output()
		if err != nil {
			t.Fatal(err)
		}
		files := strings.Fields(string(out))
		if len(files) < 50 {
			t.Fatalf("%s consists of %d files", built.of, len(files))
		}
		for _, file := range files {
			name, err := filepath.Rel(root, file)
			if err != nil || !slices.Contains(needs, name) {
				t.Errorf("%s is not built again when %s changes", built.target, name)
			}
		}
	}
}

func TestPathWithASpaceIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a b")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	checkout(t, dir)
	out, err := runMake(dir, "build")
	if err == nil || !strings.Contains(out, "the path of this checkout holds a space") || strings.Count(out, "\n") != 1 {
		t.Errorf("%v: %s", err, out)
	}
}
