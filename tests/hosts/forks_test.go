package hosts

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// The fork matrix: a process in each state, that makes a child in each way, which
// uses each kind of object.
var (
	forkStates = []string{"loaded", "used", "busy in 8 threads", "waiting in a call"}
	forkWays   = []string{"fork", "double fork", "fork in a thread", "pool", "forkserver", "posix spawn", "nested"}
	forkPeers  = []string{"aws-crt", "plain Go"}
	forkKinds  = []string{"signer", "client", "publisher", "verifier", "metadata", "batch", "stream", "ticket"}
)

// inFlight are the kinds that a child does not have from its parent: they are
// refused there, and those that it begins itself work.
var inFlight = map[string]bool{"batch": true, "stream": true, "ticket": true}

// right is what a cell must be.
func right(state, way, kind string) string {
	if inFlight[kind] && state != "loaded" && way != "posix spawn" {
		return "FORKED"
	}
	return "works"
}

// A forkSubject is a program that makes the matrix for some kinds of object.
type forkSubject struct {
	kinds []string
	line  []string // the program and its first arguments
	env   []string
	limit time.Duration // for a process with its children
}

// outcomes by kind of one process with its children. What nobody reported is where it hung, or ended.
func (s *forkSubject) outcomes(t *testing.T, env []string, state, way string) (by map[string]string, said string) {
	t.Helper()
	report := filepath.Join(t.TempDir(), "report")
	if err := os.WriteFile(report, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), s.limit)
	defer cancel()
	command := exec.CommandContext(ctx, s.line[0], append(s.line[1:], way)...)
	command.Env = append(append(append(os.Environ(), env...), s.env...), "FORKS_STATE="+state, "FORKS_REPORT="+report)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
	command.WaitDelay = time.Second
	output, err := command.CombinedOutput()
	_ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) // what was left of it
	end := ""
	switch {
	case ctx.Err() != nil:
		end = "hangs"
	case err != nil && !errors.Is(err, exec.ErrWaitDelay): // a server of forks outlives its process
		end = "ends: " + err.Error()
	}
	text, readErr := os.ReadFile(report)
	if readErr != nil {
		t.Fatal(readErr)
	}
	by = map[string]string{}
	for line := range strings.Lines(string(text)) {
		if kind, outcome, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok {
			by[kind] = outcome
		}
	}
	missing := false
	for _, kind := range s.kinds {
		if by[kind] == "" {
			by[kind], missing = end, true
			if end == "" {
				by[kind] = "nothing was said"
			}
		}
	}
	if end != "" && !missing { // the children are well, and their parent is not
		by[s.kinds[0]] += ", parent " + end
	}
	return by, string(output)
}

// forkMatrix makes all processes, some at a time.
func forkMatrix(t *testing.T, env []string, subjects []*forkSubject, check func(s *forkSubject, state, way string, by map[string]string, said string)) {
	t.Helper()
	var all sync.WaitGroup
	slots := make(chan struct{}, runtime.NumCPU())
	for _, s := range subjects {
		for _, state := range forkStates {
			for _, way := range forkWays {
				all.Add(1)
				slots <- struct{}{}
				go func() {
					defer func() { <-slots; all.Done() }()
					by, said := s.outcomes(t, env, state, way)
					check(s, state, way, by, said)
				}()
			}
		}
	}
	all.Wait()
}

func pythonForks(t *testing.T, interpreter string, env []string) *forkSubject {
	t.Helper()
	directory, err := filepath.Abs("testdata/forks")
	if err != nil {
		t.Fatal(err)
	}
	return &forkSubject{
		kinds: forkKinds, line: []string{interpreter, filepath.Join(directory, "main.py")},
		env:   append(env, "FORKS_SUBJECT=sallyport", "FORKS_LIMIT=50", "PYTHONPATH="+directory+":"+filepath.Join(cprogram.Root(t), "bindings/python/src")),
		limit: time.Minute,
	}
}

func cForks(t *testing.T) *forkSubject {
	t.Helper()
	return &forkSubject{
		kinds: forkKinds, line: []string{cprogram.Build(t, "gcc", "testdata/forks.c", true)}, limit: time.Minute,
	}
}

// peers are what a program could use instead: measured for the table, not tested.
func peers(t *testing.T) []*forkSubject {
	t.Helper()
	plain := filepath.Join(t.TempDir(), "libplain.so")
	if out, err := exec.Command("go", "build", "-buildmode=c-shared", "-o", plain, "./testdata/forks/plain_go").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	interpreter, _ := hostsPython(t)
	var all []*forkSubject
	for i, module := range []string{"awscrt", "plain_go"} {
		s := pythonForks(t, interpreter, []string{"FORKS_PLAIN_GO=" + plain})
		s.kinds, s.limit = forkPeers[i:i+1], 10*time.Second
		s.env = append(s.env, "FORKS_SUBJECT="+module, "FORKS_LIMIT=5")
		all = append(all, s)
	}
	return all
}

// After any fork every object works in the child, what is in flight is refused, and
// the parent goes on. With -update the peers are measured too.
func TestForkMatrix(t *testing.T) {
	interpreter, env := python(t)
	subjects := []*forkSubject{pythonForks(t, interpreter, env), cForks(t)}
	if *update {
		subjects = append(subjects, peers(t)...)
	}
	var mu sync.Mutex
	measured := map[string]string{} // of peers
	forkMatrix(t, services(t), subjects, func(s *forkSubject, state, way string, by map[string]string, said string) {
		mu.Lock()
		defer mu.Unlock()
		for _, kind := range s.kinds {
			want := right(state, way, kind)
			if !slices.Contains(forkKinds, kind) {
				measured[state+way+kind] = by[kind]
			} else if by[kind] != want {
				t.Errorf("%s, %s, %s, %s: %q, not %q\n%s", s.line[0], state, way, kind, by[kind], want, said)
				said = ""
			}
		}
	})
	if !t.Failed() {
		checkTable(t, "forks", forkTable(t, measured))
	}
}

// forkTable is what is right, which has been seen, with the peers as measured now or
// as they stand in the document.
func forkTable(t *testing.T, measured map[string]string) string {
	t.Helper()
	_, _, old, _ := document(t, "forks")
	var out strings.Builder
	columns := slices.Concat([]string{"state", "way"}, forkKinds, forkPeers)
	fmt.Fprintf(&out, "| %s |\n|%s\n", strings.Join(columns, " | "), strings.Repeat("---|", len(columns)))
	for _, state := range forkStates {
		for _, way := range forkWays {
			row := []string{state, way}
			for _, kind := range forkKinds {
				row = append(row, right(state, way, kind))
			}
			was := cells(old, state, way)
			for i, peer := range forkPeers {
				now := measured[state+way+peer]
				if !*update && len(was) == len(columns)-2 {
					now = was[len(forkKinds)+i]
				}
				row = append(row, now)
			}
			fmt.Fprintf(&out, "| %s |\n", strings.Join(row, " | "))
		}
	}
	return out.String()
}
