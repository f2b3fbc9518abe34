package readme

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	code = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	link = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	web  = regexp.MustCompile(`^[a-z]+:`)
)

// documents are the texts for people, from the root: all that are not built, or
// in a hidden folder.
func documents(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := entry.Name(); entry.IsDir() && path != root &&
			(strings.HasPrefix(base, ".") || base == "build" || base == "target") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			names = append(names, strings.TrimPrefix(path, root+"/"))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestRelativeLinksLeadToFiles(t *testing.T) {
	followed := 0
	for _, name := range documents(t) {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
			target, _, _ := strings.Cut(string(m[1]), "#")
			if target == "" || web.MatchString(target) {
				continue
			}
			followed++
			if _, err := os.Stat(filepath.Join(root, filepath.Dir(name), target)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d relative links were found", followed)
	}
}

func TestReadmeHoldsNoPlaceholder(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if regexp.MustCompile(`\bNUMBERS\b`).Match(text) {
		t.Error("README.md still holds the placeholder NUMBERS: make bench writes what goes there")
	}
}
