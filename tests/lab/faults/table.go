package faults

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed faults.tsv
var table string

// Row is a fault and what a good client makes of it. The columns are explained in the table.
type Row struct {
	ID                             string
	Pins, Calls                    []string
	Script                         [][]step // by connection
	Options                        map[string]string
	Outcome, Connections, Requests string
	Fault                          string // of which list of faults this is one
}

// step is one action of the server: a word, how often, and what with.
type step struct {
	word     string
	times    int
	argument string
}

// Rows reads the table.
func Rows() ([]Row, error) {
	var rows []Row
	for _, line := range strings.Split(strings.TrimSpace(table), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 9 {
			return nil, fmt.Errorf("faults.tsv: %d columns in %q", len(f), line)
		}
		r := Row{ID: f[0], Pins: strings.Fields(f[1]), Calls: strings.Fields(f[3]), Options: map[string]string{},
			Outcome: f[5], Connections: f[6], Requests: f[7], Fault: f[8]}
		for _, option := range strings.Fields(f[4]) {
			key, value, _ := strings.Cut(option, "=")
			r.Options[key] = value
		}
		for _, connection := range strings.Split(f[2], " | ") {
			steps, err := parse(connection)
			if err != nil {
				return nil, fmt.Errorf("faults.tsv: %s: %w", r.ID, err)
			}
			r.Script = append(r.Script, steps)
		}
		rows = append(rows, r)
	}
	return rows, nil
}

func parse(script string) ([]step, error) {
	var steps []step
	for _, text := range strings.Split(script, "; ") {
		word, argument, _ := strings.Cut(strings.TrimSpace(text), " ")
		s := step{word: word, times: 1, argument: argument}
		if before, times, found := strings.Cut(word, "*"); found {
			s.word = before
			var err error
			if s.times, err = strconv.Atoi(times); err != nil {
				return nil, err
			}
		}
		if s.word == "say" {
			var err error
			if s.argument, err = strconv.Unquote(argument); err != nil {
				return nil, fmt.Errorf("%s: %w", argument, err)
			}
		}
		if s.word != "" {
			steps = append(steps, s)
		}
	}
	return steps, nil
}
