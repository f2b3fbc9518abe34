package abi

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
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

// The header is prose first.
func TestHeaderIsMostlyProse(t *testing.T) {
	header := read(t, "cshared/include/sallyport.h")
	prose := 0
	for _, comment := range regexp.MustCompile(`(?s)/\*.*?\*/`).FindAllString(header, -1) {
		prose += strings.Count(comment, "\n") + 1
	}
	if lines := strings.Count(header, "\n"); prose*5 < lines*2 {
		t.Errorf("%d of %d lines are prose", prose, lines)
	}
}

// Each function of the core has an export with its type, because every file
// that exports includes the header.
func TestExportsIncludeTheHeader(t *testing.T) {
	root := cprogram.Root(t)
	files, err := filepath.Glob(root + "/cshared/exports_*.go")
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

// The keys of sally_response_info that the header names are those that exist.
func TestHeaderNamesTheFactsOfAResponse(t *testing.T) {
	header := read(t, "cshared/include/sallyport.h")
	_, rest, _ := strings.Cut(header, "Facts about the exchange by key:")
	prose, _, _ := strings.Cut(rest, "*/")
	_, code, _ := strings.Cut(read(t, "core/op/response.go"), "out.Info = []Pair{")
	for _, m := range regexp.MustCompile(`"([a-z_.]+)"`).FindAllStringSubmatch(prose, -1) {
		if key := m[1]; key != "true" && key != "false" && !strings.Contains(code, `{"`+key+`", `) {
			t.Errorf("the header names the fact %q, which no response has", key)
		}
	}
	for _, m := range regexp.MustCompile(`\{"([a-z_.]+)", `).FindAllStringSubmatch(code, -1) {
		if !strings.Contains(prose, `"`+m[1]+`"`) {
			t.Errorf("a response has the fact %q, which the header does not name", m[1])
		}
	}
}
