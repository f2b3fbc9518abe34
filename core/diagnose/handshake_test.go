package diagnose_test

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"
)

func hellos() []scenario {
	has := func(text string) func([]byte) bool {
		return func(hello []byte) bool { return bytes.Contains(hello, []byte(text)) }
	}
	return []scenario{
		{"an HTTP server", "not_tls_http", func(l *lab) string {
			l.serve(says("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
			return ""
		}, `HTTP/1.1 400`},
		{"an HTTP server that hangs up on TLS", "not_tls_http", func(l *lab) string {
			l.serve(func(conn net.Conn) {
				defer conn.Close()
				b := make([]byte, 4096)
				if n, _ := conn.Read(b); bytes.HasPrefix(b[:n], []byte("HEAD ")) {
					_, _ = conn.Write([]byte(fine))
				}
			})
			return ""
		}, "HTTP/1.1 200"},
		{"an HTTP server that answers with a page alone", "not_tls_http", func(l *lab) string {
			l.serve(func(conn net.Conn) {
				defer conn.Close()
				b := make([]byte, 4096)
				if n, _ := conn.Read(b); bytes.HasPrefix(b[:n], []byte("HEAD ")) {
					_, _ = conn.Write([]byte(fine))
					return
				}
				_, _ = conn.Write([]byte("<!DOCTYPE HTML>"))
			})
			return ""
		}, "DOCTYPE"},
		{"a portal", "captive_portal", func(l *lab) string {
			l.serve(says("HTTP/1.1 302 Found\r\nLocation: http://hotspot.hotel.example/login?token=topsecret\r\nContent-Length: 0\r\n\r\n"))
			return ""
		}, "hotspot.hotel.example"},
		{"SSH", "not_tls_other", func(l *lab) string { l.serve(greets("SSH-2.0-lab\x1b[2J\r\n")); return "" }, "SSH-2.0"},
		{"mail", "not_tls_other", func(l *lab) string { l.serve(greets("220 mail ESMTP\r\n")); return "" }, "220 mail"},
		{"it hangs up", "tls_closed", func(l *lab) string {
			l.serve(func(c net.Conn) { _, _ = c.Read(make([]byte, 4096)); c.Close() })
			return ""
		}, "without a server name: fails"},
		{"it resets", "tls_reset", func(l *lab) string {
			l.serve(func(c net.Conn) { _, _ = c.Read(make([]byte, 1)); reset(c) })
			return ""
		}, "reset"},
		{"silence", "tls_timeout", func(l *lab) string { l.serve(waits); l.o.Timeouts.TLS = 300 * time.Millisecond; return "" }, ""},
		{"a filter of names", "sni_filtered", func(l *lab) string {
			pass := has(host)
			l.serve(filter(func(hello []byte) bool { return !pass(hello) }, l.good()))
			return ""
		}, "with another server name: passes"},
		{"a filter that passes", "ok", func(l *lab) string { l.serve(filter(has(host), l.good())); return "" }, ""},
		{"unrecognized_name", "sni_unknown", func(l *lab) string {
			l.serve(says("\x15\x03\x03\x00\x02\x02\x70"))
			return ""
		}, "112"},
		{"an address without name", "sni_needed", func(l *lab) string {
			l.serve(filter(has(".com"), l.good()))
			return "https://127.0.0.1:" + strconv.Itoa(l.port)
		}, "with a server name: passes"},
		{"a hello of more than a packet that is cut, which the client gets around", "ok", func(l *lab) string {
			l.serve(filter(func(hello []byte) bool { return len(hello) < 1000 }, l.good()))
			return ""
		}, ""},
		{"a hello of more than a packet", "hello_size", func(l *lab) string {
			l.o.Timeouts.TLS = 300 * time.Millisecond
			c := l.good()
			l.serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if len(hello) >= 1000 { // it is swallowed, and nothing is said
					_, _ = io.Copy(io.Discard, raw)
					raw.Close()
					return
				}
				secure(c, fine)(conn)
			})
			return ""
		}, "a small first message: passes"},
		{"TLS 1.3", "tls13_filtered", func(l *lab) string {
			// supported_versions (43) with 3.4 in it
			l.serve(filter(func(hello []byte) bool { return !bytes.Contains(hello, []byte{3, 4, 3, 3}) }, l.good()))
			return ""
		}, "without TLS 1.3: passes"},
		{"TLS 1.1", "tls_version", func(l *lab) string {
			c := l.good()
			c.MinVersion, c.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
			l.serve(secure(c, fine))
			return ""
		}, "server version: TLS 1.1"},
		{"TLS 1.2 alone", "ok", func(l *lab) string {
			c := l.good()
			c.MaxVersion = tls.VersionTLS12
			l.serve(secure(c, fine))
			return ""
		}, "TLS: TLS 1.2"},
		{"3DES alone", "no_shared_cipher", func(l *lab) string {
			c := l.rsaConfig()
			c.MaxVersion, c.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_3DES_EDE_CBC_SHA}
			l.serve(secure(c, fine))
			return ""
		}, "3DES"},
		{"another protocol", "alpn_refused", func(l *lab) string {
			c := l.good()
			c.NextProtos = []string{"mqtt"}
			l.serve(secure(c, fine))
			return ""
		}, "120"},
		{"no protocol where one is required", "alpn_ignored", func(l *lab) string {
			l.o.ALPN, l.o.RequireALPN = []string{"x-amzn-http-ca"}, true
			l.serve(secure(l.good(), fine))
			return ""
		}, "x-amzn-http-ca"},
		{"internal_error", "tls_alert", func(l *lab) string { l.serve(says("\x15\x03\x03\x00\x02\x02\x50")); return "" }, "80"},
		{"a broken record", "tls_failed", func(l *lab) string { l.serve(says("\x16\x03\x03\x00\x04\x02\x00\x00\x00")); return "" }, ""},
		{"it works the second time", "tls_unsteady", func(l *lab) string {
			c := l.good()
			var seen atomic.Int32
			l.serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if hello == nil || seen.Add(1) <= 2 { // the client's own two, before any other begins
					raw.Close()
					return
				}
				secure(c, fine)(conn)
			})
			return ""
		}, "the same again: passes"},
	}
}
