package host_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"

	"github.com/sallyport/sallyport/wasm/host"
)

// notInModule are functions of the header that the module does not have. Each
// has a reason.
var notInModule = map[string]string{}

// onlyInModule are functions of the module that the header does not have, with
// their prototypes; wasm/doc.go describes them.
var onlyInModule = map[string]string{
	"_initialize": "void _initialize(void)",
	"sally_alloc": "void *sally_alloc(size_t size)",
	"sally_free":  "void sally_free(void *memory)",
	"sally_endpoint_lookup": "int32_t sally_endpoint_lookup(sally_str host, sally_str target, char *buf, size_t cap, size_t *len," +
		" sally_scope *out, sally_error *err)",
	"sally_publisher_request": "int32_t sally_publisher_request(sally_publisher *publisher, const_sally_message *message, int64_t time," +
		" char *buf, size_t cap, size_t *len, sally_prepared *out, sally_error *err)",
}

func header(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../cshared/include/sallyport.h")
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(string(text), "")
}

// prototypes are the functions of the header by name.
func prototypes(t *testing.T) map[string]string {
	found := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^[a-z][\w ]*[ *](sally_\w+)\([^)]*\);`).FindAllStringSubmatch(header(t), -1) {
		found[m[1]] = strings.Join(strings.Fields(strings.TrimSuffix(m[0], ";")), " ")
	}
	if len(found) < 30 {
		t.Fatalf("only %d functions were found in the header", len(found))
	}
	return found
}

func TestTheModuleExportsTheFunctionsOfTheHeader(t *testing.T) {
	want := prototypes(t)
	for name, reason := range notInModule {
		if _, ok := want[name]; !ok {
			t.Errorf("notInModule has %s (%s), which is not in the header any more", name, reason)
		}
		delete(want, name)
	}
	maps.Copy(want, onlyInModule)
	for _, path := range []string{modulePath, offlinePath} {
		exports := exportsOf(t, path)
		for name, reason := range notInModule {
			if exports[name] != nil {
				t.Errorf("%s has %s: remove it from notInModule (%s)", path, name, reason)
			}
		}
		for name, prototype := range want {
			export := exports[name]
			if export == nil {
				t.Errorf("%s has no %s: add it to wasm/, or to notInModule with the reason", path, name)
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
				t.Errorf("%s exports %s, which is neither in the header nor in onlyInModule", path, name)
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
	m := regexp.MustCompile(`^(.*?)(\w+)\((.*)\)$`).FindStringSubmatch(prototype)
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
		case strings.HasPrefix(p, "sally_str "):
			parameters = append(parameters, api.ValueTypeI32, api.ValueTypeI32)
		case strings.HasPrefix(p, "int64_t "):
			parameters = append(parameters, api.ValueTypeI64)
		default:
			t.Fatalf("%s: no rule for the parameter %q", prototype, p)
		}
	}
	return parameters, results
}

var member = regexp.MustCompile(`^(?:const )?(\w+) (\*?)(\w+)(?:\[(\d+)\])?$`)

// layouts computes where wasm32 has the fields of each struct of the header; the
// field "" is the size.
func layouts(t *testing.T) map[string]map[string]int {
	sizes := map[string][2]int{ // size and alignment
		"char": {1, 1}, "int32_t": {4, 4}, "size_t": {4, 4}, "int64_t": {8, 8}, "uint64_t": {8, 8}, "sally_str": {8, 4},
	}
	found := map[string]map[string]int{}
	for _, m := range regexp.MustCompile(`(?s)typedef struct (\w+) \{(.*?)\} \w+;`).FindAllStringSubmatch(header(t), -1) {
		at, largest := 0, 1
		fields := map[string]int{}
		for _, line := range strings.Split(m[2], ";") {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			f := member.FindStringSubmatch(line)
			if f == nil {
				t.Fatalf("struct %s: cannot read %q", m[1], line)
			}
			size, known := sizes[f[1]]
			if f[2] == "*" {
				size, known = [2]int{4, 4}, true
			}
			if !known {
				t.Fatalf("struct %s: no rule for %q", m[1], line)
			}
			at = (at + size[1] - 1) / size[1] * size[1]
			fields[f[3]] = at
			count := 1
			if f[4] != "" {
				_, _ = fmt.Sscan(f[4], &count)
			}
			at += size[0] * count
			largest = max(largest, size[1])
		}
		fields[""] = (at + largest - 1) / largest * largest
		found[m[1]] = fields
	}
	return found
}

func TestStructsLieAsTheHeaderSaysFor32Bits(t *testing.T) {
	computed := layouts(t)
	for name, fields := range host.Layout {
		if !maps.Equal(fields, computed[name]) {
			t.Errorf("%s is %v in layout.go; the header gives %v", name, fields, computed[name])
		}
	}
}

func TestTheDocumentationHasTheOffsets(t *testing.T) {
	doc, err := os.ReadFile("../doc.go")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(strings.ReplaceAll(string(doc), "//", " ")), " ")
	for name, fields := range layouts(t) {
		if !strings.Contains(text, fmt.Sprintf("%d bytes", fields[""])) || !strings.Contains(text, name+" ") {
			t.Errorf("wasm/doc.go does not have %s with its %d bytes", name, fields[""])
		}
		if name == "sally_identity" { // in the header's order, it says
			continue
		}
		section := text[strings.Index(text, name+" "):]
		section = section[:strings.Index(section, " bytes")]
		for field, offset := range fields {
			if field != "" && !regexp.MustCompile(fmt.Sprintf(`\b%s %d\b`, field, offset)).MatchString(section) {
				t.Errorf("wasm/doc.go does not have %s.%s at %d", name, field, offset)
			}
		}
	}
}
