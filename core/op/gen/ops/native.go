package main

import (
	"bytes"
	"fmt"
	"strings"
)

// upper turns "peer.address" into "PEER_ADDRESS".
func upper(name string) string { return strings.ToUpper(strings.ReplaceAll(name, ".", "_")) }

func cHeader(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "/* %s */\n#ifndef SALLYPORT_OPS_GEN_H\n#define SALLYPORT_OPS_GEN_H\n\n", mark)
	for _, o := range t.operations {
		fmt.Fprintf(&b, "#define SALLY_OP_%s %d /* %s */\n", upper(o.name), o.number, o.meaning)
	}
	index := func(prefix string, items []item) {
		if len(items) == 0 {
			return
		}
		b.WriteString("\nenum {\n")
		for _, one := range items {
			fmt.Fprintf(&b, "  %s_%s,\n", prefix, upper(one.name))
		}
		fmt.Fprintf(&b, "  %s_COUNT\n};\n", prefix)
	}
	b.WriteString("\n/* Which text, number, column or span is which. */\n")
	for _, l := range t.lists {
		index("SALLY_LIST_"+upper(l.name), l.items)
	}
	for _, o := range t.operations {
		if o.textList == o.name {
			index("SALLY_TEXT_"+upper(o.name), o.texts)
		}
		index("SALLY_NUMBER_"+upper(o.name), o.numbers)
		index("SALLY_COLUMN_"+upper(o.name), o.columns)
	}
	most := 0
	for _, l := range t.lists {
		most = max(most, len(l.items))
	}
	fmt.Fprintf(&b, "\n/* No operation has more texts, or gives more spans. */\n#define SALLY_MOST_SPANS %d\n\n#endif\n", most)
	return b.Bytes(), nil
}

func cTable(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "/* %s */\n#include \"door.h\"\n\n", mark)
	given := map[string]bool{}
	for _, o := range t.operations {
		given[o.givesList] = true
	}
	for _, l := range t.lists {
		if given[l.name] {
			fmt.Fprintf(&b, "static const char *const %s_names[] = {%s};\n", l.name, names(l.items))
		}
	}
	b.WriteString("\nstatic const struct door_operation operations[] = {\n")
	for i := range t.operations {
		o := &t.operations[i]
		results, spans := "NULL", 0
		if o.gives != "object" {
			results = o.givesList + "_names"
		}
		if o.gives == "spans" || o.gives == "response" {
			spans = len(t.results(o))
		}
		fmt.Fprintf(&b, "    {SALLY_OP_%s, %q, %d, %d, %d, %d, %d, GIVES_%s, %s, %s},\n", upper(o.name), o.name, t.kind(o.object), len(o.texts),
			len(o.numbers), len(o.columns), spans, upper(o.gives), map[bool]string{true: "true", false: "false"}[o.waits], results)
	}
	b.WriteString("};\n\n")
	last := t.operations[len(t.operations)-1].number
	fmt.Fprintf(&b, "/* Where in operations each number is, plus 1; 0: no such operation. */\nstatic const uint8_t places[%d] = {\n", last+1)
	for i, o := range t.operations {
		fmt.Fprintf(&b, "    [SALLY_OP_%s] = %d,\n", upper(o.name), i+1)
	}
	b.WriteString("};\n\nconst struct door_operation *door_operation(uint32_t op) {\n  return op < sizeof places && places[op] != 0 ? &operations[places[op] - 1] : NULL;\n}\n")
	return b.Bytes(), nil
}
