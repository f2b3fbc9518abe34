package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", "", "`directory` for certificates and other files (default: a temporary one)")
	flag.StringVar(&o.ports, "ports", "fixed", "`fixed` or ephemeral")
	flag.StringVar(&o.manifest, "manifest", "", "write addresses and paths as JSON to this `file` (- for the standard output)")
	flag.Parse()
	if err := run(o, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}

type options struct{ dir, ports, manifest string }

// run starts everything, announces it, and waits for the end.
func run(o options, stdin io.Reader, stdout io.Writer) error {
	if o.ports != "fixed" && o.ports != "ephemeral" {
		return fmt.Errorf("-ports %q is neither fixed nor ephemeral", o.ports)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	dir, remove, err := directory(o.dir)
	if err != nil {
		return err
	}
	defer remove()
	lab, err := newLab(dir, time.Now)
	if err != nil {
		return err
	}
	defer lab.close()
	if err := lab.listen(o.ports == "fixed"); err != nil {
		return err
	}
	switch o.manifest {
	case "":
		err = lab.manifest.guide(stdout)
	case "-":
		err = lab.manifest.write(stdout)
	default:
		err = lab.manifest.writeFile(o.manifest)
	}
	if err != nil {
		return err
	}

	closed := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		close(closed)
	}()
	select {
	case <-ctx.Done():
	case <-closed:
	}
	return nil
}

// directory returns an absolute path and what to do with it at the end.
func directory(name string) (string, func(), error) {
	if name == "" {
		dir, err := os.MkdirTemp("", "sallyport-lab-")
		return dir, func() { _ = os.RemoveAll(dir) }, err
	}
	dir, err := filepath.Abs(name)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if errors.Is(err, os.ErrExist) {
		err = fmt.Errorf("-dir %s is a file", name)
	}
	return dir, func() {}, err
}
