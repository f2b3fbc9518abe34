package identity

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
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

// tails returns the bytes with which a document for the audience mostly ends:
// the last field and the brace. It is not known whether the service escapes
// quotes and backslashes, so that both forms are taken; mostly they are the same.
func tails(audience string) []string {
	raw := `,"audience":"` + audience + `"}`
	if !strings.ContainsAny(audience, `"\`) {
		return []string{raw}
	}
	return []string{raw, `,"audience":"` + escape(audience, "", "", false, "") + `"}`}
}

// spellings are [tails] and those of the usual JSON writers, which escape more:
// what is not ASCII (Python, PHP), slashes (PHP), what HTML reads (Go, Gson,
// .NET). They are needed only for a document that the signature does not carry.
// There are 33 at most, and one for an audience of letters and digits.
func spellings(audience string) []string {
	all := tails(audience)
	for _, unsafe := range [...]string{"", "<>&\u2028\u2029", "<>&='\u2028\u2029", "<>&'+`\""} {
		for _, more := range [...]string{"", "/"} {
			for _, ascii := range [...]bool{false, true} {
				for _, hex := range [...]string{"0123456789abcdef", "0123456789ABCDEF"} {
					tail := `,"audience":"` + escape(audience, unsafe, more, ascii, hex) + `"}`
					if !slices.Contains(all, tail) {
						all = append(all, tail)
					}
				}
			}
		}
	}
	return all
}

// escape writes text as the inside of a JSON string: letters of unsafe by their
// number, those of slashed with a backslash.
func escape(text, unsafe, slashed string, ascii bool, hex string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case strings.ContainsRune(unsafe, r), ascii && r > '~':
			for _, unit := range utf16.Encode([]rune{r}) {
				b.WriteString(`\u`)
				for shift := 12; shift >= 0; shift -= 4 {
					b.WriteByte(hex[unit>>shift&15])
				}
			}
		case r == '"', r == '\\', strings.ContainsRune(slashed, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// splice returns the bytes that may have been signed, given a document that has
// the audience already, or none.
func splice(document []byte, audience string) ([][]byte, error) {
	var contents [][]byte
	head, ok := bytes.CutSuffix(document, []byte("}"))
	if !ok {
		return nil, fault.New(fault.DocumentMalformed, "the document does not end with a brace")
	}
	if n := peel(document, audience); n >= 0 {
		contents = append(contents, document)
		head = document[:n]
	}
	for _, tail := range spellings(audience) {
		content := append(bytes.Clone(head), tail...)
		if !bytes.Equal(content, document) {
			contents = append(contents, content)
		}
	}
	return contents, nil
}

// peel returns the length of content without the audience, which is its last
// field, and the brace; -1 if the last field is not this audience. First it
// compares bytes, which works whatever the service escapes; then it decodes.
func peel(content []byte, audience string) int {
	for _, tail := range tails(audience) {
		if n := len(content) - len(tail); n >= 0 && string(content[n:]) == tail {
			return n
		}
	}
	text := string(content)
	var few [16]field
	fields, err := parseFields(few[:0], text)
	if err != nil || len(fields) == 0 {
		return -1
	}
	last := fields[len(fields)-1]
	if last.name != "audience" || !last.text || last.value != audience {
		return -1
	}
	// Between the comma and the field there is only space.
	return max(1, strings.LastIndexByte(text[:last.start], ','))
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
