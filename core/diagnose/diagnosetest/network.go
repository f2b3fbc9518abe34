package diagnosetest

import (
	"context"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// closed is a port that is taken, and where nobody listens.
func (l *Lab) closed() int {
	fd, port, err := Bound("127.0.0.1", 0)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = syscall.Close(fd) })
	return port
}

// drop is a port at which connections are neither accepted nor refused.
func (l *Lab) drop() int {
	d, port, err := NewDrop("127.0.0.1", 0)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(d.Close)
	return port
}

func network() []Scenario {
	looked := func(rcode int) func(*Lab) string {
		return func(l *Lab) string {
			resolver := l.nameServer(rcode)
			l.Timeouts.Connect = time.Second
			l.Own.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", name)
			}
			return "https://" + Host + "./"
		}
	}
	return []Scenario{
		{"no scheme", "url_invalid", func(*Lab) string { return Host }, "INVALID_URL"},
		{"a fragment", "url_invalid", func(*Lab) string { return "https://" + Host + "/#a" }, "INVALID_URL"},
		{"a proxy of the environment", "proxy_url_invalid", func(l *Lab) string {
			l.Env = map[string]string{"HTTPS_PROXY": "socks5://p:1"}
			return "https://" + Host + "/"
		}, "HTTPS_PROXY"},
		{"a user agent", "options_invalid", func(l *Lab) string { l.Own.UserAgent = "a\nb"; return "https://" + Host + "/" }, "user agent"},
		{"NXDOMAIN", "dns_not_found", looked(3), Host},
		{"SERVFAIL", "dns_failed", looked(2), Host},
		{"REFUSED", "dns_failed", looked(5), Host},
		{"FORMERR", "dns_failed", looked(1), Host},
		{"silence", "dns_timeout", looked(-1), Host},
		{"a name without address", "dns_not_found", looked(0), Host},
		{"nobody listens", "connect_refused", func(l *Lab) string { l.Port = l.closed(); l.Pin("127.0.0.1"); return "" }, "addresses from: resolve="},
		{"silence", "connect_timeout", func(l *Lab) string {
			l.Timeouts.Connect = 300 * time.Millisecond
			l.Port = l.drop()
			l.Pin("127.0.0.1")
			return ""
		}, "CONNECT_TIMEOUT"},
		{"a network that is not there", "connect_unreachable", func(l *Lab) string {
			l.Port = 443
			l.Pin("255.255.255.255") // is refused by the system as no address to connect to
			return ""
		}, "255.255.255.255"},
		{"a sandbox", "connect_denied", func(l *Lab) string {
			l.Port = 443
			l.Own.Dial = func(context.Context, string, string) (net.Conn, error) {
				return nil, os.NewSyscallError("connect", syscall.EPERM)
			}
			l.Pin("127.0.0.1")
			return ""
		}, "127.0.0.1:443"},
		{"two addresses, two reasons", "connect_failed", func(l *Lab) string {
			l.Port = l.closed()
			l.Pin("127.0.0.1", "255.255.255.255")
			return ""
		}, "255.255.255.255"},
		{"one of two addresses", "ok", func(l *Lab) string {
			l.Serve(Secure(l.Good(), Fine))
			l.Pin("127.0.0.9", "127.0.0.1")
			return ""
		}, "127.0.0.9:"},
		{"an address that is not allowed", "address_not_allowed", func(l *Lab) string {
			l.Serve(Secure(l.Good(), Fine))
			l.Allow = []string{"public"}
			return ""
		}, "127.0.0.1"},
		{"a host that is allowed", "ok", func(l *Lab) string {
			l.Serve(Secure(l.Good(), Fine))
			l.Allow = []string{Host}
			return ""
		}, ""},
	}
}
