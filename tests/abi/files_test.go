package abi

import (
	"crypto/sha256"
	"debug/elf"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// maxSize is for both files together: what signs, reaches, publishes, verifies, explains
// and diagnoses takes 7.7 MB.
const maxSize = 7_700_000

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(cprogram.Root(t), name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// listed returns the symbols of symbols.tsv whose third column has one of the words.
func listed(t *testing.T, words ...string) []string {
	t.Helper()
	var symbols []string
	for line := range strings.Lines(read(t, "cshared/symbols.tsv")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSpace(line), "\t")
		if len(columns) != 3 || !regexp.MustCompile(`^\d+\.\d+$`).MatchString(columns[1]) {
			t.Fatalf("symbols.tsv: %q", line)
		}
		for _, word := range strings.Split(columns[2], ",") {
			if slices.Contains(words, word) {
				symbols = append(symbols, columns[0])
			}
		}
	}
	slices.Sort(symbols)
	return symbols
}

func open(t *testing.T, name string) *elf.File {
	t.Helper()
	f, err := elf.Open(filepath.Join(filepath.Dir(cprogram.Library(t)), name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func exported(t *testing.T, f *elf.File) []string {
	t.Helper()
	symbols, err := f.DynamicSymbols()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range symbols {
		if s.Section != elf.SHN_UNDEF {
			names = append(names, s.Name)
		}
	}
	slices.Sort(names)
	return names
}

func TestHeaderDeclaresTheListedSymbols(t *testing.T) {
	comments := regexp.MustCompile(`(?s)/\*.*?\*/`)
	header := comments.ReplaceAllString(read(t, "cshared/include/sallyport.h"), "")
	var declared []string
	for _, m := range regexp.MustCompile(`(?m)^\w[\w *]*\b(sally_\w+)\(`).FindAllStringSubmatch(header, -1) {
		declared = append(declared, m[1])
	}
	slices.Sort(declared)
	if want := listed(t, "door"); !slices.Equal(declared, want) {
		t.Errorf("the header declares\n%v\nsymbols.tsv lists\n%v", declared, want)
	}
}

func TestFilesExportTheListedSymbols(t *testing.T) {
	door := exported(t, open(t, "libsallyport.so"))
	// What is for one host is there if its headers were there for the build.
	for _, symbol := range listed(t, "host") {
		if i := slices.Index(door, symbol); i >= 0 {
			door = slices.Delete(door, i, i+1)
		} else {
			t.Logf("the door was built without %s", symbol)
		}
	}
	if want := listed(t, "door", "binding"); !slices.Equal(door, want) {
		t.Errorf("libsallyport.so exports\n%v\nsymbols.tsv lists\n%v", door, want)
	}
	if core, want := exported(t, open(t, "libsallyport-core.so")), listed(t, "core"); !slices.Equal(core, want) {
		t.Errorf("libsallyport-core.so exports\n%v\nsymbols.tsv lists\n%v", core, want)
	}
}

// The files must load where Python 3.7 of a 2014 distribution runs.
func TestFilesNeedAnOldGLIBC(t *testing.T) {
	libraries := []string{"libc.so.6", "libdl.so.2", "libpthread.so.0"}
	for _, name := range []string{"libsallyport.so", "libsallyport-core.so"} {
		f := open(t, name)
		symbols, err := f.ImportedSymbols()
		if err != nil {
			t.Fatal(err)
		}
		versions := 0
		for _, s := range symbols {
			if s.Version != "" {
				versions++
			}
			if v, ok := strings.CutPrefix(s.Version, "GLIBC_"); ok && newer(t, v, 2, 17) {
				t.Errorf("%s needs %s of GLIBC_%s", name, s.Name, v)
			}
		}
		needs, err := f.DynamicVersionNeeds()
		if err != nil {
			t.Fatal(err)
		}
		for _, need := range needs {
			for _, version := range need.Needs {
				if v, ok := strings.CutPrefix(version.Dep, "GLIBC_"); !ok || v[0] < '0' || v[0] > '9' || newer(t, v, 2, 17) {
					t.Errorf("%s needs %s of %s", name, version.Dep, need.Name)
				}
			}
		}
		if versions == 0 {
			t.Errorf("no symbol that %s needs has a version", name)
		}
		needed, err := f.ImportedLibraries()
		if err != nil || len(needed) == 0 {
			t.Fatal(needed, err)
		}
		for _, library := range needed {
			if !slices.Contains(libraries, library) {
				t.Errorf("%s needs %s", name, library)
			}
		}
	}
}

func newer(t *testing.T, version string, major, minor int) bool {
	t.Helper()
	a, b, _ := strings.Cut(version, ".")
	b, _, _ = strings.Cut(b, ".")
	x, err := strconv.Atoi(a)
	y, err2 := strconv.Atoi(b)
	if err != nil || err2 != nil {
		t.Fatalf("version %q", version)
	}
	return x > major || x == major && y > minor
}

func TestFilesAreSmallAndStripped(t *testing.T) {
	var total int64
	for _, name := range []string{"libsallyport.so", "libsallyport-core.so"} {
		info, err := os.Stat(filepath.Join(filepath.Dir(cprogram.Library(t)), name))
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %d bytes", name, info.Size())
		total += info.Size()
		for _, section := range []string{".symtab", ".debug_info", ".zdebug_info", ".note.gnu.build-id"} {
			if open(t, name).Section(section) != nil {
				t.Errorf("%s has a section %s", name, section)
			}
		}
	}
	if total > maxSize {
		t.Errorf("both files have %d bytes; the limit is %d", total, maxSize)
	}
}

// No path of the build machine is in the files.
func TestFilesHoldNoPlaceOfTheBuild(t *testing.T) {
	for _, name := range []string{"libsallyport.so", "libsallyport-core.so"} {
		if strings.Contains(read(t, "build/"+name), cprogram.Root(t)) {
			t.Errorf("%s holds %q", name, cprogram.Root(t))
		}
	}
}

func TestRebuildElsewhereIsIdentical(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: -short")
	}
	elsewhere := t.TempDir()
	checkout(t, elsewhere)
	if out, err := runMake(elsewhere, "native"); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"build/libsallyport.so", "build/libsallyport-core.so"} {
		again, err := os.ReadFile(filepath.Join(elsewhere, name))
		if err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256(again) != sha256.Sum256([]byte(read(t, name))) {
			t.Errorf("%s has other bytes when it is built in another directory", name)
		}
	}
}
