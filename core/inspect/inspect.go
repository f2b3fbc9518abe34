package inspect

import (
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/cause"
	"github.com/sallyport/sallyport/core/fault"
)

// MaxInput is how long a URL, and the headers together, may be, in bytes.
const MaxInput = 64 << 10

// Finding is something that a service will refuse.
type Finding struct{ Cause, Text string }

// Inspection is a signed request, taken apart. All of it is safe to show.
type Inspection struct {
	Scheme        string // "" if nothing is signed
	Carrier       string // InQuery or InHeader
	AccessKeyID   string
	Scope         string
	Region        string
	Service       string
	SignedHeaders string // in the form "host;x-amz-date"
	SignedAt      string // RFC 3339
	ExpiresAt     string // RFC 3339
	Expires       string // in words: "in 14 minutes", "59 minutes ago"
	Findings      []Finding
}

// Inspect takes a request apart and says what a service will refuse of it at the
// time now; with the zero time nothing is said of time.
//
// Errors: INVALID_ARGUMENT, INPUT_TOO_LARGE.
func Inspect(r *Request, now time.Time) (*Inspection, error) {
	size := 0
	for _, h := range r.Headers {
		size += len(h.Name) + len(h.Value)
	}
	switch {
	case r.URL == "" && len(r.Headers) == 0:
		return nil, fault.New(fault.InvalidArgument, "there is neither a URL nor a header to inspect")
	case len(r.URL) > MaxInput || size > MaxInput:
		return nil, fault.New(fault.InputTooLarge, "the request to inspect is over %d bytes", MaxInput)
	}
	tidy := &Request{URL: strings.Trim(strings.TrimSpace(r.URL), `"'<>`), Headers: r.Headers}
	s := Read(tidy)
	findings := append(s.faults, tidy.check(s, now)...)
	i := &Inspection{
		Scheme: cause.Shown(s.Scheme), Carrier: s.Carrier, AccessKeyID: cause.Shown(ShownKey(s.AccessKeyID)), Scope: cause.Shown(s.Scope),
		Region: cause.Shown(s.Region), Service: cause.Shown(s.Service), SignedHeaders: cause.Shown(strings.Join(s.SignedHeaders, ";")),
		SignedAt: stamp(s.SignedAt),
	}
	if at := s.ends(); !at.IsZero() {
		i.ExpiresAt = stamp(at)
		if !now.IsZero() {
			i.Expires = fromNow(at.Sub(now))
		}
	}
	seen := map[Finding]bool{}
	for _, f := range findings {
		f.Text = cause.Shown(f.Text)
		if !seen[f] {
			i.Findings = append(i.Findings, f)
		}
		seen[f] = true
	}
	return i, nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// skew is how far the clock of a signature in a header may be off: services take 5
// minutes, S3, OSS and ACS3 take 15.
func (s *Signature) skew() time.Duration {
	if s.Scheme == "AWS4-HMAC-SHA256" && !strings.HasPrefix(s.Service, "s3") {
		return 5 * time.Minute
	}
	return 15 * time.Minute
}

// ends is when the signature stops to be good, zero if that is not known.
func (s *Signature) ends() time.Time {
	switch {
	case !s.expireAt.IsZero():
		return s.expireAt
	case s.SignedAt.IsZero():
		return time.Time{}
	case s.Carrier == InHeader:
		return s.SignedAt.Add(s.skew())
	case s.Lifetime >= 0 && s.Lifetime < 1<<32:
		return s.SignedAt.Add(time.Duration(s.Lifetime) * time.Second)
	}
	return time.Time{}
}

// ShownKey is a key id, unless it is a secret in its place.
func ShownKey(id string) string {
	if looksSecret(id) {
		return "(hidden: it looks like a secret)"
	}
	return id
}

// looksSecret reports whether a key id has the form of a secret: 40 characters of
// base64, or one that no id has.
func looksSecret(id string) bool {
	return len(id) == 40 && !strings.HasPrefix(id, "GOOG") || strings.ContainsAny(id, "/+")
}

// fromNow is a distance in time in words, of its two largest units.
func fromNow(d time.Duration) string {
	if d < 0 {
		return inWords(-d) + " ago"
	}
	return "in " + inWords(d)
}

func inWords(d time.Duration) string {
	seconds := int64(d / time.Second)
	var words []string
	for _, unit := range []struct {
		name string
		size int64
	}{{"day", 86400}, {"hour", 3600}, {"minute", 60}, {"second", 1}} {
		n := seconds / unit.size
		seconds %= unit.size
		if n == 0 {
			continue
		}
		if n > 1 {
			unit.name += "s"
		}
		if words = append(words, strconv.FormatInt(n, 10)+" "+unit.name); len(words) == 2 {
			break
		}
	}
	if len(words) == 0 {
		return "0 seconds"
	}
	return strings.Join(words, " ")
}
