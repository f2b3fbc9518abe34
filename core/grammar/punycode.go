package grammar

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ASCIIHost returns the form in which DNS has an international host name: each
// label with letters beyond ASCII in its "xn--" form (RFC 3492). It reports false
// unless that is beyond doubt. Names in other spellings, such as with letters
// that Unicode composes or folds, need its tables (UTS 46), which are larger than
// all else that a URL needs: 220 kB in the library.
func ASCIIHost(host string) (string, bool) {
	if len(host) > 4*maxHost || !utf8.ValidString(host) {
		return "", false
	}
	labels := strings.FieldsFunc(host+".", func(r rune) bool { return r == '.' || r == '\u3002' }) // the ideographic full stop
	if strings.Count(host, ".")+strings.Count(host, "\u3002") != len(labels)-1 {
		return "", false // an empty label
	}
	for i, label := range labels {
		var ok bool
		if labels[i], ok = asciiLabel(label); !ok {
			return "", false
		}
	}
	name := strings.Join(labels, ".")
	return name, validHost(name)
}

const maxLabel = 63

func asciiLabel(label string) (string, bool) {
	var runes []rune
	international := false
	for _, r := range label {
		switch {
		case r < utf8.RuneSelf:
			if !alphanumeric(byte(r)) && r != '-' && r != '_' {
				return "", false
			}
		case !plain(r):
			return "", false
		default:
			international = true
		}
		runes = append(runes, unicode.ToLower(r))
	}
	if !international {
		return string(runes), len(runes) <= maxLabel
	}
	text := string(runes)
	if len(runes) > maxLabel || text[0] == '-' || strings.HasSuffix(text, "-") || len(runes) > 3 && runes[2] == '-' && runes[3] == '-' || strings.Contains(text, "_") {
		return "", false
	}
	encoded := "xn--" + punycode(runes)
	return encoded, len(encoded) <= maxLabel
}

// plain reports whether r is a letter that stands for itself in a host name, in
// either case: no rule of IDNA maps, composes, forbids or looks around it. The
// scripts are those of most names; others are left to better tools.
func plain(r rune) bool { return unicode.Is(plainLetters, r) }

var plainLetters = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0xc0, Hi: 0xd6, Stride: 1}, // Latin, without signs and sharp s
		{Lo: 0xd8, Hi: 0xde, Stride: 1},
		{Lo: 0xe0, Hi: 0xf6, Stride: 1},
		{Lo: 0xf8, Hi: 0x12f, Stride: 1},
		{Lo: 0x134, Hi: 0x137, Stride: 1}, // without the ligatures ij
		{Lo: 0x139, Hi: 0x13e, Stride: 1},
		{Lo: 0x141, Hi: 0x148, Stride: 1},
		{Lo: 0x14a, Hi: 0x17e, Stride: 1},
		{Lo: 0x386, Hi: 0x386, Stride: 1}, // Greek, without final sigma
		{Lo: 0x388, Hi: 0x38a, Stride: 1},
		{Lo: 0x38c, Hi: 0x38c, Stride: 1},
		{Lo: 0x38e, Hi: 0x3a1, Stride: 1},
		{Lo: 0x3a3, Hi: 0x3c1, Stride: 1},
		{Lo: 0x3c3, Hi: 0x3ce, Stride: 1},
		{Lo: 0x400, Hi: 0x45f, Stride: 1}, // Cyrillic
		{Lo: 0x490, Hi: 0x4bf, Stride: 1},
		{Lo: 0x3041, Hi: 0x3096, Stride: 1}, // Hiragana, Katakana
		{Lo: 0x30a1, Hi: 0x30fa, Stride: 1},
		{Lo: 0x30fc, Hi: 0x30fe, Stride: 1},
		{Lo: 0x3400, Hi: 0x4dbf, Stride: 1}, // Han
		{Lo: 0x4e00, Hi: 0x9fff, Stride: 1},
		{Lo: 0xac00, Hi: 0xd7a3, Stride: 1}, // Hangul
	},
}

// punycode encodes a label that is in lower case (RFC 3492 section 6.3).
func punycode(label []rune) string {
	const base, tMin, tMax, skew, damp, firstBias, firstN = 36, 1, 26, 38, 700, 72, 0x80
	var out []byte
	for _, r := range label {
		if r < firstN {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(firstN), 0, firstBias
	for done := basic; done < len(label); {
		next := rune(math.MaxInt32)
		for _, r := range label {
			if r >= n && r < next {
				next = r
			}
		}
		delta += int(next-n) * (done + 1)
		n = next
		for _, r := range label {
			if r < n {
				delta++
			}
			if r != n {
				continue
			}
			q := delta
			for k := base; ; k += base {
				t := min(max(k-bias, tMin), tMax)
				if q < t {
					break
				}
				out = append(out, digit(t+(q-t)%(base-t)))
				q = (q - t) / (base - t)
			}
			out = append(out, digit(q))
			// The next deltas are expected to be about as large as this one.
			if delta /= 2; done == basic {
				delta /= damp / 2
			}
			done++
			delta += delta / done
			k := 0
			for ; delta > (base-tMin)*tMax/2; k += base {
				delta /= base - tMin
			}
			bias = k + (base-tMin+1)*delta/(delta+skew)
			delta = 0
		}
		delta++
		n++
	}
	return string(out)
}

func digit(d int) byte { return "abcdefghijklmnopqrstuvwxyz0123456789"[d] }
