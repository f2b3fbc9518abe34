package identity

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
)

// maxAudience bounds an audience; see the package documentation.
const maxAudience = 1024

// CheckAudience refuses audiences that nobody should send or expect: empty ones
// and those beyond the limits in the package documentation.
func CheckAudience(audience string) error {
	switch {
	case audience == "":
		return fault.New(fault.InvalidArgument, "the audience is empty; use a fresh one for each request")
	case len(audience) > maxAudience:
		return fault.New(fault.InvalidArgument, "the audience has %d bytes; the limit is %d", len(audience), maxAudience)
	case !utf8.ValidString(audience):
		return fault.New(fault.InvalidArgument, "the audience is not UTF-8: %.60q", audience)
	case strings.ContainsFunc(audience, func(r rune) bool { return r < 0x20 || r == 0x7f }):
		return fault.New(fault.InvalidArgument, "the audience has a control character: %.60q", audience)
	}
	return nil
}

// tails returns the bytes with which a document for the audience must end: the
// last field and the brace. It is not known whether the service escapes quotes
// and backslashes, so that both forms are taken; mostly they are the same.
func tails(audience string) []string {
	raw := `,"audience":"` + audience + `"}`
	if !strings.ContainsAny(audience, `"\`) {
		return []string{raw}
	}
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(audience)
	return []string{raw, `,"audience":"` + escaped + `"}`}
}

// splice returns the bytes that may have been signed, given a document that has
// one of the tails already, or none.
func splice(document []byte, tails []string) ([][]byte, error) {
	if peel(document, tails) >= 0 {
		return [][]byte{document}, nil
	}
	head, ok := bytes.CutSuffix(document, []byte("}"))
	if !ok {
		return nil, fault.New(fault.DocumentMalformed, "the document does not end with a brace")
	}
	var contents [][]byte
	for _, tail := range tails {
		contents = append(contents, append(bytes.Clone(head), tail...))
	}
	return contents, nil
}

// peel returns the length of content without its tail, -1 if it has none.
func peel(content []byte, tails []string) int {
	for _, tail := range tails {
		if n := len(content) - len(tail); n >= 0 && string(content[n:]) == tail {
			return n
		}
	}
	return -1
}

// An audience of [NewAudience] is audiencePrefix, the time, a dot, and 128
// random bits in base64url.
const (
	audiencePrefix = "sally1."
	audienceTime   = "20060102T150405Z"
	audienceRandom = 16
)

// maxSkew is how far in the future the clock that made an audience may be.
const maxSkew = time.Minute

// NewAudience returns an audience to be used once: the time to the second and
// 128 bits read from random, in 46 characters that need no escaping anywhere.
// Only with such an audience can [Options].MaxAge be checked.
func NewAudience(random io.Reader, now time.Time) (string, error) {
	if random == nil || now.IsZero() {
		return "", fault.New(fault.InvalidArgument, "a new audience needs a source of random bytes and the time")
	}
	stamp := now.UTC().Format(audienceTime)
	if len(stamp) != len(audienceTime) {
		return "", fault.New(fault.InvalidArgument, "the year of %s does not have four digits", stamp)
	}
	var nonce [audienceRandom]byte
	if _, err := io.ReadFull(random, nonce[:]); err != nil {
		return "", fault.From(fmt.Errorf("no random bytes: %w", err))
	}
	return audiencePrefix + stamp + "." + base64.RawURLEncoding.EncodeToString(nonce[:]), nil
}

// madeAt returns the time in an audience of [NewAudience].
func madeAt(audience string) (time.Time, bool) {
	rest, ok := strings.CutPrefix(audience, audiencePrefix)
	if !ok || len(rest) != len(audienceTime)+1+base64.RawURLEncoding.EncodedLen(audienceRandom) || rest[len(audienceTime)] != '.' {
		return time.Time{}, false
	}
	t, err := time.Parse(audienceTime, rest[:len(audienceTime)])
	return t, err == nil
}

// checkAge refuses an identity whose audience was not made within maxAge.
func checkAge(audience string, now time.Time, maxAge time.Duration) error {
	made, ok := madeAt(audience)
	if !ok {
		return fault.New(fault.IdentityStale, "the age cannot be known: the audience %.60q was not made by NewAudience", audience)
	}
	if age := now.Sub(made); age > maxAge || age < -maxSkew {
		return fault.New(fault.IdentityStale, "the audience was made at %s, %v ago; the limit is %v",
			made.Format(time.RFC3339), age, maxAge)
	}
	return nil
}
