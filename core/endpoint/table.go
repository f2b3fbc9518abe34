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

// entry is what the table says about the hosts of one prefix.
type entry struct {
	Scope
	onlySigV4A bool
	more       []condition
}

// condition is a part of a host that another service answers.
type condition struct {
	path    string // what the path begins with; empty: any
	param   string // "Name=value" that is in the query; empty: any
	service string
}

// services is services.tsv as maps. It is never changed once made.
type services struct {
	hosts   map[string]*entry // by endpoint prefix
	targets map[string]string // target prefix -> signing name
	names   map[string]bool
}

var table = sync.OnceValue(func() *services {
	t := &services{hosts: map[string]*entry{}, targets: map[string]string{}, names: map[string]bool{}}
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
			t.add(name, prefix)
		}
		for target := range strings.FieldsSeq(targets) {
			t.targets[target] = name
		}
	}
	return t
})

// add takes one prefix with what stands behind it in the table.
func (t *services) add(name, text string) {
	var region string
	c := condition{service: name}
	prefix, only := strings.CutSuffix(text, "!")
	if i := strings.IndexAny(prefix, "@/?"); i >= 0 {
		switch prefix[i] {
		case '@':
			region = prefix[i+1:]
		case '/':
			c.path = prefix[i:]
		case '?':
			c.param = prefix[i+1:]
		}
		prefix = prefix[:i]
	}
	e := t.hosts[prefix]
	if e == nil {
		e = &entry{}
		t.hosts[prefix] = e
	}
	if c.path != "" || c.param != "" {
		e.more = append(e.more, c)
		return
	}
	e.Scope, e.onlySigV4A = Scope{name, region}, only
}

// Known reports whether service is a signing name in AWS's table.
func Known(service string) bool { return table().names[service] }
