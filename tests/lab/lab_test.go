package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestEveryCommandOfTheGuideWorks(t *testing.T) {
	on, err := bind(false)
	if err != nil {
		t.Fatal(err)
	}
	defer on.close()
	l, err := newLab(t.TempDir(), on, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	l.serve(on)
	defer l.close()
	var guide strings.Builder
	if err := l.manifest.guide(&guide); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(guide.String(), "<no value>") {
		t.Error(guide.String())
	}
	commands := 0
	for line := range strings.Lines(guide.String()) {
		command, ok := strings.CutPrefix(line, "  $ ")
		if !ok {
			continue
		}
		commands++
		if text, err := exec.Command("sh", "-c", command).CombinedOutput(); err != nil {
			t.Errorf("%v: %s\n%s", err, command, text)
		}
	}
	if commands < 9 {
		t.Errorf("the guide has only %d commands", commands)
	}
	// Six requests of the guide succeeded against the stand-ins themselves.
	if records := l.journal.Since("", 0); len(records) < 6 {
		t.Errorf("only %d records", len(records))
	}
	for _, r := range l.journal.Since("", 0) {
		if r.Status != 200 && r.Refused == "" {
			t.Errorf("%+v", r)
		}
	}
}

func TestManifestFileIsCompleteAndPrivate(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "manifest.json")
	if err := run(options{dir: dir, ports: "ephemeral", manifest: name}, strings.NewReader(""), io.Discard); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(content, &m); err != nil {
		t.Fatal(err)
	}
	checkFilled(t, "", m)
	info, err := os.Stat(filepath.Join(dir, "device.key"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key's mode is %v", info.Mode())
	}
}

// checkFilled wants a value in every field, and every path to exist.
func checkFilled(t *testing.T, path string, value any) {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			checkFilled(t, path+"."+name, inner)
		}
	case string:
		if v == "" {
			t.Errorf("%s is empty", path)
		}
		if strings.HasPrefix(v, "/") && strings.HasSuffix(v, ".pem") {
			if _, err := os.Stat(v); err != nil {
				t.Errorf("%s: %v", path, err)
			}
		}
	case float64:
		if v == 0 {
			t.Errorf("%s is 0", path)
		}
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	err := run(options{ports: "any"}, strings.NewReader(""), io.Discard)
	if err == nil || !strings.Contains(err.Error(), `"any"`) {
		t.Error(err)
	}
}
