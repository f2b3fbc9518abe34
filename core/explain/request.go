package explain

import (
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/inspect"
)

// Request is a request as it was sent, by any signer.
type Request struct {
	Method  string
	Headers []Header
	URL     string
	Body    []byte // nil: not known
}

// Sent is the input for a request whose signer and secret are not at hand. The
// canonical request is rebuilt by the rules of Signature Version 4 from what was
// sent; it is that of the signer only if the signer follows them.
func Sent(r *Request, answer Response) *Input {
	pasted := &inspect.Request{URL: strings.TrimSpace(r.URL)}
	for _, h := range r.Headers {
		pasted.Headers = append(pasted.Headers, inspect.Header(h))
	}
	s := inspect.Read(pasted)
	in := &Input{
		Method: strings.ToUpper(strings.TrimSpace(r.Method)), URL: pasted.URL, AccessKeyID: s.AccessKeyID, Response: answer, sent: pasted, signature: s,
	}
	if s.HasToken {
		in.SessionToken = "(not shown)" // that there is one is all that is asked
	}
	in.StringToSign = s.Scheme + "\n" + s.Timestamp + "\n" + s.Scope
	if s.Scheme != "AWS4-HMAC-SHA256" || len(s.SignedHeaders) == 0 || in.Method == "" || in.URL == "" {
		return in
	}
	hash := payloadHash(pasted, s, r.Body)
	lines := []string{in.Method, canonicalPath(in.URL, s.Service), canonicalQuery(in.URL)}
	for _, name := range s.SignedHeaders {
		lines = append(lines, strings.ToLower(name)+":"+headerValue(pasted, name))
	}
	lines = append(lines, "", strings.Join(s.SignedHeaders, ";"), hash)
	in.CanonicalRequest = strings.Join(lines, "\n")
	in.StringToSign += "\n" + hashOf(in.CanonicalRequest)
	return in
}

// payloadHash is what the request says of its body, or its hash; "" if neither is
// known.
func payloadHash(r *inspect.Request, s *inspect.Signature, body []byte) string {
	if hash, ok := r.Header("x-amz-content-sha256"); ok {
		return hash
	}
	switch {
	case s.Carrier == inspect.InQuery && strings.HasPrefix(s.Service, "s3"):
		return "UNSIGNED-PAYLOAD"
	case body != nil:
		return hashOf(string(body))
	}
	return ""
}

func canonicalPath(rawURL, service string) string {
	wire := wirePath(rawURL)
	if strings.HasPrefix(service, "s3") {
		return encoded(decoded(wire))
	}
	return encoded(normalized(wire))
}

func canonicalQuery(rawURL string) string {
	var list []string
	for _, piece := range wireQuery(rawURL) {
		key, value, _ := strings.Cut(piece, "=")
		if key == "" || strings.EqualFold(key, "X-Amz-Signature") {
			continue
		}
		list = append(list, strictly(key)+"="+strictly(value))
	}
	slices.SortFunc(list, func(a, b string) int {
		// "=" sorts before what may stand in a key.
		return strings.Compare(strings.Replace(a, "=", "\x00", 1), strings.Replace(b, "=", "\x00", 1))
	})
	return strings.Join(list, "&")
}

func wireQuery(rawURL string) []string {
	_, query, _ := strings.Cut(rawURL, "?")
	query, _, _ = strings.Cut(query, "#")
	if query == "" {
		return nil
	}
	return strings.Split(query, "&")
}

// strictly encodes a part of a query again, its slashes too.
func strictly(text string) string {
	return strings.ReplaceAll(encoded(decoded(strings.ReplaceAll(text, "+", "%20"))), "/", "%2F")
}

func headerValue(r *inspect.Request, name string) string {
	if strings.EqualFold(name, "host") {
		return r.Host()
	}
	var values []string
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			values = append(values, strings.Join(strings.Fields(h.Value), " "))
		}
	}
	return strings.Join(values, ",")
}

// adopted is what was sent in the server's way to write it, where both say the
// same: how its own signer wrote it is not known.
func (in *Input) adopted(ours, theirs *canonical) {
	for _, way := range waysOf(wirePath(in.URL), ours.path) {
		if way.path == theirs.path {
			ours.path = theirs.path
		}
	}
	plus := strings.NewReplacer("%20", "+", "%2B", "+")
	a, b := strings.Split(plus.Replace(ours.query), "&"), strings.Split(plus.Replace(theirs.query), "&")
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		ours.query = theirs.query
	}
	if ours.payloadHash == "" {
		ours.payloadHash = theirs.payloadHash
	}
}

// sameAsSent is what is left when the server read what was sent.
func (in *Input) sameAsSent(a *answer) *Explanation {
	found := []Evidence{{"key", inspect.ShownKey(in.AccessKeyID)}, {"canonical request", "the server's is what was sent"}}
	if e := lint(in); e != nil {
		return e
	}
	list := slices.DeleteFunc(wireQuery(in.URL), func(piece string) bool { return strings.HasPrefix(piece, "X-Amz-Signature=") })
	wire, query := wirePath(in.URL), strings.Join(list, "&")
	theirs, _ := split(a.canonical)
	var maybe []string
	switch {
	case encoded(wire) != wire || normalized(wire) != wire:
		setting := "double_encode=True"
		if theirs.path == encoded(decoded(wire)) || theirs.path == wire {
			setting = "double_encode=False"
		}
		maybe = append(maybe, "its signer may encode or normalize the path in another way (this server: "+setting+")")
	case strings.Contains(query, "+"):
		return because("query_plus", append(found, both("query", query, theirs.query)...)...)
	}
	if !slices.IsSorted(list) || strings.ContainsAny(query, ",:*'()!@$") {
		maybe = append(maybe, "its signer may not have sorted or encoded the query as the server does")
	}
	for _, line := range theirs.headers {
		if strings.Contains(line, "  ") {
			maybe = append(maybe, "its signer may treat spaces in headers in another way")
		}
	}
	if len(maybe) > 0 {
		return because("unknown", append(found, Evidence{"possible", strings.Join(maybe, "; ") + "; or the secret is another"},
			Evidence{"ruled_out", "a change between signer and server"})...)
	}
	return because("secret_wrong", append(found, Evidence{"possible", "or method, URL or a signed header was changed between the signer and what is here"})...)
}

// inspected finds what is wrong with the request itself, for servers that only say
// that something is.
func inspected(in *Input, a *answer) *Explanation {
	if in.sent == nil {
		return nil
	}
	now, err := time.Parse(time.RFC1123, in.Response.header("date"))
	if err != nil {
		now = time.Time{}
	}
	i, err := inspect.Inspect(in.sent, now)
	if err != nil || len(i.Findings) == 0 {
		return nil
	}
	first := i.Findings[0]
	found := append(a.evidence(), Evidence{"request", first.Text}, Evidence{"key", i.AccessKeyID})
	for _, f := range i.Findings[1:] {
		found = append(found, Evidence{"request", f.Text})
	}
	return because(first.Cause, append(found, in.fillings(first.Text)...)...)
}

// fillings are what a fix may name.
func (in *Input) fillings(detail string) []Evidence {
	return []Evidence{
		{"detail", detail}, {"service", "the one that the evidence names"}, {"region", "the one that the evidence names"}, {"header", "the header"},
		{"difference", "in the evidence"}, {"damage", "characters"}, {"setting", "the server's way"}, {"ours", "as it was signed"},
	}
}
