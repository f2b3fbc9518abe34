package diagnosetest

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"
)

func hellos() []Scenario {
	has := func(text string) func([]byte) bool {
		return func(hello []byte) bool { return bytes.Contains(hello, []byte(text)) }
	}
	return []Scenario{
		{"an HTTP server", "not_tls_http", func(l *Lab) string {
			l.Serve(Says("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
			return ""
		}, `HTTP/1.1 400`},
		{"an HTTP server that hangs up on TLS", "not_tls_http", func(l *Lab) string {
			l.Serve(func(conn net.Conn) {
				defer conn.Close()
				b := make([]byte, 4096)
				if n, _ := conn.Read(b); bytes.HasPrefix(b[:n], []byte("GET ")) {
					_, _ = conn.Write([]byte(Fine))
				}
			})
			return ""
		}, "HTTP/1.1 200"},
		{"an HTTP server that answers with a page alone", "not_tls_http", func(l *Lab) string {
			l.Serve(func(conn net.Conn) {
				defer conn.Close()
				b := make([]byte, 4096)
				if n, _ := conn.Read(b); bytes.HasPrefix(b[:n], []byte("GET ")) {
					_, _ = conn.Write([]byte(Fine))
					return
				}
				_, _ = conn.Write([]byte("<!DOCTYPE HTML>"))
			})
			return ""
		}, "DOCTYPE"},
		{"a portal", "captive_portal", func(l *Lab) string {
			l.Serve(Says("HTTP/1.1 302 Found\r\nLocation: http://hotspot.hotel.example/login?token=topsecret\r\nContent-Length: 0\r\n\r\n"))
			return ""
		}, "hotspot.hotel.example"},
		{"SSH", "not_tls_other", func(l *Lab) string { l.Serve(Greets("SSH-2.0-lab\x1b[2J\r\n")); return "" }, "SSH-2.0"},
		{"mail", "not_tls_other", func(l *Lab) string { l.Serve(Greets("220 mail ESMTP\r\n")); return "" }, "220 mail"},
		{"it hangs up", "tls_closed", func(l *Lab) string {
			l.Serve(func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)); c.Close() })
			return ""
		}, "without a server name: fails"},
		{"it resets", "tls_reset", func(l *Lab) string {
			l.Serve(func(c net.Conn) { _, _ = c.Read(make([]byte, 1)); reset(c) })
			return ""
		}, "reset"},
		{"silence", "tls_timeout", func(l *Lab) string { l.Serve(Waits); l.Timeouts.TLS = 300 * time.Millisecond; return "" }, ""},
		{"a filter of names", "sni_filtered", func(l *Lab) string {
			pass := has(Host)
			l.Serve(filter(func(hello []byte) bool { return !pass(hello) }, l.Good()))
			return ""
		}, "with another server name: passes"},
		{"a filter that passes", "ok", func(l *Lab) string { l.Serve(filter(has(Host), l.Good())); return "" }, ""},
		{"unrecognized_name", "sni_unknown", func(l *Lab) string {
			l.Serve(Says("\x15\x03\x03\x00\x02\x02\x70"))
			return ""
		}, "112"},
		{"an address without name", "sni_needed", func(l *Lab) string {
			l.Serve(filter(has(".com"), l.Good()))
			return "https://127.0.0.1:" + strconv.Itoa(l.Port)
		}, "with a server name: passes"},
		{"a hello of more than a packet that is cut, which the client gets around", "ok", func(l *Lab) string {
			l.Serve(filter(func(hello []byte) bool { return len(hello) < 1000 }, l.Good()))
			return ""
		}, ""},
		{"a hello of more than a packet", "hello_size", func(l *Lab) string {
			l.Timeouts.TLS = 300 * time.Millisecond
			c := l.Good()
			l.Serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if len(hello) >= 1000 { // it is swallowed, and nothing is said
					_, _ = io.Copy(io.Discard, raw)
					raw.Close()
					return
				}
				Secure(c, Fine)(conn)
			})
			return ""
		}, "a small first message: passes"},
		{"TLS 1.3", "tls13_filtered", func(l *Lab) string {
			// supported_versions (43) with 3.4 in it
			l.Serve(filter(func(hello []byte) bool { return !bytes.Contains(hello, []byte{3, 4, 3, 3}) }, l.Good()))
			return ""
		}, "without TLS 1.3: passes"},
		{"TLS 1.1", "tls_version", func(l *Lab) string {
			c := l.Good()
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
			l.Serve(Secure(c, Fine))
			return ""
		}, "server version: TLS 1.1"},
		{"TLS 1.2 alone", "ok", func(l *Lab) string {
			c := l.Good()
			c.MaxVersion = tls.VersionTLS12
			l.Serve(Secure(c, Fine))
			return ""
		}, "TLS: TLS 1.2"},
		{"a suite that Go does not have", "no_shared_cipher", func(l *Lab) string {
			l.Serve(func(c net.Conn) {
				hello := make([]byte, 4096)
				n, _ := c.Read(hello)
				if !bytes.Contains(hello[:n], []byte{0x00, 0x9f}) || bytes.Contains(hello[:n], []byte{0x13, 0x01}) {
					_, _ = c.Write([]byte("\x15\x03\x03\x00\x02\x02\x28"))
					return
				}
				_, _ = c.Write(append(append([]byte{22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3}, make([]byte, 33)...), 0x00, 0x9f, 0, 0, 0))
			})
			return ""
		}, "0x009F, DHE"},
		{"3DES alone", "no_shared_cipher", func(l *Lab) string {
			c := l.rsaConfig()
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}
			l.Serve(Secure(c, Fine))
			return ""
		}, "3DES"},
		{"another protocol", "alpn_refused", func(l *Lab) string {
			c := l.Good()
			c.NextProtos = []string{"mqtt"}
			l.Serve(Secure(c, Fine))
			return ""
		}, "120"},
		{"no protocol where one is required", "alpn_ignored", func(l *Lab) string {
			l.ALPN = []string{"x-amzn-http-ca"}
			l.Serve(Secure(l.Good(), Fine))
			return ""
		}, "x-amzn-http-ca"},
		{"internal_error", "tls_alert", func(l *Lab) string { l.Serve(Says("\x15\x03\x03\x00\x02\x02\x50")); return "" }, "80"},
		{"a broken record", "tls_failed", func(l *Lab) string { l.Serve(Says("\x16\x03\x03\x00\x04\x02\x00\x00\x00")); return "" }, ""},
		{"it works the second time", "tls_unsteady", func(l *Lab) string {
			c := l.Good()
			var seen atomic.Int32
			l.Serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if hello == nil || seen.Add(1) <= 2 { // the client's own two, before any other begins
					raw.Close()
					return
				}
				Secure(c, Fine)(conn)
			})
			return ""
		}, "the same again: passes"},
	}
}
