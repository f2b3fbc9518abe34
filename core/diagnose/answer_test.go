package diagnose_test

import (
	"crypto/tls"
	"net"
	"strings"
	"time"
)

func answers() []scenario {
	answer := func(text string) func(*lab) string {
		return func(l *lab) string { l.serve(secure(l.good(), text)); return "" }
	}
	plain := func(text string) func(*lab) string {
		return func(l *lab) string {
			l.serve(func(c net.Conn) { defer c.Close(); respond(c, text) })
			return l.url("http")
		}
	}
	return []scenario{
		{"200", "ok", answer(fine), "status: 200 OK"},
		{"404", "ok", answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "404"},
		{"403", "ok", answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), "403"},
		{"a redirect", "ok", answer("HTTP/1.1 302 Found\r\nLocation: https://portal.other.example/?token=topsecret\r\nContent-Length: 0\r\n\r\n"), "portal.other.example"},
		{"plain", "ok", plain(fine), "status: 200"},
		{"a redirect to https", "ok", plain("HTTP/1.1 301 Moved\r\nLocation: https://" + host + "/\r\nContent-Length: 0\r\n\r\n"), "location"},
		{"a portal", "captive_portal", plain("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/login?token=topsecret\r\nContent-Length: 0\r\n\r\n"), "10.0.0.1"},
		{"511", "captive_portal", plain("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n"), "511"},
		{"a page of nginx", "tls_expected", plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 56\r\n\r\n<p>The plain HTTP request was sent to HTTPS port</p>\r\n..."), "400"},
		{"an alert", "tls_expected", func(l *lab) string { l.serve(says("\x15\x03\x01\x00\x02\x02\x46")); return l.url("http") }, ""},
		{"a server that hangs up", "tls_expected", func(l *lab) string {
			l.serve(filter(func([]byte) bool { return true }, l.good()))
			return l.url("http")
		}, ""},
		{"421", "misdirected", answer("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n"), "421"},
		{"503", "server_error", answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), "503"},
		{"SSH", "http_malformed", plain("SSH-2.0-lab\x1b[2J\r\n\r\n"), "SSH"},
		{"a long header", "http_header_too_large", answer("HTTP/1.1 200 OK\r\nA: " + strings.Repeat("a", 70<<10) + "\r\n\r\n"), ""},
		{"silence", "http_silent", func(l *lab) string {
			c := l.good()
			l.o.Timeouts.Read = 300 * time.Millisecond
			l.serve(func(raw net.Conn) {
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					waits(conn)
				}
				raw.Close()
			})
			return ""
		}, ""},
		{"nothing", "http_closed", answer(""), ""},
		{"half of a header", "http_truncated", answer("HTTP/1.1 200 OK\r\nCont"), ""},
		{"a reset", "http_reset", func(l *lab) string {
			c := l.good()
			l.serve(func(raw net.Conn) {
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					_, _ = conn.Read(make([]byte, 1))
				}
				reset(raw)
			})
			return ""
		}, ""},
	}
}
