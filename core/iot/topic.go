package iot

import (
	"strings"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/fault"
)

// Quotas of AWS IoT Core.
const (
	MaxTopic   = 256       // bytes
	MaxSlashes = 7         // in a topic
	MaxPayload = 128 << 10 // bytes
	MaxRule    = 128       // characters of a rule's name
)

func checkTopic(topic string) error {
	switch {
	case topic == "":
		return fault.New(fault.TopicInvalid, "the topic is empty")
	case !utf8.ValidString(topic):
		return fault.New(fault.TopicInvalid, "topic %q is not UTF-8", shorten(topic))
	case strings.ContainsRune(topic, 0):
		return fault.New(fault.TopicInvalid, "topic %q holds a NUL", shorten(topic))
	case strings.ContainsAny(topic, "+#"):
		return fault.New(fault.TopicInvalid, "topic %q holds a wildcard, which only a subscription may have", shorten(topic))
	case topic == "." || topic == "..":
		return fault.New(fault.TopicInvalid, "topic %q cannot be published over HTTPS: a path segment of dots is removed on the way", topic)
	}
	counted, err := afterBasicIngest(topic)
	if err != nil {
		return err
	}
	if len(counted) > MaxTopic {
		return fault.New(fault.TopicTooLong, "topic %q has %d bytes that count; the limit is %d", shorten(topic), len(counted), MaxTopic)
	}
	if slashes := strings.Count(counted, "/"); slashes > MaxSlashes {
		return fault.New(fault.TopicTooDeep, "topic %q has %d slashes that count; the limit is %d", topic, slashes, MaxSlashes)
	}
	return nil
}

// afterBasicIngest returns the topic without a leading $aws/rules/{rule}/.
func afterBasicIngest(topic string) (string, error) {
	rule, ok := strings.CutPrefix(topic, "$aws/rules/")
	if !ok {
		return topic, nil
	}
	rule, rest, ok := strings.Cut(rule, "/")
	switch {
	case rule == "":
		return "", fault.New(fault.TopicInvalid, "topic %q names no rule", shorten(topic))
	case strings.ContainsFunc(rule, notInRule):
		return "", fault.New(fault.TopicInvalid, "topic %q: the name of a rule has letters, digits and underscores only", shorten(topic))
	case len(rule) > MaxRule:
		return "", fault.New(fault.TopicTooLong, "topic %q: the name of the rule has %d characters; the limit is %d", shorten(topic), len(rule), MaxRule)
	case !ok:
		return topic, nil
	}
	return rest, nil
}

func notInRule(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_'
}

// shorten cuts a text for an error message, between two characters.
func shorten(s string) string {
	const most = 80
	if len(s) <= most {
		return s
	}
	end := most
	for end > most-utf8.UTFMax && !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end] + "..."
}

// appendEscaped appends s with every byte escaped that is not unreserved
// (RFC 3986 section 2.3).
func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for _, b := range []byte(s) {
		switch {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9',
			b == '-', b == '_', b == '.', b == '~':
			dst = append(dst, b)
		default:
			dst = append(dst, '%', hex[b>>4], hex[b&15])
		}
	}
	return dst
}
