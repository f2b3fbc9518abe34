package identity_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

func TestParseFieldsReads(t *testing.T) {
	for in, want := range map[string][][2]string{
		`{}`:                              nil,
		`{ }`:                             nil,
		`{"a":"b"}`:                       {{"a", "b"}},
		"{\r\n\t\"a\" : \"b\" , \"c\":1}": {{"a", "b"}, {"c", "1"}},
		`{"":""}`:                         {{"", ""}},
		`{"a":"\"\\\/\b\f\n\r\t"}`:        {{"a", "\"\\/\b\f\n\r\t"}},
		`{"a":"x\u0041\u00e9\u20AC\ud83d\ude00y"}`: {{"a", "xAé€😀y"}},
		`{"a":-0.5E+10,"b":0,"c":12e-1}`:           {{"a", "-0.5E+10"}, {"b", "0"}, {"c", "12e-1"}},
		`{"a":true,"b":false,"c":null}`:            {{"a", "true"}, {"b", "false"}, {"c", "null"}},
	} {
		if got, err := identity.ParseFields(in); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v", in, got, err)
		}
	}
}

func TestParseFieldsRefuses(t *testing.T) {
	for _, in := range []string{
		`{a:1}`, `{"a"}`, `{"a" "b"}`, `{"a":}`, `{"a":"b"` + `"}`, `{"a":"b}`, `{"a":'b'}`, `{,}`, `{"a":1,}`, `{,"a":1}`, `{"a":1 "b":2}`,
		`{"a":tru}`, `{"a":True}`, `{"a":truex}`, `{"a":01}`, `{"a":+1}`, `{"a":-}`, `{"a":1.}`, `{"a":.5}`, `{"a":1e}`, `{"a":1e+}`, `{"a":0x1}`,
		`{"a":NaN}`, `{"a":[]}`, `{"a":{}}`, `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\u12g4"}`, "{\"a\":\"\\u\x10\x11\x12\x13\"}", `{"a":"\}`, `{"a":"\"}`,
		`{"a":"\ud83d"}`, `{"a":"\ud83dx"}`, `{"a":"\ud83d\n"}`, `{"a":"\ud83d\u0041"}`, `{"a":"\ude00\ud83d"}`, "{\"a\":\"\n\"}", "{\"a\":\"x\\n\n\"}",
		"{\"a\":\"\xff\"}", "{\"a\":\"\xed\xa0\xbd\"}", "{\v\"a\":1}", `{"a":1}{"b":2}`, `{"a":1/**/}`,
	} {
		if got, err := identity.ParseFields(in); !errors.Is(err, fault.DocumentMalformed) {
			t.Errorf("%s: got %q, %v", in, got, err)
		}
	}
	for _, in := range []string{`{"a":1,"a":1}`, `{"a":1,"A":2}`, `{"a":1,"\u0061":2}`, `{"k":1,"\u212a":2}`} {
		if got, err := identity.ParseFields(in); !errors.Is(err, fault.DocumentDuplicateField) {
			t.Errorf("%s: got %q, %v", in, got, err)
		}
	}
}

func TestParseFieldsLimitsTheirNumber(t *testing.T) {
	document := func(n int) string {
		var members []string
		for i := range n {
			members = append(members, `"`+strings.Repeat("x", i)+`":1`)
		}
		return "{" + strings.Join(members, ",") + "}"
	}
	if _, err := identity.ParseFields(document(64)); err != nil {
		t.Error(err)
	}
	if _, err := identity.ParseFields(document(65)); !errors.Is(err, fault.DocumentMalformed) {
		t.Errorf("got %v", err)
	}
}

// FuzzParseFields: what is accepted means the same to encoding/json.
func FuzzParseFields(f *testing.F) {
	for _, v := range readVectors(f) {
		f.Add(string(v.input.Document))
	}
	f.Add(`{"a":"\ud83d\ude00\/","b":-1.5e3,"c":null,"d":true}`)
	f.Fuzz(func(t *testing.T, in string) {
		if len(in) < 2 || in[0] != '{' || in[len(in)-1] != '}' {
			return
		}
		got, err := identity.ParseFields(in)
		if err != nil {
			return
		}
		var want map[string]json.RawMessage
		if err := json.Unmarshal([]byte(in), &want); err != nil || len(want) != len(got) {
			t.Fatalf("encoding/json reads %d fields of %d: %v", len(want), len(got), err)
		}
		for _, field := range got {
			raw, ok := want[field[0]]
			if !ok {
				t.Fatalf("encoding/json has no field %q", field[0])
			}
			value := string(raw)
			if raw[0] == '"' {
				if err := json.Unmarshal(raw, &value); err != nil {
					t.Fatal(err)
				}
			}
			if value != field[1] {
				t.Fatalf("%q: got %q, want %q", field[0], field[1], value)
			}
		}
	})
}
