package hosts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// pythonNames are the interpreters that the package is for. Each is run if it is found:
// in HOSTS_PYTHONS (paths, separated by colons), in PATH, or where pyenv has it.
var pythonNames = []string{
	"CPython 3.7", "CPython 3.8", "CPython 3.9", "CPython 3.10", "CPython 3.11", "CPython 3.12", "CPython 3.13", "CPython 3.14", "PyPy 3",
}

// ownLock are those that can give an interpreter a lock of its own, and so refuse modules.
var ownLock = []string{"CPython 3.12", "CPython 3.13", "CPython 3.14"}

// pythons are paths by name; what was not found is in build/hosts-not-found.txt, which make prints.
func pythons(t *testing.T) map[string]string {
	t.Helper()
	candidates := filepath.SplitList(os.Getenv("HOSTS_PYTHONS"))
	for _, name := range pythonNames {
		short := strings.NewReplacer("CPython ", "python", "PyPy ", "pypy").Replace(name)
		if path, err := exec.LookPath(short); err == nil {
			candidates = append(candidates, path)
		}
	}
	if root := os.Getenv("PYENV_ROOT"); root != "" {
		more, _ := filepath.Glob(filepath.Join(root, "versions/*/bin/python"))
		candidates = append(candidates, more...)
	}
	found := map[string]string{}
	for _, path := range candidates {
		// pyenv puts a program into PATH also for a version that is not there.
		out, err := exec.CommandContext(t.Context(), path, "-c", `import sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2])`).Output()
		name := strings.NewReplacer("cpython", "CPython", "pypy 3.", "PyPy 3 ").Replace(strings.TrimSpace(string(out)))
		name = regexp.MustCompile(`^PyPy 3 .*`).ReplaceAllString(name, "PyPy 3")
		if err == nil && slices.Contains(pythonNames, name) && found[name] == "" {
			found[name] = path
		}
	}
	var missing strings.Builder
	for _, name := range pythonNames {
		if found[name] == "" {
			fmt.Fprintf(&missing, "NOT FOUND: %s: it is not tested. HOSTS_PYTHONS may name it.\n", name)
		}
	}
	if err := os.WriteFile(filepath.Join(cprogram.Root(t), "build/hosts-not-found.txt"), []byte(missing.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if found["PyPy 3"] == "" {
		t.Error("PyPy is not installed: tests/tools/debian.sh installs it")
	}
	return found
}

// Every object in every interpreter, on each backend that it has, before a fork and after.
func TestPythons(t *testing.T) {
	services := services(t)
	slots := make(chan struct{}, runtime.NumCPU())
	for name, path := range pythons(t) {
		for _, backend := range []string{"extension", "ctypes"} {
			if backend == "extension" && name == "PyPy 3" {
				continue // it has no CPython extensions; what is said instead is in test_native.py
			}
			cells := [][2]string{{"used", "fork"}, {"waiting in a call", "pool"}}
			if testing.Short() {
				cells = cells[:1]
			}
			for _, c := range cells {
				t.Run(strings.Join([]string{name, backend, c[0], c[1]}, ", "), func(t *testing.T) {
					t.Parallel()
					slots <- struct{}{}
					defer func() { <-slots }()
					s := pythonForks(t, path, []string{"PYTHONWARNINGS=ignore", "PYTHONDONTWRITEBYTECODE=1", "SALLYPORT_BACKEND=" + backend})
					by, said := s.outcomes(t, services, c[0], c[1])
					for _, kind := range s.kinds {
						if want := right(c[0], c[1], kind); by[kind] != want {
							t.Errorf("%s: %q, not %q\n%s", kind, by[kind], want, said)
							said = ""
						}
					}
				})
			}
		}
	}
}

// What an interpreter has beside its main one: without a lock of its own ("legacy"), and with one.
func TestSubinterpreters(t *testing.T) {
	services := services(t)
	slots := make(chan struct{}, runtime.NumCPU())
	for name, path := range pythons(t) {
		for _, backend := range []string{"extension", "ctypes"} {
			want := map[string]string{
				"CPython 3.7":            "", // has none that a program could make
				"CPython 3.8":            "legacy works\n",
				"PyPy 3":                 "",
				"CPython 3.12 on ctypes": "isolated CORE_LOAD_FAILED\nlegacy works\n", // ctypes itself refuses to load there
			}
			expected, ok := want[name+" on "+backend]
			if !ok {
				expected, ok = want[name]
			}
			if !ok {
				expected = "isolated works\nlegacy works\n"
			}
			if name == "PyPy 3" && backend == "extension" || testing.Short() && !slices.Contains(ownLock, name) {
				continue
			}
			t.Run(name+" on "+backend, func(t *testing.T) {
				t.Parallel()
				slots <- struct{}{}
				defer func() { <-slots }()
				outcome := filepath.Join(t.TempDir(), "outcome")
				env := append(append(modules(t), services...), "HOSTS_OUTCOME="+outcome, "SALLYPORT_BACKEND="+backend)
				out, err := run(t, env, path, "testdata/programs/subinterpreters.py")
				if err != nil || out != expected {
					t.Errorf("%v: %q, not %q", err, out, expected)
				}
			})
		}
	}
}
