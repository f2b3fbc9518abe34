package conformance

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// record is a vector in the text format: lines of "key: value", in their order.
type record struct {
	file  string
	lines [][2]string
}

// records reads the files of a family. allowed lists the keys; one that ends
// with a dot stands for all that begin with it.
func records(t *testing.T, pattern string, allowed ...string) []record {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors at %s", pattern)
	}
	var out []record
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for block := range strings.SplitSeq(strings.TrimSuffix(string(text), "\n"), "\n\n") {
			r := record{file: filepath.Base(file)}
			for line := range strings.SplitSeq(block, "\n") {
				key, value, ok := strings.Cut(line, ": ")
				if !ok {
					if key, ok = strings.CutSuffix(line, ":"); !ok {
						t.Fatalf("%s: not a key and a value: %q", file, line)
					}
				}
				if !slices.ContainsFunc(allowed, func(a string) bool {
					return a == key || strings.HasSuffix(a, ".") && strings.HasPrefix(key, a)
				}) {
					t.Fatalf("%s: unknown key %q", file, key)
				}
				r.lines = append(r.lines, [2]string{key, value})
			}
			if r.get("name") == "" || r.get("expect") == "" {
				t.Fatalf("%s: a record without name or expect: %q", file, block)
			}
			out = append(out, r)
		}
	}
	return out
}

func (r *record) lookup(key string) (string, bool) {
	for _, line := range r.lines {
		if line[0] == key {
			return line[1], true
		}
	}
	return "", false
}

func (r *record) get(key string) string {
	value, _ := r.lookup(key)
	return value
}

// bytes is the value of a key, or of the key with _b64 behind it.
func (r *record) bytes(t *testing.T, key string) (string, bool) {
	if value, ok := r.lookup(key); ok {
		return value, true
	}
	value, ok := r.lookup(key + "_b64")
	return decoded(t, value), ok
}

func decoded(t *testing.T, text string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return string(b)
}
