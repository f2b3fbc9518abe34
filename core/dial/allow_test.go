package dial_test

import (
	"context"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

func allow(t *testing.T, entries ...string) *dial.Allow {
	t.Helper()
	a, err := dial.ParseAllow(entries)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAllowedAddresses(t *testing.T) {
	public := allow(t, "public")
	private := allow(t, "10.0.0.0/8", "fd00::/8", "192.0.2.7", "[2001:db8::1]")
	for _, c := range []struct {
		allow *dial.Allow
		list  []string
		ok    bool
	}{
		{public, []string{"8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1", "2620:4f:8000::1"}, true},
		{public, []string{
			"0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9", "168.63.129.16", "169.254.169.254",
			"172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "255.255.255.255",
			"::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "ff02::1", "fec0::1", "2001:db8::1", "2001::1", "3fff::1",
			"::ffff:127.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8",
			"2002:7f00:1::1", "2002:a9fe:a9fe::",
		}, false},
		{private, []string{"10.9.9.9", "fd12::1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "192.0.2.7", "2001:db8::1"}, true},
		{private, []string{"11.0.0.1", "8.8.8.8", "192.0.2.8", "2001:db8::2", "64:ff9b::11.0.0.1"}, false},
		{nil, []string{"127.0.0.1", "8.8.8.8"}, true},
	} {
		for _, host := range c.list {
			err := c.allow.Name(host)
			if c.ok && err != nil || !c.ok && (err == nil || fault.From(err).Code != fault.AddressNotAllowed) {
				t.Errorf("%s: %v", host, err)
			}
		}
	}
}

func TestTheDialledAddressMustBeAllowed(t *testing.T) {
	var dialled []string
	dialer := func(a *dial.Allow, answers ...string) *dial.Dialer {
		dialled = nil
		table, err := dial.ParseTable([]string{"pinned.test:443:127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		o := dial.Options{Allow: a, Table: table, Clock: time.Now, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			dialled = append(dialled, address)
			ours, theirs := net.Pipe()
			_ = theirs.Close()
			return ours, nil
		}}
		if answers != nil {
			o.Lookup = func(context.Context, string) (list []netip.Addr, _ error) {
				for _, text := range answers {
					list = append(list, netip.MustParseAddr(text))
				}
				return list, nil
			}
		}
		return dial.New(o)
	}
	for name, c := range map[string]struct {
		allow   []string
		answers []string // nil: the lent network looks up
		host    string
		want    string // empty: refused
	}{
		"public":             {[]string{"public"}, []string{"8.8.8.8"}, "a.test", "8.8.8.8:443"},
		"rebound":            {[]string{"public"}, []string{"169.254.169.254"}, "a.test", ""},
		"one of two":         {[]string{"public"}, []string{"127.0.0.1", "8.8.8.8"}, "a.test", "8.8.8.8:443"},
		"named host":         {[]string{"A.test."}, []string{"127.0.0.1"}, "a.test", "127.0.0.1:443"},
		"international host": {[]string{"b\u00fccher.test"}, []string{"127.0.0.1"}, "xn--bcher-kva.test", "127.0.0.1:443"},
		"other host":         {[]string{"a.test"}, []string{"8.8.8.8"}, "b.a.test", ""},
		"pinned elsewhere":   {[]string{"public"}, nil, "pinned.test", ""},
		"address as host":    {[]string{"public"}, nil, "127.0.0.1", ""},
		"unknown address":    {[]string{"public"}, nil, "a.test", ""},
		"unknown, but named": {[]string{"a.test"}, nil, "a.test", "a.test:443"},
	} {
		d := dialer(allow(t, c.allow...), c.answers...)
		conn, err := d.Dial(t.Context(), dial.Target{Host: c.host, Port: 443})
		if err == nil {
			conn.Abort()
		}
		switch {
		case c.want == "" && (err == nil || fault.From(err).Code != fault.AddressNotAllowed || len(dialled) > 0):
			t.Errorf("%s: %v, dialled %v", name, err, dialled)
		case c.want != "" && (err != nil || len(dialled) != 1 || dialled[0] != c.want):
			t.Errorf("%s: %v, dialled %v", name, err, dialled)
		}
	}
}

func TestAllowEntriesAreChecked(t *testing.T) {
	for _, entry := range []string{"", "10.0.0.0/33", "10.1.0.0/8", "::ffff:10.0.0.0/104", "10.0.0", "a b", "*.a.test", "fe80::1%eth0", "http://a.test"} {
		if _, err := dial.ParseAllow([]string{entry}); err == nil || fault.From(err).Code != fault.InvalidOption {
			t.Errorf("%q: %v", entry, err)
		}
	}
}
