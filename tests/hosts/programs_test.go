package hosts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// modules is the environment in which programs of testdata find their modules, and a directory of their own.
func modules(t *testing.T) []string {
	t.Helper()
	var path []string
	for _, directory := range []string{"testdata/forks", "testdata/programs", filepath.Join(cprogram.Root(t), "bindings/python/src")} {
		absolute, err := filepath.Abs(directory)
		if err != nil {
			t.Fatal(err)
		}
		path = append(path, absolute)
	}
	return []string{"PYTHONPATH=" + strings.Join(path, ":"), "PYTHONWARNINGS=ignore", "PYTHONDONTWRITEBYTECODE=1", "HOSTS_DIRECTORY=" + t.TempDir()}
}

// Programs that start processes, threads or greenlets in a way of their own.
func TestPrograms(t *testing.T) {
	interpreter, _ := hostsPython(t)
	services := services(t)
	for _, c := range []struct {
		name string
		line []string
		slow bool // used first alone, in the short form
	}{
		{name: "concurrent.futures, fork", line: []string{"executors.py", "fork"}},
		{name: "concurrent.futures, forkserver", line: []string{"executors.py", "forkserver"}},
		{name: "concurrent.futures, spawn", line: []string{"executors.py", "spawn"}},
		{name: "concurrent.futures, threads", line: []string{"executors.py", "threads"}},
		{name: "gevent", line: []string{"greenlets.py"}},
		{name: "Celery, prefork", line: []string{"celery_prefork.py"}, slow: true},
	} {
		for _, first := range []string{"", "used first"} {
			t.Run(c.name+" "+first, func(t *testing.T) {
				if testing.Short() && c.slow && first == "" {
					t.Skip("SKIPPED: not in the short form")
				}
				t.Parallel()
				line := append([]string{filepath.Join("testdata/programs", c.line[0])}, c.line[1:]...)
				env := append(append(modules(t), services...), "HOSTS_USE_FIRST="+first)
				if out, err := run(t, env, interpreter, line...); err != nil {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

// A daemon closes all descriptors; its outcome comes through a file that it keeps.
func TestDaemons(t *testing.T) {
	interpreter, _ := hostsPython(t)
	services := services(t)
	for _, mode := range []string{"stay", "detach"} {
		t.Run(mode, func(t *testing.T) {
			outcome := filepath.Join(t.TempDir(), "outcome")
			if err := os.WriteFile(outcome, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := run(t, append(modules(t), services...), interpreter, "testdata/programs/daemons.py", mode, outcome); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			eventually(t, func() bool {
				text, err := os.ReadFile(outcome)
				return err == nil && len(text) > 0
			})
			if text, err := os.ReadFile(outcome); err != nil || string(text) != "works" {
				t.Errorf("%v: %s", err, text)
			}
		})
	}
}
