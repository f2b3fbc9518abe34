package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// python writes an Operation of each row; what a name means there, None, is what
// crosses as NULL or as the library's "now".
func python(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\"\"\"The operations of the library, and the names of what they take and give.\"\"\"\n\nfrom ._operation import Operation\n", mark)
	tuple := func(items []item) string {
		if len(items) == 0 {
			return "()"
		}
		return "(" + names(items) + ",)"
	}
	b.WriteString("\n# Lists of texts and results, in order.\n")
	for _, l := range t.lists {
		fmt.Fprintf(&b, "%s_LIST = %s\n", upper(l.name), tuple(l.items))
	}
	b.WriteString("\n")
	for i := range t.operations {
		o := &t.operations[i]
		var numbers []string
		for _, n := range o.numbers {
			value := n.defaultNumber
			if value == "now" {
				value = "None"
			}
			numbers = append(numbers, fmt.Sprintf("%q: %s", n.name, value))
		}
		results := "()"
		if o.gives == "spans" || o.gives == "response" {
			results = upper(o.givesList) + "_LIST"
		}
		texts := tuple(o.texts)
		for _, l := range t.lists {
			if len(o.texts) > 0 && l.name == o.textList {
				texts = upper(l.name) + "_LIST"
			}
		}
		waits := "False"
		if o.waits {
			waits = "True"
		}
		fmt.Fprintf(&b, "# %s\n%s = Operation(%d, %s, {%s}, %s, %s, %s)\n", o.meaning, upper(o.name), o.number,
			texts, strings.Join(numbers, ", "), tuple(o.columns), results, waits)
	}
	return b.Bytes(), nil
}

func java(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "// %s\npackage io.sallyport;\n\n/** The operations of the library, and where each argument and result stands. */\nfinal class Ops {\n    private Ops() {}\n\n", mark)
	b.WriteString("    /** Stands for the time at which the library reads the clock. */\n    static final long NOW = Long.MIN_VALUE;\n\n")
	index := func(name string, items []item) {
		for i, one := range items {
			fmt.Fprintf(&b, "    static final int %s_%s = %d;\n", name, upper(one.name), i)
		}
		if len(items) > 0 {
			b.WriteString("\n")
		}
	}
	for _, l := range t.lists {
		index(upper(l.name), append(slices.Clone(l.items), item{name: "count"}))
	}
	for _, o := range t.operations {
		name := upper(o.name)
		fmt.Fprintf(&b, "    /** %s */\n    static final int %s = %d;\n\n", o.meaning, name, o.number)
		if o.constructs() {
			continue
		}
		if o.textList == o.name {
			index(name, o.texts)
		}
		index(name, o.numbers)
		index(name, o.columns)
		numbers := ""
		for _, n := range o.numbers {
			numbers += ", " + strings.Replace(n.defaultNumber, "now", "NOW", 1)
		}
		fmt.Fprintf(&b, "    static Call %s() {\n        return new Call(%s, %d, %d%s);\n    }\n\n", lower(o.name), name, len(o.texts), len(o.columns), numbers)
	}
	text := strings.TrimSuffix(b.String(), "\n")
	return []byte(text + "}\n"), nil
}

func page(t *table) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!-- %s -->\n# Operations\n\nWhat crosses between a host's language and the core, for maintainers: each public function of each language ends in one of\nthese. CONTRIBUTING, \"Adding a capability\", says how a row comes about.\n\n", mark)
	b.WriteString("| number | name | object | texts | numbers | columns | gives | waits | since | meaning |\n|---|---|---|---|---|---|---|---|---|---|\n")
	show := func(items []item) string {
		var words []string
		for _, i := range items {
			word := i.name
			if i.defaultNumber != "" {
				word += "=" + i.defaultNumber
			}
			if i.optional {
				word += " (or none)"
			}
			words = append(words, word)
		}
		return strings.Join(words, ", ")
	}
	for i := range t.operations {
		o := &t.operations[i]
		gives := o.gives
		if items := t.results(o); items != nil {
			gives += ": " + show(items)
		}
		waits := ""
		if o.waits {
			waits = "yes"
		}
		fmt.Fprintf(&b, "| %d | `%s` | %s | %s | %s | %s | %s | %s | %s | %s |\n", o.number, o.name, o.object, show(o.texts), show(o.numbers),
			show(o.columns), gives, waits, o.since, o.meaning)
	}
	return b.Bytes(), nil
}
