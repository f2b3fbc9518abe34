package grammar_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

func TestParseTakesAURLApart(t *testing.T) {
	for _, tc := range []struct {
		raw  string
		want grammar.URL
	}{
		{"https://a.test", grammar.URL{Scheme: "https", Origin: "https://a.test", Host: "a.test", Port: 443, Authority: "a.test", Path: "/"}},
		{"HTTP://A.Test:80/x", grammar.URL{Scheme: "http", Origin: "HTTP://A.Test:80", Host: "a.test", Port: 80, Authority: "A.Test", Path: "/x"}},
		{"https://a.test:80?q=/#f?", grammar.URL{Scheme: "https", Origin: "https://a.test:80", Host: "a.test", Port: 80, Authority: "a.test:80", Path: "/", Query: "q=/", HasQuery: true, HasFragment: true}},
		{"https://u:p@a.test./é b?c d?e", grammar.URL{Scheme: "https", Origin: "https://u:p@a.test.", UserInfo: "u:p", HasUserInfo: true, Host: "a.test.", Port: 443, Authority: "a.test.", Path: "/é b", Query: "c d?e", HasQuery: true}},
		{"wss://[FE80::1]:8443/mqtt", grammar.URL{Scheme: "wss", Origin: "wss://[FE80::1]:8443", Host: "fe80::1", Port: 8443, Authority: "[FE80::1]:8443", Path: "/mqtt"}},
		{"ws://a.test:0080/", grammar.URL{Scheme: "ws", Origin: "ws://a.test:0080", Host: "a.test", Port: 80, Authority: "a.test", Path: "/"}},
		{"https://@a.test/", grammar.URL{Scheme: "https", Origin: "https://@a.test", HasUserInfo: true, Host: "a.test", Port: 443, Authority: "a.test", Path: "/"}},
		{"https://a.test#x", grammar.URL{Scheme: "https", Origin: "https://a.test", Host: "a.test", Port: 443, Authority: "a.test", Path: "/", HasFragment: true}},
	} {
		got, err := grammar.Parse(tc.raw)
		if err != nil || got != tc.want {
			t.Errorf("%s: got %+v, %v", tc.raw, got, err)
		}
	}
}

func TestParseRefusesWhatOthersReadInDifferentWays(t *testing.T) {
	for _, raw := range []string{
		"", "a.test", "//a.test/", "/x", "ftp://a.test/", "https:/a.test", "https://", "https:///x", "https://:443/", "https://?q",
		"https://a b/", "https://a.test\\@b.test/", "https://a..b/", "https://.a/", "https://bücher.example/", "https://a.test:/",
		"https://a.test:0/", "https://a.test:65536/", "https://a.test:-1/", "https://a.test:+1/", "https://a.test:x/", "https://::1/",
		"https://[::1/", "https://[a.test]/", "https://[1.2.3.4]/", "https://[fe80::1%25eth0]/", "https://[::1]x/", "https://a.test/\n",
		"https://a.test/a\tb", "https://a.test/?q=\x00", "https://a.test/\x7f", " https://a.test/", "https://a%2etest/",
		"https://" + strings.Repeat("a", 254) + "/", "https://a,b/", "https://a.test:443:443/",
	} {
		if u, err := grammar.Parse(raw); !errors.Is(err, fault.InvalidURL) || u != (grammar.URL{}) {
			t.Errorf("%q: got %+v, %v", raw, u, err)
		}
	}
	if _, err := grammar.Parse("https://a.test/" + strings.Repeat("a", grammar.MaxURL)); !errors.Is(err, fault.InputTooLarge) {
		t.Errorf("got %v", err)
	}
}

func wire(raw string) (string, error) {
	u, err := grammar.Parse(raw)
	if err != nil {
		return "", err
	}
	return u.Wire()
}

func TestWireLeavesWhatAURLMayHold(t *testing.T) {
	for tail, want := range map[string]string{
		"/a%3ab[0]/./..//~?b=1+2&a&&filter[x]='*'": "/a%3ab[0]/./..//~?b=1+2&a&&filter[x]='*'",
		"/a b?c=é\"": "/a%20b?c=%C3%A9%22", "/?": "/?", "?": "/?", "": "/", "/#?": "/",
	} {
		if got, err := wire("https://a.test" + tail); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", tail, got, err, want)
		}
	}
	for _, bad := range []string{"%", "%4", "a%zz", "%4g"} {
		for _, tail := range []string{"/" + bad, "/?" + bad} {
			if _, err := wire("https://a.test" + tail); !errors.Is(err, fault.InvalidURL) {
				t.Errorf("%s: %v", tail, err)
			}
		}
	}
}

func TestTokensAndValues(t *testing.T) {
	for s, want := range map[string]bool{"GET": true, "x-amz-date": true, "a!#$%&'*+-.^_`|~9": true, "": false, "a b": false, "a:": false, "é": false, "a\n": false, "(": false} {
		if grammar.Token(s) != want {
			t.Errorf("Token(%q) is %v", s, !want)
		}
	}
	for s, want := range map[string]bool{"": true, "a\tb é": true, "a\r": false, "a\nb": false, "\x00": false, "\x7f": false} {
		if grammar.Value(s) != want {
			t.Errorf("Value(%q) is %v", s, !want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"https://u:p@A.test:8443/a%20b?c#d", "wss://[::1]/", "http://a.test?x", "https://a.test:/", "https://é/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := grammar.Parse(raw)
		if err != nil {
			return
		}
		if u.Path[0] != '/' || u.Port < 1 || u.Port > 65535 || u.Host == "" || !strings.HasPrefix(raw, u.Origin) {
			t.Fatalf("%q: %+v", raw, u)
		}
		again, err := grammar.Parse(u.Scheme + "://" + u.Authority + u.Path + "?" + u.Query)
		if err != nil || again.Host != u.Host || again.Port != u.Port || again.Path != u.Path || again.Query != u.Query {
			t.Fatalf("%q: %+v, then %+v, %v", raw, u, again, err)
		}
		if once, err := u.Wire(); err == nil {
			if twice, err := wire("https://a.test" + once); err != nil || twice != once {
				t.Fatalf("%q, then %q, %v", once, twice, err)
			}
		}
	})
}
