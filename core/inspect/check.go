package inspect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/endpoint"
)

// check says what a service will refuse, beside what could not be read.
func (r *Request) check(s *Signature, now time.Time) (found []Finding) {
	add := func(cause, text string) { found = append(found, Finding{cause, text}) }
	r.checkText(s, add)
	if s.Scheme == "" {
		if len(s.faults) == 0 && len(found) == 0 {
			add("signature_missing", "there is neither Authorization nor a signature in the query")
		}
		return found
	}
	if s.Carrier == InQuery || r.isWhole() { // of a pasted Authorization alone the other headers are not known
		s.checkTime(now, add)
	}
	s.checkKey(r, add)
	if s.scheme == nil {
		return found
	}
	s.checkForm(add)
	r.checkHeaders(s, add)
	if s.scheme.prefix == "x-amz-" {
		r.checkScope(s, add)
	}
	return found
}

// checkText finds what happens to URLs that are copied.
func (r *Request) checkText(s *Signature, add func(cause, text string)) {
	switch {
	case strings.ContainsAny(r.URL, " \t\r\n"):
		add("signature_malformed", "the URL holds white space: a line break or space came in when it was copied")
	case strings.ContainsAny(r.URL, "\"'<>`"):
		add("signature_malformed", "the URL holds a quote or angle bracket that is not part of it")
	}
	if strings.Contains(r.URL, "&amp;") {
		add("signature_malformed", "the URL was copied out of HTML or XML: write & for &amp;")
	}
	if strings.Contains(r.URL, "#") {
		add("query_changed", "the URL has a \"#\": what follows is not sent; write %23 for one in a value or key")
	}
	if strings.Contains(strings.ToLower(r.URL), "x-amz-credential%3d") || strings.Contains(r.URL, "%253D") || strings.Contains(r.URL, "X-Amz-Credential=") &&
		strings.Contains(r.URL, "%252F") {
		add("query_changed", "the URL is percent-encoded twice: send it exactly as it was returned")
	}
	seen := map[string]bool{}
	for _, p := range s.query {
		key := strings.ToLower(p.key)
		isOurs := strings.HasPrefix(key, "x-amz-") || strings.HasPrefix(key, "x-goog-") || strings.HasPrefix(key, "x-oss-")
		if isOurs && seen[key] {
			add("signature_malformed", "the query has "+p.key+" twice")
		}
		seen[key] = true
	}
}

func (s *Signature) checkTime(now time.Time, add func(cause, text string)) {
	switch {
	case s.Carrier == InHeader && s.scheme != nil && s.Timestamp == "":
		add("date_missing", "there is no "+s.scheme.prefix+"date and no date")
		return
	case s.Carrier == InQuery && s.scheme != nil && s.Timestamp == "":
		add("date_missing", "the query lacks "+shownName(s.scheme.prefix, "Date"))
		return
	}
	ends := s.ends()
	switch {
	case now.IsZero():
	case !s.SignedAt.IsZero() && s.SignedAt.Sub(now) > 15*time.Minute:
		add("clock_skew", "it is dated "+inWords(s.SignedAt.Sub(now))+" from now: the clock of the signer or this one is wrong")
	case ends.IsZero():
	case s.Carrier == InHeader && now.After(ends):
		add("clock_skew", "it was signed "+inWords(now.Sub(s.SignedAt))+" ago, and services take at most "+inWords(s.skew())+": sign just before sending")
	case now.After(ends):
		add("request_expired", "it expired "+inWords(now.Sub(ends))+" ago: make a new one")
	}
	if s.Date != "" && !s.SignedAt.IsZero() && s.Date != s.SignedAt.Format("20060102") {
		add("signature_malformed", "the date of the scope, "+s.Date+", is not the day of the signature's date, "+s.SignedAt.Format("20060102"))
	}
}

func (s *Signature) checkKey(r *Request, add func(cause, text string)) {
	noToken := !s.HasToken && (s.Carrier == InQuery || r.isWhole())
	switch id := s.AccessKeyID; {
	case looksSecret(id):
		add("key_swapped", "what stands in the place of the access key id looks like a secret access key; treat it as known to others and replace it")
	case strings.TrimSpace(id) != id || strings.Trim(id, `"'`) != id:
		add("key_unknown", "the access key id has white space or quotes around it")
	case id == "" && s.Scope != "":
		add("key_unknown", "the access key id is empty")
	case strings.HasPrefix(id, "ASIA") && noToken && s.scheme != nil && s.scheme.prefix == "x-amz-":
		add("token_missing", "a key id that begins with ASIA is temporary and needs its session token (X-Amz-Security-Token)")
	case strings.HasPrefix(id, "STS.") && noToken && s.scheme != nil:
		add("token_missing", "a key id that begins with STS. is temporary and needs its security token")
	case strings.HasPrefix(id, "AKIA") && s.HasToken:
		add("token_invalid", "a key id that begins with AKIA is permanent and has no session token; leave the token out")
	}
}

// checkForm looks at the signature itself.
func (s *Signature) checkForm(add func(cause, text string)) {
	if s.scheme.digits == 0 || s.value == "" {
		return
	}
	hex := strings.Trim(s.value, "0123456789abcdef") == ""
	switch {
	case len(s.value) < s.scheme.digits:
		add("signature_malformed", "the signature has "+strconv.Itoa(len(s.value))+" characters and not "+strconv.Itoa(s.scheme.digits)+": it was cut off")
	case len(s.value) != s.scheme.digits || !hex:
		add("signature_malformed", "the signature is not "+strconv.Itoa(s.scheme.digits)+" lower-case hex digits")
	}
}

// checkHeaders compares the list of signed headers with those that are there.
func (r *Request) checkHeaders(s *Signature, add func(cause, text string)) {
	lists := s.scheme.signedList == "SignedHeaders"
	if lists && s.SignedHeaders != nil && s.scheme.name != "ACS3-HMAC-SHA256" && !slices.ContainsFunc(s.SignedHeaders, isHost) {
		add("header_unsigned", "host is not among the signed headers, and must be")
	}
	if lists && !slices.IsSorted(s.SignedHeaders) {
		add("headers_differ", "the signed headers are not in the order of the alphabet")
	}
	for _, name := range s.SignedHeaders {
		if name != strings.ToLower(name) {
			add("headers_differ", "the signed header "+name+" is not in lower case")
		}
	}
	if s.Carrier == InQuery && len(r.Headers) == 0 {
		var more []string
		for _, name := range s.SignedHeaders {
			if !isHost(name) {
				more = append(more, name)
			}
		}
		if len(more) > 0 {
			add("header_removed", "whoever sends the URL must send with it, with the value that was signed: "+strings.Join(more, ", "))
		}
		return
	}
	if r.isWhole() {
		r.checkPresence(s, add)
	}
}

// isWhole reports whether there are headers beside Authorization.
func (r *Request) isWhole() bool {
	return slices.ContainsFunc(r.Headers, func(h Header) bool { return !strings.EqualFold(h.Name, "authorization") })
}

func (r *Request) checkPresence(s *Signature, add func(cause, text string)) {
	for _, name := range s.SignedHeaders {
		if _, ok := r.Header(name); !ok && !isHost(name) {
			add("header_removed", "the signed header "+name+" is not in the request")
		}
	}
	if s.scheme.signedList != "SignedHeaders" {
		return
	}
	for _, h := range r.Headers {
		name := strings.ToLower(h.Name)
		isToken := name == "x-amz-security-token" || name == "x-amz-s3session-token"
		if name == "x-amz-content-sha256" && !strings.HasPrefix(s.Service, "s3") {
			continue // only S3 wants it signed; a log may tell the hash where the header was not sent
		}
		if strings.HasPrefix(name, s.scheme.prefix) && !isToken && !slices.Contains(s.SignedHeaders, name) {
			add("header_unsigned", "the header "+name+" is sent and not signed")
		}
	}
	if _, ok := r.Header("x-amz-content-sha256"); !ok && s.Scheme == "AWS4-HMAC-SHA256" && s.Carrier == InHeader && strings.HasPrefix(s.Service, "s3") {
		add("payload_hash_missing", "S3 wants the header x-amz-content-sha256")
	}
}

// checkScope compares the scope with what the host serves.
func (r *Request) checkScope(s *Signature, add func(cause, text string)) {
	host := r.Host()
	if host == "" {
		return
	}
	target, _ := r.Header("x-amz-target")
	path, query := pathOf(r.URL)
	is := endpoint.Derive(endpoint.Request{Host: host, Target: target, Path: path, Query: query, DefaultRegion: s.Region})
	switch {
	case is.UnknownTarget:
		add("wrong_endpoint", "no service has this X-Amz-Target")
	case is.OnlySigV4A && s.scheme.name == "AWS4-HMAC-SHA256":
		add("scheme_unsupported", "this host takes only Signature Version 4A (AWS4-ECDSA-P256-SHA256)")
	case is.Service != "" && s.Service != "" && is.Service != s.Service && !is.ByURL:
		add("wrong_service", "it is signed for the service "+s.Service+", and "+host+" is "+is.Service)
	}
	if !s.scheme.noRegion && s.Region != "" && is.Region != "" && is.Region != s.Region && !is.Assumed {
		add("wrong_region", "it is signed for the region "+s.Region+", and "+host+" is in "+is.Region)
	}
}

func pathOf(rawURL string) (path, query string) {
	_, rest, _ := strings.Cut(rawURL, "://")
	rest, _, _ = strings.Cut(rest, "#")
	rest, query, _ = strings.Cut(rest, "?")
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[i:], query
	}
	return "/", query
}

func isHost(name string) bool { return strings.EqualFold(name, "host") }
