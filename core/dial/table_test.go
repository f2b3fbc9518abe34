package dial_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

func TestTableFindsHostsByNameAndPort(t *testing.T) {
	table, err := dial.ParseTable([]string{
		"a.test:443:192.0.2.1",
		"A.Test.:8443:192.0.2.2,2001:db8::2,[2001:db8::3]",
		"b.test:*:192.0.2.9",
		"b.test:443:192.0.2.10",
		"c_1.test:443:::1",
		"[2001:db8::9]:443:192.0.2.11",
		"d.test:443: 192.0.2.1 , 192.0.2.2",
		"e.test:443:::ffff:192.0.2.12",
		"f.test:443:fe80::1%Eth0.1-a_~",
		"B\u00fccher.test:443:192.0.2.13",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		host string
		port int
		want string
	}{
		{"a.test", 443, "[192.0.2.1]"},
		{"A.TEST", 443, "[192.0.2.1]"},
		{"a.test.", 443, "[192.0.2.1]"},
		{"a.test", 8443, "[192.0.2.2 2001:db8::2 2001:db8::3]"},
		{"a.test", 80, "[]"},
		{"a.test.evil.test", 443, "[]"},
		{"www.a.test", 443, "[]"},
		{"b.test", 443, "[192.0.2.10]"},
		{"b.test", 1, "[192.0.2.9]"},
		{"c_1.test", 443, "[::1]"},
		{"2001:db8::9", 443, "[192.0.2.11]"},
		{"d.test", 443, "[192.0.2.1 192.0.2.2]"},
		{"e.test", 443, "[192.0.2.12]"},
		{"f.test", 443, "[fe80::1%Eth0.1-a_~]"},
		{"xn--bcher-kva.test", 443, "[192.0.2.13]"},
	} {
		if got := fmt.Sprint(table.Lookup(c.host, c.port)); got != c.want {
			t.Errorf("%s:%d is at %s, want %s", c.host, c.port, got, c.want)
		}
	}
	if got := (*dial.Table)(nil).Lookup("a.test", 443); got != nil {
		t.Errorf("a nil table pins %v", got)
	}
}

func TestMalformedResolveEntriesAreRefused(t *testing.T) {
	for _, entry := range []string{
		"", "a.test", "a.test:443", "a.test:443:", "a.test::192.0.2.1", "a.test:0:192.0.2.1", "a.test:65536:192.0.2.1",
		"a.test:https:192.0.2.1", "a.test:+443:192.0.2.1", ":443:192.0.2.1", "*:443:192.0.2.1", "*.a.test:443:192.0.2.1",
		"-a.test:443 :192.0.2.1", "a test:443:192.0.2.1", "a..test:443:192.0.2.1", ".a.test:443:192.0.2.1",
		"a.test:443:b.test", "a.test:443:192.0.2", "a.test:443:192.0.2.1,", "a.test:443:[192.0.2.1]", "a.test:443:[::1",
		"a.test:443:192.0.2.1:8443", "https://a.test:443:192.0.2.1", "[::1:443:192.0.2.1", "a.test\r\n:443:192.0.2.1",
		"a.test:443:fe80::1%x HTTP/1.1\r\nEvil: yes", "a.test:443:fe80::1%a/b", "a.test:443:[fe80::1%a b]", "a.test:443:fe80::1%é", "[fe80::1%x\r\ny]:443:192.0.2.1",
	} {
		table, err := dial.ParseTable([]string{entry})
		if fault.CodeOf(err) != fault.ResolveMalformed || table != nil {
			t.Errorf("%q: %v, %v", entry, table, err)
		}
	}
	for entry, why := range map[string]string{"https://a.test:192.0.2.1": "a scheme", "2001:db8::1:443:192.0.2.1": "", "::1:443:192.0.2.1": "in brackets"} {
		if _, err := dial.ParseTable([]string{entry}); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v", entry, err)
		}
	}
	_, err := dial.ParseTable([]string{"a.test:443:192.0.2.1", "A.test:443:192.0.2.2"})
	if fault.CodeOf(err) != fault.ResolveMalformed || !strings.Contains(err.Error(), "before") {
		t.Errorf("an entry given twice: %v", err)
	}
}

func FuzzParseTable(f *testing.F) {
	for _, seed := range []string{"a.test:443:192.0.2.1", "a.test:*:[::1],::2", "[::1]:1:127.0.0.1", "a::b", ":::"} {
		f.Add(seed, "b.test:443:192.0.2.1")
	}
	f.Fuzz(func(t *testing.T, first, second string) {
		table, err := dial.ParseTable([]string{first, second})
		if err != nil {
			if fault.CodeOf(err) != fault.ResolveMalformed || table != nil {
				t.Errorf("%v, %v", table, err)
			}
			return
		}
		// What was accepted is found again, under exactly that host.
		host, _, _ := strings.Cut(strings.TrimPrefix(first, "["), ":")
		if strings.HasPrefix(first, "[") {
			host, _, _ = strings.Cut(first[1:], "]")
		}
		for _, port := range []int{1, 443, 65535} {
			if found := table.Lookup("x"+host, port); found != nil && !strings.HasPrefix(second, "x"+host) {
				t.Errorf("%q pins %q", first, "x"+host)
			}
		}
	})
}

func TestAHostNameHoldsNothingThatEndsIt(t *testing.T) {
	for host, valid := range map[string]bool{
		"a.test": true, "a_1-b.test": true, "192.0.2.1": true, "2001:db8::1": true, "fe80::1%eth0": true, "fe80::1%a.b-c_d~": true,
		"": false, "a test": false, "a.test:443": false, "[::1]": false, "a~b.test": false, "a.test%eth0": false,
		"fe80::1%": false, "fe80::1%a b": false, "fe80::1%\r\nX: y": false, "fe80::1%a/b": false, "fe80::1%a%25b": false, "fe80::1%é": false,
	} {
		if dial.ValidHost(host) != valid {
			t.Errorf("%q: valid %v", host, !valid)
		}
	}
}
