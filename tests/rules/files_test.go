package rules

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
)

// sources lists the files that git tracks, and those it will, with one of the endings.
func sources(t *testing.T, endings ...string) []string {
	t.Helper()
	cmd := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git ls-files: %v", err)
	}
	var files []string
	for name := range strings.Lines(string(out)) {
		name = filepath.Join("../..", strings.TrimSpace(name))
		for _, ending := range endings {
			if _, err := os.Stat(name); err == nil && strings.HasSuffix(name, ending) {
				files = append(files, name)
			}
		}
	}
	if len(files) == 0 {
		t.Fatalf("no files end in %v", endings)
	}
	return files
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// grep reports whether a file below dir with that ending matches.
func grep(t *testing.T, dir, pattern, ending string) bool {
	t.Helper()
	re := regexp.MustCompile("(?m)" + pattern)
	files, _ := filepath.Glob(filepath.Join(dir, "*"+ending))
	for _, name := range files {
		if re.Match(read(t, name)) {
			return true
		}
	}
	return false
}

var generated = regexp.MustCompile(`(?m)^(//|#|/\*|<!--) ?.*[Gg]enerated .*DO NOT EDIT`)

// The header is a document, of which most is prose; tests/abi looks after that.
const specification = "/cshared/include/sallyport.h"

func TestNoFileIsTooLong(t *testing.T) {
	for _, name := range sources(t, ".go", ".py", ".c", ".h", ".java") {
		data := read(t, name)
		if lines := bytes.Count(data, []byte("\n")); lines > 500 && !generated.Match(data) && !strings.HasSuffix(name, specification) {
			t.Errorf("%s has %d lines: split it", name, lines)
		}
	}
}

// Pointers become slices in few places, which are read with care.
func TestUnsafeIsWhereItIsLookedFor(t *testing.T) {
	allowed := []string{"/cshared/span.go", "/cshared/columns.go", "/wasm/memory.go"}
	found := 0
	for _, name := range sources(t, ".go") {
		if strings.HasSuffix(name, "_test.go") || !regexp.MustCompile(`\.\./\.\./(core|cshared|wasm)/`).MatchString(name) {
			continue
		}
		if !regexp.MustCompile(`(?m)^(import |\t)"unsafe"$`).Match(read(t, name)) {
			continue
		}
		found++
		if !slices.ContainsFunc(allowed, func(end string) bool { return strings.HasSuffix(name, end) }) {
			t.Errorf("%s imports unsafe", name)
		}
	}
	if found != len(allowed) {
		t.Errorf("%d files import unsafe, %d may: the pattern is wrong, or the list too long", found, len(allowed))
	}
}

// A panic in a goroutine kills the host process, whatever the exports recover.
func TestEveryGoroutineRecovers(t *testing.T) {
	for _, name := range sources(t, ".go") {
		if strings.HasSuffix(name, "_test.go") || !regexp.MustCompile(`/(core|cshared|wasm)/`).MatchString(name) {
			continue
		}
		files := token.NewFileSet()
		parsed, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			statement, ok := n.(*ast.GoStmt)
			if !ok {
				return true
			}
			start, end := files.Position(statement.Pos()).Offset, files.Position(statement.End()).Offset
			body := read(t, name)[start:end]
			if !bytes.Contains(body, []byte("defer")) || !bytes.Contains(bytes.ToLower(body), []byte("recover")) {
				t.Errorf("%s: a goroutine without a deferred recover", files.Position(statement.Pos()))
			}
			return true
		})
	}
}

// Every row of the error table is produced by a test of some host.
func TestEveryCodeIsAsserted(t *testing.T) {
	var all bytes.Buffer
	for _, name := range sources(t, "_test.go", ".c", ".py", ".json", ".txt") {
		if strings.Contains(name, "/tests/") || strings.HasSuffix(name, "_test.go") {
			if !strings.Contains(name, "/tests/rules/") {
				all.Write(read(t, name))
			}
		}
	}
	for _, code := range fault.Codes() {
		camel := regexp.MustCompile(`(?i)\bfault\.` + strings.ReplaceAll(code.Name(), "_", "") + `\b`)
		plain := regexp.MustCompile(`(SALLY_E_|\b)` + code.Name() + `\b`)
		if !camel.Match(all.Bytes()) && !plain.Match(all.Bytes()) {
			t.Errorf("no test asserts %s", code.Name())
		}
	}
}
