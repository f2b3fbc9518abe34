package rules

import (
	"regexp"
	"strings"
	"testing"
)

// versions are the copies of core/op/VERSION that tools want in their own files;
// the build takes it from there by itself.
var versions = map[string]string{
	"bindings/java/pom.xml":                                          `<artifactId>sallyport-parent</artifactId>\s*<version>([^<]+)<`,
	"bindings/java/sallyport/pom.xml":                                `<artifactId>sallyport-parent</artifactId>\s*<version>([^<]+)<`,
	"bindings/java/sallyport-spark/pom.xml":                          `<artifactId>sallyport-parent</artifactId>\s*<version>([^<]+)<`,
	"bindings/java/sallyport/src/main/java/io/sallyport/Loader.java": `VERSION = "([^"]+)"`,
	"bindings/python/pyproject.toml":                                 `(?m)^version = "([^"]+)"`,
	"bindings/python/src/sallyport/__init__.py":                      `(?m)^__version__ = "([^"]+)"`,
}

// named finds our files and coordinates with a version in any text.
var named = regexp.MustCompile(`\bsallyport(?:-core|-spark_[\d.]+|-wasm)?[-:](\d+\.\d+\.\d+)\b`)

func TestVersionIsTheSameEverywhere(t *testing.T) {
	want := strings.TrimSpace(string(read(t, "../../core/op/VERSION")))
	for name, pattern := range versions {
		found := regexp.MustCompile(pattern).FindSubmatch(read(t, "../../"+name))
		if found == nil {
			t.Errorf("%s: nothing matches %s", name, pattern)
		} else if string(found[1]) != want {
			t.Errorf("%s has version %s; core/op/VERSION says %s", name, found[1], want)
		}
	}
	mentions := 0
	for _, name := range sources(t, ".md", ".py", ".java", ".go", ".sh", ".mk", ".xml", ".toml", "Makefile") {
		for _, m := range named.FindAllSubmatch(read(t, name), -1) {
			mentions++
			if string(m[1]) != want {
				t.Errorf("%s has %s; core/op/VERSION says %s", name, m[0], want)
			}
		}
	}
	if mentions == 0 {
		t.Error("no text names a file with its version: the pattern is wrong")
	}
}
