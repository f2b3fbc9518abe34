package grammar_test

import (
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/grammar"
)

// Expected forms are those of RFC 3492 section 7.1 and of IANA's test domains.
func TestASCIIHost(t *testing.T) {
	for host, want := range map[string]string{
		"b\u00fccher.example": "xn--bcher-kva.example",
		"B\u00dcCHER.Example": "xn--bcher-kva.example",
		"m\u00fcnchen-ost.de": "xn--mnchen-ost-9db.de",
		"\u4ed6\u4eec\u4e3a\u4ec0\u4e48\u4e0d\u8bf4\u4e2d\u6587": "xn--ihqwcrb4cv8a8dqg056pqjye",
		"\u4f8b\u5b50.\u6d4b\u8bd5":                              "xn--fsqu00a.xn--0zwm56d",
		"\u4f8b\u3048\u3002\u30c6\u30b9\u30c8":                   "xn--r8jz45g.xn--zckzah",
		"\uc2e4\ub840.\ud14c\uc2a4\ud2b8":                        "xn--9n2bp8q.xn--9t4b11yi5a",
		"\u043f\u0440\u0438\u043c\u0435\u0440.\u0438\u0441\u043f\u044b\u0442\u0430\u043d\u0438\u0435": "xn--e1afmkfd.xn--80akhbyknj4f",
		"\u03c0\u03b1\u03c1\u03ac\u03b4\u03b5\u03b9\u03b3\u03bc\u03b1.test":                           "xn--hxajbheg2az3al.test",
		"\u5b89\u5ba4\u5948\u7f8e\u6075-with-super-monkeys":                                           "xn---with-super-monkeys-pc58ag80a8qai00g7n9n",
		"a.test": "a.test",
	} {
		if got, ok := grammar.ASCIIHost(host); !ok || got != want {
			t.Errorf("%s: got %q, %v, want %q", host, got, ok, want)
		}
	}
	for what, host := range map[string]string{
		"nothing":                   "",
		"an empty label":            "b\u00fc..test",
		"a dot in front":            ".b\u00fc",
		"a letter that is composed": "bu\u0308cher.example",
		"sharp s":                   "stra\u00dfe.example",
		"final sigma":               "\u03c2.example",
		"a wide letter":             "\uff42.example",
		"Kelvin":                    "\u212a.example",
		"a script with direction":   "\u0645\u062b\u0627\u0644.example",
		"an emoji":                  "\U0001f4a1.example",
		"a joiner":                  "a\u200db\u00fc.example",
		"a space":                   "b\u00fc cher.example",
		"an underscore beside":      "_b\u00fc.example",
		"a hyphen in front":         "-b\u00fc.example",
		"a hyphen at the end":       "b\u00fc-.example",
		"hyphens as those of xn--":  "ab--\u00fc.example",
		"bytes that are not UTF-8":  "b\xfccher.example",
		"a label that is too long":  strings.Repeat("\u4f8b\u5b50", 31) + ".example",
		"an encoded label over 63":  strings.Repeat("\u4f8b\u5b50\u6d4b\u8bd5", 15) + ".example",
		"a name over 253":           strings.Repeat("b\u00fccher.", 30) + "example",
		"a million letters":         strings.Repeat("\u00fc", 1<<20),
		"a control character":       "b\u00fc\x00.example",
		"an escape":                 "b%C3%BCcher.example",
	} {
		if got, ok := grammar.ASCIIHost(host); ok {
			t.Errorf("%s: got %q", what, got)
		}
	}
}

func TestAnInternationalHostIsShownAsDNSHasIt(t *testing.T) {
	_, err := grammar.Parse("https://B\u00fccher.example:8443/x")
	if err == nil || !strings.HasSuffix(err.Error(), "write it in the form that DNS has, xn--bcher-kva.example") {
		t.Errorf("got %v", err)
	}
	_, err = grammar.Parse("https://stra\u00dfe.example/")
	if err == nil || !strings.HasSuffix(err.Error(), "(write an international one in its xn-- form)") {
		t.Errorf("got %v", err)
	}
	if u, err := grammar.Parse("https://xn--bcher-kva.example/"); err != nil || u.Host != "xn--bcher-kva.example" {
		t.Errorf("got %+v, %v", u, err)
	}
}

func FuzzASCIIHost(f *testing.F) {
	for _, seed := range []string{"b\u00fccher.example", "\u4f8b\u3002\u30c6", "xn--a.test", "-\u00fc-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, host string) {
		name, ok := grammar.ASCIIHost(host)
		if !ok {
			return
		}
		if again, ok := grammar.ASCIIHost(name); !ok || again != name {
			t.Fatalf("%q: %q, then %q, %v", host, name, again, ok)
		}
		if u, err := grammar.Parse("https://" + name + "/"); err != nil || u.Host != name {
			t.Fatalf("%q: %q is no host: %v", host, name, err)
		}
	})
}
