// Command gen makes every copy of the error table from core/fault/codes.tsv.
//
// Run it through `make generate` (or go generate ./core/fault): it works from
// the directory of package fault. With -check it writes nothing and exits 1 if
// a copy differs.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

type row struct {
	number                        int
	name, category, summary, hint string
	retryable                     bool
}

type output struct {
	path   string // relative to the repository root
	render func([]row) ([]byte, error)
}

var outputs = []output{
	{"core/fault/codes_gen.go", renderGo},
	{"cshared/include/sallyport_errors.h", renderC},
	{"bindings/python/src/sallyport/_codes.py", renderPython},
	{"bindings/java/sallyport/src/main/java/io/sallyport/ErrorCode.java", renderJava},
	{"docs/errors.md", renderMarkdown},
}

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
	rows, err := readTable(filepath.Join(root, "core/fault/codes.tsv"))
	if err != nil {
		return err
	}
	for _, out := range outputs {
		want, err := out.render(rows)
		if err != nil {
			return fmt.Errorf("%s: %w", out.path, err)
		}
		path := filepath.Join(root, out.path)
		got, err := os.ReadFile(path)
		if err == nil && bytes.Equal(got, want) {
			continue
		}
		if check {
			return fmt.Errorf("%s differs from codes.tsv: run `make generate`", out.path)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			return err
		}
	}
	return nil
}

type category struct {
	name string
	exit int // status of the command
}

// categories has the exit statuses of the command too: 1 is for an answer that is bad news, and above 125 they are the shell's.
var categories = []category{
	{"usage", 2}, {"credentials", 3}, {"network", 4}, {"timeout", 5}, {"tls", 6}, {"certificate", 7},
	{"http", 8}, {"publish", 9}, {"verification", 10}, {"internal", 11},
}

const retired = "retired"

func isCategory(name string) bool {
	return name == retired || slices.ContainsFunc(categories, func(c category) bool { return c.name == name })
}

func readTable(path string) ([]row, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var rows []row
	names := map[string]bool{}
	last := 0
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		if line := lines.Text(); line != "" && !strings.HasPrefix(line, "#") {
			r, err := parseRow(line)
			if err != nil {
				return nil, fmt.Errorf("codes.tsv:%d: %w", n, err)
			}
			if r.number <= last {
				return nil, fmt.Errorf("codes.tsv:%d: %d does not come after %d", n, r.number, last)
			}
			if names[r.name] {
				return nil, fmt.Errorf("codes.tsv:%d: %s stands twice", n, r.name)
			}
			last, names[r.name] = r.number, true
			rows = append(rows, r)
		}
	}
	return rows, lines.Err()
}

func parseRow(line string) (row, error) {
	f := strings.Split(line, "\t")
	if len(f) != 6 {
		return row{}, fmt.Errorf("%d columns, want 6", len(f))
	}
	number, err := strconv.Atoi(f[0])
	if err != nil || number < 1100 || number > 1899 {
		return row{}, fmt.Errorf("number %q is not in 1100..1899", f[0])
	}
	if !isCategory(f[2]) {
		return row{}, fmt.Errorf("no category %q", f[2])
	}
	if f[3] != "yes" && f[3] != "no" {
		return row{}, fmt.Errorf("retryable is %q, want yes or no", f[3])
	}
	for _, text := range f[4:] {
		if text == "" || strings.ContainsAny(text, "\"\\") && strings.Contains(text, "*/") {
			return row{}, fmt.Errorf("empty or unsafe text %q", text)
		}
	}
	return row{number: number, name: f[1], category: f[2], retryable: f[3] == "yes", summary: f[4], hint: f[5]}, nil
}

// initialisms are written in capitals in Go names.
var initialisms = map[string]bool{
	"URL": true, "DNS": true, "SSO": true, "MFA": true, "TLS": true, "ALPN": true, "SPKI": true, "CA": true, "HTTP": true, "QOS": true,
}

func goName(name string) string {
	var b strings.Builder
	for _, word := range strings.Split(name, "_") {
		if initialisms[word] {
			b.WriteString(word)
			continue
		}
		b.WriteString(word[:1] + strings.ToLower(word[1:]))
	}
	return b.String()
}

const banner = "Code generated from core/fault/codes.tsv by make generate. DO NOT EDIT."

func renderGo(rows []row) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\npackage fault\n\n// The codes, in blocks of a hundred.\nconst (\n", banner)
	for _, r := range rows {
		if r.category != retired {
			fmt.Fprintf(&b, "// %s: %s\n%s Code = %d\n", r.name, r.summary, goName(r.name), r.number)
		}
	}
	b.WriteString(")\n\n// Codes lists every code in numeric order.\nfunc Codes() []Code {\nreturn []Code{\n")
	for _, r := range rows {
		if r.category != retired {
			fmt.Fprintf(&b, "%s,\n", goName(r.name))
		}
	}
	b.WriteString("}\n}\n")
	return format.Source(b.Bytes())
}

func renderC(rows []row) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "/* %s */\n#ifndef SALLYPORT_ERRORS_H\n#define SALLYPORT_ERRORS_H\n\n#define SALLY_OK 0\n", banner)
	for _, r := range rows {
		if r.category == retired {
			fmt.Fprintf(&b, "/* %d was %s: reserved. */\n", r.number, r.name)
			continue
		}
		fmt.Fprintf(&b, "\n/* %s\n * %s */\n#define SALLY_E_%s %d\n", r.summary, r.hint, r.name, r.number)
	}
	// The door answers sally_error_name and sally_error_hint without starting the core.
	b.WriteString("\n/* X(number, NAME, category, retryable, summary, hint) for each code. */\n#define SALLY_ERROR_TABLE(X) \\\n")
	for i, r := range rows {
		if r.category == retired {
			continue
		}
		end := " \\\n"
		if i == len(rows)-1 {
			end = "\n"
		}
		retry := 0
		if r.retryable {
			retry = 1
		}
		fmt.Fprintf(&b, "  X(%d, %s, %q, %d, %q, %q)%s", r.number, r.name, r.category, retry, r.summary, r.hint, end)
	}
	b.WriteString("\n#endif\n")
	return b.Bytes(), nil
}

func renderPython(rows []row) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\"\"\"The error table: number -> (name, category, retryable, summary, hint).\"\"\"\n\nTABLE = {\n", banner)
	for _, r := range rows {
		if r.category == retired {
			continue
		}
		retry := "False"
		if r.retryable {
			retry = "True"
		}
		fmt.Fprintf(&b, "    %d: (\n        %q,\n        %q,\n        %s,\n        %q,\n        %q,\n    ),\n",
			r.number, r.name, r.category, retry, r.summary, r.hint)
	}
	b.WriteString("}\n\n# Exit status of the command by category.\nEXIT = {\n")
	for _, c := range categories {
		fmt.Fprintf(&b, "    %q: %d,\n", c.name, c.exit)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

func renderMarkdown(rows []row) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- %s -->\n# Error codes\n\nIn C a code is `SALLY_E_<NAME>`, in Python `Error.name`, in Java `ErrorCode.<NAME>`. "+
		"\"Retry\" says that the same call can succeed later, not that a duplicate is harmless.\n", banner)
	b.WriteString("\n| number | name | category | retry | what happened | what to do |\n|---|---|---|---|---|---|\n")
	for _, r := range rows {
		if r.category == retired {
			continue
		}
		retry := "no"
		if r.retryable {
			retry = "yes"
		}
		fmt.Fprintf(&b, "| %d | [`%s`](errors/%s.md) | %s | %s | %s | %s |\n", r.number, r.name, r.name, r.category, retry,
			strings.ReplaceAll(r.summary, "|", "\\|"), strings.ReplaceAll(r.hint, "|", "\\|"))
	}
	b.WriteString("\n## Exit status of the command\n\n[`sallyport`](command.md) ends with 0 when it did what was asked, with 1 when the answer is bad news " +
		"(`doctor` found a fault, `explain` no cause), with 130 after Ctrl-C, with 141 if the reader of its output has gone, and otherwise with the status of the error's category.\n\n| category | exit status |\n|---|---|\n")
	for _, c := range categories {
		fmt.Fprintf(&b, "| %s | %d |\n", c.name, c.exit)
	}
	return b.Bytes(), nil
}
