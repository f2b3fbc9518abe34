package endpoint

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed services.tsv
var servicesTSV string

// ambiguous is the signing name of hosts that two services share.
const ambiguous = "?"

// services is services.tsv as maps. It is never changed once made.
type services struct {
	hosts   map[string]Scope  // endpoint prefix -> signing name, and the region if it is fixed
	targets map[string]string // target prefix -> signing name
	names   map[string]bool
}

var table = sync.OnceValue(func() *services {
	t := &services{hosts: map[string]Scope{}, targets: map[string]string{}, names: map[string]bool{}}
	for line := range strings.Lines(servicesTSV) {
		if line[0] == '#' {
			continue
		}
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		prefixes, targets, _ := strings.Cut(rest, "\t")
		if name == ambiguous {
			name = ""
		} else {
			t.names[name] = true
		}
		for prefix := range strings.FieldsSeq(prefixes) {
			prefix, region, _ := strings.Cut(prefix, "@")
			t.hosts[prefix] = Scope{name, region}
		}
		for target := range strings.FieldsSeq(targets) {
			t.targets[target] = name
		}
	}
	return t
})

// Known reports whether service is a signing name in AWS's table.
func Known(service string) bool { return table().names[service] }
