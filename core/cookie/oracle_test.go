package cookie_test

import (
	"cmp"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/cookie"
)

// The same responses to a jar of net/http/cookiejar and to ours, then the same requests.
// Where the two differ on purpose, no such cookie is made here, and a row of
// TestCookiesGoBackToWhereTheyBelong has it:
//
//   - Secure set over http, and what stands where a Secure one does: theirs takes it. Names
//     with an s are Secure here, and those responses come over https.
//   - Secure sent to http://[::1]: theirs sends it to 127.0.0.1 alone
//   - the prefixes __Secure- and __Host-: theirs does not know them
//   - Expires in other than two forms, Max-Age with leading zeros: theirs passes them over
//   - names that are no tokens, values with quotes, UTF-8 and backslashes: theirs drops them
//   - "Domain=.", an IPv6 address as Domain of itself, and one of IPv4 with a dot in
//     front: theirs takes no such cookie
//   - limits: theirs has none
func TestAgainstNetHTTP(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(words ...string) string { return words[random.IntN(len(words))] }
	host := func() string {
		return pick("a.test", "www.a.test", "x.www.a.test", "b.test", "co.uk", "a.co.uk", "www.a.co.uk", "localhost", "sub.localhost", "127.0.0.1", "1.0.0.1", "[::1]")
	}
	path := func() string { return pick("/", "/x", "/x/", "/x/y", "/xy", "/x/y/z/", "") }
	line := func() (text string, secure bool) {
		name := pick("a", "b", "c", "s", "s2")
		secure = name[0] == 's'
		text = name + "=" + pick("", "1", "2", "v-w", "x=y")
		for _, attribute := range []string{
			"Domain=" + pick("", ".") + pick("", "a.test", "A.TEST", "www.a.test", "test", "co.uk", "a.co.uk", "uk", "localhost", "0.0.1", "a.test.", "..a.test"),
			"Domain=127.0.0.1",
			"path=" + pick("", "/", "/x", "/x/", "x", "/x/y", "/"),
			"Max-Age=" + pick("3600", "0", "-1", "x", ""),
			"Expires=" + pick("Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01-Jan-2100 00:00:00 GMT", "never"),
			"HttpOnly", "Foo=bar", "Path=" + path(), "",
		} {
			if random.IntN(3) == 0 && attribute != "Domain=." {
				text += pick(";", "; ", " ;") + attribute
			}
		}
		if secure {
			text += "; Secure"
		}
		return text, secure
	}
	now := time.Now() // is theirs
	compared, sent := 0, 0
	for range 500 {
		theirs, err := cookiejar.New(&cookiejar.Options{PublicSuffixList: suffixes{}})
		if err != nil {
			t.Fatal(err)
		}
		var ours cookie.Jar
		var said []string
		for range 20 {
			from := &url.URL{Scheme: pick("http", "https"), Host: host(), Path: path()}
			text, secure := line()
			if secure {
				from.Scheme = "https"
			}
			said = append(said, from.String()+" "+text)
			response := http.Response{Header: http.Header{"Set-Cookie": {text}}}
			theirs.SetCookies(from, response.Cookies())
			ours.Set(placeOf(from), []string{text}, now)

			to := &url.URL{Scheme: pick("http", "https"), Host: host(), Path: path()}
			if random.IntN(2) == 0 {
				to.Host = from.Host
			}
			if to.Host == "[::1]" {
				to.Scheme = "https"
			}
			var pairs []string
			for _, c := range theirs.Cookies(to) {
				pairs = append(pairs, c.Name+"="+c.Value)
			}
			want := strings.Join(pairs, "; ")
			if got := ours.Header(placeOf(to), now); got != want {
				t.Fatalf("%q is sent to %s, by net/http %q, after\n%s", got, to, want, strings.Join(said, "\n"))
			}
			compared++
			sent += len(pairs)
		}
	}
	if sent < compared/4 {
		t.Errorf("only %d cookies in %d requests: this compares little", sent, compared)
	}
}

func placeOf(u *url.URL) cookie.Place {
	return cookie.Place{Secure: u.Scheme == "https", Host: u.Hostname(), Path: cmp.Or(u.Path, "/")}
}

// suffixes is what the package takes for public, for a jar that must be told.
type suffixes struct{}

func (suffixes) String() string { return "one label, and co.uk" }

func (suffixes) PublicSuffix(domain string) string {
	if domain == "co.uk" || strings.HasSuffix(domain, ".co.uk") {
		return "co.uk"
	}
	return domain[strings.LastIndexByte(domain, '.')+1:]
}
