// Command ops makes every copy of the table of operations from core/op/ops.tsv.
//
// Run it through `make generate` (or go generate ./core/op): it works from the
// directory of package op. With -check it writes nothing and exits 1 if a copy
// differs. It does not import package op, which cannot be compiled before its
// copy is made.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// outputs are the copies, by their path from the root.
var outputs = map[string]func(*table) ([]byte, error){
	"core/op/ops_gen.go":                                          goCore,
	"wasm/host/ops_gen.go":                                        goHost,
	"cshared/door/ops_gen.h":                                      cHeader,
	"cshared/door/ops_gen.c":                                      cTable,
	"bindings/python/src/sallyport/_ops.py":                       python,
	"bindings/java/sallyport/src/main/java/io/sallyport/Ops.java": java,
	"docs/operations.md":                                          page,
}

func main() {
	check := flag.Bool("check", false, "compare instead of write")
	root := flag.String("root", "../..", "the root of the repository")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "ops:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	text, err := os.ReadFile(filepath.Join(root, "core/op/ops.tsv"))
	if err != nil {
		return err
	}
	t, err := parse(string(text))
	if err != nil {
		return err
	}
	for path, render := range outputs {
		want, err := render(t)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		path = filepath.Join(root, path)
		if got, err := os.ReadFile(path); err == nil && bytes.Equal(got, want) {
			continue
		}
		if check {
			return fmt.Errorf("%s differs from ops.tsv: run `make generate`", path)
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			return err
		}
	}
	return nil
}
