package rules

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/sallyport/sallyport/"

// arrows says which packages of core/ each package of core/ may import. It is
// the picture in CONTRIBUTING.md; a new arrow is a decision, and one that nobody
// uses fails.
var arrows = map[string][]string{
	"core/fault":                 {},
	"core/fault/gen":             {},
	"core/credentials":           {"core/fault"},
	"core/endpoint":              {"core/fault"},
	"core/grammar":               {"core/fault"},
	"core/sigv4":                 {"core/fault", "core/grammar", "core/credentials", "core/endpoint", "core/json", "core/eventstream"},
	"core/token":                 {"core/fault", "core/json", "core/endpoint", "core/sigv4", "core/client"},
	"core/cause":                 {},
	"core/eventstream":           {"core/fault"},
	"core/json":                  {},
	"core/inspect":               {"core/cause", "core/endpoint", "core/fault"},
	"core/explain":               {"core/cause", "core/inspect", "core/json"},
	"core/explain/gen":           {"core/cause", "core/explain", "core/diagnose", "core/fault"},
	"core/chain":                 {"core/fault", "core/json", "core/credentials", "core/endpoint", "core/sigv4", "core/trust", "core/client", "core/metadata"},
	"core/diagnose":              {"core/cause", "core/fault", "core/trust", "core/client", "core/iot"},
	"core/diagnose/diagnosetest": {"core/client", "core/dial", "core/trust", "core/trust/trusttest"},
	"core/trust":                 {"core/fault"},
	"core/trust/trusttest":       {},
	"core/dial":                  {"core/fault", "core/grammar", "core/trust"},
	"core/cookie":                {},
	"core/client":                {"core/fault", "core/grammar", "core/sigv4", "core/trust", "core/dial", "core/cookie"},
	"core/roundtrip":             {"core/client"},
	"core/iot":                   {"core/fault", "core/json", "core/endpoint", "core/grammar", "core/sigv4", "core/client"},
	"core/metadata":              {"core/fault", "core/dial", "core/client", "core/identity"},
	"core/identity":              {"core/fault", "core/json"},
	"core/op":                    {"core/*"},
	"core/op/gen":                {"core/op"},
	"core/op/gen/ops":            {},
	"wasm":                       {"core/fault", "core/op"},
	"wasm/host":                  {"core/fault"},
	"wasm/pack":                  {},
	"wasm/page":                  {"core/op"},
	"wasm/sha256":                {},
	"cshared/holdstart":          {},
	"cshared/overlay":            {},
	"cshared":                    {"core/fault", "core/op"},
}

// importers says who may import what is not ours and not the standard library.
var importers = map[string][]string{
	"golang.org/x/crypto/scrypt":                        {"core/trust"},
	"go.mozilla.org/pkcs7":                              {"core/identity"},
	"golang.org/x/crypto/x509roots/fallback/bundle":     {"core/trust"},
	"golang.org/x/crypto/x509roots/fallback/rootbundle": {"core/trust"},
	"golang.org/x/crypto/cryptobyte":                    {"core/identity"},
	"golang.org/x/crypto/cryptobyte/asn1":               {"core/identity"},

	"github.com/tetratelabs/wazero":                                {"wasm/host"},
	"github.com/tetratelabs/wazero/api":                            {"wasm/host"},
	"github.com/tetratelabs/wazero/experimental":                   {"wasm/host"},
	"github.com/tetratelabs/wazero/imports/wasi_snapshot_preview1": {"wasm/host"},
	"github.com/tetratelabs/wazero/sys":                            {"wasm/host"},
}

type goPackage struct {
	ImportPath, Dir, Doc string
	Imports              []string
	GoFiles              []string
}

// packages lists the packages of the main module, with those that are for
// WebAssembly alone.
func packages(t *testing.T) []goPackage {
	t.Helper()
	return append(list(t), list(t, "GOOS=wasip1", "GOARCH=wasm")...)
}

func list(t *testing.T, env ...string) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,Doc,Imports,GoFiles,CgoFiles", "./...")
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), env...)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func TestImportsFollowTheArrows(t *testing.T) {
	used := map[string]bool{}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if strings.HasPrefix(name, "tests/") {
			continue // vector generators
		}
		allowed, known := arrows[name]
		if !known {
			t.Errorf("%s is not in the picture: add it to arrows, with the arrows it needs", name)
			continue
		}
		for _, imported := range p.Imports {
			if ours, ok := strings.CutPrefix(imported, module); ok {
				used[name+" "+ours] = true
				if !slices.Contains(allowed, ours) && !slices.Contains(allowed, "core/*") {
					t.Errorf("%s imports %s: there is no such arrow", name, ours)
				}
			} else if strings.Contains(strings.Split(imported, "/")[0], ".") && !slices.Contains(importers[imported], name) {
				t.Errorf("%s imports %s: it is not one of its importers", name, imported)
			}
		}
	}
	for from, all := range arrows {
		for _, to := range all {
			if to != "core/*" && !used[from+" "+to] {
				t.Errorf("%s does not import %s: take the arrow out", from, to)
			}
		}
	}
}

// unwanted are packages that no library may link, with the reason. (Testing and flag
// are there: go.mozilla.org/pkcs7 imports them.)
var unwanted = map[string]string{
	"encoding/json": "core/json reads JSON and is a tenth of its size",
	"log":           "standard error belongs to the host",
	"net/http":      "core/client is the client",
	"regexp":        "no text is matched that a few lines could not match",
}

func TestNoLibraryLinksWhatItDoesNotNeed(t *testing.T) {
	for folder, env := range map[string][]string{"cshared": nil, "wasm": {"GOOS=wasip1", "GOARCH=wasm"}} {
		cmd := exec.Command("go", "list", "-deps", "./"+folder)
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("go list: %v", err)
		}
		for _, name := range strings.Fields(string(out)) {
			if reason := unwanted[name]; reason != "" {
				t.Errorf("%s links %s: %s", folder, name, reason)
			}
		}
	}
}

func TestEveryPackageHasADoc(t *testing.T) {
	for _, p := range packages(t) {
		if len(p.Doc) < 30 {
			t.Errorf("%s has no package doc", p.ImportPath)
		}
	}
}

func TestEveryCorePackageHasAnExample(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if !strings.HasPrefix(name, "core/") || strings.Contains(name+"/", "/gen/") || strings.HasSuffix(name, "test") {
			continue
		}
		if !grep(t, p.Dir, `^func Example`, "_test.go") {
			t.Errorf("%s has no example", name)
		}
	}
}
