package abi

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestHeaderCompiles(t *testing.T) {
	root := cprogram.Root(t)
	for _, c := range []struct{ compiler, standard, ending string }{
		{"gcc", "c99", ".c"}, {"gcc", "c11", ".c"}, {"gcc", "c17", ".c"}, {"g++", "c++11", ".cc"}, {"g++", "c++20", ".cc"},
	} {
		t.Run(c.standard, func(t *testing.T) {
			if c.compiler == "g++" {
				cprogram.Optional(t, c.compiler)
			}
			source := filepath.Join(t.TempDir(), "use"+c.ending)
			program := "#include \"sallyport.h\"\n" +
				"sally_request request = SALLY_REQUEST_INIT;\nsally_message message = SALLY_MESSAGE_INIT;\n" +
				"int main(void) { return request.size == sizeof request && sally_error_retryable(SALLY_E_DNS_FAILED); }\n"
			if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(c.compiler, "-std="+c.standard, "-Wall", "-Wextra", "-pedantic", "-Werror",
				"-I", root+"/cshared/include", "-c", source, "-o", os.DevNull).CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

// The header is prose first: at least 60 % of its lines hold some.
func TestHeaderIsMostlyProse(t *testing.T) {
	prose, lines, inside := 0, 0, false
	for line := range strings.Lines(read(t, "cshared/include/sallyport.h")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lines++
		if inside || strings.Contains(line, "/*") {
			prose++
		}
		if i := strings.LastIndex(line, "/*"); i >= 0 {
			inside = !strings.Contains(line[i:], "*/")
		} else if strings.Contains(line, "*/") {
			inside = false
		}
	}
	if prose*5 < lines*3 {
		t.Errorf("%d of %d lines hold prose", prose, lines)
	}
}

// Each function, and each field of a struct, has a comment of its own: a function
// on the lines above it, a field beside it.
func TestEachFunctionAndFieldSaysWhatItIs(t *testing.T) {
	header := read(t, "cshared/include/sallyport.h")
	lines := strings.Split(header, "\n")
	functions, fields := 0, 0
	function := regexp.MustCompile(`^(?:int32_t|void|const char \*)\s*(sally_\w+)\(`)
	field := regexp.MustCompile(`^  [a-z]\w*(?: \w+)* \*{0,2}(\w+)(?:\[\d+\])?;(.*)`)
	for i, line := range lines {
		if m := function.FindStringSubmatch(line); m != nil {
			functions++
			if i == 0 || !strings.HasSuffix(strings.TrimSpace(lines[i-1]), "*/") {
				t.Errorf("%s has no comment above it", m[1])
			}
		}
		if m := field.FindStringSubmatch(line); m != nil {
			fields++
			if !strings.Contains(m[2], "/*") {
				t.Errorf("line %d: the field %s has no comment beside it", i+1, m[1])
			}
		}
	}
	if functions < 40 || fields < 50 {
		t.Errorf("only %d functions and %d fields were found", functions, fields)
	}
}

// Each function of the core has an export with its type, because every file
// that exports includes the header.
func TestExportsIncludeTheHeader(t *testing.T) {
	root := cprogram.Root(t)
	files, err := filepath.Glob(root + "/cshared/exports*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data), "#include \"shared.h\"\n*/\nimport \"C\"") {
			t.Errorf("%s does not include shared.h", filepath.Base(name))
		}
		if strings.Contains(string(data), "\"unsafe\"") {
			t.Errorf("%s imports unsafe: that belongs in span.go", filepath.Base(name))
		}
	}
}

// The keys of sally_response_fact that the header names are those of ops.tsv.
func TestHeaderNamesTheFactsOfAResponse(t *testing.T) {
	header := read(t, "cshared/include/sallyport.h")
	_, rest, _ := strings.Cut(header, "Facts about the exchange by key:")
	prose, _, _ := strings.Cut(rest, "*/")
	_, list, _ := strings.Cut(read(t, "core/op/ops.tsv"), "\n%response\t")
	list, _, _ = strings.Cut(list, "\n")
	names := strings.Split(list, ",")
	if len(names) < 10 {
		t.Fatalf("the list %%response has %d names", len(names))
	}
	for _, m := range regexp.MustCompile(`"([a-z_.]+)"`).FindAllStringSubmatch(prose, -1) {
		if key := m[1]; key != "true" && key != "false" && !slices.Contains(names, key) {
			t.Errorf("the header names the fact %q, which no response has", key)
		}
	}
	for _, name := range names {
		own := name == "status" || name == "headers" || name == "body" // have functions of their own
		if !own && !strings.Contains(prose, `"`+name+`"`) {
			t.Errorf("a response has the fact %q, which the header does not name", name)
		}
	}
}
