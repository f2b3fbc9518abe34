package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/sallyport/sallyport/core/diagnose"
)

func main() {
	var o options
	flag.StringVar(&o.dir, "dir", "", "`directory` for certificates (default: a temporary one)")
	flag.BoolVar(&o.json, "json", false, "write the scenarios as JSON")
	flag.BoolVar(&o.alone, "alone", false, "without nginx, openssl s_server and gnutls-serv")
	flag.Parse()
	if err := run(o, os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "lab-faults:", err)
		os.Exit(1)
	}
}

type options struct {
	dir         string
	json, alone bool
}

// run starts everything, announces it, and waits for a signal, or for the end of parent if that is a pipe.
func run(o options, parent *os.File, stdout io.Writer) error {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	dir, err := os.MkdirTemp(o.dir, "lab-faults-")
	if err != nil {
		return err
	}
	p := &place{dir: dir}
	defer p.close()
	var all []*running
	for _, s := range scenarios(!o.alone) {
		r, err := p.start(s)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	if err := announce(all, o.json, stdout); err != nil {
		return err
	}
	ended := make(chan struct{})
	if info, err := parent.Stat(); err == nil && info.Mode()&(os.ModeNamedPipe|os.ModeSocket) != 0 {
		go func() {
			defer func() { _ = recover() }()
			_, _ = io.Copy(io.Discard, parent)
			close(ended)
		}()
	}
	select {
	case <-stop:
	case <-ended:
	}
	return nil
}

// told is a scenario for a program.
type told struct {
	ID       string            `json:"id"`
	Cause    string            `json:"cause"`
	Stage    string            `json:"stage"`
	Shows    string            `json:"shows"`
	URL      string            `json:"url"`
	Settings map[string]string `json:"settings"`
}

func announce(all []*running, asJSON bool, w io.Writer) error {
	rows := map[string][2]string{}
	for _, row := range diagnose.Rows() {
		rows[row.ID] = [2]string{row.Stage, row.Meaning}
	}
	if asJSON {
		list := []told{}
		for _, r := range all {
			if r.Everywhere() {
				list = append(list, told{r.ID(), r.Cause, rows[r.Cause][0], r.Shows, r.URL, r.Settings()})
			}
		}
		return json.NewEncoder(w).Encode(list)
	}
	fmt.Fprintf(w, "%d faults between a client and its server, and what only looks like one. Each is up until Ctrl-C.\n", len(all))
	stage := ""
	for _, r := range all {
		if row := rows[r.Cause]; row[0] != stage {
			stage = row[0]
			fmt.Fprintf(w, "\n== %s\n", stage)
		}
		fmt.Fprintf(w, "\n%s (%s)\n  %s\n", r.ID(), rows[r.Cause][1], r.URL)
		for _, line := range r.commands() {
			fmt.Fprintf(w, "  $ %s\n", line)
		}
	}
	_, err := fmt.Fprintf(w, "\n%d faults are up. Ctrl-C ends them.\n", len(all))
	return err
}
