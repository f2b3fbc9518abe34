package diagnosetest

import (
	"context"
	"net"
	"net/netip"
	"strconv"
	"time"
)

func proxies() []Scenario {
	behind := func(make func(*Lab) string) func(*Lab) string {
		return func(l *Lab) string {
			l.Serve(Secure(l.Good(), Fine))
			l.Resolve = nil
			l.Proxy = make(l)
			return ""
		}
	}
	return []Scenario{
		{"nobody listens", "proxy_unreachable", behind(func(l *Lab) string { return "127.0.0.1:" + strconv.Itoa(l.closed()) }), "refused"},
		{"its name", "proxy_not_found", behind(func(l *Lab) string {
			resolver := l.nameServer(3)
			l.Own.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
				return resolver.LookupNetIP(ctx, "ip", name)
			}
			return "http://proxy.example.:3128"
		}), "proxy.example"},
		{"407", "proxy_auth_required", behind(func(l *Lab) string { return l.Tunnel("407 Proxy Authentication Required", l.Port) }), "407"},
		{"407 with a password", "proxy_auth_rejected", behind(func(l *Lab) string {
			return "http://user:topsecret@" + l.Tunnel("407 Proxy Authentication Required", l.Port)
		}), "407"},
		{"403", "proxy_forbids", behind(func(l *Lab) string { return l.Tunnel("403 Forbidden", l.Port) }), "403"},
		{"502", "proxy_cannot_reach", behind(func(l *Lab) string { return l.Tunnel("502 Bad Gateway", l.Port) }), "502"},
		{"SSH", "proxy_not_http", behind(func(l *Lab) string { return "127.0.0.1:" + strconv.Itoa(l.Listen(Greets("SSH-2.0-lab\r\n\r\n"))) }), ""},
		{"it hangs up", "proxy_closed", behind(func(l *Lab) string { return "127.0.0.1:" + strconv.Itoa(l.Listen(func(c net.Conn) { c.Close() })) }), ""},
		{"a tunnel", "ok", behind(func(l *Lab) string { return l.Tunnel("200 OK", l.Port) }), "proxy: 127.0.0.1"},
		{"407 with a page", "proxy_auth_required", behind(func(l *Lab) string {
			return l.Tunnel("407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>", l.Port)
		}), "407"},
		{"403 with a page", "proxy_forbids", behind(func(l *Lab) string {
			return l.Tunnel("403 Forbidden\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n<html>Blocked</html>\r\n", l.Port)
		}), "403"},
		{"504", "proxy_cannot_reach", behind(func(l *Lab) string { return l.Tunnel("504 Gateway Timeout", l.Port) }), "504"},
		{"a web server", "proxy_not_http", behind(func(l *Lab) string {
			return l.Tunnel("405 Method Not Allowed\r\nServer: nginx\r\nContent-Length: 0", l.Port)
		}), "405"},
		{"one that speaks TLS", "proxy_not_http", behind(func(l *Lab) string {
			return "127.0.0.1:" + strconv.Itoa(l.Listen(Secure(l.Good(), Fine)))
		}), ""},
		{"silence", "proxy_closed", behind(func(l *Lab) string {
			l.Timeouts.Connect, l.Timeouts.TLS, l.Timeouts.Read = 300*time.Millisecond, 300*time.Millisecond, 300*time.Millisecond
			return "127.0.0.1:" + strconv.Itoa(l.Listen(Waits))
		}), ""},
		{"noise", "proxy_not_http", behind(func(l *Lab) string { return "127.0.0.1:" + strconv.Itoa(l.Listen(Says("\xff\xfe\x00\r\n\r\n"))) }), ""},
		{"a tunnel to nowhere", "tls_closed", behind(func(l *Lab) string { return l.Tunnel("200 OK", l.closed()) }), "proxy: 127.0.0.1"},
		{"407 without tunnel", "proxy_auth_required", func(l *Lab) string {
			l.Proxy = l.Tunnel("407 Proxy Authentication Required\r\nContent-Length: 0", 0)
			return "http://" + Host + "/"
		}, "407"},
	}
}
