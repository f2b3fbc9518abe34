package diagnose_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// host is what every server of these tests is called.
const host = "server.example"

// lab is a place for the servers of one scenario.
type lab struct {
	*testing.T
	root *trusttest.Identity
	o    client.Options
	port int
}

func newLab(t *testing.T) *lab {
	l := &lab{T: t, root: trusttest.Root(t, "lab root")}
	l.o.Timeouts = client.Timeouts{Total: 20 * time.Second, Connect: 2 * time.Second, TLS: 2 * time.Second, Read: 2 * time.Second}
	l.trust(trust.Options{CABytes: l.root.PEM()})
	return l
}

func (l *lab) trust(o trust.Options) {
	l.Helper()
	policy, err := trust.New(o)
	if err != nil {
		l.Fatal(err)
	}
	l.o.Trust = policy
}

// pin says where the host is.
func (l *lab) pin(entries ...string) {
	l.Helper()
	table, err := dial.ParseTable(entries)
	if err != nil {
		l.Fatal(err)
	}
	l.o.Resolve = table
}

func (l *lab) pinHere() { l.pin(host + ":" + strconv.Itoa(l.port) + ":127.0.0.1") }

// serve gives each connection to handle, which owns it, and pins the host there.
func (l *lab) serve(handle func(net.Conn)) {
	l.Helper()
	l.port = l.listen(handle)
	l.pinHere()
}

func (l *lab) listen(handle func(net.Conn)) int {
	l.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go handle(conn)
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// secure is a server that answers after the handshake.
func secure(config *tls.Config, answer string) func(net.Conn) {
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

const fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: lab\r\n\r\nok"

// identity is a TLS server's configuration.
func identity(i *trusttest.Identity) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{i.TLS()}}
}

// good is what a server without fault has.
func (l *lab) good(changes ...trusttest.Change) *tls.Config {
	return identity(l.root.Issue(l, []string{host}, changes...))
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
	if _, err := readFull(conn, header); err != nil {
		return nil, conn
	}
	body := make([]byte, int(header[3])<<8|int(header[4]))
	if header[0] != 22 {
		return nil, conn
	}
	if _, err := readFull(conn, body); err != nil {
		return nil, conn
	}
	whole := append(header, body...)
	return whole, &again{Conn: conn, first: whole}
}

func readFull(conn net.Conn, p []byte) (int, error) {
	n := 0
	for n < len(p) {
		m, err := conn.Read(p[n:])
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
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
		secure(config, fine)(conn)
	}
}

func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

// says answers whatever comes with fixed bytes.
func says(answer string) func(net.Conn) {
	return func(conn net.Conn) {
		defer conn.Close()
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = conn.Write([]byte(answer))
		_, _ = conn.Read(make([]byte, 4096))
	}
}

// greets speaks first.
func greets(greeting string) func(net.Conn) {
	return func(conn net.Conn) {
		defer conn.Close()
		_, _ = conn.Write([]byte(greeting))
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = conn.Read(make([]byte, 4096))
	}
}

// waits reads, and says nothing.
func waits(conn net.Conn) {
	defer conn.Close()
	for {
		if _, err := conn.Read(make([]byte, 4096)); err != nil {
			return
		}
	}
}

// proxy answers CONNECT with a status line, and makes the tunnel if it is 200.
func (l *lab) proxy(status string, to int) string {
	port := l.listen(func(conn net.Conn) {
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
			return
		}
		defer other.Close()
		go func() { _, _ = copyAll(other, conn) }()
		_, _ = copyAll(conn, other)
	})
	return "127.0.0.1:" + strconv.Itoa(port)
}

func copyAll(to, from net.Conn) (int64, error) {
	defer to.Close()
	buffer := make([]byte, 4096)
	var all int64
	for {
		n, err := from.Read(buffer)
		if _, werr := to.Write(buffer[:n]); err != nil || werr != nil {
			return all, err
		}
		all += int64(n)
	}
}

// nameServer is DNS that answers every question with one code (RFC 1035 section
// 4.1.1), or with -1 not at all.
func (l *lab) nameServer(rcode int) *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = conn.Close() })
	go func() {
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
func (l *lab) rsaConfig() *tls.Config {
	l.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		l.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, l.root.Certificate, key.Public(), l.root.Key)
	if err != nil {
		l.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}
