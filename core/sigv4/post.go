package sigv4

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// PostRequest is an upload to S3 by an HTML form that is to be allowed: a POST
// policy (Amazon S3 API Reference, "Creating a POST policy").
type PostRequest struct {
	URL    string // of the bucket, without query
	Bucket string
	Key    string   // of the object; with ${filename} at its end all keys that begin with what is before it
	Fields []Header // further fields of the form, which must have these values

	// Conditions is a JSON array of further conditions: {"acl": "private"},
	// ["starts-with", "$Content-Type", "image/"], ["content-length-range", 1, 1048576].
	// It goes into the policy as it is written. A field without a condition here gets
	// one, because S3 refuses a form that has it otherwise.
	Conditions string

	Time    time.Time
	Expires time.Duration // from Time on
}

// PresignedPost is what a form needs: its action, and fields beside those of the
// request and key, in order. The file comes last.
type PresignedPost struct {
	URL    string
	Fields []Header
}

const (
	maxConditions = 64 << 10 // bytes; S3 takes policies of 20 KiB
	fileName      = "${filename}"
)

// PresignPost signs a POST policy.
//
// Errors: NULL_POINTER, INVALID_URL, INVALID_ARGUMENT, EXPIRES_OUT_OF_RANGE,
// INPUT_TOO_LARGE, SERVICE_UNKNOWN, REGION_UNKNOWN, SCHEME_UNSUPPORTED.
func (s *Signer) PresignPost(r *PostRequest) (*PresignedPost, error) {
	if r == nil {
		return nil, fault.New(fault.NullPointer, "the request is nil")
	}
	if s.scheme != &aws4 {
		return nil, fault.New(fault.SchemeUnsupported, "a POST policy is signed with the scheme aws4, not with %s", s.scheme.algorithm)
	}
	if r.Expires < time.Second || r.Expires > maxExpires {
		return nil, outOfRange(r.Expires)
	}
	_, stamp, err := stampOf(r.Time)
	if err != nil {
		return nil, err
	}
	t, err := splitURL(r.URL)
	switch {
	case err != nil:
		return nil, err
	case t.query != "":
		return nil, fault.New(fault.InvalidURL, "%s has a query, and a form is sent to the bucket alone", fault.URL(r.URL))
	case r.Bucket == "", r.Key == "":
		return nil, fault.New(fault.InvalidArgument, "bucket is %q and key %q; both are needed", shorten(r.Bucket), shorten(r.Key))
	case !utf8.ValidString(r.Bucket), !utf8.ValidString(r.Key):
		return nil, fault.New(fault.InvalidArgument, "bucket or key is not UTF-8")
	}
	sc, err := s.scopeOf(&t, t.host, "", &Request{})
	if err != nil {
		return nil, err
	}
	k := s.keys.get(s.credentials.SecretAccessKey, stamp[:8], sc.region, sc.service)
	made := []Header{
		{"x-amz-algorithm", s.scheme.algorithm},
		{"x-amz-credential", s.credentials.AccessKeyID + "/" + k.scope},
		{"x-amz-date", stamp},
	}
	if token := s.credentials.SessionToken; token != "" {
		made = append(made, Header{"x-amz-security-token", token})
	}
	policy, err := r.policy(made)
	if err != nil {
		return nil, err
	}
	encoded := base64.StdEncoding.EncodeToString(policy)
	sum := [sha256.Size]byte(mac(k.secret, encoded))
	var signature [2 * sha256.Size]byte
	putHex(signature[:], &sum)
	out := &PresignedPost{URL: r.URL, Fields: append(made, Header{"policy", encoded}, Header{"x-amz-signature", string(signature[:])})}
	if t.path == "" {
		out.URL += "/"
	}
	return out, nil
}

func outOfRange(expires time.Duration) error {
	return fault.New(fault.ExpiresOutOfRange, "expires is %d seconds; the range is 1 to 604800", int64(expires/time.Second))
}

// policy writes the document in the form in which botocore does, to the byte.
func (r *PostRequest) policy(made []Header) ([]byte, error) {
	given, named, err := r.conditions()
	if err != nil {
		return nil, err
	}
	p := append([]byte(nil), `{"expiration": "`...)
	p = r.Time.Add(r.Expires).UTC().AppendFormat(p, "2006-01-02T15:04:05Z")
	p = append(p, `", "conditions": [`...)
	p = append(p, given...)
	separate := func() {
		if p[len(p)-1] != '[' {
			p = append(p, ", "...)
		}
	}
	add := func(name, value string) {
		separate()
		p = append(json.AppendString(append(p, '{'), name), ": "...)
		p = append(json.AppendString(p, value), '}')
	}
	for _, f := range r.Fields {
		if !utf8.ValidString(f.Name) || !utf8.ValidString(f.Value) || f.Name == "" {
			return nil, fault.New(fault.InvalidArgument, "the form's field %q is not UTF-8, or has no name", shorten(f.Name))
		}
		if r.makes(f, made) {
			return nil, fault.New(fault.InvalidArgument, "the form's field %q is made here, with another value: leave it out", shorten(f.Name))
		}
		if !named[strings.ToLower(f.Name)] {
			add(f.Name, f.Value)
		}
	}
	add("bucket", r.Bucket)
	if prefix, open := strings.CutSuffix(r.Key, fileName); open {
		separate()
		p = append(p, `["starts-with", "$key", `...)
		p = append(json.AppendString(p, prefix), ']')
	} else {
		add("key", r.Key)
	}
	for _, f := range made {
		add(f.Name, f.Value)
	}
	return append(p, "]}"...), nil
}

// makes reports whether a field that is given would be another one than the form
// gets, so that its condition could never be met.
func (r *PostRequest) makes(f Header, made []Header) bool {
	switch name := strings.ToLower(f.Name); name {
	case "policy", "x-amz-signature":
		return true
	case "key":
		return f.Value != r.Key
	case "bucket":
		return f.Value != r.Bucket
	default:
		return slices.ContainsFunc(made, func(own Header) bool { return own.Name == name && own.Value != f.Value })
	}
}

// conditions returns what stands between the brackets of r.Conditions, and which
// fields it is about.
func (r *PostRequest) conditions() (inner string, named map[string]bool, err error) {
	text := strings.TrimSpace(r.Conditions)
	if text == "" {
		return "", nil, nil
	}
	if len(text) > maxConditions {
		return "", nil, fault.New(fault.InputTooLarge, "the conditions have %d bytes; the limit is %d", len(text), maxConditions)
	}
	bad := func(what string) (string, map[string]bool, error) {
		return "", nil, fault.New(fault.InvalidArgument, "conditions is no JSON array of objects and arrays: %s", what)
	}
	if !utf8.ValidString(text) {
		return bad("it is not UTF-8")
	}
	named = map[string]bool{}
	reader := json.Read(text)
	members := 0
	for first := true; ; first = false {
		v, ok := reader.Next()
		if !ok {
			break
		}
		switch {
		case first && v.Kind != json.Array:
			return bad("it begins with another value")
		case v.Depth == 1 && v.Kind != json.Array && v.Kind != json.Object:
			return bad("a condition is a single value")
		case v.Depth == 1:
			members = 0
		case v.Depth == 2 && v.Name != "":
			named[strings.ToLower(v.Name)] = true
		case v.Depth == 2:
			if members++; members == 2 && v.Kind == json.String {
				named[strings.ToLower(strings.TrimPrefix(v.Text, "$"))] = true
			}
		}
	}
	if err := reader.Err(); err != nil {
		return bad(err.Error())
	}
	return strings.TrimSpace(text[1 : len(text)-1]), named, nil
}
