package hosts

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

var update = flag.Bool("update", false, "measure peers too, and write the tables into docs/hosts.md")

// document returns docs/hosts.md and its parts: before, in and behind a table.
func document(t *testing.T, table string) (name, before, inside, after string) {
	t.Helper()
	name = filepath.Join(cprogram.Root(t), "docs/hosts.md")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := fmt.Sprintf("<!-- %s -->\n", table), fmt.Sprintf("<!-- end of %s -->", table)
	before, rest, ok := strings.Cut(string(text), begin)
	inside, after, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("docs/hosts.md has no %q and %q", begin, end)
	}
	return name, before + begin, inside, end + after
}

// checkTable compares docs/hosts.md with the run, or writes it with -update.
func checkTable(t *testing.T, table, rows string) {
	t.Helper()
	name, before, inside, after := document(t, table)
	want := "\n" + rows + "\n"
	if inside == want {
		return
	}
	if !*update {
		t.Errorf("the table %q in docs/hosts.md is not that of this run; make hosts-table. It should be\n%s", table, rows)
		return
	}
	if err := os.WriteFile(name, []byte(before+want+after), 0o644); err != nil {
		t.Fatal(err)
	}
}

// cells are those of the row of a table that begins with some cells; nil if there is none.
func cells(rows string, first ...string) []string {
	begin := "| " + strings.Join(first, " | ") + " | "
	for line := range strings.Lines(rows) {
		if rest, ok := strings.CutPrefix(line, begin); ok {
			return strings.Split(strings.TrimSuffix(strings.TrimSpace(rest), " |"), " | ")
		}
	}
	return nil
}
