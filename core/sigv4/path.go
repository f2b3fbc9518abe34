package sigv4

import "strings"

// appendPaths writes the wire path and then the canonical path of t behind dst
// and returns where the canonical one starts. awsService says that the signing
// name is in AWS's table.
func appendPaths(dst []byte, path string, r rules, awsService bool) (out []byte, canonical int, err error) {
	classes := classesIn(path)
	if classes&classPercent != 0 {
		if err := checkEscapes(path); err != nil {
			return dst, 0, err
		}
	}
	// Wire form. S3 is sent exactly what is signed; elsewhere only what cannot
	// stand on the wire changes.
	start := len(dst)
	switch {
	case !r.doubleEncode && classes&^(classUnreserved|classSlash) != 0:
		if dst, err = appendRecoded(dst, path, classSlash); err != nil {
			return dst, 0, err
		}
	case classes&classRaw != 0:
		dst = appendEncoded(dst, path, classSlash|classPercent|classReserved)
	default:
		dst = append(dst, path...)
	}
	canonical = len(dst)
	source := path
	if rewritten := classes&classRaw != 0; !r.doubleEncode || rewritten && awsService {
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
