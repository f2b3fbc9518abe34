package hosts

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// A lack is something that a process has little of, from a moment on: before the
// library is loaded, or after each object was used.
type lack struct {
	what, moment string
	amounts      []int
	label        string // of the row; %s is the amounts
}

var lacks = []lack{
	{"address space", "before", []int{64, 128, 256, 512, 1024, 1536, 3072, 4096}, "`ulimit -v` of %s MiB"},
	{"address space", "after", []int{128, 256, 1024}, "%s MiB of address space more than are in use"},
	{"threads", "before", []int{0, 4, 8, 16, 64}, "%s threads more than there are (`ulimit -u`)"},
	{"threads", "after", []int{0, 1, 4, 16}, "%s threads more than there are (`ulimit -u`)"},
	{"descriptors", "before", []int{0, 1, 2, 3, 4, 8}, "%s descriptors to open"},
	{"descriptors", "after", []int{0, 1, 2, 3, 4, 8}, "%s descriptors to open"},
	{"stack", "before", []int{16}, "a thread with a stack of %s KiB"},
	{"stack", "after", []int{16}, "a thread with a stack of %s KiB"},
	{"processors", "before", []int{1}, "%s processor (affinity)"},
	{"the year", "before", []int{1970, 2100}, "the clock in the year %s"},
	{"the year", "after", []int{1970, 2100}, "the clock in the year %s"},
	{"files in /etc", "before", []int{0}, "no /etc: no resolv.conf, hosts, ssl"},
	{"files in /etc", "after", []int{0}, "no /etc: no resolv.conf, hosts, ssl"},
}

// said turns lines "kind<TAB>outcome" into what the table says.
func said(t *testing.T, output string) string {
	t.Helper()
	var order []string
	kinds, total := map[string][]string{}, 0
	for line := range strings.Lines(output) {
		kind, outcome, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			t.Errorf("a line that is no outcome: %q", line)
			continue
		}
		total++
		if !slices.Contains(order, outcome) {
			order = append(order, outcome)
		}
		kinds[outcome] = append(kinds[outcome], kind)
	}
	var parts []string
	for _, outcome := range order {
		what := strings.Join(kinds[outcome], ", ")
		if len(kinds[outcome]) == total {
			what = "all"
		} else if len(kinds[outcome]) > total/2 {
			what = "the others"
		}
		if outcome != "works" {
			outcome = "`" + outcome + "`"
		}
		parts = append(parts, outcome+": "+what)
	}
	return strings.Join(parts, "; ")
}

// Whatever a process lacks, each call works or gives a code, and all objects work
// when there is enough again.
func TestLimits(t *testing.T) {
	program := cprogram.Build(t, "gcc", "testdata/limits.c", true)
	env := services(t)
	readable(t, program, env)
	var rows strings.Builder
	rows.WriteString("| what there is | since | outcome |\n|---|---|---|\n")
	whole := true
	for _, l := range lacks {
		var same []string // amounts with one outcome
		outcome := ""
		write := func() {
			if len(same) == 0 {
				return
			}
			label := l.label
			if strings.Contains(label, "%s") {
				label = fmt.Sprintf(label, strings.Join(same, ", "))
			}
			fmt.Fprintf(&rows, "| %s | %s | %s |\n", label, map[string]string{"before": "loading", "after": "use"}[l.moment], outcome)
		}
		for _, amount := range l.amounts {
			out, err := run(t, env, program, l.what, strconv.Itoa(amount), l.moment)
			if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 77 {
				t.Logf("SKIPPED: %s: this needs root", l.what)
				whole = false
				continue
			}
			if err != nil {
				t.Errorf("%s, %d, %s: %v\n%s", l.what, amount, l.moment, err, out)
				continue
			}
			if now := said(t, out); now != outcome {
				write()
				same, outcome = nil, now
			}
			same = append(same, strconv.Itoa(amount))
		}
		write()
	}
	if whole && !t.Failed() {
		checkTable(t, "limits", rows.String())
	}
}

// readable lets another user run the program and read what it is given.
func readable(t *testing.T, program string, env []string) {
	t.Helper()
	paths := []string{program}
	for _, variable := range env {
		if path, ok := strings.CutPrefix(variable, "HOSTS_CA="); ok {
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		for ; path != os.TempDir() && path != "/"; path = filepath.Dir(path) {
			if err := os.Chmod(path, 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
}
