package identity

import (
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// candidates returns the bytes that may have been signed: those in the message,
// else those of the given document with the audience.
func candidates(m *message, in *Claim) ([][]byte, error) {
	given := in.Document
	switch {
	case m.attached:
		return [][]byte{m.content}, nil
	case given == nil:
		return nil, fault.New(fault.DocumentMissing, "the signature carries no document and none was given")
	case len(given) > maxInput:
		return nil, fault.New(fault.DocumentMalformed, "the document has %d bytes; the limit is %d", len(given), maxInput)
	case !in.ExpectAudience:
		return [][]byte{given}, nil
	}
	return splice(given, in.Audience)
}

// readDocument reads the signed bytes in id.Raw into the other fields of id,
// and compares them with the document and the audience of in.
//
// The expected audience is taken off and only the rest is parsed, so that
// nothing that stands in an audience can be read as a field. A second audience in
// the rest shows that the signed one was another.
func (v *Verifier) readDocument(id *Identity, in *Claim) error {
	text := string(id.Raw)
	bare, peeled := text, false
	if in.ExpectAudience {
		if n := peel(id.Raw, in.Audience); n >= 0 {
			bare, peeled = text[:n]+"}", true
		}
	}
	var few [16]field
	fields, err := parseFields(few[:0], bare)
	if err != nil {
		return err
	}
	if err := checkAudienceField(fields, in, peeled); err != nil {
		return err
	}
	if in.Document != nil && !sameDocument(in, text, bare, peeled) {
		return fault.New(fault.DocumentMismatch, "the given document (%d bytes) is not the signed one (%d bytes)",
			len(in.Document), len(text))
	}
	d := document{fields: fields}
	v.provider.read(&d, id)
	return d.err
}

// sameDocument reports whether the given document is the signed text: with the
// audience, which may be escaped in another way, or bare.
func sameDocument(in *Claim, text, bare string, peeled bool) bool {
	given := string(in.Document)
	if given == text || given == bare {
		return true
	}
	if !peeled {
		return false
	}
	n := peel(in.Document, in.Audience)
	return n >= 0 && given[:n]+"}" == bare
}

// checkAudienceField looks for an audience among fields, where none must be
// left once the expected one is peeled off.
func checkAudienceField(fields []field, in *Claim, peeled bool) error {
	i := slices.IndexFunc(fields, func(f field) bool { return strings.EqualFold(f.name, "audience") })
	switch {
	case i >= 0 && peeled:
		return fault.New(fault.DocumentDuplicateField, "the document names the field %q twice", fields[i].name)
	case i >= 0 && in.ExpectAudience && fields[i].value == in.Audience:
		return fault.New(fault.AudienceMismatch, "the field %q is not a string named audience, or not the last field", fields[i].name)
	case i >= 0 && in.ExpectAudience: // in ASCII, since letters can look alike
		return fault.New(fault.AudienceMismatch, "the document is for the audience %+.100q, not %+.100q", fields[i].value, in.Audience)
	case i >= 0:
		return fault.New(fault.AudienceUnexpected, "the document is for the audience %.100q; none was expected", fields[i].value)
	case in.ExpectAudience && !peeled:
		return fault.New(fault.AudienceMissing, "the document has no audience; expected is %.100q", in.Audience)
	}
	return nil
}

// document holds the fields of a verified document. The first thing that is
// wrong with a field is kept in err.
type document struct {
	fields []field
	err    error
}

// required returns the field that has one of names; the older names of a field
// stand behind the current one.
func (d *document) required(names ...string) string {
	value := d.optional(names...)
	if value == "" && d.err == nil {
		d.err = fault.New(fault.DocumentMissingField, "the document has no field %q", strings.Join(names, " or "))
	}
	return value
}

// optional is [document.required] for a field that may be missing.
func (d *document) optional(names ...string) string {
	var found *field
	for i := range d.fields {
		f := &d.fields[i]
		if !slices.Contains(names, f.name) {
			continue
		}
		if !f.text && d.err == nil {
			d.err = fault.New(fault.DocumentMalformed, "the field %q is not a string", f.name)
		}
		if found != nil && found.value != f.value && d.err == nil {
			d.err = fault.New(fault.DocumentDuplicateField, "the fields %q and %q contradict each other", found.name, f.name)
		}
		found = f
	}
	if found == nil {
		return ""
	}
	return found.value
}
