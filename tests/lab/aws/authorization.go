package aws

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	algorithm  = "AWS4-HMAC-SHA256"
	dateFormat = "20060102T150405Z"
)

// claim is what a request says about its signature, from the header or the query.
type claim struct {
	accessKeyID   string
	date          string // the day in the scope
	scope         Scope
	signedHeaders []string
	signature     string
	signed        time.Time
	token         string
	presigned     bool
	expires       time.Duration // presigned only
}

// Scope is the part of the credential scope that a service insists on.
type Scope struct{ Service, Region string }

// parse reads the claim. Its refusals are about form only.
func parse(r *http.Request, query url.Values) (*claim, *Refusal) {
	if query.Has("X-Amz-Algorithm") || query.Has("X-Amz-Signature") {
		return parseQuery(query)
	}
	authorization := r.Header.Values("Authorization")
	if len(authorization) == 0 {
		return nil, refuse(missing, "Missing Authentication Token")
	}
	rest, ok := strings.CutPrefix(authorization[0], algorithm+" ")
	if !ok || len(authorization) > 1 {
		return nil, refuse(incomplete, "Authorization header requires one algorithm, "+algorithm+".")
	}
	fields := map[string]string{}
	for field := range strings.SplitSeq(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		fields[name] = value
	}
	for _, name := range []string{"Credential", "Signature", "SignedHeaders"} {
		if fields[name] == "" {
			return nil, refuse(incomplete, "Authorization header requires '%s' parameter.", name)
		}
	}
	date := r.Header.Get("X-Amz-Date")
	if date == "" {
		return nil, refuse(incomplete, "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")
	}
	c := &claim{signature: fields["Signature"], token: r.Header.Get("X-Amz-Security-Token")}
	return c, c.fill(fields["Credential"], fields["SignedHeaders"], date)
}

func parseQuery(query url.Values) (*claim, *Refusal) {
	names := []string{"X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature"}
	for _, name := range names {
		if len(query[name]) != 1 || query.Get(name) == "" {
			return nil, refuse(incomplete, "AWS query-string parameters must include '%s' once.", name)
		}
	}
	if query.Get("X-Amz-Algorithm") != algorithm {
		return nil, refuse(incomplete, "Unsupported AWS 'algorithm': '%s'.", query.Get("X-Amz-Algorithm"))
	}
	seconds, err := strconv.Atoi(query.Get("X-Amz-Expires"))
	if err != nil || seconds < 1 || seconds > 604800 {
		return nil, refuse(incomplete, "X-Amz-Expires must be between 1 and 604800 seconds.")
	}
	c := &claim{
		signature: query.Get("X-Amz-Signature"),
		token:     query.Get("X-Amz-Security-Token"),
		presigned: true,
		expires:   time.Duration(seconds) * time.Second,
	}
	return c, c.fill(query.Get("X-Amz-Credential"), query.Get("X-Amz-SignedHeaders"), query.Get("X-Amz-Date"))
}

func (c *claim) fill(credential, signedHeaders, date string) *Refusal {
	parts := strings.Split(credential, "/")
	if len(parts) != 5 || parts[4] != "aws4_request" {
		return refuse(incomplete, "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '%s'", credential)
	}
	c.accessKeyID, c.date, c.scope = parts[0], parts[1], Scope{Region: parts[2], Service: parts[3]}
	c.signedHeaders = strings.Split(signedHeaders, ";")
	signed, err := time.Parse(dateFormat, date)
	if err != nil {
		return refuse(incomplete, "Date must be in ISO-8601 'basic format'. Got '%s'.", date)
	}
	c.signed = signed
	if day := date[:8]; day != c.date {
		return refuse(mismatch, "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '%s' != '%s', from '%s'.", c.date, day, date)
	}
	return nil
}
