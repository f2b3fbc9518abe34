package cookie

import (
	"strings"
	"time"
)

// date is what was found of a cookie-date; a part that was not is -1.
type date struct{ hour, minute, second, day, month, year int }

// parseDate reads a cookie-date (RFC 6265 section 5.1.1): any order, any separators, as
// servers have written them since Netscape.
func parseDate(s string) (time.Time, bool) {
	d := date{-1, -1, -1, -1, -1, -1}
	for len(s) > 0 {
		n := 0
		for n < len(s) && !isDelimiter(s[n]) {
			n++
		}
		d.take(s[:n])
		s = s[min(n+1, len(s)):]
	}
	switch {
	case d.year >= 70 && d.year <= 99:
		d.year += 1900
	case d.year >= 0 && d.year <= 69:
		d.year += 2000
	}
	if d.hour < 0 || d.month < 0 || d.day < 1 || d.year < 1601 || d.hour > 23 || d.minute > 59 || d.second > 59 {
		return time.Time{}, false
	}
	t := time.Date(d.year, time.Month(d.month+1), d.day, d.hour, d.minute, d.second, 0, time.UTC)
	return t, t.Day() == d.day // else there is no such day
}

// take takes a word for the first part that it can be and that is missing.
func (d *date) take(word string) {
	if d.hour < 0 && d.takeTime(word) {
		return
	}
	number, rest := digits(word)
	switch n := len(word) - len(rest); {
	case d.day < 0 && (n == 1 || n == 2):
		d.day = number
	case d.month < 0 && len(word) >= 3 && monthOf(word[:3]) >= 0:
		d.month = monthOf(word[:3])
	case d.year < 0 && n >= 2 && n <= 4:
		d.year = number
	}
}

// takeTime takes "8:49:37", and whatever is no digit behind it.
func (d *date) takeTime(word string) bool {
	var parts [3]int
	for i := range parts {
		number, rest := digits(word)
		if n := len(word) - len(rest); n < 1 || n > 2 {
			return false
		}
		if i < 2 {
			if rest == "" || rest[0] != ':' {
				return false
			}
			rest = rest[1:]
		}
		parts[i], word = number, rest
	}
	d.hour, d.minute, d.second = parts[0], parts[1], parts[2]
	return true
}

func monthOf(s string) int {
	at := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s))
	if at < 0 || at%3 != 0 {
		return -1
	}
	return at / 3
}

// digits reads the digits at the start of a word; a number of many is a large one.
func digits(word string) (number int, rest string) {
	i := 0
	for i < len(word) && word[i] >= '0' && word[i] <= '9' {
		number = min(number*10+int(word[i]-'0'), 1<<20)
		i++
	}
	return number, word[i:]
}

func isDelimiter(c byte) bool {
	return c == '\t' || c >= ' ' && c <= '/' || c >= ';' && c <= '@' || c >= '[' && c <= '`' || c >= '{' && c <= '~'
}
