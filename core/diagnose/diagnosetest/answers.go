package diagnosetest

import (
	"crypto/tls"
	"net"
	"strings"
	"time"
)

func answers() []Scenario {
	answer := func(text string) func(*Lab) string {
		return func(l *Lab) string { l.Serve(Secure(l.Good(), text)); return "" }
	}
	plain := func(text string) func(*Lab) string {
		return func(l *Lab) string {
			l.Serve(func(c net.Conn) { defer c.Close(); respond(c, text) })
			return l.At("http")
		}
	}
	return []Scenario{
		{"200", "ok", answer(Fine), "status: 200 OK"},
		{"404", "ok", answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "404"},
		{"403", "ok", answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"), "403"},
		{"a redirect", "ok", answer("HTTP/1.1 302 Found\r\nLocation: https://portal.other.example/?token=topsecret\r\nContent-Length: 0\r\n\r\n"), "portal.other.example"},
		{"plain", "ok", plain(Fine), "status: 200"},
		{"a redirect to https", "ok", plain("HTTP/1.1 301 Moved\r\nLocation: https://" + Host + "/\r\nContent-Length: 0\r\n\r\n"), "location"},
		{"a portal instead of the site", "captive_portal", plain("HTTP/1.1 302 Found\r\nLocation: http://10.0.0.1/login?token=topsecret\r\nContent-Length: 0\r\n\r\n"), "10.0.0.1"},
		{"511", "captive_portal", plain("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n"), "511"},
		{"a page of nginx", "tls_expected", plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 56\r\n\r\n<p>The plain HTTP request was sent to HTTPS port</p>\r\n..."), "400"},
		{"an alert", "tls_expected", func(l *Lab) string { l.Serve(Says("\x15\x03\x01\x00\x02\x02\x46")); return l.At("http") }, ""},
		{"a server that hangs up", "tls_expected", func(l *Lab) string {
			l.Serve(filter(func([]byte) bool { return true }, l.Good()))
			return l.At("http")
		}, ""},
		{"421", "misdirected", answer("HTTP/1.1 421 Misdirected Request\r\nContent-Length: 0\r\n\r\n"), "421"},
		{"a page of Go", "tls_expected", plain("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"), "400"},
		{"a page of Apache", "tls_expected", plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 66\r\n\r\nReason: You're speaking plain HTTP to an SSL-enabled server port.\n"), "400"},
		{"400 for another reason", "ok", plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 11\r\n\r\nbad request"), "400"},
		{"a redirect to a sibling", "ok", plain("HTTP/1.1 302 Found\r\nLocation: http://portal." + Host + "/start\r\nContent-Length: 0\r\n\r\n"), "portal." + Host},
		{"informational answers without end", "http_malformed", answer(strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 100)), ""},
		{"HTTP/0.9", "http_malformed", answer("<html>hello</html>\r\n"), ""},
		{"two lengths", "http_malformed", answer("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), ""},
		{"503", "server_error", answer("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"), "503"},
		{"SSH", "http_malformed", plain("SSH-2.0-lab\x1b[2J\r\n\r\n"), "SSH"},
		{"a long header", "http_header_too_large", answer("HTTP/1.1 200 OK\r\nA: " + strings.Repeat("a", 70<<10) + "\r\n\r\n"), ""},
		{"silence", "http_silent", func(l *Lab) string {
			c := l.Good()
			l.Timeouts.Read = 300 * time.Millisecond
			l.Serve(func(raw net.Conn) {
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					Waits(conn)
				}
				raw.Close()
			})
			return ""
		}, ""},
		{"nothing", "http_closed", answer(""), ""},
		{"half of a body", "http_truncated", answer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"), "while reading the body"},
		{"half of a chunk", "http_truncated", answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhalf"), "while reading the body"},
		{"a chunk without its size", "http_malformed", answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nhalf\r\n"), "chunk"},
		{"half of a header", "http_truncated", answer("HTTP/1.1 200 OK\r\nCont"), ""},
		{"a reset", "http_reset", func(l *Lab) string {
			c := l.Good()
			l.Serve(func(raw net.Conn) {
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
