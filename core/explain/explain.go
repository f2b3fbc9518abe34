package explain

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/inspect"
)

// Header is a header of an answer.
type Header struct{ Name, Value string }

// Response is a server's answer.
type Response struct {
	Status  int // 0: not known
	Headers []Header
	Body    []byte
}

func (r *Response) header(name string) string {
	for _, h := range r.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// Input is what was signed, with what, and what came back.
type Input struct {
	Method, URL      string // as sent
	CanonicalRequest string // of the signer; "" if it is not known
	StringToSign     string // likewise

	AccessKeyID, SecretAccessKey, SessionToken string // looked at, never shown

	Response Response

	sent      *inspect.Request // by another signer: what was signed is not known
	signature *inspect.Signature
}

// Explain returns the one cause of a refusal, or "not_refused", or "unknown".
func Explain(in *Input) *Explanation {
	a := read(&in.Response)
	for _, look := range []func(*Input, *answer) *Explanation{
		page, succeeded, scope, clock, credentialCodes, headers, chunk, echoed, hashed, bodyCodes, dated, signatureCodes, policyCodes, anotherError, inspected,
	} {
		if e := look(in, a); e != nil {
			return e
		}
	}
	return unknown(in, a)
}

func (a *answer) evidence() []Evidence {
	return []Evidence{{"code", a.code}, {"message", firstLine(a.message)}, {"details", firstLine(a.fields["details"])}}
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "\n")
	return s
}

// webSite is where AWS sends a request that names no operation; one that does not
// follow sees the redirect alone, without a page.
const webSite = "https://aws.amazon.com/"

func page(in *Input, a *answer) *Explanation {
	if location := in.Response.header("location"); strings.HasPrefix(location, webSite) {
		return because("wrong_endpoint", Evidence{"location", location}, Evidence{"status", strconv.Itoa(in.Response.Status)})
	}
	if !a.isPage {
		return nil
	}
	return because("wrong_endpoint", Evidence{"content-type", in.Response.header("content-type")}, Evidence{"status", strconv.Itoa(in.Response.Status)})
}

// quoted is the word in single quotes that follows a phrase, without regard to case.
func quoted(text, phrase string) string {
	i := strings.Index(strings.ToLower(text), phrase)
	if i < 0 {
		return ""
	}
	_, rest, _ := strings.Cut(text[i+len(phrase):], "'")
	word, _, ok := strings.Cut(rest, "'")
	if !ok || len(word) > 64 || strings.ContainsAny(word, " \n") {
		return ""
	}
	return word
}

// signedScope is the region and the service in a string to sign.
func signedScope(stringToSign string) (region, service string) {
	if l := strings.Split(stringToSign, "\n"); len(l) > 2 {
		if parts := strings.Split(l[2], "/"); len(parts) == 4 {
			return parts[1], parts[2]
		}
	}
	return "", ""
}

// scope finds another service or region than the server's.
func scope(in *Input, a *answer) *Explanation {
	region, service := signedScope(in.StringToSign)
	if wanted := quoted(a.message, "correct service:"); wanted != "" {
		return because("wrong_service", append(a.evidence(), Evidence{"service", wanted}, Evidence{"signed for", service})...)
	}
	if wanted := between(a.message, `This endpoint belongs to "`, `"`); wanted != "" {
		return because("wrong_service", append(a.evidence(), Evidence{"service", wanted}, Evidence{"signed for", service})...)
	}
	wanted := quoted(a.message, "is wrong; expecting")
	if wanted == "" && (a.has("AuthorizationHeaderMalformed", "PermanentRedirect", "AuthorizationQueryParametersError", "IllegalLocationConstraint", "TemporaryRedirect") ||
		in.Response.Status == 301 || in.Response.Status == 400 && a.code == "" && a.message == "") {
		wanted = firstOf(a.fields["region"], in.Response.header("x-amz-bucket-region"))
	}
	if wanted == "" && in.Response.Status/100 != 2 {
		wanted = firstOf(regionIn(a.fields["endpoint"]), before(a.message, " location constraint is incompatible"))
	}
	switch {
	case a.has("InvalidRegionName"):
		return because("wrong_region", append(a.evidence(), Evidence{"region", "one of those in the message"}, Evidence{"signed for", region})...)
	case a.has("Invalid signing region"):
		return because("wrong_region", append(a.evidence(), Evidence{"region", "the one of the bucket"}, Evidence{"signed for", region})...)
	case a.has("Invalid signing product"):
		return because("wrong_service", append(a.evidence(), Evidence{"service", "oss"}, Evidence{"signed for", service})...)
	}
	if wanted != "" && wanted != region {
		return because("wrong_region", append(a.evidence(), Evidence{"region", wanted}, Evidence{"signed for", region})...)
	}
	if refused := quoted(a.message, "scoped to a valid region"); refused != "" {
		return because("wrong_region", append(a.evidence(), Evidence{"region", "the one in the host name"}, Evidence{"signed for", refused})...)
	}
	return echoedScope(in, a)
}

// regionIn is the region in a host of S3 or OSS that an answer names.
func regionIn(host string) string {
	for _, label := range strings.Split(host, ".") {
		for _, prefix := range []string{"s3-", "oss-"} {
			if region, ok := strings.CutPrefix(label, prefix); ok && strings.Contains(region, "-") {
				return region
			}
		}
	}
	if _, rest, ok := strings.Cut(host, "s3."); ok {
		region, _, _ := strings.Cut(rest, ".")
		if strings.Contains(region, "-") {
			return region
		}
	}
	return ""
}

// between is the word that stands between two phrases.
func between(text, start, end string) string {
	_, rest, ok := strings.Cut(text, start)
	word, _, closed := strings.Cut(rest, end)
	if !ok || !closed || len(word) > 64 || strings.ContainsAny(word, " \n") {
		return ""
	}
	return word
}

// before is the word that stands before a phrase.
func before(text, phrase string) string {
	words, _, ok := strings.Cut(text, phrase)
	if !ok {
		return ""
	}
	return words[strings.LastIndexByte(words, ' ')+1:]
}

// echoedScope compares the third line of the strings to sign.
func echoedScope(in *Input, a *answer) *Explanation {
	ours, theirs := strings.Split(in.StringToSign, "\n"), strings.Split(a.stringToSign, "\n")
	if len(ours) < 4 || len(theirs) < 4 || ours[2] == theirs[2] {
		return nil
	}
	o, t := strings.Split(ours[2], "/"), strings.Split(theirs[2], "/")
	if len(o) != 4 || len(t) != 4 {
		return nil
	}
	found := []Evidence{{"line", "scope"}, {"ours", ours[2]}, {"theirs", theirs[2]}, {"region", t[1]}, {"service", t[2]}}
	switch {
	case o[2] != t[2]:
		return because("wrong_service", found...)
	case o[1] != t[1]:
		return because("wrong_region", found...)
	}
	return nil
}

const amzDate = "20060102T150405Z"

// clock finds a date that the server does not accept.
func clock(in *Input, a *answer) *Explanation {
	if !a.has("Request signature expired") && a.has("RequestTimeTooSkewed", "Signature expired", "Signature not yet current", "InvalidTimeStamp", "too skewed", "clock skew",
		"request timestamp", "RequestTimeExpired", "difference between the request time", "Request is not valid yet", "Authentication request expired", "ODPS-0410031") {
		return because("clock_skew", append(a.evidence(), Evidence{"difference", difference(in, a)})...)
	}
	if a.has("Request signature expired") ||
		a.has("Request has expired", "RequestExpired", "request is expired", "Request has been expired", "The token has expired") && !a.has("ExpiredToken") {
		if in.inHeader() && a.fields["expires"] == "" { // which has no life of its own: it was dated by another clock
			return because("clock_skew", append(a.evidence(), Evidence{"difference", difference(in, a)})...)
		}
		return because("request_expired", append(a.evidence(), Evidence{"expired", a.fields["expires"]}, Evidence{"server time", a.fields["servertime"]})...)
	}
	return nil
}

// inHeader reports whether the signature is known not to be in the URL.
func (in *Input) inHeader() bool {
	if in.signature != nil {
		return in.signature.Carrier == inspect.InHeader
	}
	return in.URL != "" && !strings.Contains(strings.ToLower(in.URL), "signature=")
}

// dates are when the signature was made and when the server answered.
func dates(in *Input, a *answer) (signed, server time.Time, ok bool) {
	l := strings.Split(in.StringToSign, "\n")
	if len(l) < 2 {
		return signed, server, false
	}
	signed, err := time.Parse(amzDate, l[1])
	if in.signature != nil && !in.signature.SignedAt.IsZero() {
		signed, err = in.signature.SignedAt, nil
	}
	if err != nil {
		return signed, server, false
	}
	server, err = time.Parse(time.RFC3339, a.fields["servertime"])
	if err != nil {
		server, err = time.Parse(time.RFC1123, in.Response.header("date"))
	}
	return signed, server, err == nil
}

// difference is how far the signature's date is from the server's.
func difference(in *Input, a *answer) string {
	signed, server, ok := dates(in, a)
	if !ok {
		return "not known"
	}
	d := signed.Sub(server).Round(time.Second)
	if d < 0 {
		return (-d).String() + " behind the server"
	}
	return d.String() + " ahead of the server"
}

// chunk is a refusal of a part of a body that was signed in parts.
func chunk(_ *Input, a *answer) *Explanation {
	for _, kind := range []string{"AWS4-HMAC-SHA256-PAYLOAD", "AWS4-HMAC-SHA256-TRAILER"} {
		if strings.HasPrefix(a.stringToSign, kind+"\n") {
			return because("body_changed", append(a.evidence(), Evidence{"string to sign", a.stringToSign},
				Evidence{"detail", "the request is good and a chunk of its body, or its trailer, is not what was signed"})...)
		}
	}
	return nil
}

// dated compares the dates where a server does not say why it refuses.
func dated(in *Input, a *answer) *Explanation {
	if a.canonical != "" || in.signature != nil && in.signature.Carrier == inspect.InQuery || a.has("not authorized to perform", "XAmzContent", "BadDigest") {
		return nil
	}
	signed, server, ok := dates(in, a)
	if !ok || signed.Sub(server).Abs() <= skewTaken {
		return nil
	}
	return because("clock_skew", append(a.evidence(), Evidence{"difference", difference(in, a)})...)
}

// skewTaken is what services take at most.
const skewTaken = 15 * time.Minute

// credentialCodes are refusals of the key or the token.
func credentialCodes(in *Input, a *answer) *Explanation {
	found := append(a.evidence(), Evidence{"key", inspect.ShownKey(in.AccessKeyID)})
	switch {
	case a.has("ExpiredToken", "token included in the request is expired", "provided token has expired", "SecurityTokenExpired", "InvalidSecurityToken.Expired"):
		return because("token_expired", found...)
	case !a.has("InvalidAccessKeyId", "InvalidClientTokenId", "UnrecognizedClientException", "security token included in the request is invalid",
		"InvalidToken", "Access Key Id you provided does not exist", "Access Key Id you provided is disabled", "InvalidSecurityToken", "MissingSecurityToken",
		"ODPS-0410051", "ODPS-0410052", "AuthFailure", "access key has length", "XAdminUserNotFound") && !a.says("Unauthorized"):
		return nil
	}
	if e := lint(in); e != nil {
		e.Evidence = append(e.Evidence, a.evidence()...)
		return e
	}
	switch {
	case a.has("MissingSecurityToken"):
		return because("token_missing", found...)
	case a.has("AuthFailure"), a.says("Unauthorized"):
		return because("credentials_rejected", found...)
	}
	if a.has("InvalidToken", "InvalidSecurityToken") || in.SessionToken != "" {
		return because("token_invalid", found...)
	}
	return because("key_unknown", found...)
}

// isKeyID reports whether a text has the form of an access key id, which no secret has.
func isKeyID(s string) bool {
	return len(s) >= 16 && len(s) <= 32 && (strings.HasPrefix(s, "AKIA") || strings.HasPrefix(s, "ASIA")) &&
		strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == ""
}

// lint looks at the credentials themselves. Nothing of the secret is shown.
func lint(in *Input) *Explanation {
	secret := in.SecretAccessKey
	switch {
	case isKeyID(secret) && !isKeyID(in.AccessKeyID), inspect.ShownKey(in.AccessKeyID) != in.AccessKeyID:
		return because("key_swapped")
	case strings.HasPrefix(in.AccessKeyID, "ASIA") && in.SessionToken == "":
		return because("token_missing", Evidence{"key", inspect.ShownKey(in.AccessKeyID)})
	case strings.TrimSpace(secret) != secret:
		return because("secret_damaged", Evidence{"damage", "white space or line break"})
	case len(secret) > 1 && strings.Trim(secret, `"'`) != secret:
		return because("secret_damaged", Evidence{"damage", "quotes"})
	case strings.Contains(secret, "%"):
		return because("secret_damaged", Evidence{"damage", "percent-encoding in or"})
	}
	return nil
}

// headers are refusals that name a header.
func headers(_ *Input, a *answer) *Explanation {
	found := a.evidence()
	switch {
	case a.fields["headersnotsigned"] != "" || a.has("headers present in the request which were not signed"):
		return because("header_unsigned", append(found, Evidence{"header", firstOf(a.fields["headersnotsigned"], "the header")})...)
	case a.has("x-amz-content-sha256") && a.has("Missing required header", "must be provided", "missing"):
		return because("payload_hash_missing", found...)
	case a.has("requires existence of either a 'X-Amz-Date'", "valid date or x-amz-date", "MissingDate", "InvalidDate"):
		return because("date_missing", found...)
	}
	return nil
}

// echoed compares the canonical requests.
func echoed(in *Input, a *answer) *Explanation {
	if a.canonical == "" || in.CanonicalRequest == "" {
		return nil
	}
	ours, ok := split(in.CanonicalRequest)
	theirs, good := split(a.canonical)
	if !ok || !good {
		return nil
	}
	if in.sent != nil {
		in.adopted(&ours, &theirs)
	}
	if e := compare(&ours, &theirs, in); e != nil {
		return e
	}
	if in.sent != nil {
		return in.sameAsSent(a)
	}
	return sameText(in, a)
}

// sameText is what is left when both sides sign the same canonical request.
func sameText(in *Input, a *answer) *Explanation {
	if a.stringToSign != "" && a.stringToSign != in.StringToSign {
		return because("unknown", append(both("string to sign", in.StringToSign, a.stringToSign), Evidence{"ruled_out", "the canonical request"})...)
	}
	if e := lint(in); e != nil {
		return e
	}
	return because("secret_wrong", Evidence{"key", inspect.ShownKey(in.AccessKeyID)}, Evidence{"canonical request", "the same on both sides"})
}

// hashed tries our ways to encode the path where only the string to sign is
// echoed, which ends in the hash of the canonical request.
func hashed(in *Input, a *answer) *Explanation {
	if a.stringToSign != "" && a.stringToSign == in.StringToSign {
		if in.sent != nil {
			return in.sameAsSent(a)
		}
		return sameText(in, a)
	}
	theirs := strings.Split(a.stringToSign, "\n")
	ours, ok := split(in.CanonicalRequest)
	if len(theirs) != 4 || !ok {
		return nil
	}
	whole := strings.Split(in.CanonicalRequest, "\n")
	for _, way := range waysOf(wirePath(in.URL), ours.path) {
		whole[1] = way.path
		if way.path != ours.path && hashOf(strings.Join(whole, "\n")) == theirs[3] {
			if in.sent != nil {
				return in.sameAsSent(a)
			}
			return because(way.cause, append(both("path", ours.path, way.path), Evidence{"setting", way.setting})...)
		}
	}
	return nil
}

// unknown says what was looked at.
func unknown(in *Input, a *answer) *Explanation {
	if e := lint(in); e != nil {
		return e
	}
	ruledOut := []string{"swapped or damaged credentials"}
	if a.canonical == "" {
		ruledOut = append(ruledOut, "nothing of what was signed, as the server does not show its canonical request")
	}
	return because("unknown", append(a.evidence(), Evidence{"status", strconv.Itoa(in.Response.Status)},
		Evidence{"ruled_out", strings.Join(ruledOut, "; ")})...)
}
