package sigv4

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// policy is a POST policy that was read.
type policy struct {
	expires     time.Time
	matches     []match
	least, most int64 // bytes of the file; most is negative without a content-length-range
}

// match is a condition on a field of the form.
type match struct {
	field, value string // the field in lower case
	prefix       bool   // the field begins with value; else it is value
}

// readPolicy reads the document of a POST policy. What stands in it and is not known
// is refused: it could be meant to forbid the upload.
func readPolicy(text string) (*policy, error) {
	p := &policy{most: -1}
	r := json.Read(text)
	member, conditions := "", false
	var kind json.Kind // of the condition that parts are of
	var parts []json.Value
	for {
		v, ok := r.Next()
		if kind != json.Literal && (!ok || v.Depth < 3) {
			if err := p.add(kind, parts); err != nil {
				return nil, err
			}
			kind, parts = json.Literal, parts[:0]
		}
		if !ok {
			break
		}
		switch {
		case v.Depth == 0 && v.Kind == json.Object:
		case v.Depth == 1 && v.Name == "expiration" && v.Kind == json.String && p.expires.IsZero():
			member = v.Name
			at, err := time.Parse("2006-01-02T15:04:05Z", v.Text) // takes a fraction of a second too
			if err != nil || at.IsZero() {
				return nil, unreadable("the expiration of the policy is not of the form 2026-01-02T15:04:05Z")
			}
			p.expires = at
		case v.Depth == 1 && v.Name == "conditions" && v.Kind == json.Array && !conditions:
			member, conditions = v.Name, true
		case v.Depth == 2 && member == "conditions" && (v.Kind == json.Object || v.Kind == json.Array):
			kind = v.Kind
		case v.Depth == 3 && len(parts) < 3 && (v.Kind == json.String || v.Kind == json.Literal):
			parts = append(parts, v)
		default:
			return nil, unreadable("the policy is not an object of one expiration and one list of conditions: see its byte %d", v.Start+1)
		}
	}
	if err := r.Err(); err != nil {
		return nil, unreadable("the policy is no JSON: %s", err)
	}
	if p.expires.IsZero() || !conditions {
		return nil, unreadable("the policy has no expiration or no conditions")
	}
	return p, nil
}

// add takes a condition: {"acl": "private"}, ["eq", "$acl", "private"],
// ["starts-with", "$key", "user/"] or ["content-length-range", 1, 10].
func (p *policy) add(kind json.Kind, parts []json.Value) error {
	switch {
	case kind == json.Object && len(parts) == 1 && parts[0].Kind == json.String:
		p.matches = append(p.matches, match{strings.ToLower(parts[0].Name), parts[0].Text, false})
		return nil
	case kind != json.Array || len(parts) != 3 || parts[0].Kind != json.String:
	case parts[0].Text == "content-length-range":
		least, err := strconv.ParseUint(parts[1].Text, 10, 63)
		most, bad := strconv.ParseUint(parts[2].Text, 10, 63)
		if err != nil || bad != nil {
			return unreadable("a content-length-range of the policy is not one of whole numbers")
		}
		if p.most < 0 {
			p.most = math.MaxInt64
		}
		p.least, p.most = max(p.least, int64(least)), min(p.most, int64(most)) // #nosec G115 -- they have 63 bits
		return nil
	case parts[0].Text == "eq" || parts[0].Text == "starts-with":
		if field, ok := strings.CutPrefix(parts[1].Text, "$"); ok && parts[1].Kind == json.String && parts[2].Kind == json.String {
			p.matches = append(p.matches, match{strings.ToLower(field), parts[2].Text, parts[0].Text == "starts-with"})
			return nil
		}
	}
	return unreadable("a condition of the policy is none of eq, starts-with and content-length-range")
}

// check compares the form with each condition, and asks for one about each field.
func (p *policy) check(form postForm, size int64) error {
	covered := make(map[string]bool, len(p.matches))
	for _, m := range p.matches {
		covered[m.field] = true
		value, ok := form[m.field]
		if !ok {
			return fault.New(fault.RequestPolicyRefused, "the form has no %q, which its policy has a condition about", shorten(m.field))
		}
		if !m.meets(value) {
			return fault.New(fault.RequestPolicyRefused, "the form's %q is not what its policy allows", shorten(m.field))
		}
	}
	for field := range form {
		switch {
		case covered[field], field == "file", field == "policy", field == "x-amz-signature", strings.HasPrefix(field, "x-ignore-"):
		default:
			return fault.New(fault.RequestPolicyRefused, "no condition of the policy is about the form's %q", shorten(field))
		}
	}
	if p.most >= 0 && size >= 0 && (size < p.least || size > p.most) {
		return fault.New(fault.RequestPolicyRefused, "the file has %d bytes; the policy allows %d to %d", size, p.least, p.most)
	}
	return nil
}

// meets compares a value. A Content-Type with commas is a list, each of whose members
// has to begin so (S3, "Creating a POST policy").
func (m *match) meets(value string) bool {
	if !m.prefix {
		return value == m.value
	}
	if m.field != "content-type" {
		return strings.HasPrefix(value, m.value)
	}
	for one := range strings.SplitSeq(value, ",") {
		if !strings.HasPrefix(one, m.value) {
			return false
		}
	}
	return true
}
