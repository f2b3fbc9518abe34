package diagnose_test

import (
	"context"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

func closedPort(l *lab) int {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}

func network() []scenario {
	looked := func(rcode int) func(*lab) string {
		return func(l *lab) string {
			resolver := l.nameServer(rcode)
			l.o.Timeouts.Connect = time.Second
			l.o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", name)
			}
			return "https://" + host + "./"
		}
	}
	behind := func(make func(*lab) string) func(*lab) string {
		return func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.o.Resolve = nil
			l.o.Proxy = make(l)
			return ""
		}
	}
	return []scenario{
		{"no scheme", "url_invalid", func(*lab) string { return host }, "INVALID_URL"},
		{"a fragment", "url_invalid", func(*lab) string { return "https://" + host + "/#a" }, "INVALID_URL"},
		{"a proxy of the environment", "proxy_url_invalid", func(l *lab) string {
			l.o.Env = func(name string) (string, bool) { return map[string]string{"HTTPS_PROXY": "socks5://p:1"}[name], true }
			return "https://" + host + "/"
		}, "HTTPS_PROXY"},
		{"a user agent", "options_invalid", func(l *lab) string { l.o.UserAgent = "a\nb"; return "https://" + host + "/" }, "user agent"},
		{"NXDOMAIN", "dns_not_found", looked(3), host},
		{"SERVFAIL", "dns_failed", looked(2), host},
		{"silence", "dns_timeout", looked(-1), host},
		{"a name without address", "dns_not_found", looked(0), host},
		{"nobody listens", "connect_refused", func(l *lab) string { l.port = closedPort(l); l.pinHere(); return "" }, "addresses from: resolve="},
		{"silence", "connect_timeout", func(l *lab) string {
			l.port, l.o.Timeouts.Connect = 443, 300*time.Millisecond
			l.o.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
			l.pinHere()
			return ""
		}, "127.0.0.1:443"},
		{"a network that is not there", "connect_unreachable", func(l *lab) string {
			l.port = 443
			l.pin(host + ":443:255.255.255.255") // is refused by the system as no address to connect to
			return ""
		}, "255.255.255.255"},
		{"a sandbox", "connect_denied", func(l *lab) string {
			l.port = 443
			l.o.Dial = func(context.Context, string, string) (net.Conn, error) {
				return nil, os.NewSyscallError("connect", syscall.EPERM)
			}
			l.pinHere()
			return ""
		}, "127.0.0.1:443"},
		{"two addresses, two reasons", "connect_failed", func(l *lab) string {
			l.port = closedPort(l)
			l.pin(host + ":" + strconv.Itoa(l.port) + ":127.0.0.1,255.255.255.255")
			return ""
		}, "255.255.255.255"},
		{"one of two addresses", "ok", func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.pin(host + ":" + strconv.Itoa(l.port) + ":127.0.0.9,127.0.0.1")
			return ""
		}, "127.0.0.9:"},
		{"an address that is not allowed", "address_not_allowed", func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.o.Allow, _ = dial.ParseAllow([]string{"public"})
			return ""
		}, "127.0.0.1"},
		{"a host that is allowed", "ok", func(l *lab) string {
			l.serve(secure(l.good(), fine))
			l.o.Allow, _ = dial.ParseAllow([]string{host})
			return ""
		}, ""},
		{"nobody listens", "proxy_unreachable", behind(func(l *lab) string { return "127.0.0.1:" + strconv.Itoa(closedPort(l)) }), "refused"},
		{"its name", "proxy_not_found", behind(func(l *lab) string {
			resolver := l.nameServer(3)
			l.o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", name)
			}
			return "http://proxy.example.:3128"
		}), "proxy.example"},
		{"407", "proxy_auth_required", behind(func(l *lab) string { return l.proxy("407 Proxy Authentication Required", l.port) }), "407"},
		{"407 with a password", "proxy_auth_rejected", behind(func(l *lab) string {
			return "http://user:topsecret@" + l.proxy("407 Proxy Authentication Required", l.port)
		}), "407"},
		{"403", "proxy_forbids", behind(func(l *lab) string { return l.proxy("403 Forbidden", l.port) }), "403"},
		{"502", "proxy_cannot_reach", behind(func(l *lab) string { return l.proxy("502 Bad Gateway", l.port) }), "502"},
		{"SSH", "proxy_not_http", behind(func(l *lab) string { return "127.0.0.1:" + strconv.Itoa(l.listen(greets("SSH-2.0-lab\r\n\r\n"))) }), ""},
		{"it hangs up", "proxy_closed", behind(func(l *lab) string { return "127.0.0.1:" + strconv.Itoa(l.listen(func(c net.Conn) { c.Close() })) }), ""},
		{"a tunnel", "ok", behind(func(l *lab) string { return l.proxy("200 OK", l.port) }), "proxy: 127.0.0.1"},
		{"407 without tunnel", "proxy_auth_required", func(l *lab) string {
			l.o.Proxy = l.proxy("407 Proxy Authentication Required\r\nContent-Length: 0", 0)
			return "http://" + host + "/"
		}, "407"},
	}
}
