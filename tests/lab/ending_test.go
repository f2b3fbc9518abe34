package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
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

// begin starts the lab and returns once it has printed its manifest.
func begin(t *testing.T, command *exec.Cmd) *manifest {
	t.Helper()
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = command.Process.Kill() })
	line, err := bufio.NewReader(stdout).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	m := &manifest{}
	if err := json.Unmarshal(line, m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestLabEndsAndCleansUp(t *testing.T) {
	program := build(t)
	sigterm := func(c *exec.Cmd, _ io.Closer) error { return c.Process.Signal(syscall.SIGTERM) }
	for claim, end := range map[string]func(*exec.Cmd, io.Closer) error{
		"when its standard input closes": func(_ *exec.Cmd, stdin io.Closer) error { return stdin.Close() },
		"on SIGTERM":                     sigterm,
	} {
		t.Run(claim, func(t *testing.T) {
			command := exec.Command(program, "-ports", "ephemeral", "-manifest", "-")
			stdin, err := command.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			m := begin(t, command)
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

func TestOnlyAPipeIsAParent(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "file"))
	if err != nil {
		t.Fatal(err)
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	pipe, other, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	socket, otherSocket := os.NewFile(uintptr(pair[0]), "socket"), os.NewFile(uintptr(pair[1]), "socket")
	for _, c := range []struct {
		name  string
		stdin *os.File
		want  bool
	}{{"a file", file, false}, {"/dev/null", null, false}, {"a pipe", pipe, true}, {"a socket", socket, true}} {
		if got := parent(c.stdin) != nil; got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	for _, f := range []*os.File{file, null, pipe, other, socket, otherSocket} {
		_ = f.Close()
	}
}

// Without a pipe only a signal ends it: `make lab </dev/null &` stays.
func TestLabStaysWithoutAStandardInput(t *testing.T) {
	command := exec.Command(build(t), "-ports", "ephemeral", "-manifest", "-") // Stdin nil: /dev/null
	m := begin(t, command)
	journal(t, m)
	if err := command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := command.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}
