package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The other hosts have tests of this kind beside them: tests/abi (exported
// symbols), wasm/host (the module's exports), ParityTest (the Java class).

// notInPython are functions of the header that Python does without.
var notInPython = map[string]string{
	"sally_error_name": "_codes.py is a copy of the table", "sally_error_hint": "the same",
	"sally_error_category": "the same", "sally_error_retryable": "the same",
}

func TestBothWaysOfPythonCallEveryFunctionOfTheHeader(t *testing.T) {
	header, err := os.ReadFile(root + "/cshared/include/sallyport.h")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`(?m)^[a-z][\w ]*[ *](sally_\w+)\(`).FindAllStringSubmatch(string(header), -1)
	if len(declared) < 30 {
		t.Fatalf("found %d functions in the header", len(declared))
	}
	for way, pattern := range map[string]string{
		"ctypes": "bindings/python/src/sallyport/_ctypes.py", "the extension": "cshared/door/python*.c",
	} {
		source := sources(t, pattern)
		for _, function := range declared {
			name := function[1]
			_, without := notInPython[name]
			if has := calls(source, name); has == without {
				t.Errorf("%s calls %s: %v; notInPython says otherwise", way, name, has)
			}
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

// calls reports whether a function is named, or put together of its parts.
func calls(source, name string) bool {
	if regexp.MustCompile(`\b` + name + `\b`).MatchString(source) {
		return true
	}
	for _, suffix := range []string{"_new", "_free"} {
		kind, ok := strings.CutSuffix(strings.TrimPrefix(name, "sally_"), suffix)
		if !ok {
			continue
		}
		inPython := strings.Contains(source, `"sally_%s`+suffix+`"`) && strings.Contains(source, `"`+kind+`"`)
		inC := strings.Contains(source, "sally_##kind##"+suffix) && regexp.MustCompile(`\(`+kind+`\b`).MatchString(source)
		if inPython || inC {
			return true
		}
	}
	return false
}
