package rules

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What is linked into the libraries is under licences that ask to be passed on with them.
func TestNoticeHasTheLicenceOfWhatIsLinked(t *testing.T) {
	notice := read(t, "../../NOTICE")
	list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", "./cshared")
	list.Dir = "../.."
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	modules := map[string]string{"The Go standard library": strings.TrimSpace(string(goroot))}
	for line := range strings.Lines(string(out)) {
		path, dir, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if path != "" && path != "github.com/sallyport/sallyport" {
			modules[path] = dir
		}
	}
	if len(modules) < 3 {
		t.Fatalf("only %v is linked: the question is wrong", modules)
	}
	for path, dir := range modules {
		licence, err := os.ReadFile(filepath.Join(dir, "LICENSE"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(notice, []byte(path)) || !bytes.Contains(notice, bytes.TrimSpace(licence)) {
			t.Errorf("NOTICE lacks %s or its licence", path)
		}
	}
}
