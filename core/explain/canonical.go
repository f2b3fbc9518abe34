package explain

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// canonical is a canonical request by its parts (AWS, "Create a canonical
// request").
type canonical struct {
	method, path, query string
	headers             []string // lines "name:value"
	signed              string
	payloadHash         string
}

func split(text string) (canonical, bool) {
	l := strings.Split(text, "\n")
	if len(l) < 6 {
		return canonical{}, false
	}
	c := canonical{method: l[0], path: l[1], query: l[2], signed: l[len(l)-2], payloadHash: l[len(l)-1]}
	c.headers = l[3 : len(l)-2]
	if n := len(c.headers); n > 0 && c.headers[n-1] == "" {
		c.headers = c.headers[:n-1]
	}
	return c, true
}

func (c *canonical) header(name string) (string, bool) {
	for _, line := range c.headers {
		if n, value, _ := strings.Cut(line, ":"); n == name {
			return value, true
		}
	}
	return "", false
}

// differ returns where two texts part: the offset, and a piece of each from there
// on.
func differ(ours, theirs string) string {
	i := 0
	for i < len(ours) && i < len(theirs) && ours[i] == theirs[i] {
		i++
	}
	piece := func(s string) string { return strconv.Quote(s[min(i, len(s)):min(i+24, len(s))]) }
	return "byte " + strconv.Itoa(i) + ": " + piece(ours) + " was signed, " + piece(theirs) + " received"
}

// both is the evidence of a line that differs.
func both(line, ours, theirs string) []Evidence {
	return []Evidence{{"line", line}, {"ours", hidden(line, ours)}, {"theirs", hidden(line, theirs)}, {"difference", hidden(line, differ(ours, theirs))}}
}

// hidden keeps the values of headers that are secrets out of the evidence.
func hidden(line, value string) string {
	if isSecret(line) && value != "" {
		return "(hidden)"
	}
	return value
}

func isSecret(header string) bool {
	return strings.Contains(header, "token") || strings.Contains(header, "authorization") || strings.Contains(header, "cookie")
}

// compare finds the first part of the canonical request that differs.
func compare(ours, theirs *canonical, in *Input) *Explanation {
	switch {
	case ours.method != theirs.method:
		return because("method_changed", both("method", ours.method, theirs.method)...)
	case ours.path != theirs.path:
		return comparePaths(ours.path, theirs.path, in.URL)
	case ours.query != theirs.query:
		return compareQueries(ours.query, theirs.query)
	}
	for _, line := range ours.headers {
		name, value, _ := strings.Cut(line, ":")
		got, ok := theirs.header(name)
		if ok && got == value {
			continue
		}
		return compareHeaders(name, value, got, ok)
	}
	if ours.signed != theirs.signed {
		return because("headers_differ", both("signed headers", ours.signed, theirs.signed)...)
	}
	if ours.payloadHash != theirs.payloadHash {
		return body(ours.payloadHash, theirs.payloadHash)
	}
	return nil
}

func compareHeaders(name, ours, theirs string, sent bool) *Explanation {
	found := append(both(name, ours, theirs), Evidence{"header", name})
	if name == "host" {
		host, _, _ := strings.Cut(ours, ":")
		other, _, _ := strings.Cut(theirs, ":")
		if host == other {
			return because("host_port", found...)
		}
		return because("host_changed", found...)
	}
	if name == "x-amz-content-sha256" && sent {
		return body(ours, theirs)
	}
	if !sent || theirs == "" && ours != "" {
		return because("header_removed", found...)
	}
	return because("header_changed", found...)
}

// comparePaths tries which of our ways to encode gives the server's path.
func comparePaths(ours, theirs, signedURL string) *Explanation {
	found := both("path", ours, theirs)
	for _, way := range waysOf(wirePath(signedURL), ours) {
		if way.path == theirs {
			return because(way.cause, append(found, Evidence{"setting", way.setting})...)
		}
	}
	return because("path_changed", found...)
}

// way is a way to make the canonical path of a path on the wire.
type way struct{ cause, setting, path string }

// waysOf are the paths of the other settings, those first that change least of what
// gave ours.
func waysOf(wire, ours string) (list []way) {
	once, normal := wire, normalized(wire)
	rules := [4]struct {
		double, normalize bool
		path              string
	}{{true, true, encoded(normal)}, {false, true, normal}, {true, false, encoded(once)}, {false, false, once}}
	for changes := 1; changes <= 2; changes++ {
		for _, from := range rules {
			for _, to := range rules {
				cause, setting := "path_encoding", ""
				changed := 0
				if to.normalize != from.normalize {
					cause, setting, changed = "path_normalized", "normalize_path="+truth(to.normalize), 1
				}
				if to.double != from.double {
					setting, changed = join(setting, "double_encode="+truth(to.double)), changed+1
				}
				if from.path == ours && changed == changes {
					list = append(list, way{cause, setting, to.path})
				}
			}
		}
	}
	return append(list, way{"path_encoding", "double_encode=False, and percent-encode the path yourself", encoded(decoded(once))})
}

func truth(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + ", " + b
}

func wirePath(signedURL string) string {
	_, rest, _ := strings.Cut(signedURL, "://")
	i := strings.IndexAny(rest, "/?#")
	if i < 0 || rest[i] != '/' {
		return "/"
	}
	rest = rest[i:]
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	return rest
}

// encoded percent-encodes all but unreserved characters and "/" (RFC 3986 2.3).
func encoded(path string) string {
	var b strings.Builder
	for i := range len(path) {
		switch c := path[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~/", c) >= 0:
			b.WriteByte(c)
		default:
			b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
		}
	}
	return b.String()
}

func decoded(path string) string {
	plain, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return plain
}

// normalized removes dot segments and empty segments (RFC 3986 5.2.4, and what
// AWS adds to it).
func normalized(path string) string {
	var kept []string
	for _, segment := range strings.Split(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	out := "/" + strings.Join(kept, "/")
	if strings.HasSuffix(path, "/") && len(kept) > 0 {
		out += "/"
	}
	return out
}

func compareQueries(ours, theirs string) *Explanation {
	found := both("query", ours, theirs)
	a, b := strings.Split(ours, "&"), strings.Split(theirs, "&")
	slices.Sort(a)
	slices.Sort(b)
	plus := func(query string) string {
		return strings.ReplaceAll(strings.ReplaceAll(query, "%20", "+"), "%2B", "+")
	}
	switch {
	case slices.Equal(a, b):
		return because("query_order", found...)
	case plus(ours) == plus(theirs):
		return because("query_plus", found...)
	}
	return because("query_changed", found...)
}

const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func body(ours, theirs string) *Explanation {
	detail := "the server hashed other bytes"
	switch {
	case theirs == emptyHash:
		detail = "the server received an empty body"
	case ours == emptyHash:
		detail = "an empty body was signed"
	case theirs == "UNSIGNED-PAYLOAD" || ours == "UNSIGNED-PAYLOAD":
		detail = "one side left the body unsigned"
	}
	return because("body_changed", append(both("payload hash", ours, theirs), Evidence{"detail", detail})...)
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
