// Command gen makes docs/options.md and Python's copy of the keys from
// core/op/options.tsv, and Python's copy of AWS's domains from core/endpoint.
//
// Run it through `make generate` (or go generate ./core/op): it works from the
// directory of package op. With -check it writes nothing and exits 1 if a file
// differs.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"

	"github.com/sallyport/sallyport/core/op"
)

func main() {
	check := flag.Bool("check", false, "compare instead of write")
	page := flag.String("o", "../../docs/options.md", "the page")
	python := flag.String("python", "../../bindings/python/src/sallyport/_option_table.py", "Python's copy")
	flag.Parse()
	for path, render := range map[string]func() ([]byte, error){*page: render, *python: renderPython} {
		if err := run(path, render, *check); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

func run(path string, render func() ([]byte, error), check bool) error {
	want, err := render()
	if err != nil {
		return err
	}
	if got, err := os.ReadFile(path); err == nil && bytes.Equal(got, want) {
		return nil
	}
	if check {
		return fmt.Errorf("%s differs from its source: run `make generate`", path)
	}
	return os.WriteFile(path, want, 0o644)
}

// groups are the first words of the keys, in the order of the page.
var groups = []struct{ prefix, title string }{
	{"credentials", "Credentials"},
	{"sign", "Signing"},
	{"client", "HTTPS client"},
	{"tls", "TLS"},
	{"iot", "AWS IoT Core"},
	{"verify", "Incoming requests"},
	{"identity", "Instance identity"},
	{"metadata", "Instance metadata"},
	{"env", "Environment"},
}

const head = `<!-- Code generated from core/op/options.tsv by make generate. DO NOT EDIT. -->
# Options

In C these are the keys of ` + "`sally_options_set`" + `; the keyword arguments of the bindings map to them. An empty value
stands for the default (of a list: for no entry); the tls options except ` + "`tls.verify`" + ` refuse it. A type says how the
text is read: bool is ` + "`true` or `false`" + `, int and ms are whole numbers (ms: milliseconds), list has one entry per line,
bytes and path are taken as they are.
`

func render() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(head)
	rows := 0
	for _, g := range groups {
		fmt.Fprintf(&b, "\n## %s\n\n| key | type | default | since | meaning |\n|---|---|---|---|---|\n", g.title)
		for row := range op.OptionRows() {
			if !strings.HasPrefix(row.Key, g.prefix+".") {
				continue
			}
			rows++
			standard := ""
			if row.Default != "" {
				standard = "`" + row.Default + "`"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", row.Key, row.Type, standard, row.Since,
				strings.ReplaceAll(row.Meaning, "|", "\\|"))
		}
	}
	for row := range op.OptionRows() {
		if !isType[row.Type] || row.Since == "" || row.Meaning == "" {
			return nil, fmt.Errorf("options.tsv: the row of %q is not complete", row.Key)
		}
		rows--
	}
	if rows != 0 {
		return nil, fmt.Errorf("options.tsv: %d keys are in no group", -rows)
	}
	return b.Bytes(), nil
}

// renderPython makes the keys and types, which the Python package checks its
// own keys against.
func renderPython() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Code generated from core/op/options.tsv by make generate. DO NOT EDIT.\n")
	b.WriteString("\"\"\"The options of the library: key -> type.\"\"\"\n\nTYPES = {\n")
	for row := range op.OptionRows() {
		fmt.Fprintf(&b, "    %q: %q,\n", row.Key, row.Type)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

var isType = map[string]bool{"text": true, "bytes": true, "bool": true, "int": true, "ms": true, "list": true, "path": true, "port": true}
