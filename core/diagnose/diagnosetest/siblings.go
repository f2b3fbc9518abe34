package diagnosetest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// unlikely are relatives of the other scenarios: what servers, proxies and devices do that is not
// in their textbook.
func unlikely() []Scenario {
	serve := func(handle func(net.Conn)) func(*Lab) string {
		return func(l *Lab) string { l.Serve(handle); return "" }
	}
	half := func(end func(net.Conn)) func(*Lab) string { // a handshake that begins well
		return func(l *Lab) string {
			l.Timeouts.TLS = 300 * time.Millisecond
			c := l.Good()
			l.Serve(func(raw net.Conn) {
				_ = tls.Server(&limited{Conn: raw, left: 60, end: end}, c).Handshake()
				raw.Close()
			})
			return ""
		}
	}
	return []Scenario{
		{"a page without a head", "not_tls_http", serve(Says("<html>400 The plain HTTP request")), "<html>400"},
		{"FTP", "not_tls_other", serve(Greets("220 lab FTP server ready\r\n")), "220 lab FTP"},
		{"POP3", "not_tls_other", serve(Greets("+OK POP3 ready\r\n")), "+OK"},
		{"MySQL", "not_tls_other", serve(Greets("J\x00\x00\x00\n8.0.36\x00")), "8.0.36"},
		{"Redis", "not_tls_other", serve(Says("-ERR Protocol error: unbalanced quotes in request\r\n")), "-ERR"},
		{"PostgreSQL", "not_tls_other", serve(Says("E\x00\x00\x00\x8dSFATAL\x00")), "SFATAL"},
		{"noise", "not_tls_other", serve(Says("\xff\xfe\x00\x01\x02\x03\x04\x05\x06")), `\xff\xfe`},
		{"HTTP/2 without TLS", "not_tls_other", serve(Says("\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x04\x00\x00\xff\xff")), `\x00\x00\x06`},
		{"a protocol that waits for its own first words", "tls_timeout", func(l *Lab) string {
			l.Timeouts.TLS = 300 * time.Millisecond
			l.Serve(Waits)
			return ""
		}, "first message"},
		{"it closes half of the connection", "tls_closed", serve(func(c net.Conn) {
			_, _ = c.Read(make([]byte, 4096))
			_ = c.(*net.TCPConn).CloseWrite()
			Waits(c)
		}), "closed"},
		{"it ends within the server's hello", "tls_closed", half(func(c net.Conn) { c.Close() }), "closed"},
		{"it is reset within the server's hello", "tls_reset", half(reset), "reset"},
		{"it stalls within the server's hello", "tls_timeout", half(Waits), ""},
		{"close_notify", "tls_closed", serve(Says("\x15\x03\x03\x00\x02\x01\x00")), ""},
		{"handshake_failure", "tls_alert", serve(Says("\x15\x03\x03\x00\x02\x02\x28")), "handshake failure (40)"},
		{"bad_certificate, and none was asked for", "tls_alert", serve(Says("\x15\x03\x03\x00\x02\x02\x2a")), "bad certificate (42)"},
		{"protocol_version", "tls_version", serve(Says("\x15\x03\x01\x00\x02\x02\x46")), "protocol version"},
		{"HTTP/2 that was not asked for", "http_malformed", func(l *Lab) string {
			l.Serve(Secure(l.Good(), "\x00\x00\x06\x04\x00\x00\x00\x00\x00\x00\x04\x00\x00\xff\xff"))
			return ""
		}, ""},
		{"a filter of names that is silent", "sni_filtered", func(l *Lab) string {
			l.Timeouts.TLS = 300 * time.Millisecond
			c := l.Good()
			l.Serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if bytes.Contains(hello, []byte(Host)) {
					Waits(raw)
					return
				}
				Secure(c, Fine)(conn)
			})
			return ""
		}, "with another server name: passes"},
		{"a filter of names that resets", "sni_filtered", func(l *Lab) string {
			c := l.Good()
			l.Serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if bytes.Contains(hello, []byte(Host)) {
					reset(raw)
					return
				}
				Secure(c, Fine)(conn)
			})
			return ""
		}, "with another server name: passes"},
		{"handshake_failure for this name alone", "sni_unknown", func(l *Lab) string {
			c := l.Good()
			l.Serve(func(raw net.Conn) {
				hello, conn := helloOf(raw)
				if bytes.Contains(hello, []byte(Host)) {
					_, _ = raw.Write([]byte("\x15\x03\x03\x00\x02\x02\x28"))
					raw.Close()
					return
				}
				Secure(c, Fine)(conn)
			})
			return ""
		}, "with another server name: passes"},
		{"a record of every byte of its own", "ok", func(l *Lab) string {
			c := l.Good()
			l.Serve(func(raw net.Conn) { Secure(c, Fine)(&slow{raw}) })
			return ""
		}, ""},
	}
}

// misissued are relatives of the scenarios of certificates.
func misissued() []Scenario {
	show := func(make func(*Lab) *tls.Config) func(*Lab) string {
		return func(l *Lab) string { l.Serve(Secure(make(l), Fine)); return "" }
	}
	past := trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour))
	usage := func(u x509.ExtKeyUsage) trusttest.Change {
		return func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{u} }
	}
	leaf := func(change func([][]byte) [][]byte) func(*Lab) string {
		return show(func(l *Lab) *tls.Config {
			c := Identity(l.Root.Intermediate(l, "between").Issue(l, []string{Host}))
			c.Certificates[0].Certificate = change(c.Certificates[0].Certificate)
			return c
		})
	}
	return []Scenario{
		{"no name at all", "pinned_elsewhere", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Issue(l, []string{"x"}, func(c *x509.Certificate) { c.DNSNames, c.Subject.CommonName = nil, "" }))
		}), "no name"},
		{"an address that is written as a name", "address_not_in_certificate", func(l *Lab) string {
			l.Serve(Secure(Identity(l.Root.Issue(l, []string{"x"}, func(c *x509.Certificate) { c.DNSNames = []string{"127.0.0.1"} })), Fine))
			return "https://127.0.0.1:" + strconv.Itoa(l.Port)
		}, "127.0.0.1"},
		{"the domain of a wildcard itself", "wildcard_depth", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Issue(l, []string{"*." + Host}))
		}), "*." + Host},
		{"a name in capitals", "ok", show(func(l *Lab) *tls.Config { return Identity(l.Root.Issue(l, []string{strings.ToUpper(Host)})) }), ""},
		{"a chain in the other order", "ok", leaf(func(c [][]byte) [][]byte { return [][]byte{c[0], c[1], c[0]} }), ""},
		{"an authority for clients alone", "wrong_usage", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Intermediate(l, "between", usage(x509.ExtKeyUsageClientAuth)).Issue(l, []string{Host}))
		}), "between"},
		{"a name that is excluded", "name_not_permitted", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Intermediate(l, "between", func(c *x509.Certificate) {
				c.PermittedDNSDomainsCritical, c.ExcludedDNSDomains = true, []string{Host}
			}).Issue(l, []string{Host}))
		}), "between"},
		{"itself, for another name", "pinned_elsewhere", show(func(l *Lab) *tls.Config { return Identity(trusttest.SelfSigned(l, "other.example")) }), "other.example"},
		{"SHA-1 between", "weak_signature", show(func(l *Lab) *tls.Config {
			return Identity(l.Root.Intermediate(l, "between", func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }).Issue(l, []string{Host}))
		}), "between"},
		{"an expired one between, beside one that is good", "ok", show(func(l *Lab) *tls.Config {
			good := l.Root.Intermediate(l, "between")
			c := Identity(good.Issue(l, []string{Host}))
			old := l.Root.Intermediate(l, "between", past)
			chain := c.Certificates[0].Certificate
			c.Certificates[0].Certificate = [][]byte{chain[0], old.Certificate.Raw, chain[1]}
			return c
		}), ""},
		{"a root that is sent though it is known", "ok", show(func(l *Lab) *tls.Config {
			c := l.Good()
			c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, l.Root.Certificate.Raw)
			return c
		}), ""},
		{"a signature that was damaged", "root_changed", leaf(func(c [][]byte) [][]byte {
			c[1] = bytes.Clone(c[1])
			c[1][len(c[1])-1] ^= 1
			return c
		}), "between"},
		{"no certificate", "certificate_invalid", leaf(func(c [][]byte) [][]byte { return [][]byte{{0x30, 0x03, 0x02, 0x01, 0x01}} }), ""},
		{"a device of no known vendor", "unknown_ca", show(func(l *Lab) *tls.Config {
			return Identity(trusttest.Root(l, "ACME Secure Web Gateway").Issue(l, []string{Host}))
		}), "ACME"},
		{"a proxy that inspects", "interception", func(l *Lab) string {
			l.Serve(Secure(Identity(trusttest.Root(l, "mitmproxy").Issue(l, []string{Host})), Fine))
			l.Resolve, l.Proxy = nil, l.Tunnel("200 OK", l.Port)
			return ""
		}, "mitmproxy"},
	}
}

// refused are relatives of the scenarios of client certificates.
func refused() []Scenario {
	// after is a server that asks for a certificate of its own authority, makes the
	// handshake whatever it gets, and then does this.
	after := func(present bool, then func(raw net.Conn, conn *tls.Conn)) func(*Lab) string {
		return func(l *Lab) string {
			c := l.Good()
			c.ClientAuth, c.ClientCAs = tls.RequestClientCert, l.Root.Pool()
			if present {
				l.Present(trusttest.Root(l, "foreign root").Issue(l, []string{"device"}))
			}
			l.Serve(func(raw net.Conn) {
				defer raw.Close()
				conn := tls.Server(raw, c)
				if conn.Handshake() == nil {
					then(raw, conn)
				}
			})
			return ""
		}
	}
	closes := func(raw net.Conn, conn *tls.Conn) {
		_, _ = conn.Read(make([]byte, 4096))
		_ = conn.CloseWrite()
	}
	resets := func(raw net.Conn, conn *tls.Conn) { _, _ = conn.Read(make([]byte, 1)); reset(raw) }
	page := func(title string) func(net.Conn, *tls.Conn) {
		text := "<html><head><title>400 " + title + "</title></head><body>" + title + "</body></html>"
		return func(_ net.Conn, conn *tls.Conn) {
			respond(conn, "HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: "+strconv.Itoa(len(text))+"\r\n\r\n"+text)
			_ = conn.CloseWrite()
		}
	}
	alert := func(number byte) func(*Lab) string {
		return func(l *Lab) string {
			c := l.Good()
			c.ClientAuth, c.MaxVersion = tls.RequestClientCert, tls.VersionTLS12
			l.Present(l.Root.Issue(l, []string{"device"}))
			l.Serve(func(raw net.Conn) {
				defer raw.Close()
				_ = tls.Server(&alerting{Conn: raw, alert: number}, c).Handshake()
			})
			return ""
		}
	}
	things := func(present bool) func(*Lab) string { // AWS IoT, or what ends TLS before it
		return func(l *Lab) string {
			const endpoint = "a1sallyportlab-ats.iot.eu-west-1.amazonaws.com"
			if present {
				l.Present(l.Root.Issue(l, []string{"device"}))
			}
			l.Serve(Secure(Identity(l.Root.Issue(l, []string{endpoint})), "HTTP/1.1 403 Forbidden\r\nx-amzn-ErrorType: ForbiddenException:\r\nContent-Length: 56\r\n\r\n"+
				`{"message":"Missing Authentication Token","traceId":"1"}`))
			port := strconv.Itoa(l.Port)
			l.Resolve = []string{endpoint + ":" + port + ":127.0.0.1"}
			return "https://" + endpoint + ":" + port + "/"
		}
	}
	return []Scenario{
		{"AWS IoT says so", "client_certificate_missing", things(false), "endpoint"},
		{"something ends TLS", "iot_certificate_unseen", things(true), "endpoint"},
		{"a server that resets", "client_certificate_missing", after(false, resets), "asks for one and none is given"},
		{"a foreign one, and a server that hangs up", "client_certificate_untrusted", after(true, closes), "foreign root"},
		{"a foreign one, and a server that resets", "client_certificate_untrusted", after(true, resets), "foreign root"},
		{"a server that hangs up and wants none, though ours has expired", "http_closed", func(l *Lab) string {
			l.Present(l.Root.Issue(l, []string{"device"}, trusttest.Valid(time.Now().Add(-48*time.Hour), time.Now().Add(-24*time.Hour))))
			l.Serve(Secure(l.Good(), ""))
			return ""
		}, ""},
		{"nginx says so", "client_certificate_missing", after(false, page("No required SSL certificate was sent")), "400"},
		{"nginx says so", "client_certificate_untrusted", after(true, page("The SSL certificate error")), "foreign root"},
		{"certificate_revoked", "client_certificate_revoked", alert(44), "revoked"},
		{"certificate_unknown", "client_certificate_rejected", alert(46), "46"},
	}
}

// limited lets a few bytes of an answer through, and ends then.
type limited struct {
	net.Conn
	left int
	end  func(net.Conn)
}

func (c *limited) Write(p []byte) (int, error) {
	n := min(len(p), c.left)
	_, err := c.Conn.Write(p[:n])
	if c.left -= n; c.left == 0 {
		c.end(c.Conn)
		return n, net.ErrClosed
	}
	return n, err
}

// slow sends each byte by itself.
type slow struct{ net.Conn }

func (c *slow) Write(p []byte) (int, error) {
	for i := range p {
		if n, err := c.Conn.Write(p[i : i+1]); err != nil {
			return i + n, err
		}
	}
	return len(p), nil
}

// alerting answers what follows the client's hello with an alert.
type alerting struct {
	net.Conn
	alert   byte
	flights int
}

func (c *alerting) Write(p []byte) (int, error) {
	if c.flights++; c.flights == 1 {
		return c.Conn.Write(p)
	}
	_, _ = c.Conn.Write([]byte{21, 3, 3, 0, 2, 2, c.alert})
	return 0, net.ErrClosed
}
