package main

import (
	"bytes"
	"fmt"
	"go/format"
	"strings"
)

const mark = "Code generated from core/op/ops.tsv by make generate. DO NOT EDIT."

var initials = map[string]string{"url": "URL", "urls": "URLs", "id": "ID", "ms": "MS", "tls": "TLS", "dns": "DNS", "iot": "IoT", "ipv4": "IPv4", "mac": "MAC", "alpn": "ALPN", "qos": "QoS"}

// camel turns "peer.address" or "signer_new" into "PeerAddress", "SignerNew".
func camel(name string) string {
	var b strings.Builder
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r == '_' || r == '.' }) {
		if up, ok := initials[word]; ok {
			b.WriteString(up)
		} else {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}

func lower(name string) string {
	if name = camel(name); name != "" {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

// constants writes operation numbers, and the index of each argument and result.
func constants(b *bytes.Buffer, t *table, named func(string) string) {
	b.WriteString("// The operations.\nconst (\n")
	for _, o := range t.operations {
		fmt.Fprintf(b, "%s = %d // %s\n", named(o.name), o.number, o.meaning)
	}
	b.WriteString(")\n\n")
	index := func(list string, items []item) {
		if len(items) == 0 {
			return
		}
		b.WriteString("const (\n")
		for i, one := range items {
			fmt.Fprintf(b, "%s%s", named(list), camel(one.name))
			if i == 0 {
				b.WriteString(" = iota")
			}
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "%sCount\n)\n\n", named(list))
	}
	for _, l := range t.lists {
		fmt.Fprintf(b, "// The list %%%s.\n", l.name)
		index(l.name, l.items)
	}
	for _, o := range t.operations {
		if o.textList == o.name && len(o.texts) > 0 {
			fmt.Fprintf(b, "// The texts of %s.\n", o.name)
			index(o.name+"_text", o.texts)
		}
		if len(o.numbers) > 0 {
			fmt.Fprintf(b, "// The numbers of %s.\n", o.name)
			index(o.name+"_number", o.numbers)
		}
		if len(o.columns) > 0 {
			fmt.Fprintf(b, "// The columns of %s.\n", o.name)
			index(o.name+"_column", o.columns)
		}
	}
}

func names(items []item) string {
	var quoted []string
	for _, i := range items {
		quoted = append(quoted, fmt.Sprintf("%q", i.name))
	}
	return strings.Join(quoted, ", ")
}

func goCore(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\npackage op\n\nimport \"context\"\n\n", mark)
	constants(&b, t, camel)
	b.WriteString("// operations are the rows of ops.tsv by number.\nvar operations = [...]operation{\n")
	for i := range t.operations {
		o := &t.operations[i]
		fmt.Fprintf(&b, "%s: {name: %q, kind: %d, texts: []string{%s}, bytes: %#x, optional: %#x, numbers: []string{%s}, columns: []string{%s}, optionalColumns: %#x, gives: gives%s, results: []string{%s}},\n",
			camel(o.name), o.name, t.kind(o.object), names(o.texts), mask(o.texts, isBytes), mask(o.texts, isOptional), names(o.numbers),
			names(o.columns), mask(o.columns, isOptional), camel(o.gives), names(t.results(o)))
	}
	b.WriteString("}\n\n// construct makes the object of a kind.\nfunc construct(kind uint32, o *Options, s System) (object, error) {\nswitch kind {\n")
	for _, o := range t.operations {
		if o.constructs() {
			fmt.Fprintf(&b, "case %s: return new%s(o, s)\n", camel(o.name), camel(strings.TrimSuffix(o.name, "_new")))
		}
	}
	b.WriteString("}\nreturn nil, unknownOperation(kind)\n}\n\n")
	var run, wait bytes.Buffer
	for _, o := range t.operations {
		if o.constructs() {
			continue
		}
		method := lower(strings.TrimPrefix(o.name, o.object+"_"))
		to, call := &run, fmt.Sprintf("%s(s, c)", lower(o.name))
		if o.object != "" {
			call = fmt.Sprintf("on.(*%s).%s(c)", camel(o.object), method)
		}
		if o.waits {
			to = &wait
		}
		fmt.Fprintf(to, "case %s: return %s\n", camel(o.name), call)
	}
	fmt.Fprintf(&b, "// run runs an operation that does not wait; on is of its kind.\nfunc run(s *System, on object, c *Call) error {\nswitch c.Op {\n%s}\nreturn unknownOperation(c.Op)\n}\n\n", &run)
	fmt.Fprintf(&b, "// prepare copies what an operation that waits needs of c; the function that it\n// returns waits.\nfunc prepare(on object, c *Call) (func(context.Context) ([][]byte, error), error) {\nswitch c.Op {\n%s}\nreturn nil, unknownOperation(c.Op)\n}\n", &wait)
	return format.Source(b.Bytes())
}

func goHost(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\n\npackage host\n\n", mark)
	constants(&b, t, func(name string) string { return "op" + camel(name) })
	b.WriteString("// spanCounts says how many spans an operation gives.\nvar spanCounts = [...]int{\n")
	for i := range t.operations {
		o := &t.operations[i]
		if o.gives == "spans" || o.gives == "response" {
			fmt.Fprintf(&b, "op%s: %d,\n", camel(o.name), len(t.results(o)))
		}
	}
	b.WriteString("}\n\n// resultNames are the names of what an operation gives.\nvar resultNames = [...][]string{\n")
	for i := range t.operations {
		o := &t.operations[i]
		if o.gives != "object" {
			fmt.Fprintf(&b, "op%s: {%s},\n", camel(o.name), names(t.results(o)))
		}
	}
	b.WriteString("}\n")
	return format.Source(b.Bytes())
}
