package cookie_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/cookie"
)

var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func place(url string) cookie.Place {
	scheme, rest, _ := strings.Cut(url, "://")
	host, path, _ := strings.Cut(rest, "/")
	return cookie.Place{Secure: scheme == "https", Host: host, Path: "/" + path}
}

func TestCookiesGoBackToWhereTheyBelong(t *testing.T) {
	for _, c := range []struct{ name, from, set, to, want string }{
		{"plain", "http://a.test/x", "a=1", "http://a.test/y", "a=1"},
		{"without scripts, sites and partitions", "https://a.test/", "a=1; HttpOnly; SameSite=Strict; Partitioned; X=y", "https://a.test/", "a=1"},
		{"spaces", "http://a.test/", " \ta = 1 2\t ;Path= / ", "http://a.test/", "a=1 2"},
		{"quotes and equals signs are kept", "http://a.test/", `a="b=c,d"`, "http://a.test/", `a="b=c,d"`},
		{"no value", "http://a.test/", "a=", "http://a.test/", "a="},
		{"UTF-8", "http://a.test/", "ä=€", "http://a.test/", "ä=€"},
		{"no name", "http://a.test/", "=1", "http://a.test/", ""},
		{"no pair", "http://a.test/", "a; Path=/", "http://a.test/", ""},
		{"a control character", "http://a.test/", "a=1\x00", "http://a.test/", ""},
		{"a line of its own", "http://a.test/", "a=1\r\nX: y", "http://a.test/", ""},
		{"4096 bytes", "http://a.test/", "a=" + strings.Repeat("b", 4095), "http://a.test/", "a=" + strings.Repeat("b", 4095)},
		{"4097 bytes", "http://a.test/", "a=" + strings.Repeat("b", 4096), "http://a.test/", ""},
		{"a long attribute is none", "http://a.test/x/", "a=1; Path=/" + strings.Repeat("b", 1024), "http://a.test/x/", "a=1"},

		{"another host", "http://a.test/", "a=1", "http://b.test/", ""},
		{"a host below, without Domain", "http://a.test/", "a=1", "http://www.a.test/", ""},
		{"a host below", "http://a.test/", "a=1; Domain=a.test", "http://www.a.test/", "a=1"},
		{"a dot in front, and capitals", "http://a.test/", "a=1; DOMAIN=.A.Test", "http://www.a.test/", "a=1"},
		{"the host above", "http://www.a.test/", "a=1; Domain=a.test", "http://a.test/", "a=1"},
		{"a sibling", "http://x.a.test/", "a=1; Domain=y.a.test", "http://y.a.test/", ""},
		{"the end of a name", "http://xa.test/", "a=1; Domain=a.test", "http://xa.test/", ""},
		{"a dot at the end", "http://www.a.test/", "a=1; Domain=a.test.", "http://www.a.test/", ""},
		{"the last Domain counts", "http://a.test/", "a=1; Domain=a.test; Domain=", "http://www.a.test/", ""},
		{"a dot is no Domain", "http://a.test/", "a=1; Domain=.", "http://a.test/", "a=1"},
		{"one label", "http://a.test/", "a=1; Domain=test", "http://a.test/", ""},
		{"one label that is the host", "http://localhost/", "a=1; Domain=localhost", "http://localhost/", "a=1"},
		{"and not those below", "http://localhost/", "a=1; Domain=localhost", "http://a.localhost/", ""},
		{"a registry of a country", "http://a.co.uk/", "a=1; Domain=co.uk", "http://a.co.uk/", ""},
		{"one of a government", "http://a.go.jp/", "a=1; Domain=go.jp", "http://a.go.jp/", ""},
		{"below it", "http://www.a.co.uk/", "a=1; Domain=a.co.uk", "http://b.a.co.uk/", "a=1"},
		{"a country without such", "http://www.a.de/", "a=1; Domain=a.de", "http://b.a.de/", "a=1"},
		{"an address", "http://127.0.0.1/", "a=1", "http://127.0.0.1/", "a=1"},
		{"an address as Domain", "http://127.0.0.1/", "a=1; Domain=127.0.0.1", "http://127.0.0.1/", "a=1"},
		{"the end of an address", "http://127.0.0.1/", "a=1; Domain=0.0.1", "http://127.0.0.1/", ""},
		{"another with that end", "http://10.0.0.1/", "a=1; Domain=0.0.1", "http://9.0.0.1/", ""},
		{"IPv6", "http://::1/", "a=1; Domain=::1", "http://::1/", "a=1"},

		{"the path of the request is that of the cookie", "http://a.test/x/y", "a=1", "http://a.test/x/z", "a=1"},
		{"above it", "http://a.test/x/y", "a=1", "http://a.test/", ""},
		{"a path", "http://a.test/", "a=1; Path=/x", "http://a.test/x/y", "a=1"},
		{"the same path", "http://a.test/", "a=1; Path=/x", "http://a.test/x", "a=1"},
		{"a longer name", "http://a.test/", "a=1; Path=/x", "http://a.test/xy", ""},
		{"a slash at the end", "http://a.test/", "a=1; Path=/x/", "http://a.test/x", ""},
		{"a path that is none", "http://a.test/x/y", "a=1; Path=x", "http://a.test/x/", "a=1"},

		{"Secure", "https://a.test/", "a=1; Secure", "https://a.test/", "a=1"},
		{"Secure, sent over http", "https://a.test/", "a=1; Secure", "http://a.test/", ""},
		{"Secure, set over http", "http://a.test/", "a=1; Secure", "https://a.test/", ""},
		{"Secure, to this machine", "http://127.0.0.2/", "a=1; Secure", "http://127.0.0.2/", "a=1"},
		{"and by its name", "http://localhost/", "a=1; Secure", "http://localhost/", "a=1"},
		{"__Secure-", "https://a.test/", "__Secure-a=1; Secure", "https://a.test/", "__Secure-a=1"},
		{"__Secure- without", "https://a.test/", "__secure-a=1", "https://a.test/", ""},
		{"__Host-", "https://a.test/", "__Host-a=1; Secure; Path=/", "https://a.test/x", "__Host-a=1"},
		{"__Host- with a domain", "https://a.test/", "__Host-a=1; Secure; Path=/; Domain=a.test", "https://a.test/", ""},
		{"__Host- without path", "https://a.test/", "__Host-a=1; Secure", "https://a.test/", ""},
		{"__Host- without Secure", "https://a.test/", "__HOST-a=1; Path=/", "https://a.test/", ""},

		{"for an hour", "http://a.test/", "a=1; Max-Age=3600", "http://a.test/", "a=1"},
		{"over", "http://a.test/", "a=1; Max-Age=0", "http://a.test/", ""},
		{"long over", "http://a.test/", "a=1; Max-Age=-9999999999999999999999", "http://a.test/", ""},
		{"for ever", "http://a.test/", "a=1; Max-Age=9999999999999999999999", "http://a.test/", "a=1"},
		{"Max-Age that is none", "http://a.test/", "a=1; Max-Age=1h; Max-Age=-; Max-Age=", "http://a.test/", "a=1"},
		{"Expires", "http://a.test/", "a=1; Expires=Fri, 02 Jan 2026 03:04:06 GMT", "http://a.test/", "a=1"},
		{"Expires, over", "http://a.test/", "a=1; Expires=Fri, 02 Jan 2026 03:04:05 GMT", "http://a.test/", ""},
		{"Max-Age comes first", "http://a.test/", "a=1; Max-Age=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "http://a.test/", "a=1"},
		{"in either order", "http://a.test/", "a=1; Expires=Fri, 01 Jan 2038 00:00:00 GMT; Max-Age=0", "http://a.test/", ""},
		{"Expires that is none", "http://a.test/", "a=1; Expires=yesterday", "http://a.test/", "a=1"},
	} {
		var jar cookie.Jar
		jar.Set(place(c.from), []string{c.set}, now)
		if got := jar.Header(place(c.to), now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCookiesAreReplacedAndTakenAway(t *testing.T) {
	for _, c := range []struct {
		name string
		sets []string // "URL set-cookie"
		want string   // at https://www.a.test/x/y
	}{
		{"replaced in its place", []string{"https://www.a.test/ a=1", "https://www.a.test/ b=2", "https://www.a.test/ a=3"}, "a=3; b=2"},
		{"longer paths first", []string{"https://www.a.test/ a=1", "https://www.a.test/x/ b=2", "https://www.a.test/ a=3; Path=/x/y"}, "a=3; b=2; a=1"},
		{"taken away", []string{"https://www.a.test/ a=1", "https://www.a.test/ b=2", "https://www.a.test/ a=; Max-Age=0"}, "b=2"},
		{"and anew", []string{"https://www.a.test/ a=1", "https://www.a.test/ b=2", "https://www.a.test/ a=; Max-Age=0", "https://www.a.test/ a=3"}, "b=2; a=3"},
		{"of another path", []string{"https://www.a.test/ a=1", "https://www.a.test/ a=; Path=/x; Max-Age=0"}, "a=1"},
		{"of another domain", []string{"https://www.a.test/ a=1", "https://www.a.test/ a=2; Domain=a.test"}, "a=1; a=2"},
		{"a Secure one from http", []string{"https://www.a.test/ a=1; Secure", "http://www.a.test/ a=2", "http://a.test/ a=3; Domain=a.test", "http://www.a.test/ a=; Max-Age=0", "http://www.a.test/ b=4"}, "a=1; b=4"},
		{"a Secure one for less", []string{"https://www.a.test/ a=1; Secure; Path=/x/y", "http://www.a.test/ a=2"}, "a=1; a=2"},
	} {
		var jar cookie.Jar
		for _, set := range c.sets {
			from, line, _ := strings.Cut(set, " ")
			jar.Set(place(from), []string{line}, now)
		}
		if got := jar.Header(place("https://www.a.test/x/y"), now); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCookiesEnd(t *testing.T) {
	var jar cookie.Jar
	jar.Set(place("http://a.test/"), []string{"a=1; Max-Age=60", "b=2"}, now)
	jar.Set(place("https://a.test/"), []string{"c=3; Max-Age=60; Secure"}, now)
	later := now.Add(time.Minute)
	if got := jar.Header(place("http://a.test/"), later); got != "b=2" {
		t.Errorf("after its time: %q", got)
	}
	jar.Set(place("http://a.test/"), []string{"c=4"}, later)
	if got := jar.Header(place("http://a.test/"), later); got != "b=2; c=4" {
		t.Errorf("after a Secure one: %q", got)
	}
}

func TestAJarIsBounded(t *testing.T) {
	var jar cookie.Jar
	here := place("http://a.test/")
	jar.Set(here, []string{"ended=1; Max-Age=1", "used=1", "first=1"}, now)
	later := now.Add(time.Second)
	for i := range 1000 {
		jar.Set(here, []string{fmt.Sprintf("n%d=%s", i, strings.Repeat("v", 50))}, later)
		if i < 177 && !strings.Contains(jar.Header(here, later), "used=1") { // the header is sent, and counts
			t.Fatalf("after %d cookies, the header is %q", i, jar.Header(here, later))
		}
	}
	sent := jar.Header(here, later)
	if n := strings.Count(sent, "="); n > 150 || len(sent) > 8<<10 || strings.Contains(sent, "first=") || strings.Contains(sent, "ended=") {
		t.Errorf("%d cookies are sent: %q", n, sent)
	}
	jar.Set(place("http://kept.test/"), []string{"k=1"}, later)
	for i := range 5000 {
		jar.Set(place(fmt.Sprintf("http://h%d.test/", i)), []string{"n=1"}, later)
		if jar.Header(place("http://kept.test/"), later) != "k=1" { // what is used stays
			t.Fatalf("after %d hosts the cookie of another is gone", i)
		}
	}
	kept := 0
	for i := range 5000 {
		if jar.Header(place(fmt.Sprintf("http://h%d.test/", i)), later) != "" {
			kept++
		}
	}
	if kept == 0 || kept > 3000 {
		t.Errorf("cookies of %d hosts are kept", kept)
	}
}

func TestNoPrintShowsACookie(t *testing.T) {
	jar := new(cookie.Jar)
	jar.Set(place("http://a.test/"), []string{"a=secret"}, now)
	if text := fmt.Sprintf("%v %+v %#v %s", jar, jar, jar, jar); strings.Contains(text, "secret") {
		t.Error(text)
	}
}

func TestAJarIsForManyAtOnce(t *testing.T) {
	var jar cookie.Jar
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for range 100 {
				jar.Set(place("http://a.test/"), []string{fmt.Sprintf("n%d=1", i)}, now)
				if got := jar.Header(place("http://a.test/"), now); !strings.Contains(got, fmt.Sprintf("n%d=1", i)) {
					t.Errorf("%q is sent after n%d was set", got, i)
				}
			}
		})
	}
	all.Wait()
}
