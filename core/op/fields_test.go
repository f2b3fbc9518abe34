package op_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/core/sigv4"
)

func TestAppendFields(t *testing.T) {
	for _, c := range []struct {
		name, lines string
		want        []sigv4.Header
	}{
		{"nothing", "", nil},
		{"LF", "A: 1\nB: 2\n", []sigv4.Header{{Name: "A", Value: "1"}, {Name: "B", Value: "2"}}},
		{"CRLF", "A: 1\r\nB: 2\r\n", []sigv4.Header{{Name: "A", Value: "1"}, {Name: "B", Value: "2"}}},
		{"no end of the last line", "A: 1", []sigv4.Header{{Name: "A", Value: "1"}}},
		{"repetition and order", "B: 2\nA: 1\nB: 3\n", []sigv4.Header{{Name: "B", Value: "2"}, {Name: "A", Value: "1"}, {Name: "B", Value: "3"}}},
		{"an empty value", "A:\n", []sigv4.Header{{Name: "A"}}},
		{"colons in the value", "Host: [::1]:443\n", []sigv4.Header{{Name: "Host", Value: "[::1]:443"}}},
		{"space around the value alone", "A : \t1 2\t \n", []sigv4.Header{{Name: "A ", Value: "1 2"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := op.AppendFields(nil, c.lines)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestAppendFieldsRefuses(t *testing.T) {
	for name, lines := range map[string]string{
		"a line without a colon": "A: 1\nsecret\n",
		"a line without a name":  ": secret\n",
		"an empty line":          "A: 1\n\nB: 2\n",
		"only a line end":        "\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := op.AppendFields(nil, lines)
			if got != nil || !errors.Is(err, fault.InvalidHeader) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// Fields that were parsed and written again are the same fields.
func FuzzAppendFields(f *testing.F) {
	f.Add("A: 1\r\nB:2\nC: ")
	f.Add(":\n")
	f.Fuzz(func(t *testing.T, lines string) {
		fields, err := op.AppendFields(nil, lines)
		if err != nil {
			if fields != nil {
				t.Fatal("fields with an error")
			}
			return
		}
		var again strings.Builder
		for _, field := range fields {
			again.WriteString(field.Name + ": " + field.Value + "\r\n")
		}
		second, err := op.AppendFields(nil, again.String())
		if err != nil || !slices.Equal(fields, second) {
			t.Fatalf("%q became %q, %v", fields, second, err)
		}
	})
}
