package host_test

import (
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

func TestTheAllowListAllowsWhatItSays(t *testing.T) {
	for _, c := range []struct {
		entry, target string
		want          bool
	}{
		{"a.test:443", "a.test:443", true},
		{"a.test:443", "A.TEST.:443", true},
		{"a.test:443", "a.test:444", false},
		{"a.test:443", "b.a.test:443", false},
		{"a.test:443", "xa.test:443", false},
		{"a.test:*", "a.test:1", true},
		{"*.a.test:443", "b.a.test:443", true},
		{"*.a.test:443", "c.b.a.test:443", true},
		{"*.a.test:443", "a.test:443", false},
		{"*.a.test:443", "xa.test:443", false},
		{"*.a.test:443", "192.0.2.1:443", false},
		{"192.0.2.1:443", "192.0.2.1:443", true},
		{"192.0.2.1:443", "[::ffff:192.0.2.1]:443", true},
		{"192.0.2.1:443", "192.0.2.2:443", false},
		{"192.0.2.0/24:443", "192.0.2.200:443", true},
		{"192.0.2.0/24:443", "192.0.3.1:443", false},
		{"192.0.2.9/24:443", "192.0.2.200:443", true},
		{"[2001:db8::/32]:443", "[2001:db8::1]:443", true},
		{"[2001:db8::/32]:443", "[2001:db9::1]:443", false},
		{"[::1]:*", "[::1]:80", true},
		{"[::ffff:192.0.2.0/120]:443", "192.0.2.200:443", true},
		{"[::ffff:192.0.2.0/120]:443", "192.0.3.1:443", false},
		{"[::ffff:192.0.2.1]:443", "192.0.2.1:443", true},
		{"[::/0]:443", "192.0.2.1:443", false},
		{"[::/0]:443", "[::ffff:192.0.2.1]:443", false},
		{"0.0.0.0/0:443", "[::ffff:192.0.2.1]:443", true},
		{"0.0.0.0/0:443", "[2001:db8::1]:443", false},
		{"[fe80::/10]:443", "[fe80::1%eth0]:443", true},
		{"k.test:443", "\u212a.test:443", false}, // the Kelvin sign is a k in lower case
		{"*.a.test:443", "b.test/.a.test:443", false},
		{"*.a.test:443", "b.test\n.a.test:443", false},
		{"*.a.test:443", "b..a.test:443", false},
		{"*.a.test:443", ".a.test:443", false},
		{"*.a.test:443", "a_b.a.test.:443", true},
		{"*:443", ":443", false}, // would be the host itself
		{"*:443", "127.1:443", false},
		{"*:443", "2130706433:443", false},
		{"*:443", "0x7f000001:443", false},
		{"*:443", "a.0x7f:443", false},
		{"a.0xyz:443", "a.0xyz:443", true},
		{"*:443", "a.test:443", true},
		{"*:443", "192.0.2.1:443", true},
		{"*:443", "192.0.2.1:80", false},
		{"*:*", "a.test:80", true},
		{"*:*", "a.test", false},
		{"*:*", "a.test:0", false},
		{"*:*", "a.test:99999", false},
	} {
		got, err := host.Allows([]string{c.entry}, c.target)
		if err != nil || got != c.want {
			t.Errorf("%s, %s: %v %v", c.entry, c.target, got, err)
		}
	}
	if got, err := host.Allows(nil, "a.test:443"); got || err != nil {
		t.Error("an empty list allows something")
	}
}

func TestMalformedEntriesAreRefused(t *testing.T) {
	for _, entry := range []string{
		"", "a.test", ":443", "a.test:", "a.test:0", "a.test:65536", "a.test:https", "https://a.test:443", "a*.test:443",
		"*a.test:443", "*.:443", "192.0.2.0/33:443", "2001:db8::1:443", "[fe80::1%eth0]:443", "a test:443", "192.0.2.256:443", "192.0.2:443",
		"b\u00fccher.test:443", "a..test:443", ".a.test:443", "*.*.a.test:443", "[::ffff:192.0.2.0/90]:443",
	} {
		if _, err := host.Allows([]string{entry}, "a.test:443"); fault.CodeOf(err) != fault.InvalidArgument {
			t.Errorf("%q: %v", entry, err)
		}
	}
}

func FuzzAllowList(f *testing.F) {
	f.Add("a.test:443", "192.0.2.1:443")
	f.Add("*.a.test:*", "[2001:db8::1]:443")
	f.Fuzz(func(t *testing.T, entry, target string) {
		list := []string{entry}
		if _, err := host.Allows(list, target); err != nil {
			return
		}
		if entry[0] != '*' && entry[len(entry)-1] != '*' {
			if self, _ := host.Allows(list, entry); !self && !isNetwork(entry) {
				t.Errorf("%q does not allow itself", entry)
			}
		}
	})
}

func isNetwork(entry string) bool {
	for _, c := range entry {
		if c == '/' {
			return true
		}
	}
	return false
}
