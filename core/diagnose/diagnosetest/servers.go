package diagnosetest

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// Serve gives each connection to handle, which owns it, and pins the host there.
func (l *Lab) Serve(handle func(net.Conn)) {
	l.Helper()
	l.Port = l.Listen(handle)
	l.Pin("127.0.0.1")
}

// Listen gives each connection at a port to handle.
func (l *Lab) Listen(handle func(net.Conn)) int {
	l.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { listener.Close() })
	go func() {
		defer func() { _ = recover() }()
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = recover() }()
				handle(conn)
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// Secure is a server that answers after the handshake.
func Secure(config *tls.Config, answer string) func(net.Conn) {
	return func(raw net.Conn) {
		defer raw.Close()
		conn := tls.Server(raw, config)
		if conn.Handshake() != nil {
			return
		}
		respond(conn, answer)
		_ = conn.CloseWrite()
	}
}

// respond reads a request and gives a fixed answer.
func respond(conn net.Conn, answer string) {
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return
	}
	_, _ = conn.Write([]byte(answer))
}

// Fine is an answer without fault.
const Fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: lab\r\n\r\nok"

// Identity is a TLS server's configuration.
func Identity(i *trusttest.Identity) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{i.TLS()}}
}

// Good is what a server without fault has.
func (l *Lab) Good(changes ...trusttest.Change) *tls.Config {
	return Identity(l.Root.Issue(l, []string{Host}, changes...))
}

// without leaves out what stands above the server's certificate.
func without(c *tls.Config) *tls.Config {
	c.Certificates[0].Certificate = c.Certificates[0].Certificate[:1]
	return c
}

// helloOf reads the first record of a client, and gives it back for a server to
// read again.
func helloOf(conn net.Conn) ([]byte, net.Conn) {
	header := make([]byte, 5)
	if _, err := io.ReadFull(conn, header); err != nil {
		return nil, conn
	}
	body := make([]byte, int(header[3])<<8|int(header[4]))
	if header[0] != 22 {
		return nil, conn
	}
	if _, err := io.ReadFull(conn, body); err != nil {
		return nil, conn
	}
	whole := append(header, body...)
	return whole, &again{Conn: conn, first: whole}
}

type again struct {
	net.Conn
	first []byte
}

func (a *again) Read(p []byte) (int, error) {
	if len(a.first) > 0 {
		n := copy(p, a.first)
		a.first = a.first[n:]
		return n, nil
	}
	return a.Conn.Read(p)
}

// filter lets only hellos through that pass.
func filter(pass func(hello []byte) bool, config *tls.Config) func(net.Conn) {
	return func(raw net.Conn) {
		hello, conn := helloOf(raw)
		if hello == nil || !pass(hello) {
			raw.Close()
			return
		}
		Secure(config, Fine)(conn)
	}
}

func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

// Says answers whatever comes with fixed bytes.
func Says(answer string) func(net.Conn) {
	return func(conn net.Conn) {
		defer conn.Close()
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = conn.Write([]byte(answer))
		_, _ = conn.Read(make([]byte, 4096))
	}
}

// Greets speaks first.
func Greets(greeting string) func(net.Conn) {
	return func(conn net.Conn) {
		defer conn.Close()
		_, _ = conn.Write([]byte(greeting))
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = conn.Read(make([]byte, 4096))
	}
}

// Waits reads, and says nothing.
func Waits(conn net.Conn) {
	defer conn.Close()
	for {
		if _, err := conn.Read(make([]byte, 4096)); err != nil {
			return
		}
	}
}

// Tunnel is a proxy that answers CONNECT with a status line, and makes the tunnel if it is 200.
func (l *Lab) Tunnel(status string, to int) string {
	port := l.Listen(func(conn net.Conn) {
		defer conn.Close()
		r, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		_, _ = conn.Write([]byte("HTTP/1.1 " + status + "\r\n\r\n"))
		if !strings.HasPrefix(status, "200") || r.Method != "CONNECT" {
			return
		}
		other, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(to))
		if err != nil {
			_, _ = conn.Read(make([]byte, 4096)) // what is unread would end it with a reset
			return
		}
		defer other.Close()
		go func() {
			defer func() { _ = recover() }()
			_, _ = copyAll(other, conn)
		}()
		_, _ = copyAll(conn, other)
	})
	return "127.0.0.1:" + strconv.Itoa(port)
}

func copyAll(to, from net.Conn) (int64, error) {
	defer to.Close()
	return io.Copy(to, from)
}

// nameServer is DNS that answers every question with one code (RFC 1035 section
// 4.1.1), or with -1 not at all.
func (l *Lab) nameServer(rcode int) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = conn.Close() })
	go func() {
		defer func() { _ = recover() }()
		b := make([]byte, 1500)
		for {
			n, from, err := conn.ReadFrom(b)
			if err != nil {
				return
			}
			if rcode < 0 || n < 12 {
				continue
			}
			b[2], b[3] = b[2]|0x80, 0x80|byte(rcode)
			b[10], b[11] = 0, 0 // without the additional record
			end := 12
			for end < n && b[end] != 0 {
				end += int(b[end]) + 1
			}
			_, _ = conn.WriteTo(b[:end+5], from)
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// rsaConfig is a server with a key of the kind that old cipher suites want.
func (l *Lab) rsaConfig() *tls.Config {
	l.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		l.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: Host}, DNSNames: []string{Host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, l.Root.Certificate, key.Public(), l.Root.Key)
	if err != nil {
		l.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}
