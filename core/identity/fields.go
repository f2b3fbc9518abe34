package identity

import (
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// maxFields bounds a document; real ones have about ten.
const maxFields = 64

// field is one member of the document.
type field struct {
	name, value string
	text        bool // the value is a string, not a number, true, false or null
	start       int  // of the name in the document
}

// parseFields appends to fields those of a document, a flat JSON object. Equal
// names, in whatever case, are an error, and so are bad UTF-8 and nested values.
func parseFields(fields []field, document string) ([]field, error) {
	if !utf8.ValidString(document) {
		return nil, fault.New(fault.DocumentMalformed, "the document is not UTF-8")
	}
	if !strings.HasPrefix(document, "{") || !strings.HasSuffix(document, "}") {
		return nil, fault.New(fault.DocumentMalformed, "the document does not begin and end with a brace")
	}
	r := json.Read(document)
	for v, ok := r.Next(); ok; v, ok = r.Next() {
		if v.Depth > 0 && (v.Kind == json.Object || v.Kind == json.Array) {
			return nil, fault.New(fault.DocumentMalformed, "the document is not a flat JSON object: see byte %d", v.Start+1)
		}
		if v.Depth == 0 {
			continue
		}
		for _, other := range fields {
			// Another reader of the document may ignore the case.
			if strings.EqualFold(other.name, v.Name) {
				return nil, fault.New(fault.DocumentDuplicateField, "the document names the field %.60q twice", v.Name)
			}
		}
		if len(fields) == maxFields {
			return nil, fault.New(fault.DocumentMalformed, "the document has more than %d fields", maxFields)
		}
		fields = append(fields, field{name: v.Name, value: v.Text, text: v.Kind == json.String, start: v.Start})
	}
	if err := r.Err(); err != nil {
		return nil, fault.New(fault.DocumentMalformed, "the document is not a flat JSON object: %v", err)
	}
	return fields, nil
}
