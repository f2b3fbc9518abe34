package sigv4

import (
	"crypto/subtle"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// This file has what differs from scheme to scheme in a request that comes in, beside
// what differs in one that is signed (scheme.go).

// schemeOf says how a request claims to be signed, before it is read: the names of the
// headers and parameters that say more follow from that. What is signed in no known
// way is read as if it were for AWS, and what it lacks is named.
func schemeOf(r *Incoming) *scheme {
	for i := range r.Headers {
		h := &r.Headers[i]
		if len(h.Name) != len("Authorization") || !strings.EqualFold(h.Name, "Authorization") {
			continue
		}
		algorithm, _, _ := strings.Cut(strings.TrimSpace(h.Value), " ")
		if s := schemeWith(algorithm); s != nil {
			return s
		}
		return &aws4
	}
	if _, query, _ := strings.Cut(r.URL, "?"); hasParam(query, oss4.signatureParam) && !hasParam(query, aws4.signatureParam) {
		return &oss4
	}
	return &aws4
}

func schemeWith(algorithm string) *scheme {
	for _, s := range schemes {
		if s.algorithm == algorithm {
			return s
		}
	}
	return nil
}

// hasParam looks for a parameter as it is written.
func hasParam(query, name string) bool {
	for piece := range strings.SplitSeq(query, "&") {
		if rest, ok := strings.CutPrefix(piece, name); ok && (rest == "" || rest[0] == '=') {
			return true
		}
	}
	return false
}

// use reads the request as one of that scheme.
func (b *verification) use(s *scheme) { b.scheme, b.query.scheme, b.headers.scheme = s, s, s }

// setScheme takes the algorithm that the request names.
func (b *verification) setScheme(algorithm string) error {
	s := schemeWith(algorithm)
	switch {
	case s != nil && (b.fields.authorization != "" || s.presented == b.scheme.presented):
		b.use(s)
		b.claim.Scheme = s.algorithm
		return nil
	case strings.HasPrefix(algorithm, "AWS4-X509-"):
		return fault.New(fault.RequestSchemeRefused, "the request is signed with the key of a certificate (%s), which IAM Roles Anywhere takes, "+
			"and which is neither verified nor signed anew here: what it asks for are credentials, which sign further requests", shorten(algorithm))
	}
	for _, prefix := range [...]string{"AWS", "OSS", "ACS", "ODPS"} {
		if strings.HasPrefix(algorithm, prefix) {
			return fault.New(fault.RequestSchemeRefused, "the request is signed with %q; this version verifies %s, %s, %s, %s and %s", shorten(algorithm),
				aws4.algorithm, aws4a.algorithm, oss4.algorithm, acs3.algorithm, odps4.algorithm)
		}
	}
	return fault.New(fault.RequestUnsigned, "Authorization does not begin with %s or its like", aws4.algorithm)
}

// foreignPlaceOf is [verification.placeOf] for a scheme whose headers have other names.
func (b *verification) foreignPlaceOf(lower []byte) (place *string, bit uint8) {
	f, s := &b.fields, b.scheme
	switch name := string(lower); {
	case name == "authorization":
		return &f.authorization, 1
	case name == "host":
		return &b.headers.host, 2
	case name == s.dateLower:
		return &f.stamp, 4
	case name == "date":
		return &f.date, 8
	case s.sha != "" && name == s.shaLower:
		return &f.contentSHA, 16
	case name == s.token:
		return &f.token, 32
	}
	return nil, 0
}

// checkTaken checks the value of a header that is signed, and brings it into the form in
// which the scheme signs it.
func (h *headers) checkTaken(f *field) error {
	if f.collapsed = isCollapsed(f.value); f.collapsed {
		return nil
	}
	if err := checkValue(h.name(f), f.value, false); err != nil {
		return Malformed(err)
	}
	if h.scheme.foreign { // spaces inside stay
		f.value, f.collapsed = strings.Trim(f.value, " \t\r\n"), true
		if strings.IndexByte(f.value, '\n') >= 0 {
			return unreadable("the header %s is folded, which RFC 9112 has no more", h.name(f))
		}
	}
	return nil
}

// selectOwn is [verification.selectSigned] for a scheme that signs certain headers
// without naming them. The request's list names further ones.
func (b *verification) selectOwn() error {
	h, s := &b.headers, b.scheme
	h.sort()
	if list := b.claim.SignedHeaders; list != "" {
		h.additional = strings.Split(list, ";")
	}
	for i, name := range h.additional {
		switch {
		case i > 0 && name <= h.additional[i-1] || s.isOwn([]byte(name)):
			return unreadable("the additional headers %q are not a list of different names in order, none of which is signed anyway", shorten(b.claim.SignedHeaders))
		case !h.has(name):
			return fault.New(fault.RequestHeaderMissing, "the header %q is signed and not in the request", shorten(name))
		}
	}
	kept := h.fields[:0]
	var names []string
	for i := range h.fields {
		f := h.fields[i]
		name := string(h.name(&f))
		switch again := len(names) > 0 && names[len(names)-1] == name; {
		case !s.isOwn(h.name(&f)) && !slices.Contains(h.additional, name):
			continue
		case again && s.maxCompute: // each is a line of its own, and their order is not signed
			return ambiguous("the header %s is there twice", name)
		case !again:
			names = append(names, name)
		}
		if err := h.checkTaken(&f); err != nil {
			return err
		}
		kept = append(kept, f)
	}
	h.fields = kept
	if s.maxCompute {
		names = append(names, s.dateLower)
		slices.Sort(names)
	}
	b.claim.SignedHeaders = strings.Join(names, ";")
	return nil
}

// writeMaxComputeOnce writes the string to sign of MaxCompute. It is made of what is
// decoded, where different URLs become one; such are refused.
func (b *verification) writeMaxComputeOnce() error {
	path, query := strings.ToLower(b.target.path), strings.ToLower(b.target.query)
	if strings.Contains(path, "%2f") || strings.Contains(path, "%3f") || strings.Contains(query, "%26") {
		return ambiguous("the URL has an escaped \"/\", \"?\" or \"&\", which the scheme %s signs like the character itself", b.scheme.name)
	}
	for piece := range strings.SplitSeq(query, "&") {
		if key, _, _ := strings.Cut(piece, "="); strings.Contains(key, "%3d") {
			return ambiguous("the URL has an escaped \"=\" in the name of a parameter, which the scheme %s signs like the character itself", b.scheme.name)
		}
	}
	b.stamp = b.claim.stamp
	return Malformed(b.writeMaxCompute())
}

// isMaxCompute makes the signature of MaxCompute anew.
func (b *verification) isMaxCompute() bool {
	b.repeatCanonical()
	b.signature = b.mark(len(b.buf))
	b.signMaxCompute()
	return subtle.ConstantTimeCompare(b.bytes(b.signature), []byte(b.claim.Signature)) == 1
}
