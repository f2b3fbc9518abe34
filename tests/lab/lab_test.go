package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// build compiles the lab once per test that runs it.
func build(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "lab")
	if text, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return program
}

func TestEveryCommandOfTheGuideWorks(t *testing.T) {
	l, err := newLab(t.TempDir(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer l.close()
	if err := l.listen(false); err != nil {
		t.Fatal(err)
	}
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

func TestLabEndsAndCleansUp(t *testing.T) {
	program := build(t)
	for claim, end := range map[string]func(*exec.Cmd, io.Closer) error{
		"when its standard input closes": func(_ *exec.Cmd, stdin io.Closer) error { return stdin.Close() },
		"on SIGTERM":                     func(c *exec.Cmd, _ io.Closer) error { return c.Process.Signal(syscall.SIGTERM) },
	} {
		t.Run(claim, func(t *testing.T) {
			command := exec.Command(program, "-ports", "ephemeral", "-manifest", "-")
			command.Stderr = os.Stderr
			stdin, err := command.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			stdout, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}
			defer func() { _ = command.Process.Kill() }()
			line, err := bufio.NewReader(stdout).ReadBytes('\n')
			if err != nil {
				t.Fatal(err)
			}
			var m manifest
			if err := json.Unmarshal(line, &m); err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(m.CA); err != nil {
				t.Error(err)
			}
			if err := end(command, stdin); err != nil {
				t.Fatal(err)
			}
			if err := command.Wait(); err != nil {
				t.Errorf("it ended with %v", err)
			}
			if _, err := os.Stat(m.Directory); !os.IsNotExist(err) {
				t.Errorf("%s was left behind", m.Directory)
			}
		})
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
