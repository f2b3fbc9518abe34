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
func run(ctx context.Context, words []string, env credentials.Lookup) (out []byte, why string) {
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.WaitDelay = time.Second // for a grandchild that keeps the pipe
	cmd.Env = environ(env)
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

// environ is this process's environment, with what the caller has of its own.
func environ(env credentials.Lookup) []string {
	var out []string
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if env != nil {
			if value, ok := env(name); ok {
				pair = name + "=" + value
			}
		}
		out = append(out, pair)
	}
	return out
}
