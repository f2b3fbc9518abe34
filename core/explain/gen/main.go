// Command gen makes docs/causes.md from core/explain/causes.tsv.
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

	"github.com/sallyport/sallyport/core/explain"
)

const head = `<!-- Code generated from core/explain/causes.tsv by make generate. DO NOT EDIT. -->
# Causes of a refused signature

What ` + "`Signer.explain`" + ` answers: the cause is a stable id. Words in braces are filled in from what was found.

| cause | meaning | fix |
|---|---|---|
`

func main() {
	check := flag.Bool("check", false, "compare instead of write")
	path := flag.String("o", "../../docs/causes.md", "the page")
	flag.Parse()
	page := bytes.NewBufferString(head)
	for _, row := range explain.Rows() {
		fmt.Fprintf(page, "| `%s` | %s | %s |\n", row.ID, escape(row.Meaning), escape(row.Fix))
	}
	got, err := os.ReadFile(*path)
	switch {
	case err == nil && bytes.Equal(got, page.Bytes()):
	case *check:
		fmt.Fprintf(os.Stderr, "gen: %s differs from causes.tsv: run `make generate`\n", *path)
		os.Exit(1)
	default:
		if err := os.WriteFile(*path, page.Bytes(), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, "gen:", err)
			os.Exit(1)
		}
	}
}

func escape(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
