// Command gen makes docs/causes.md from causes.tsv of core/explain and core/diagnose.
//
// Run it through `make generate` (or go generate ./core/explain): it works from
// the directory of package explain. With -check it writes nothing and exits 1 if
// the page differs.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
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
	path := flag.String("o", "../../docs/causes.md", "the page")
	flag.Parse()
	page := bytes.NewBufferString(head)
	for _, row := range explain.Rows() {
		fmt.Fprintf(page, "| `%s` | %s | %s |\n", row.ID, escape(row.Meaning), escape(row.Fix))
	}
	page.WriteString(diagnosed)
	for _, row := range diagnose.Rows() {
		fmt.Fprintf(page, "| `%s` | %s | %s | %s |\n", row.ID, row.Stage, escape(row.Meaning), escape(row.Fix))
	}
	got, err := os.ReadFile(*path)
	switch {
	case err == nil && bytes.Equal(got, page.Bytes()):
	case *check:
		fmt.Fprintf(os.Stderr, "gen: %s differs from the tables: run `make generate`\n", *path)
		os.Exit(1)
	default:
		if err := os.WriteFile(*path, page.Bytes(), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

func escape(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
