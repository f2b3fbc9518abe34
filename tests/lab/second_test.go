package main

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// journal asks a lab for its journal: it runs.
func journal(t *testing.T, m *manifest) {
	t.Helper()
	answer, err := http.Get(m.Journal)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Error(answer.Status)
	}
}

// snapshot is the content of every file below dir.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all.WriteString(path + "\n" + string(content))
		return err
	})
	if err != nil || all.Len() == 0 {
		t.Fatal(all.Len(), err)
	}
	return all.String()
}

func TestSecondLabLeavesTheFilesOfTheFirst(t *testing.T) {
	dir := t.TempDir()
	first := exec.Command(build(t), "-ports", "ephemeral", "-dir", dir, "-manifest", "-")
	m := begin(t, first)
	before := snapshot(t, dir)
	err := run(options{dir: dir, ports: "ephemeral", manifest: "-"}, strings.NewReader(""), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "another lab that is running has its files there") {
		t.Error(err)
	}
	if snapshot(t, dir) != before {
		t.Error("the files changed")
	}
	journal(t, m)
	_ = first.Process.Kill()
	_ = first.Wait()
	// However the first one ended, its directory is free now.
	if err := run(options{dir: dir, ports: "ephemeral", manifest: "-"}, strings.NewReader(""), io.Discard); err != nil {
		t.Error(err)
	}
}

func TestLabThatCannotBindWritesNothing(t *testing.T) {
	on, err := bind(true)
	if err == nil {
		defer on.close() // else a lab is running, which does as well
	}
	dir := filepath.Join(t.TempDir(), "dir")
	err = run(options{dir: dir, ports: "fixed", manifest: "-"}, strings.NewReader(""), io.Discard)
	if err == nil || !strings.Contains(err.Error(), "another lab is running (or something else uses the port): stop it, or use -ports ephemeral") {
		t.Error(err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s was made: %v", dir, err)
	}
}

func TestDirectoryThatIsAFileIsNamed(t *testing.T) {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(options{dir: name, ports: "ephemeral"}, strings.NewReader(""), io.Discard)
	if err == nil || !strings.Contains(err.Error(), name+" is a file") {
		t.Error(err)
	}
}
