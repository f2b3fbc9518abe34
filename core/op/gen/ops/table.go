package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// list is a named list of texts or results.
type list struct {
	name  string
	items []item
}

// item is an argument or a result.
type item struct {
	name          string
	bytes         bool // any bytes, not text
	optional      bool // NULL: not given
	defaultNumber string
}

// operation is a row of ops.tsv.
type operation struct {
	number                  int
	name, object            string
	texts, numbers, columns []item
	textList                string // the list that texts are, or the operation's own name
	gives, givesList        string
	waits                   bool
	since, meaning          string
}

// table is ops.tsv.
type table struct {
	lists      []list
	operations []operation
}

func parse(text string) (*table, error) {
	t := &table{}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		var err error
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '%':
			err = t.addList(line[1:])
		default:
			err = t.addOperation(line)
		}
		if err != nil {
			return nil, fmt.Errorf("ops.tsv:%d: %w", i+1, err)
		}
	}
	return t, nil
}

func (t *table) addList(line string) error {
	name, items, ok := strings.Cut(line, "\t")
	if !ok {
		return fmt.Errorf("a list is a name, a tab and items")
	}
	if _, ok := t.list(name); ok {
		return fmt.Errorf("there is a list %q already", name)
	}
	t.lists = append(t.lists, list{name, parseItems(items)})
	return nil
}

func (t *table) list(name string) ([]item, bool) {
	for _, l := range t.lists {
		if l.name == name {
			return l.items, true
		}
	}
	return nil, false
}

const columnsOfARow = 10

func (t *table) addOperation(line string) (err error) {
	f := strings.Split(line, "\t")
	if len(f) != columnsOfARow {
		return fmt.Errorf("%d columns, not %d", len(f), columnsOfARow)
	}
	o := operation{name: f[1], object: strings.Trim(f[2], "-"), since: f[8], meaning: f[9], waits: f[7] == "yes"}
	if o.number, err = strconv.Atoi(f[0]); err != nil {
		return err
	}
	for _, other := range t.operations {
		if other.number >= o.number || other.name == o.name {
			return fmt.Errorf("%s: numbers rise and names are not repeated", o.name)
		}
	}
	o.textList = o.name
	if name, ok := strings.CutPrefix(f[3], "@"); ok {
		if o.texts, ok = t.list(name); !ok {
			return fmt.Errorf("no list %q", name)
		}
		o.textList = name
	} else {
		o.texts = parseItems(f[3])
	}
	o.numbers, o.columns = parseItems(f[4]), parseItems(f[5])
	kind, rest, _ := strings.Cut(f[6], "(")
	o.gives, o.givesList = kind, strings.TrimSuffix(rest, ")")
	if _, ok := t.list(o.givesList); !ok && kind != "object" {
		return fmt.Errorf("no list %q", o.givesList)
	}
	if !slices.Contains([]string{"object", "spans", "response", "batch"}, kind) || f[7] != "yes" && f[7] != "no" {
		return fmt.Errorf("%s gives %q, waits %q", o.name, f[6], f[7])
	}
	if o.waits != (kind == "response") {
		return fmt.Errorf("%s: what waits gives a response, and nothing else does", o.name)
	}
	if o.object != "" && t.kind(o.object) == 0 {
		return fmt.Errorf("no row makes a %s", o.object)
	}
	t.operations = append(t.operations, o)
	return nil
}

// constructs reports whether the operation makes its object from options alone.
func (o *operation) constructs() bool { return o.gives == "object" && o.object == "" }

// kind is the number of the operation that makes an object.
func (t *table) kind(object string) int {
	for _, o := range t.operations {
		if object != "" && o.gives == "object" && (o.name == object+"_new" || o.givesList == object) {
			return o.number
		}
	}
	return 0
}

// results are the names of what an operation gives.
func (t *table) results(o *operation) []item {
	items, _ := t.list(o.givesList)
	return items
}

func parseItems(text string) []item {
	if text == "-" {
		return nil
	}
	var items []item
	for _, word := range strings.Split(text, ",") {
		var i item
		word, i.optional = strings.CutSuffix(word, "?")
		word, i.bytes = strings.CutSuffix(word, ":bytes")
		i.name, i.defaultNumber, _ = strings.Cut(word, "=")
		items = append(items, i)
	}
	return items
}

// mask has a bit for each item that is.
func mask(items []item, is func(item) bool) (m uint64) {
	for i, one := range items {
		if is(one) {
			m |= 1 << i
		}
	}
	return m
}

func isBytes(i item) bool    { return i.bytes }
func isOptional(i item) bool { return i.optional }
