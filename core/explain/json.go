package explain

import (
	"strings"

	"github.com/sallyport/sallyport/core/json"
)

// readJSON reads the members of an object that are strings, and those of the
// objects directly in it. An outer member wins over an inner one of its name. What
// is no JSON is a message.
func (a *answer) readJSON(text string) {
	r := json.Read(text)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		if v.Kind != json.String || v.Depth > 2 {
			continue
		}
		if name := strings.ToLower(v.Name); a.fields[name] == "" || v.Depth == 1 {
			a.fields[name] = v.Text
		}
	}
	if r.Err() != nil {
		a.message = text
	}
}
