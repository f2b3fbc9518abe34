package host_test

import (
	"context"
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/sallyport/sallyport/wasm/host"
)

// documentation is the text of wasm/doc.go.
func documentation(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../doc.go")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(text), "//", " ")), " ")
}

// prototypes are the functions of wasm/doc.go by name; those that the host lends
// are not among them.
func prototypes(t *testing.T) map[string]string {
	found := map[string]string{"_initialize": "void _initialize(void)"}
	for _, m := range regexp.MustCompile(`(?:void|int32_t|const char) \*?(sally_\w+)\([^)]*\)`).FindAllStringSubmatch(documentation(t), -1) {
		found[m[1]] = m[0]
	}
	return found
}

// A foreign host has these to bind, and no more.
const mostFunctions = 14

func TestTheModuleExportsTheFunctionsOfItsDocumentation(t *testing.T) {
	want := prototypes(t)
	if len(want) > mostFunctions {
		t.Errorf("%d functions are documented", len(want))
	}
	for _, path := range []string{modulePath, offlinePath} {
		exports := exportsOf(t, path)
		for name, prototype := range want {
			export := exports[name]
			if export == nil {
				t.Errorf("%s has no %s", path, name)
				continue
			}
			parameters, results := lowered(t, prototype)
			if !slices.Equal(export.ParamTypes(), parameters) || !slices.Equal(export.ResultTypes(), results) {
				t.Errorf("%s: %s takes %v and returns %v; %s asks for %v and %v", path, name,
					export.ParamTypes(), export.ResultTypes(), prototype, parameters, results)
			}
		}
		for name := range exports {
			if want[name] == "" {
				t.Errorf("%s exports %s, which wasm/doc.go does not have", path, name)
			}
		}
	}
}

func exportsOf(t *testing.T, path string) map[string]api.FunctionDefinition {
	t.Helper()
	engine := newEngine(t)
	compiled, err := engine.CompileModule(context.Background(), module(t, path))
	if err != nil {
		t.Fatal(err)
	}
	return compiled.ExportedFunctions()
}

// newEngine is a wazero that shares the cache of compiled modules.
func newEngine(t *testing.T) wazero.Runtime {
	t.Helper()
	ctx := context.Background()
	cache, err := wazero.NewCompilationCacheWithDir(cacheDir)
	if err != nil {
		t.Fatal(err)
	}
	engine := wazero.NewRuntimeWithConfig(ctx, wazero.NewRuntimeConfig().WithDebugInfoEnabled(false).WithCompilationCache(cache))
	t.Cleanup(func() {
		_ = engine.Close(ctx)
		_ = cache.Close(ctx)
	})
	return engine
}

// lowered is a prototype's type in WebAssembly, by the rules of wasm/doc.go.
func lowered(t *testing.T, prototype string) (parameters, results []api.ValueType) {
	t.Helper()
	m := regexp.MustCompile(`^(.*?)(sally_\w+|_initialize)\((.*)\)$`).FindStringSubmatch(prototype)
	if m == nil {
		t.Fatalf("cannot read %q", prototype)
	}
	if strings.TrimSpace(m[1]) != "void" {
		results = []api.ValueType{api.ValueTypeI32}
	}
	if m[3] == "void" {
		return nil, results
	}
	for _, p := range strings.Split(m[3], ",") {
		switch p = strings.TrimSpace(p); {
		case strings.Contains(p, "*"), strings.HasPrefix(p, "size_t "), strings.HasPrefix(p, "int32_t "):
			parameters = append(parameters, api.ValueTypeI32)
		case strings.HasPrefix(p, "uint32_t "):
			parameters = append(parameters, api.ValueTypeI32)
		case strings.HasPrefix(p, "uint64_t "):
			parameters = append(parameters, api.ValueTypeI64)
		default:
			t.Fatalf("%s: no rule for the parameter %q", prototype, p)
		}
	}
	return parameters, results
}

func TestTheDocumentationHasTheOffsets(t *testing.T) {
	text := documentation(t)
	for name, fields := range host.Layout {
		_, section, found := strings.Cut(text, " bytes "+name+" ")
		if !found {
			_, section, found = strings.Cut(text, " own size: "+name+" ")
		}
		section, _, _ = strings.Cut(section, " bytes")
		if !found || !strings.HasSuffix(section, fmt.Sprintf(" %d", fields[""])) {
			t.Errorf("wasm/doc.go does not have %s with its %d bytes: %q", name, fields[""], section)
			continue
		}
		for field, offset := range fields {
			if field != "" && !regexp.MustCompile(fmt.Sprintf(`\b%s %d\b`, field, offset)).MatchString(section) {
				t.Errorf("wasm/doc.go does not have %s.%s at %d", name, field, offset)
			}
		}
	}
}

func TestUnsafeCodeOfTheModuleIsInOneFile(t *testing.T) {
	files, err := filepath.Glob("../*.go")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var found []string
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range parsed.Imports {
			if spec.Path.Value == `"unsafe"` {
				found = append(found, filepath.Base(file))
			}
		}
	}
	if !slices.Equal(found, []string{"memory.go"}) {
		t.Errorf("unsafe is imported by %v", found)
	}
}
