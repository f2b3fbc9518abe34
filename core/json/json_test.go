package json_test

import (
	encoding "encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/json"
)

// values reads all of a text, each value as "depth name kind text".
func values(text string) (list []string, err error) {
	r := json.Read(text)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		kind := map[json.Kind]string{json.Literal: "literal", json.String: "string", json.Object: "object", json.Array: "array"}[v.Kind]
		list = append(list, strings.TrimRight(fmt.Sprintf("%d %s %s %s", v.Depth, v.Name, kind, v.Text), " "))
	}
	if v, ok := r.Next(); ok {
		return nil, fmt.Errorf("after its end came %v", v)
	}
	return list, r.Err()
}

func TestReadGivesValuesInTheirOrder(t *testing.T) {
	for text, want := range map[string][]string{
		"1":                                  {"0  literal 1"},
		" \"\" ":                             {"0  string"},
		"{}":                                 {"0  object"},
		"[ ]":                                {"0  array"},
		"[[],{},1]":                          {"0  array", "1  array", "1  object", "1  literal 1"},
		"{\r\n\t\"a\" : \"b\" , \"c\":null}": {"0  object", "1 a string b", "1 c literal null"},
		`{"a":{"b":[true,{"c":-0.5E+10}]},"a":""}`:             {"0  object", "1 a object", "2 b array", "3  literal true", "3  object", "4 c literal -0.5E+10", "1 a string"},
		`["\"\\\/\b\f\n\r\tx\u0041\u00e9\u20AC\ud83d\ude00y"]`: {"0  array", "1  string \"\\/\b\f\n\r\txAé€😀y"},
		"[\"\xff\"]": {"0  array", "1  string \xff"},
	} {
		if got, err := values(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v", text, got, err)
		}
	}
}

func TestAFaultEndsTheValuesAndSaysWhere(t *testing.T) {
	for text, want := range map[string]string{
		"":                  "expected a string, number, true, false or null at byte 1",
		"{":                 "expected a field name at byte 2",
		`{"a"}`:             "expected a colon at byte 5",
		`{"a":}`:            "expected a string, number, true, false or null at byte 6",
		`{"a":1,}`:          "expected a field name at byte 8",
		`{"a":1]`:           "expected a comma or the end at byte 7",
		"[1}":               "expected a comma or the end at byte 3",
		"[,1]":              "expected a string, number, true, false or null at byte 2",
		"[1,]":              "expected a string, number, true, false or null at byte 4",
		"[]]":               "expected the end at byte 3",
		"1 2":               "expected the end at byte 3",
		`{1:2}`:             "expected a field name at byte 2",
		`"\ud83d\u0041"`:    "expected a string, number, true, false or null at byte 14",
		"\"\n\"":            "expected a string, number, true, false or null at byte 2",
		"01":                "expected the end at byte 2",
		"\v1":               "expected a string, number, true, false or null at byte 1",
		"[" + `"cut`:        "expected a string, number, true, false or null at byte 6",
		`{"a":1,"b":"cut\`:  "expected a string, number, true, false or null at byte 17",
		deep(65, "[", "]"):  "expected at most 64 levels at byte 65",
		`[{"a":[` + "\x00]": "expected a string, number, true, false or null at byte 8",
	} {
		if got, err := values(text); err == nil || err.Error() != want {
			t.Errorf("%s: got %q, %v, want %s", text, got, err, want)
		}
	}
	if got, err := values(deep(64, "[", "]")); err != nil || len(got) != 64 {
		t.Errorf("64 levels: got %q, %v", got, err)
	}
}

func deep(n int, open, end string) string { return strings.Repeat(open, n) + strings.Repeat(end, n) }

// FuzzRead: what is read means the same to encoding/json, and what is not read is
// no JSON to it either, is deeper than 64, or holds half a surrogate pair.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"a":"\ud83d\ude00\/","b":[-1.5e3,null,{"c":true}]}`, `{"a":{},"b":[[]]}`, `"\ud83d"`, "[1,2", deep(64, `{"":[`, "]}"), "{\"k\":\"\xff\"}",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := values(text)
		if err != nil {
			deeper := strings.Count(text, "[")+strings.Count(text, "{") > 64
			if encoding.Valid([]byte(text)) && !deeper && !strings.Contains(text, `\u`) {
				t.Fatalf("%q is JSON: %v", text, err)
			}
			return
		}
		if want := decoded(t, text); utf8.ValidString(text) && !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
	})
}

// decoded is what [values] gives, read by encoding/json.
func decoded(t *testing.T, text string) (list []string) {
	d := encoding.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var open []encoding.Delim
	name, named := "", false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatalf("%q is no JSON: %v", text, err)
		}
		inObject := len(open) > 0 && open[len(open)-1] == '{'
		if end, ok := token.(encoding.Delim); ok && (end == '}' || end == ']') {
			open = open[:len(open)-1]
			continue
		}
		if inObject && !named {
			name, named = token.(string), true
			continue
		}
		kind, value := "literal", fmt.Sprint(token)
		switch v := token.(type) {
		case encoding.Delim:
			kind, value = map[encoding.Delim]string{'{': "object", '[': "array"}[v], ""
		case string:
			kind = "string"
		case nil:
			value = "null"
		}
		list = append(list, strings.TrimRight(fmt.Sprintf("%d %s %s %s", len(open), name, kind, value), " "))
		name, named = "", false
		if v, ok := token.(encoding.Delim); ok {
			open = append(open, v)
		}
	}
}

// FuzzAppendString: what is written is ASCII, and encoding/json reads it.
func FuzzAppendString(f *testing.F) {
	for _, s := range []string{"", "<1>&", "日🙂\"\\/", "\x00\x1f\x7f\b\f\n\r\t", "\xff\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		out := json.AppendString(nil, s)
		var back string
		if err := encoding.Unmarshal(out, &back); err != nil || back != strings.ToValidUTF8(s, "\ufffd") && utf8.ValidString(s) {
			t.Fatalf("%q: %s is %q, %v", s, out, back, err)
		}
		if i := slices.IndexFunc(out, func(c byte) bool { return c < ' ' || c >= utf8.RuneSelf }); i >= 0 {
			t.Fatalf("%q: %s", s, out)
		}
	})
}
