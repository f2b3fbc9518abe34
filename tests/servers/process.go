package servers

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Process is a running server program.
type Process struct {
	command *exec.Cmd
	output  *output
	ended   chan struct{}
}

// output collects what the program says; the tests read it while the program runs.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// start runs a program until the test ends. The program dies with the test process, even when
// that is killed.
func start(t testing.TB, program string, args ...string) *Process {
	t.Helper()
	p := &Process{command: exec.Command(program, args...), output: &output{}, ended: make(chan struct{})}
	p.command.Stdout, p.command.Stderr = p.output, p.output
	p.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.command.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.Stop()
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(program), p.output)
		}
	})
	return p
}

// Stop ends the program and waits until it has ended.
func (p *Process) Stop() {
	_ = p.command.Process.Kill()
	<-p.ended
}

// await returns when the program listens on the address.
func (p *Process) await(t testing.TB, address string) {
	t.Helper()
	for range 400 {
		if conn, err := net.Dial("tcp", address); err == nil {
			_ = conn.Close()
			return
		}
		select {
		case <-p.ended:
			t.Fatalf("the server ended at once:\n%s", p.output)
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("nothing listens on %s:\n%s", address, p.output)
}

// program finds a program or fails with what to do.
func program(t testing.TB, name, script string, more ...string) string {
	t.Helper()
	for _, candidate := range append([]string{name}, more...) {
		if path, err := exec.LookPath(candidate); err == nil {
			return path
		}
	}
	t.Fatalf("%s is missing. Install it with tests/tools/%s", name, script)
	return ""
}

// root is the top of the source tree.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..")
}

// loopback is an address that is very likely nobody else's, so that ports need not be shared.
func loopback() string {
	return fmt.Sprintf("127.%d.%d.%d", 1+rand.IntN(254), rand.IntN(256), 1+rand.IntN(254))
}

// file writes a file of the test and returns its path.
func file(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
