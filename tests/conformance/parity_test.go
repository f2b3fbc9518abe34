package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// Other languages go through the one call of core/op/ops.tsv, of which each has a
// generated copy; here is C, whose functions are written by hand.

// notInRunner are functions of the header that no vector is about.
var notInRunner = map[string]string{
	"sally_version":     "tests/abi and wasm/host compare it",
	"sally_call_cancel": "tests/abi calls it",
	"sally_runtime_set": "a setting of the process, made once: tests/hosts calls it",

	"sally_publisher_refresh":       "no vector has a publisher with credentials that end: the tests of Python, Java and wasm/host run the operation",
	"sally_publisher_refresh_start": "likewise",

	"sally_client_verify_caller":       "no vector has a stand-in of STS: tests/abi calls it",
	"sally_client_verify_token":        "likewise",
	"sally_client_verify_caller_start": "likewise",
	"sally_client_verify_token_start":  "likewise",
}

// header returns the functions and the types of sallyport.h.
func header(t *testing.T) (functions, types []string) {
	text, err := os.ReadFile(root + "/cshared/include/sallyport.h")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(text), "")
	for _, m := range regexp.MustCompile(`(?m)^[a-z][\w ]*[ *](sally_\w+)\(`).FindAllStringSubmatch(code, -1) {
		functions = append(functions, m[1])
	}
	for _, m := range regexp.MustCompile(`\b(?:struct (sally_\w+)|typedef [\w ]+ (?:const_)?(sally_\w+);)`).FindAllStringSubmatch(code, -1) {
		types = append(types, m[1]+m[2])
	}
	if len(functions) < 30 || len(types) < 10 {
		t.Fatalf("found %d functions and %d types in the header", len(functions), len(types))
	}
	return functions, types
}

func TestTheSuiteCallsEveryFunctionOfTheHeader(t *testing.T) {
	callsAll(t, "the C runner", "tests/conformance/runners/c/*.c", notInRunner)
}

// callsAll: sources call the functions of the header but for those in a list, and
// no others.
func callsAll(t *testing.T, who, pattern string, without map[string]string) {
	t.Helper()
	functions, types := header(t)
	source := sources(t, pattern)
	for _, name := range functions {
		_, listed := without[name]
		if has := calls(source, name); has == listed {
			t.Errorf("%s calls %s: %v; the list of those that it does without says otherwise", who, name, has)
		}
	}
	for name := range without {
		if !slices.Contains(functions, name) {
			t.Errorf("the list of what %s does without has %s, which is not in the header", who, name)
		}
	}
	for _, name := range regexp.MustCompile(`\bsally_[a-z0-9_]+\b`).FindAllString(source, -1) {
		if !slices.Contains(functions, name) && !slices.Contains(types, name) {
			t.Errorf("%s has %s, which is not in the header", who, name)
		}
	}
}

func sources(t *testing.T, pattern string) string {
	files, err := filepath.Glob(filepath.Join(root, pattern))
	if err != nil || len(files) == 0 {
		t.Fatalf("no sources at %s", pattern)
	}
	text := ""
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text += string(b)
	}
	return text
}

// calls reports whether a function is named.
func calls(source, name string) bool {
	return regexp.MustCompile(`\b` + name + `\b`).MatchString(source)
}
