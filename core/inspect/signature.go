package inspect

import (
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Header is a header of a request.
type Header struct{ Name, Value string }

// Request is what was pasted: a URL, headers, or both.
type Request struct {
	URL     string
	Headers []Header
}

// Where a signature stands.
const (
	InQuery  = "query"
	InHeader = "header"
)

// Signature is what a request says about its own signature. What it does not say
// is empty.
type Signature struct {
	Scheme        string // "AWS4-HMAC-SHA256", or "" for a request that is not signed
	Carrier       string // InQuery or InHeader
	AccessKeyID   string
	Scope         string // of the credential: date/region/service/aws4_request
	Date          string // of the scope
	Region        string
	Service       string
	SignedHeaders []string
	SignedAt      time.Time // zero: not known
	Timestamp     string    // SignedAt as it is written
	Lifetime      int64     // seconds that a presigned URL is good for, -1: not known
	HasToken      bool

	value    string // the signature itself
	query    []param
	faults   []Finding
	scheme   *scheme
	expireAt time.Time // of schemes that name the end
}

// Host is that of the Host header, else of the URL.
func (r *Request) Host() string {
	if host, ok := r.Header("host"); ok {
		return host
	}
	_, rest, ok := strings.Cut(r.URL, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	return strings.ToLower(rest[strings.LastIndexByte(rest, '@')+1:])
}

// Header returns the value of a header without regard to case.
func (r *Request) Header(name string) (string, bool) {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return strings.TrimSpace(h.Value), true
		}
	}
	return "", false
}

// scheme is how a signer writes what it did.
type scheme struct {
	name       string
	prefix     string // of its headers and parameters, lower case
	terminator string // of the scope, "": there is no scope
	noRegion   bool   // the scope has none
	digits     int    // of the signature in hex, 0: another form
	layout     string // of the date
	signedList string // where the signed headers are listed
}

const amzDate = "20060102T150405Z"

func schemes() []scheme {
	return []scheme{
		{name: "AWS4-HMAC-SHA256", prefix: "x-amz-", terminator: "aws4_request", digits: 64, layout: amzDate, signedList: "SignedHeaders"},
		{name: "AWS4-ECDSA-P256-SHA256", prefix: "x-amz-", terminator: "aws4_request", noRegion: true, layout: amzDate, signedList: "SignedHeaders"},
		{name: "GOOG4-RSA-SHA256", prefix: "x-goog-", terminator: "goog4_request", layout: amzDate, signedList: "SignedHeaders"},
		{name: "GOOG4-HMAC-SHA256", prefix: "x-goog-", terminator: "goog4_request", digits: 64, layout: amzDate, signedList: "SignedHeaders"},
		{name: "OSS4-HMAC-SHA256", prefix: "x-oss-", terminator: "aliyun_v4_request", digits: 64, layout: amzDate, signedList: "AdditionalHeaders"},
		{name: "ACS3-HMAC-SHA256", prefix: "x-acs-", digits: 64, layout: time.RFC3339, signedList: "SignedHeaders"},
	}
}

func schemeOf(name string) *scheme {
	for _, s := range schemes() {
		if s.name == name {
			return &s
		}
	}
	return nil
}

type param struct{ key, value string }

// params takes a query apart; a bad escape stays as it is.
func params(rawURL string) (list []param) {
	_, query, ok := strings.Cut(rawURL, "?")
	if !ok {
		return nil
	}
	query, _, _ = strings.Cut(query, "#")
	for _, piece := range strings.Split(query, "&")[:min(strings.Count(query, "&")+1, maxParams)] {
		key, value, _ := strings.Cut(piece, "=")
		list = append(list, param{unescaped(key), unescaped(value)})
	}
	return list
}

const maxParams = 1024

func unescaped(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// param returns a parameter of the query without regard to case.
func (s *Signature) param(name string) (string, bool) {
	for _, p := range s.query {
		if strings.EqualFold(p.key, name) {
			return p.value, true
		}
	}
	return "", false
}

// Read says what a request says about its own signature.
func Read(r *Request) *Signature {
	s := &Signature{Lifetime: -1, query: params(r.URL)}
	authorization, inHeader := r.Header("authorization")
	for _, prefix := range []string{"x-amz-", "x-goog-", "x-oss-"} {
		if s.readQuery(prefix) {
			if inHeader {
				s.fault("signature_malformed", "the request has both Authorization and a signature in the query; services take one: remove either")
			}
			return s
		}
	}
	if inHeader {
		s.readHeader(r, authorization)
		return s
	}
	s.readOldQuery()
	return s
}

func (s *Signature) fault(cause, text string) { s.faults = append(s.faults, Finding{cause, text}) }

// readQuery reads a presigned URL of the schemes whose parameters have a prefix.
func (s *Signature) readQuery(prefix string) bool {
	get := func(name string) (string, bool) { return s.param(prefix + name) }
	algorithm, ok := get("algorithm")
	if prefix == "x-oss-" {
		algorithm, ok = get("signature-version")
	}
	credential, hasCredential := get("credential")
	value, hasValue := get("signature")
	if !ok && !hasCredential && !hasValue {
		return false
	}
	s.Carrier, s.Scheme, s.value = InQuery, algorithm, value
	s.scheme = schemeOf(algorithm)
	if !ok {
		s.fault("signature_malformed", "the query lacks "+shownName(prefix, "Algorithm")+"; copy the whole URL")
	} else if s.scheme == nil {
		s.fault("scheme_unsupported", "the algorithm is not one that is known here")
	}
	list := "signedheaders"
	if prefix == "x-oss-" {
		list = "additional-headers"
	}
	signed, hasList := get(list)
	s.Timestamp, _ = get("date")
	_, s.HasToken = get("security-token")
	if prefix == "x-amz-" && !s.HasToken {
		_, s.HasToken = get("s3session-token")
	}
	for _, need := range []struct {
		name string
		has  bool
	}{{"Credential", hasCredential}, {"Signature", hasValue}, {"SignedHeaders", hasList || prefix == "x-oss-"}} {
		if !need.has {
			s.fault("signature_malformed", "the query lacks "+shownName(prefix, need.name)+"; copy the whole URL, in quotes where a shell would take \"&\"")
		}
	}
	if hasCredential {
		s.readCredential(credential)
	}
	s.readRegionSet(get)
	s.SignedHeaders = listOf(signed)
	s.readDate()
	if text, ok := get("expires"); ok {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil || seconds < 1 || seconds > 7*24*3600 {
			s.fault("signature_malformed", shownName(prefix, "Expires")+" is not a number from 1 to 604800 (seconds)")
		}
		if err == nil && seconds >= 0 && seconds < 1<<40 {
			s.Lifetime = seconds
		}
	} else {
		s.fault("signature_malformed", "the query lacks "+shownName(prefix, "Expires"))
	}
	return true
}

func shownName(prefix, name string) string {
	switch prefix {
	case "x-oss-":
		if name == "Algorithm" {
			return "x-oss-signature-version"
		}
		return prefix + strings.ToLower(name)
	case "x-goog-":
		return "X-Goog-" + name
	}
	return "X-Amz-" + name
}

// readHeader reads Authorization.
func (s *Signature) readHeader(r *Request, authorization string) {
	s.Carrier = InHeader
	name, rest, _ := strings.Cut(authorization, " ")
	rest = strings.TrimSpace(rest)
	switch {
	case name == "AWS" || name == "OSS" || name == "ODPS" || name == "acs":
		s.readOldHeader(name, rest)
		return
	case strings.EqualFold(name, "Basic") || strings.EqualFold(name, "Bearer"):
		s.Scheme = name
		s.fault("scheme_unsupported", "Authorization is of the scheme "+name+" and not a signature")
		return
	}
	s.scheme = schemeOf(name)
	if s.scheme == nil {
		s.fault("signature_malformed", "Authorization does not begin with a scheme that is known here, such as AWS4-HMAC-SHA256")
		return
	}
	s.Scheme = name
	if strings.Contains(strings.ReplaceAll(rest, ", ", ","), " ") {
		s.fault("signature_malformed", "the parts of Authorization are not separated by \", \"; send it exactly as it was returned, on one line")
		s.scheme = nil // nothing more can be said
		return
	}
	fields := map[string]string{}
	for _, field := range strings.Split(rest, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(field), "=")
		if !ok && key != "" {
			s.fault("signature_malformed", "a part of Authorization has no \"=\"; send it exactly as it was returned, on one line")
		}
		if _, twice := fields[key]; twice {
			s.fault("signature_malformed", "Authorization names a part twice")
		}
		fields[key] = value
	}
	needed := []string{"Credential", "Signature"}
	if s.scheme.signedList == "SignedHeaders" {
		needed = append(needed, "SignedHeaders")
	}
	for _, need := range needed {
		if fields[need] == "" {
			s.fault("signature_malformed", "Authorization lacks "+need+"=")
		}
	}
	s.value = fields["Signature"]
	if fields["Credential"] != "" {
		s.readCredential(fields["Credential"])
	}
	s.readRegionSet(func(name string) (string, bool) { return r.Header(s.scheme.prefix + name) })
	s.SignedHeaders = listOf(fields[s.scheme.signedList])
	s.Timestamp, _ = r.Header(s.scheme.prefix + "date")
	if s.Timestamp == "" {
		s.Timestamp, _ = r.Header("date")
	}
	for _, token := range []string{"security-token", "s3session-token"} {
		if _, ok := r.Header(s.scheme.prefix + token); ok {
			s.HasToken = true
		}
	}
	if s.Timestamp != "" {
		s.readDate()
	}
}

// readRegionSet reads the regions of a signature whose scope has none.
func (s *Signature) readRegionSet(get func(name string) (string, bool)) {
	if s.scheme == nil || !s.scheme.noRegion {
		return
	}
	if s.Region, _ = get("region-set"); s.Region == "" {
		s.fault("signature_malformed", "the request lacks X-Amz-Region-Set, the regions for which it is signed")
	}
}

func (s *Signature) readCredential(text string) {
	parts := strings.Split(text, "/")
	if s.scheme != nil && s.scheme.terminator == "" {
		s.AccessKeyID = text
		return
	}
	// A key id holds no slash; a secret in its place can, and is not shown.
	terminator, want := "aws4_request", 5
	if s.Scheme == "ODPS" {
		terminator = "aliyun_v4_request"
	}
	if s.scheme != nil {
		terminator = s.scheme.terminator
		if s.scheme.noRegion {
			want = 4
		}
	}
	if len(parts) < want {
		s.AccessKeyID = parts[0]
		s.fault("signature_malformed", "the credential has "+strconv.Itoa(len(parts))+" parts between slashes and not "+strconv.Itoa(want)+
			" (key id/date/region/service/"+terminator+")")
		return
	}
	scope := parts[len(parts)-want+1:]
	s.AccessKeyID, s.Scope = strings.Join(parts[:len(parts)-want+1], "/"), strings.Join(scope, "/")
	s.Date, s.Service = scope[0], scope[len(scope)-2]
	if want == 5 {
		s.Region = scope[1]
	}
	if scope[len(scope)-1] != terminator {
		s.fault("signature_malformed", "the scope does not end in "+terminator)
	}
}

func (s *Signature) readDate() {
	if s.scheme == nil {
		return
	}
	for _, layout := range []string{s.scheme.layout, time.RFC1123, time.RFC3339} {
		if at, err := time.Parse(layout, s.Timestamp); err == nil {
			s.SignedAt = at.UTC()
			return
		}
	}
	if s.Timestamp != "" {
		s.fault("date_missing", "the date of the signature is not of the form "+amzDate)
	}
}

// readOldHeader names the signatures that came before.
func (s *Signature) readOldHeader(name, rest string) {
	s.Scheme = map[string]string{"AWS": "AWS (Version 2)", "OSS": "OSS (Version 1)", "ODPS": "ODPS", "acs": "acs"}[name]
	key, value, ok := strings.Cut(rest, ":")
	if !ok || value == "" {
		s.fault("signature_malformed", "Authorization is not of the form \""+name+" key:signature\"")
	}
	s.value = value
	if name == "ODPS" && strings.Count(key, "/") == 4 {
		s.readCredential(key)
		return
	}
	s.AccessKeyID = key
	if name == "AWS" {
		s.fault("scheme_unsupported", "this is Signature Version 2, which AWS's regions since 2014 refuse; sign with AWS4-HMAC-SHA256")
	}
}

// readOldQuery names presigned URLs of the signatures that came before.
func (s *Signature) readOldQuery() {
	for _, old := range []struct{ key, name string }{{"AWSAccessKeyId", "AWS (Version 2)"}, {"OSSAccessKeyId", "OSS (Version 1)"}, {"GoogleAccessId", "Google (Version 2)"}} {
		id, ok := s.param(old.key)
		if !ok {
			continue
		}
		s.Scheme, s.Carrier, s.AccessKeyID = old.name, InQuery, id
		s.value, _ = s.param("Signature")
		_, s.HasToken = s.param("x-amz-security-token")
		if !s.HasToken {
			_, s.HasToken = s.param("security-token")
		}
		if text, _ := s.param("Expires"); text != "" {
			if at, err := strconv.ParseInt(text, 10, 64); err == nil && at > 0 && at < 1<<40 {
				s.expireAt = time.Unix(at, 0).UTC()
			}
		}
		if old.key == "AWSAccessKeyId" {
			s.fault("scheme_unsupported", "this is Signature Version 2, which AWS's regions since 2014 refuse; sign with AWS4-HMAC-SHA256")
		}
		return
	}
}

func listOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ";")
}
