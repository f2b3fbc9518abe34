package main

import (
	"go/build"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func overlay(t *testing.T, dir string) map[string]string {
	t.Helper()
	replaced, err := read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return replaced
}

// This Go is one that the changes are made for: else the poller of the core would
// be the one that ends the host.
func TestChangesFitThisGo(t *testing.T) {
	dir := t.TempDir()
	if err := run(dir, filepath.Join(build.Default.GOROOT, "src")); err != nil {
		t.Fatal(err)
	}
	replaced := overlay(t, dir)
	if len(replaced) != len(files) {
		t.Errorf("%d of %d files are replaced", len(replaced), len(files))
	}
	for from, to := range replaced {
		if _, err := os.Stat(from); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(to); err != nil {
			t.Error(err)
		}
	}
}

func TestSomeChangesAreAddedToWhatIsThere(t *testing.T) {
	const name = "crypto/tls/handshake_client.go"
	for standard, want := range map[string]int{filepath.Join(build.Default.GOROOT, "src"): 2, t.TempDir(): 1} {
		dir := t.TempDir()
		if err := write(dir, map[string]string{"theirs": "kept"}); err != nil {
			t.Fatal(err)
		}
		if err := run(dir, standard, name); err != nil {
			t.Fatal(err)
		}
		replaced := overlay(t, dir)
		if _, ok := replaced[filepath.Join(standard, name)]; len(replaced) != want || ok != (want == 2) || replaced["theirs"] != "kept" {
			t.Errorf("%v", replaced)
		}
	}
	if err := run(t.TempDir(), build.Default.GOROOT, name); err == nil {
		t.Error("there was nothing to add to")
	}
}

func TestAnotherGoIsBuiltWithoutTheChanges(t *testing.T) {
	for what, prepare := range map[string]func(standard string) error{
		"no such file": func(string) error { return nil },
		"another text": func(standard string) error {
			for name := range files {
				path := filepath.Join(standard, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					return err
				}
				if err := os.WriteFile(path, []byte("package other\n"), 0o600); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		dir, standard := t.TempDir(), t.TempDir()
		if err := prepare(standard); err != nil {
			t.Fatal(err)
		}
		if err := run(dir, standard); err != nil {
			t.Fatal(err)
		}
		if replaced := overlay(t, dir); len(replaced) != 0 {
			t.Errorf("%s: %v", what, replaced)
		}
	}
}

func TestTextIsReplacedOnlyWhereItIsOnce(t *testing.T) {
	changes := []change{{old: "b", new: "x"}}
	if got, err := apply("abc", changes); got != "axc" || err != nil {
		t.Error(got, err)
	}
	for _, text := range []string{"ac", "abcb"} {
		if got, err := apply(text, changes); err == nil {
			t.Errorf("%s became %s", text, got)
		}
	}
	if got, err := apply("abcd", []change{{old: "b", until: "c", new: "x"}}); got != "axd" || err != nil {
		t.Error(got, err)
	}
	if got, err := apply("abcd", []change{{old: "b", until: "e"}}); err == nil {
		t.Errorf("no end: %s", got)
	}
}

func TestFunctionsAreOverriddenByName(t *testing.T) {
	ours := "func netpollinit() { ours() }\nfunc netpollopen() {}\nfunc netpollBreak() {}\nfunc more() {}\n"
	standard := "package runtime\n\nfunc netpollinit() {\n\ttheirs()\n}\n\nfunc kept() {}\n\nfunc netpollopen() {}\n\nfunc netpollBreak() {}\n"
	got, err := override(standard, ours)
	if err != nil || strings.Contains(got, "theirs") || !strings.Contains(got, "kept") || !strings.HasSuffix(got, ours) {
		t.Error(got, err)
	}
	if got, err := override("package runtime\n", ours); err == nil {
		t.Errorf("nothing to override: %s", got)
	}
}
