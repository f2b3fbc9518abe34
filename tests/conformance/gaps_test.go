package conformance

import (
	"os"
	"path"
	"slices"
	"strings"
	"sync"
	"testing"
)

// gap is a line of gaps.tsv: what a language does not have, and why.
type gap struct {
	language, row, vector, reason string
	used                          bool
}

type gaps struct {
	lock sync.Mutex
	list []gap
}

func readGaps(t *testing.T) *gaps {
	text, err := os.ReadFile("gaps.tsv")
	if err != nil {
		t.Fatal(err)
	}
	g := &gaps{}
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(columns) != 4 || columns[3] == "" {
			t.Fatalf("gaps.tsv: not four columns: %q", line)
		}
		if !slices.ContainsFunc(languages, func(l language) bool { return l.name == columns[0] }) {
			t.Fatalf("gaps.tsv: unknown language %q", columns[0])
		}
		g.list = append(g.list, gap{language: columns[0], row: columns[1], vector: columns[2], reason: columns[3]})
	}
	return g
}

func (g *gaps) has(language, row, vector string) bool {
	g.lock.Lock()
	defer g.lock.Unlock()
	for i := range g.list {
		if e := &g.list[i]; e.language == language && e.row == row && matches(e.vector, vector) {
			e.used = true
			return true
		}
	}
	return false
}

// matches: a pattern is one of path.Match.
func matches(pattern, vector string) bool {
	ok, err := path.Match(pattern, vector)
	return ok && err == nil
}

// unused finds lines that no vector meets.
func (g *gaps) unused(t *testing.T) {
	for _, e := range g.list {
		if !e.used {
			t.Errorf("gaps.tsv: there is no vector %q of %q", e.vector, e.row)
		}
	}
}
