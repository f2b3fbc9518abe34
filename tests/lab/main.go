package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", "", "`directory` for certificates and other files (default: a temporary one)")
	flag.StringVar(&o.ports, "ports", "fixed", "`fixed` or ephemeral")
	flag.StringVar(&o.manifest, "manifest", "", "write addresses and paths as JSON to this `file` (- for the standard output)")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), "lab [-dir DIR] [-ports fixed|ephemeral] [-manifest FILE]\n")
		flag.PrintDefaults()
		fmt.Fprint(flag.CommandLine.Output(), "It ends on SIGINT or SIGTERM, and if its standard input is a pipe, when that closes.\n")
	}
	flag.Parse()
	if err := run(o, parent(os.Stdin), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		os.Exit(1)
	}
}

type options struct{ dir, ports, manifest string }

// run starts everything, announces it, and waits for a signal or the end of parent (nil: none).
func run(o options, parent io.Reader, stdout io.Writer) error {
	if o.ports != "fixed" && o.ports != "ephemeral" {
		return fmt.Errorf("-ports %q is neither fixed nor ephemeral", o.ports)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	on, err := bind(o.ports == "fixed")
	if err != nil {
		return err
	}
	defer on.close()
	dir, err := openDirectory(o.dir)
	if err != nil {
		return err
	}
	defer dir.close()
	lab, err := newLab(dir.path, on, time.Now)
	if err != nil {
		return err
	}
	lab.serve(on)
	defer lab.close()
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
	if parent != nil {
		go func() {
			_, _ = io.Copy(io.Discard, parent)
			close(closed)
		}()
	}
	select {
	case <-ctx.Done():
	case <-closed:
	}
	return nil
}

// parent is stdin if its end says that the program that started the lab has ended: a pipe (or
// a socket, which some programs use for one). Otherwise it is nil: /dev/null ends at once.
func parent(stdin *os.File) io.Reader {
	info, err := stdin.Stat()
	if err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		return stdin
	}
	return nil
}
