package conformance

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// columns are what has a value a row, by the head of a batch's call.
var columns = map[string][]string{
	"presign_batch": {"url"}, "verify_batch": {"signature", "document", "audience"},
}

// longBatch is more rows than the WebAssembly host takes in one piece, 4096.
const longBatch = 5000

// group are the vectors that can stand in one batch: all but the columns is equal.
type group struct {
	head   string
	common []wire.Field
	cases  []*testCase
}

// batchCases puts the vectors of each batch's entry point into batches: with
// failing rows between good ones, with nulls between them, as slices of longer
// columns, and long ones where each column has values. A row gives what the single call gives.
func batchCases(cases []testCase) []testCase {
	var groups []*group
	found := map[string]*group{}
	for i := range cases {
		c := &cases[i]
		names := columns[c.row]
		if names == nil {
			continue
		}
		var common []wire.Field
		key := c.call.Head
		for _, field := range c.call.Fields {
			if !slices.Contains(names, field.Key) {
				common = append(common, field)
				key += "\x00" + field.Key + "\x00" + field.Value
			} else if field.Key == "audience" {
				key += "\x00audience" // a column has one in each row
			}
		}
		if c.expect != "OK" && !ofTheRow(c.expect) {
			continue // it is wrong for all rows
		}
		if found[key] == nil {
			found[key] = &group{head: c.call.Head, common: common}
			groups = append(groups, found[key])
		}
		found[key].cases = append(found[key].cases, c)
	}
	var out []testCase
	number := 0
	for _, g := range groups {
		if len(g.cases) < 2 {
			continue
		}
		number++
		of := fmt.Sprint(number)
		if has("audience")(g.cases[0]) {
			of = "audience-" + of
		}
		out = append(out, g.batch("many-"+of, 0, false, "list"), g.batch("nulls-"+of, 0, true, "series"),
			g.batch("slice-"+of, 3, false, "arrow"), g.batch("slice-chunks-"+of, 11, false, "chunked"),
			g.batch("slice-series-"+of, 9, false, "series-arrow"),
			g.batch("slice-nulls-"+of, 3, true, "arrow"), g.batch("slice-chunks-nulls-"+of, 11, true, "chunked"))
		if !slices.ContainsFunc(columns[g.head], func(column string) bool { return !slices.ContainsFunc(g.cases, has(column)) }) {
			out = append(out, g.long().batch("long-"+of, 0, false, "arrow"))
		}
	}
	return out
}

// long is the group again and again. The number of its cases is made odd, so that
// rows that are 4096 apart differ.
func (g *group) long() *group {
	cases := g.cases
	if len(cases)%2 == 0 {
		cases = append(slices.Clone(cases), cases[0])
	}
	return &group{g.head, g.common, slices.Repeat(cases, longBatch/len(cases)+1)}
}

// ofTheRow: the error of a row, not of what all have in common.
func ofTheRow(code string) bool {
	return code == "INVALID_URL" || code == "ALREADY_SIGNED" || strings.HasPrefix(codes[code], "17") && code != "PIN_MALFORMED"
}

func (g *group) batch(name string, offset int, nulls bool, form string) testCase {
	c := testCase{row: g.head, family: "batch", name: name, expect: "OK", call: wire.Frame{Head: g.head, Fields: slices.Clone(g.common)}}
	c.call.Add("form", form)
	if offset > 0 {
		c.call.Add("offset", fmt.Sprint(offset))
	}
	names := columns[g.head]
	if g.head == "verify_batch" && !slices.ContainsFunc(g.cases, has("document")) {
		names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "document" })
	}
	if !has("audience")(g.cases[0]) {
		names = slices.DeleteFunc(slices.Clone(names), func(s string) bool { return s == "audience" })
	}
	for i, one := range g.cases {
		if nulls && i%3 == 0 {
			c.null(names, g.cases[0])
		}
		for _, key := range names {
			if value, ok := one.call.Lookup(key); ok {
				c.call.Add(key, value)
			} else {
				c.call.Add(key+":null", "")
			}
		}
		c.rows = append(c.rows, expectation{one.name, one.expect, one.want})
	}
	return c
}

// null adds a row whose first column, or whose audience, is null.
func (c *testCase) null(names []string, like *testCase) {
	for i, key := range names {
		value, given := like.call.Lookup(key)
		if i == 0 || !given {
			c.call.Add(key+":null", "")
		} else {
			c.call.Add(key, value)
		}
	}
	expect := "null"
	if c.row == "verify_batch" {
		expect = "INVALID_ARGUMENT"
	}
	c.rows = append(c.rows, expectation{"a null", expect, nil})
	if !slices.Contains(names, "audience") {
		return
	}
	for _, key := range names {
		if value, given := like.call.Lookup(key); given && key != "audience" {
			c.call.Add(key, value)
		} else {
			c.call.Add(key+":null", "")
		}
	}
	c.rows = append(c.rows, expectation{"a null audience", expect, nil})
}

func has(key string) func(*testCase) bool {
	return func(c *testCase) bool {
		_, ok := c.call.Lookup(key)
		return ok
	}
}
