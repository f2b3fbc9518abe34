package fault

import "strings"

// URL is a URL, perhaps a malformed one, as a message may show it: without user,
// password, query and fragment, which carry passwords, tokens and signatures, and
// at most 100 bytes of it. An @ may end a password or be part of a query: where it
// can be either, nothing is shown.
func URL(raw string) string {
	if i := strings.LastIndexByte(raw, '@'); i >= 0 {
		if strings.ContainsAny(raw[:i], "?#") {
			return "..."
		}
		raw = "..." + raw[i:]
	}
	if i := strings.IndexAny(raw, "?#"); i >= 0 {
		raw = raw[:i]
	}
	if len(raw) > 100 {
		raw = raw[:100] + "..."
	}
	return strings.ToValidUTF8(raw, "\uFFFD")
}
