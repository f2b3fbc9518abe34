// Command gen makes the pages of causes and errors from causes.tsv of core/explain
// and core/diagnose and from the error table: docs/causes/<id>.md,
// docs/errors/<NAME>.md, their index docs/causes/README.md, and all of them in one
// file for the Python package.
//
// The middle of a page is written by hand and stays; a row without a page is an
// error that says what to write. Run it through `make generate` (or go generate
// ./core/explain): it works from the directory of package explain. With -check it
// writes nothing and exits 1 if a file differs.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sallyport/sallyport/core/cause"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/explain"
)

const head = `<!-- Code generated from causes.tsv of core/explain and core/diagnose, and from the pages beside it, by make generate. DO NOT EDIT. -->
# Causes

A cause is a stable id. Words in braces are filled in from what was found. Each has a page; so has each [error code](../errors.md).

## Causes of a refused signature

What ` + "`Signer.explain` and `explain`" + ` answer, and what ` + "`inspect`" + ` finds.

| cause | meaning | fix |
|---|---|---|
`

const diagnosed = `
## Causes of a connection that fails

What ` + "`diagnose`" + ` answers, and ` + "`error.cause`" + ` as far as the failed exchange tells. The stage is how far the connection came.

| cause | stage | meaning |
|---|---|---|
`

func main() {
	check := flag.Bool("check", false, "compare instead of write")
	root := flag.String("root", "../..", "repository root")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	content, err := said(root)
	if err != nil {
		return err
	}
	list, err := pages(root, content)
	if err != nil {
		return err
	}
	if err := stray(root, list); err != nil {
		return err
	}
	words, err := othersSay(content)
	if err != nil {
		return err
	}
	files := map[string]string{
		"docs/causes/README.md":                   index(words),
		"bindings/python/src/sallyport/pages.txt": bundle(list),
	}
	for i := range list {
		files[list[i].path] = list[i].text()
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		switch {
		case err == nil && string(got) == want:
		case check:
			return fmt.Errorf("%s differs from the tables: run `make generate`", path)
		default:
			if err := os.WriteFile(filepath.Join(root, path), []byte(want), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

func index(asSaid string) string {
	var b strings.Builder
	b.WriteString(head)
	for _, row := range explain.Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", link(row), escape(row.Meaning), escape(row.Fix))
	}
	b.WriteString(diagnosed)
	for _, row := range diagnose.Rows() {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", link(row), row.Stage, escape(row.Meaning))
	}
	return b.String() + asSaid
}

func link(row cause.Row) string { return "[`" + row.ID + "`](" + row.ID + ".md)" }

func escape(s string) string { return strings.ReplaceAll(s, "|", "\\|") }
