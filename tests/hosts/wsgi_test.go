package hosts

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// eventually waits for a condition of another process.
func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it does not come to that")
		}
	}
}

// Web servers whose workers are forked, before or after the application was loaded.
func TestWebServers(t *testing.T) {
	interpreter, _ := hostsPython(t)
	bin := filepath.Dir(interpreter)
	gunicorn := []string{filepath.Join(bin, "gunicorn"), "wsgi:app", "--workers", "2", "--log-level", "warning", "--bind"}
	uwsgi := []string{filepath.Join(bin, "pyuwsgi"), "--module", "wsgi", "--master", "--processes", "2", "--die-on-term", "--need-app", "--disable-logging", "--http-socket"}
	services := services(t)
	for _, c := range []struct {
		name     string
		line     []string
		more     []string
		together int // requests that one worker can have at a time
	}{
		{"gunicorn sync", gunicorn, []string{"--worker-class", "sync"}, 1},
		{"gunicorn gthread", gunicorn, []string{"--worker-class", "gthread", "--threads", "4"}, 4},
		// Its workers miss a SIGTERM now and then, with any application, and are killed after that time.
		{"gunicorn gevent", gunicorn, []string{"--worker-class", "gevent", "--graceful-timeout", "2"}, 8},
		{"uWSGI", uwsgi, nil, 1},
		{"uWSGI with threads", uwsgi, []string{"--enable-threads", "--threads", "4"}, 4},
	} {
		for _, when := range []string{"in each worker", "before fork", "before fork and used"} {
			t.Run(c.name+", loaded "+when, func(t *testing.T) {
				t.Parallel()
				socket := filepath.Join(t.TempDir(), "socket")
				bind := socket
				line := c.line
				isGunicorn := filepath.Base(line[0]) == "gunicorn"
				if isGunicorn {
					bind = "unix:" + socket
				}
				line = append(append([]string{}, line...), append([]string{bind}, c.more...)...)
				switch {
				case when != "in each worker" && isGunicorn:
					line = append(line, "--preload")
				case when == "in each worker" && !isGunicorn:
					line = append(line, "--lazy-apps")
				}
				env := append(modules(t), services...)
				if when == "before fork and used" {
					env = append(env, "HOSTS_USE_FIRST=1")
				}
				serve(t, line, env, socket, c.together)
			})
		}
	}
}

// serve runs a server, asks it for all work many times, and for exchanges that are
// only answered together, and ends it.
func serve(t *testing.T, line, env []string, socket string, together int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, line[0], line[1:]...)
	var output bytes.Buffer
	command.Stdout, command.Stderr, command.WaitDelay = &output, &output, time.Second
	command.Env = append(os.Environ(), env...)
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- command.Wait() }()
	defer func() { _ = syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }()
	eventually(t, func() bool {
		connection, err := net.Dial("unix", socket)
		if err == nil {
			connection.Close()
		}
		return err == nil || len(ended) > 0
	})
	var mu sync.Mutex
	workers := map[string]bool{} // process ids
	ask := func(path string) error {
		client := http.Client{Timeout: time.Minute, Transport: &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		}, DisableKeepAlives: true}}
		response, err := client.Get("http://server" + path)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		if err == nil && response.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %s", response.Status, body)
		}
		mu.Lock()
		defer mu.Unlock()
		workers[string(body)] = true
		return err
	}
	var all sync.WaitGroup
	failures := make(chan error, 10000)
	var failed atomic.Bool
	eventually(t, func() bool { // both workers have worked
		for range 6 {
			all.Go(func() {
				err := ask("/all")
				failed.Store(failed.Load() || err != nil)
				failures <- err
			})
		}
		all.Wait()
		return len(workers) > 1 || len(ended) > 0 || failed.Load() // which does not get better
	})
	for range together { // more than there are workers, if it is more than one
		all.Go(func() { failures <- ask(fmt.Sprintf("/together?of=%d&id=%d", together, command.Process.Pid)) })
	}
	all.Wait()
	close(failures)
	for err := range failures {
		if err != nil {
			t.Error(err)
		}
	}
	_ = command.Process.Signal(syscall.SIGTERM)
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("the server ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Error("the server does not end")
	}
	if t.Failed() {
		t.Logf("%s", output.String())
	}
}
