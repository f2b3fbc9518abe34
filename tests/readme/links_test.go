package readme

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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

var (
	heading = regexp.MustCompile(`(?m)^#+ +(.*?) *$`)
	anchor  = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
	unnamed = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// anchors are the places in a document that a link can name, by the rule of GitHub.
func anchors(text []byte) (names []string) {
	seen := map[string]int{}
	for _, m := range heading.FindAllSubmatch(code.ReplaceAll(text, nil), -1) {
		title := link.ReplaceAllString(string(m[1]), "")
		name := strings.ReplaceAll(unnamed.ReplaceAllString(strings.ToLower(title), ""), " ", "-")
		if n := seen[name]; n > 0 {
			names = append(names, name+"-"+strconv.Itoa(n))
		} else {
			names = append(names, name)
		}
		seen[name]++
	}
	for _, m := range anchor.FindAllSubmatch(text, -1) {
		names = append(names, string(m[1]))
	}
	return names
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestRelativeLinksLeadToFiles(t *testing.T) {
	followed := 0
	for _, name := range documents(t) {
		for _, m := range link.FindAllSubmatch(code.ReplaceAll(read(t, name), nil), -1) {
			target, anchor, _ := strings.Cut(string(m[1]), "#")
			if web.MatchString(target) {
				continue
			}
			followed++
			to := name
			if target != "" {
				to = filepath.Join(filepath.Dir(name), target)
			}
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			} else if anchor != "" && filepath.Ext(to) == ".md" && !slices.Contains(anchors(read(t, to)), anchor) {
				t.Errorf("%s links to %s, and %s has no such heading", name, m[1], to)
			}
		}
	}
	if followed < 10 {
		t.Errorf("only %d relative links were found", followed)
	}
}

// Its reader has ten minutes.
func TestReadmeIsShort(t *testing.T) {
	if lines := bytes.Count(read(t, "README.md"), []byte("\n")); lines > 180 {
		t.Errorf("README.md has %d lines; 180 are the most: put it into docs/", lines)
	}
}
