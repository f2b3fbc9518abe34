// Command gen makes docs/causes.md and Python's copy from causes.tsv of core/explain and core/diagnose.
//
// Run it through `make generate` (or go generate ./core/explain): it works from
// the directory of package explain. With -check it writes nothing and exits 1 if
// a copy differs.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/explain"
)

const head = `<!-- Code generated from causes.tsv of core/explain and core/diagnose by make generate. DO NOT EDIT. -->
# Causes

A cause is a stable id. Words in braces are filled in from what was found.

## Causes of a refused signature

What ` + "`Signer.explain`" + ` answers.

| cause | meaning | fix |
|---|---|---|
`

const diagnosed = `
## Causes of a connection that fails

What ` + "`diagnose`" + ` answers. The stage is how far the connection came.

| cause | stage | meaning | fix |
|---|---|---|---|
`

func main() {
	check := flag.Bool("check", false, "compare instead of write")
	root := flag.String("root", "../..", "repository root")
	flag.Parse()
	for path, copied := range map[string][]byte{
		"docs/causes.md": page(),
		"bindings/python/src/sallyport/_causes.py": python(),
	} {
		path = filepath.Join(*root, path)
		got, err := os.ReadFile(path)
		if err == nil && bytes.Equal(got, copied) {
			continue
		}
		if *check {
			err = fmt.Errorf("%s differs from the tables: run `make generate`", path)
		} else {
			err = os.WriteFile(path, copied, 0o644)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

func page() []byte {
	b := bytes.NewBufferString(head)
	for _, row := range explain.Rows() {
		fmt.Fprintf(b, "| `%s` | %s | %s |\n", row.ID, escape(row.Meaning), escape(row.Fix))
	}
	b.WriteString(diagnosed)
	for _, row := range diagnose.Rows() {
		fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", row.ID, row.Stage, escape(row.Meaning), escape(row.Fix))
	}
	return b.Bytes()
}

// python is what `sallyport explain CAUSE` shows where there is no page.
func python() []byte {
	b := bytes.NewBufferString("# Code generated from causes.tsv of core/explain and core/diagnose by make generate. DO NOT EDIT.\n" +
		"\"\"\"The causes of a refused signature, and of a connection that fails: id -> (meaning, fix).\"\"\"\n\nREFUSAL = {\n")
	for _, row := range explain.Rows() {
		fmt.Fprintf(b, "    %q: (\n        %q,\n        %q,\n    ),\n", row.ID, row.Meaning, row.Fix)
	}
	b.WriteString("}\n\nCONNECTION = {\n")
	for _, row := range diagnose.Rows() {
		fmt.Fprintf(b, "    %q: (\n        %q,\n        %q,\n    ),\n", row.ID, row.Meaning, row.Fix)
	}
	b.WriteString("}\n")
	return b.Bytes()
}

func escape(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
