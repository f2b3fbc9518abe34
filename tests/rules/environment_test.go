package rules

import (
	"regexp"
	"strings"
	"testing"
)

// variable finds the name of a variable that a source reads, or hands to the core.
var variable = regexp.MustCompile(`["'](AWS_[A-Z0-9_]+[A-Z0-9]|ALIBABA_CLOUD_[A-Z0-9_]+[A-Z0-9]|[A-Z]+_PROXY|SALLYPORT_[A-Z_]+|[A-Z]+_CA_BUNDLE|SSL_CERT_[A-Z]+|REQUEST_METHOD|HOME|TMPDIR|NO_COLOR|TERM)["']`)

// docs/environment.md is the one list of the variables that the product reads.
func TestEveryVariableOfTheEnvironmentIsListed(t *testing.T) {
	page := string(read(t, "../../docs/environment.md"))
	found := map[string]bool{}
	for _, name := range sources(t, ".go", ".c", ".py", ".java") {
		if regexp.MustCompile(`_test\.go$|/tests?/`).MatchString(name) {
			continue
		}
		for _, m := range variable.FindAllSubmatch(read(t, name), -1) {
			if one := string(m[1]); !found[one] {
				found[one] = true
				if !strings.Contains(page, "\n| `"+one+"` |") {
					t.Errorf("%s reads %s, which docs/environment.md does not list", name, one)
				}
			}
		}
	}
	for _, m := range regexp.MustCompile("(?m)^\\| `([A-Z0-9_]+)` \\|").FindAllStringSubmatch(page, -1) {
		if !found[m[1]] {
			t.Errorf("docs/environment.md lists %s, which nothing reads", m[1])
		}
	}
	if len(found) < 15 {
		t.Errorf("only %d variables were found: the pattern is wrong", len(found))
	}
}
