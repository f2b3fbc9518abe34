package rules

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// row is a row of core/op/ops.tsv.
type row struct {
	name, object string
	gives        string
	waits        bool
}

func operations(t *testing.T) []row {
	t.Helper()
	var rows []row
	for line := range strings.Lines(string(read(t, "../../core/op/ops.tsv"))) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		if line[0] == '#' || line[0] == '%' {
			continue
		}
		if len(f) != 10 {
			t.Fatalf("ops.tsv: %q", line)
		}
		rows = append(rows, row{name: f[1], object: strings.Trim(f[2], "-"), gives: f[6], waits: f[7] == "yes"})
	}
	if len(rows) < 10 {
		t.Fatalf("ops.tsv has %d rows", len(rows))
	}
	return rows
}

// camel turns "signer_new" into "SignerNew", as the generator does.
func camel(name string) string {
	var out strings.Builder
	for word := range strings.SplitSeq(name, "_") {
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}

// place is where an operation has to be, and how it shows there.
type place struct {
	what  string
	files []string // patterns, from the root; generated files do not count
	shows func(row) string
}

var places = []place{
	{"its function in core/op", []string{"core/op/*.go"}, func(r row) string {
		method := camel(strings.TrimPrefix(r.name, r.object+"_"))
		method = strings.ToLower(method[:1]) + method[1:]
		switch {
		case r.gives == "object" && r.object == "":
			return `^func new` + camel(strings.TrimSuffix(r.name, "_new")) + `\(`
		case r.object != "":
			return `^func \(\w* ?\*` + camel(r.object) + `\) ` + method + `\(`
		}
		return `^func ` + method + `\(`
	}},
	{"its declaration in the header", []string{"cshared/include/sallyport.h"}, func(r row) string { return `^int32_t sally_` + r.name + `\(` }},
	{"its start in the header", []string{"cshared/include/sallyport.h"}, func(r row) string {
		if !r.waits {
			return ""
		}
		return `^int32_t sally_` + r.name + `_start\(`
	}},
	{"its symbol", []string{"cshared/symbols.tsv"}, func(r row) string { return `^sally_` + r.name + `\t` }},
	{"its function in the door", []string{"cshared/door/*.c"}, func(r row) string {
		return `\bsally_` + r.name + `\(|^OBJECT\(` + strings.TrimSuffix(r.name, "_new") + `,`
	}},
	// The two that have code of their own call the typed function.
	{"its call in Python", []string{"bindings/python/src/sallyport/*.py", "cshared/door/python_sign.c"}, func(r row) string {
		return `\b_ops\.` + strings.ToUpper(r.name) + `\b|\bsally_` + r.name + `\b`
	}},
	{"its call in Java", []string{"bindings/java/sallyport/src/main/java/io/sallyport/*.java", "cshared/door/jni_sign.c"}, func(r row) string {
		name := camel(r.name)
		return `\bOps\.(` + strings.ToUpper(r.name) + `\b|` + strings.ToLower(name[:1]) + name[1:] + `\()|\bsally_` + r.name + `\b`
	}},
	{"its call in wasm/host", []string{"wasm/host/*.go"}, func(r row) string { return `\bop` + camel(r.name) + `\b` }},
	{"its line in tests/conformance/entries.tsv", []string{"tests/conformance/entries.tsv"}, func(r row) string { return `^` + r.name + `\t[a-z_]+$` }},
}

// An operation that somebody adds is in each place, or this says which was forgotten.
func TestEveryOperationIsInEveryLanguage(t *testing.T) {
	entries := string(read(t, "../conformance/entries.tsv"))
	for _, p := range places {
		var all strings.Builder
		for _, pattern := range p.files {
			names, _ := filepath.Glob(filepath.Join("../..", pattern))
			if len(names) == 0 {
				t.Fatalf("%s: there is no %s", p.what, pattern)
			}
			for _, name := range names {
				if data := read(t, name); !strings.HasSuffix(name, "_test.go") && !generated.Match(data) {
					all.Write(data)
				}
			}
		}
		for _, r := range operations(t) {
			pattern := p.shows(r)
			_, entry, _ := strings.Cut(entries, "\n"+r.name+"\t")
			entry, _, _ = strings.Cut(entry, "\n")
			if p.what == "its call in wasm/host" && grep(t, "../conformance", `^wazero\t`+entry+`\t\*\t`, "gaps.tsv") {
				continue // for a reason that stands there
			}
			if pattern != "" && !regexp.MustCompile("(?m)"+pattern).MatchString(all.String()) {
				t.Errorf("operation %s lacks %s: nothing in %s matches %s", r.name, p.what, strings.Join(p.files, ", "), pattern)
			}
		}
	}
}

// Each runner of the conformance suite, of which Python's serves two hosts, knows
// each entry point.
func TestEveryRunnerHasEveryEntryPoint(t *testing.T) {
	runners := map[string]string{"golang": "*.go", "c": "*.c", "python": "*.py", "jvm": "*.java", "wazero": "*.go"}
	for line := range strings.Lines(string(read(t, "../conformance/entries.tsv"))) {
		_, entry, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if line[0] == '#' || entry == "new" {
			continue
		}
		for runner, pattern := range runners {
			if !grep(t, "../conformance/runners/"+runner, `["']`+entry+`["']|^def `+entry+`\(`, pattern) &&
				!grep(t, "../conformance", `^\w+\t`+entry+`\t\*\t`, "gaps.tsv") {
				t.Errorf("runner %s does not know the entry point %s", runner, entry)
			}
		}
	}
}

// CONTRIBUTING's list for a new capability names files that are there.
func TestFilesOfANewCapabilityExist(t *testing.T) {
	_, section, ok := strings.Cut(string(read(t, "../../CONTRIBUTING.md")), "## Adding a capability\n")
	section, _, ok2 := strings.Cut(section, "\n## ")
	if !ok || !ok2 {
		t.Fatal(`CONTRIBUTING.md has no section "Adding a capability"`)
	}
	product := map[string]bool{}
	for line := range strings.Lines(section) {
		for _, m := range regexp.MustCompile("`([^`\\s]*/[^`\\s]*)`").FindAllStringSubmatch(line, -1) {
			// <noun> is a word, <Noun> too.
			pattern := regexp.MustCompile(`<\w+>`).ReplaceAllString(m[1], "*")
			found, err := filepath.Glob(filepath.Join("../..", pattern))
			if err != nil || len(found) == 0 {
				t.Errorf("CONTRIBUTING.md names %s, and there is no such file", m[1])
			}
			if strings.HasPrefix(line, "| ") && !strings.HasPrefix(m[1], "tests/") {
				product[m[1]] = true
			}
		}
	}
	if len(product) == 0 || len(product) > 10 {
		t.Errorf("a new capability touches %d product files; ten are the limit", len(product))
	}
	if _, err := os.Stat("../../core/op/ops.tsv"); err != nil || !product["core/op/ops.tsv"] {
		t.Error("the list does not begin with core/op/ops.tsv")
	}
}
