package sigv4

import (
	"bytes"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// appendPaths writes the wire path and then the canonical path of t behind dst
// and returns where the canonical one starts. awsService says that the signing
// name is in AWS's table.
//
// The wire path is one that HTTP libraries leave alone: they bring a path into the
// form of RFC 3986 section 6.2.2, some more of it, some less. So that form is
// what is signed and sent.
func appendPaths(dst []byte, path string, r rules, awsService bool) (out []byte, canonical int, err error) {
	classes := classesIn(path)
	if classes&(classPercent|classControl) != 0 {
		if err := checkPath(path); err != nil {
			return dst, 0, err
		}
	}
	raw := uint8(classRaw | classBracket)
	if r.asWritten {
		raw = classRaw
	} else if r.doubleEncode {
		if path, err = settle(path, classes, r); err != nil {
			return dst, 0, err
		}
	}
	// S3 is sent exactly what is signed; elsewhere what cannot stand on the wire changes.
	start := len(dst)
	switch {
	case !r.doubleEncode && classes&^(classUnreserved|classSlash) != 0:
		if dst, err = appendRecoded(dst, path, classSlash, false); err != nil {
			return dst, 0, err
		}
		if dst, err = settleDecoded(dst, start, r); err != nil {
			return dst, 0, err
		}
	case classes&raw != 0:
		dst = appendEncoded(dst, path, ^raw)
	default:
		dst = append(dst, path...)
		if !r.doubleEncode {
			if dst, err = settleDecoded(dst, start, r); err != nil {
				return dst, 0, err
			}
		}
	}
	canonical = len(dst)
	source := path
	if rewritten := classes&raw != 0; !r.doubleEncode || rewritten && awsService {
		if !r.doubleEncode && !r.normalizePath {
			return append(dst, dst[start:canonical]...), canonical, nil
		}
		source = string(dst[start:canonical])
	}
	if r.normalizePath && needsNormalizing(source) {
		source = normalize(source)
	}
	if r.doubleEncode {
		return appendEncoded(dst, source, classSlash), canonical, nil
	}
	return append(dst, source...), canonical, nil
}

func checkPath(path string) error {
	for i := range len(path) {
		if classOf[path[i]] == classControl {
			return grammar.BadControl(path[i], i)
		}
	}
	return grammar.CheckEscapes(path)
}

// settle returns the path in the form of RFC 3986 section 6.2.2: an escape is in
// capitals, and none stands for an unreserved character; there are no dot
// segments. Those cannot be settled where they mean something, as in a key of S3.
func settle(path string, classes uint8, r rules) (string, error) {
	if classes&classPercent != 0 && !settled(path) {
		path = settleEscapes(path)
	}
	return settleDots(path, r)
}

// settleDecoded settles the path of a service that decodes it, S3, which was
// written behind start: escaped dots and slashes count there too.
func settleDecoded(dst []byte, start int, r rules) ([]byte, error) {
	if r.asWritten || !bytes.Contains(dst[start:], []byte("/.")) {
		return dst, nil
	}
	path, err := settleDots(string(dst[start:]), r)
	return append(dst[:start], path...), err
}

func settleDots(path string, r rules) (string, error) {
	if !strings.Contains(path, "/.") || !hasDotSegment(path) {
		return path, nil
	}
	if !r.normalizePath {
		return "", fault.New(fault.InvalidURL,
			"the path %q has a segment \".\" or \"..\", which HTTP libraries resolve before they send it; sign with normalize_path=false for a library that leaves it", shorten(path))
	}
	resolved := removeDotSegments(path)
	if r.keepDots && normalize(resolved) == normalize(path) {
		return path, nil
	}
	return resolved, nil
}

// settled reports whether settleEscapes would change nothing. Escapes are well
// formed here and in settleEscapes.
func settled(path string) bool {
	for i := 0; i < len(path); i++ {
		if path[i] != '%' {
			continue
		}
		if path[i+1] >= 'a' || path[i+2] >= 'a' || classOf[grammar.Unhex(path[i+1])<<4|grammar.Unhex(path[i+2])] == classUnreserved {
			return false
		}
		i += 2
	}
	return true
}

func settleEscapes(path string) string {
	b := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c != '%' {
			b = append(b, c)
			continue
		}
		c, i = grammar.Unhex(path[i+1])<<4|grammar.Unhex(path[i+2]), i+2
		if classOf[c] == classUnreserved {
			b = append(b, c)
		} else {
			b = appendEscaped(b, c)
		}
	}
	return string(b)
}

func hasDotSegment(path string) bool {
	for segment := range strings.SplitSeq(path, "/") {
		if segment == "." || segment == ".." {
			return true
		}
	}
	return false
}

// removeDotSegments is that of RFC 3986 section 5.2.4.
func removeDotSegments(path string) string {
	var kept []string
	last := ""
	for segment := range strings.SplitSeq(path[1:], "/") {
		switch last = segment; segment {
		case ".":
		case "..":
			kept = kept[:max(len(kept)-1, 0)]
		default:
			kept = append(kept, segment)
		}
	}
	if last == "." || last == ".." {
		kept = append(kept, "")
	}
	return "/" + strings.Join(kept, "/")
}

// needsNormalizing is a cheap test that most paths fail.
func needsNormalizing(path string) bool {
	return strings.Contains(path, "//") || strings.Contains(path, "/.")
}

// normalize removes empty and dot segments. Unlike RFC 3986 section 5.2.4 it
// collapses repeated slashes, and keeps a final slash only behind a segment.
func normalize(path string) string {
	var kept []string
	for segment := range strings.SplitSeq(path, "/") {
		switch segment {
		case "", ".":
		case "..":
			if len(kept) > 0 {
				kept = kept[:len(kept)-1]
			}
		default:
			kept = append(kept, segment)
		}
	}
	if len(kept) == 0 {
		return "/"
	}
	out := "/" + strings.Join(kept, "/")
	if strings.HasSuffix(path, "/") {
		out += "/"
	}
	return out
}
