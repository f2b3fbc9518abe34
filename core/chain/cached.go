package chain

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/sallyport/sallyport/core/json"
)

// cached is a file of a sign-in, which AWS's CLI and SDKs share: a JSON object.
type cached struct {
	path string
	last string // what was written, for a directory that cannot be
}

// read returns the file's text; what was written last if that could not be.
func (c *cached) read(f *finder) (string, error) {
	data, err := f.o.Profile.Read(c.path)
	if c.last != "" && (err != nil || !f.later(string(data), c.last)) {
		return c.last, nil
	}
	return string(data), err
}

// later reports whether a sign-in is newer than another one.
func (f *finder) later(text, than string) bool {
	end := func(text string) string {
		for _, depth := range []int{1, 2} {
			if values, err := fields(text, depth); err == nil && values["expiresAt"] != "" {
				return values["expiresAt"]
			}
		}
		return ""
	}
	a, _ := parseTime(end(text))
	b, _ := parseTime(end(than))
	return a.After(b)
}

// write replaces the file, for its owner alone, so that whoever reads it sees it
// whole. A file that cannot be written keeps nobody from signing: it is kept here.
func (c *cached) write(text string) {
	c.last = text
	made, err := os.CreateTemp(filepath.Dir(c.path), ".sallyport-*") // with the mode 0600
	if err != nil {
		return
	}
	_, err = made.WriteString(text)
	if closing := made.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = os.Rename(made.Name(), c.path)
	}
	if err != nil {
		_ = os.Remove(made.Name())
		return
	}
	c.last = ""
}

// object is a JSON object of texts, in their order: name, value, name, value. A
// value that is empty is left out.
func object(pairs ...string) string {
	out := []byte("{")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			continue
		}
		if len(out) > 1 {
			out = append(out, ", "...)
		}
		out = append(json.AppendString(out, pairs[i]), ": "...)
		out = json.AppendString(out, pairs[i+1])
	}
	return string(append(out, '}'))
}

// replaced is a JSON object with other values, in JSON, for some of its names; what
// else it has stays.
func replaced(text string, values map[string]string) string {
	return rewritten(text, func(v json.Value) (string, bool) {
		given, ok := values[v.Name]
		return given, ok && v.Depth == 1
	})
}

// rewritten is a JSON text with others, in JSON, in the place of the values that other
// names one for.
func rewritten(text string, other func(json.Value) (string, bool)) string {
	var out strings.Builder
	var ends []byte // of what is open
	r := json.Read(text)
	skipped := 1 << 30 // what is deeper than it is left out
	for {
		v, ok := r.Next()
		if !ok {
			break
		}
		if v.Depth > skipped {
			continue
		}
		skipped = 1 << 30
		for len(ends) > v.Depth {
			out.WriteByte(ends[len(ends)-1])
			ends = ends[:len(ends)-1]
		}
		if s := out.String(); v.Depth > 0 && s[len(s)-1] != '{' && s[len(s)-1] != '[' {
			out.WriteString(", ")
		}
		if len(ends) > 0 && ends[len(ends)-1] == '}' {
			out.Write(append(json.AppendString(nil, v.Name), ": "...))
		}
		given, has := other(v)
		switch {
		case has:
			out.WriteString(given)
			skipped = v.Depth
		case v.Kind == json.Object:
			out.WriteByte('{')
			ends = append(ends, '}')
		case v.Kind == json.Array:
			out.WriteByte('[')
			ends = append(ends, ']')
		case v.Kind == json.String:
			out.Write(json.AppendString(nil, v.Text))
		default:
			out.WriteString(v.Text)
		}
	}
	for i := len(ends) - 1; i >= 0; i-- {
		out.WriteByte(ends[i])
	}
	return out.String()
}
