//go:build !wasip1

package chain

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
)

// run returns what a program printed, one byte more than allowed at most, and why
// it counts for nothing. What it says on standard error may hold a secret.
func run(ctx context.Context, words []string, env credentials.Lookup, environ []string) (out []byte, why string) {
	path, ok := lookUp(words[0], env.Get("PATH"))
	if !ok {
		return nil, "cannot be run: it is in no directory of PATH"
	}
	cmd := exec.CommandContext(ctx, path)
	cmd.Args, cmd.Env = words, environ
	cmd.WaitDelay = time.Second // for a grandchild that keeps the pipe
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, "cannot be run: " + err.Error()
	}
	if err := cmd.Start(); err != nil {
		return nil, "cannot be run: " + credentials.Reason(err).Error()
	}
	out, _ = io.ReadAll(io.LimitReader(pipe, maxAnswer+1))
	if len(out) > maxAnswer {
		_ = cmd.Process.Kill()
	}
	err = cmd.Wait()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return nil, "was ended: it ran too long, or the call was given up"
	case errors.As(err, &exit):
		return out, "ended with " + exit.Error()
	case err != nil && !errors.Is(err, syscall.ECHILD): // the host has reaped it; its output is whole
		return nil, "failed: " + err.Error()
	}
	return out, ""
}

// lookUp finds a program where the caller's PATH says: this process's own may be
// another by now.
func lookUp(name, path string) (string, bool) {
	if strings.Contains(name, "/") {
		return name, true
	}
	for _, dir := range strings.Split(path, ":") {
		file := dir + "/" + name
		if info, err := os.Stat(file); dir != "" && err == nil && info.Mode().IsRegular() && info.Mode()&0o111 != 0 {
			return file, true
		}
	}
	return "", false
}
