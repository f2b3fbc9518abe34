package client_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// lab is an authority, the policy that believes it, and servers on loopback.
type lab struct {
	testing.TB
	root   *trusttest.Identity
	policy *trust.Policy
}

func newLab(t testing.TB) *lab {
	t.Helper()
	l := &lab{TB: t, root: trusttest.Root(t, "root")}
	l.policy = l.trust(trust.Options{})
	return l
}

// trust makes a policy that believes the lab's authority.
func (l *lab) trust(o trust.Options) *trust.Policy {
	l.Helper()
	if !o.Insecure {
		o.CABytes = l.root.PEM()
	}
	p, err := trust.New(o)
	if err != nil {
		l.Fatal(err)
	}
	return p
}

// cert is the TLS side of a server with these names.
func (l *lab) cert(names ...string) *tls.Config {
	return &tls.Config{Certificates: []tls.Certificate{l.root.Issue(l, names).TLS()}}
}

// peer is the server's end of a connection.
type peer struct {
	net.Conn          // TLS if the server has it
	raw      net.Conn // below TLS
	br       *bufio.Reader
	index    int // of the connection, from 0
}

// serve listens on a loopback address ("127.0.0.1:0") and gives each connection
// to handle. config nil means no TLS.
func (l *lab) serve(address string, config *tls.Config, handle func(*peer)) (port int) {
	l.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { listener.Close() })
	go func() {
		for index := 0; ; index++ {
			raw, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer raw.Close()
				p := &peer{Conn: raw, raw: raw, index: index}
				if config != nil {
					secure := tls.Server(raw, config)
					if secure.Handshake() != nil {
						return
					}
					p.Conn = secure
				}
				p.br = bufio.NewReader(p)
				handle(p)
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// next reads a request with its body; false: the client has left.
func (p *peer) next() (*http.Request, string, bool) {
	r, err := http.ReadRequest(p.br)
	if err != nil {
		return nil, "", false
	}
	body, err := io.ReadAll(r.Body)
	return r, string(body), err == nil
}

func (p *peer) say(text string) { _, _ = io.WriteString(p, text) }

// reset closes the connection with a TCP reset.
func (p *peer) reset() {
	_ = p.raw.(*net.TCPConn).SetLinger(0)
	_ = p.raw.Close()
}

// serveConn runs a handler on a connection of a lent network.
func serveConn(conn net.Conn, handle func(*peer)) {
	p := &peer{Conn: conn, raw: conn}
	p.br = bufio.NewReader(p)
	handle(p)
}

func ok(body string) string {
	return "HTTP/1.1 200 OK\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body
}

// always answers each request with what answer returns.
func always(answer func(r *http.Request, body string) string) func(*peer) {
	return func(p *peer) {
		for {
			r, body, more := p.next()
			if !more {
				return
			}
			p.say(answer(r, body))
		}
	}
}

// once answers the first request with fixed bytes and hangs up.
func once(answer string) func(*peer) {
	return func(p *peer) {
		p.next()
		p.say(answer)
		_ = p.Close()
	}
}

// pin is a resolve entry.
func pin(host string, port int, addresses string) string {
	return host + ":" + strconv.Itoa(port) + ":" + addresses
}

func url(scheme, host string, port int, path string) string {
	return scheme + "://" + net.JoinHostPort(host, strconv.Itoa(port)) + path
}

// client makes a client that believes the lab; change may be nil.
func (l *lab) client(change func(*client.Options), pins ...string) *client.Client {
	l.Helper()
	table, err := dial.ParseTable(pins)
	if err != nil {
		l.Fatal(err)
	}
	o := client.Options{Resolve: table, Trust: l.policy}
	if change != nil {
		change(&o)
	}
	c, err := client.New(o)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(c.Close)
	return c
}

func noRetry(o *client.Options) { o.Retries = -1 }

func do(c *client.Client, r client.Request) (*client.Response, error) {
	return c.Do(context.Background(), &r)
}

// must makes a request that has to succeed.
func (l *lab) must(c *client.Client, r client.Request) *client.Response {
	l.Helper()
	response, err := do(c, r)
	if err != nil {
		l.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return response
}

// wants checks the code of an error and what its message says.
func wants(t *testing.T, name string, err error, code fault.Code, says ...string) {
	t.Helper()
	if fault.CodeOf(err) != code {
		t.Errorf("%s: %v, want %s", name, err, code.Name())
		return
	}
	for _, text := range says {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %q does not say %q", name, err, text)
		}
	}
}

// lent is a network on which each connection is a pipe to serve.
func lent(serve func(net.Conn)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			serve(far)
		}()
		return near, nil
	}
}

// failingWith is a network on which no connection comes about.
func failingWith(err error) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: err}
	}
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
	}
}

// backlog returns a port whose queue of connections is full, so that one more
// gets no answer.
func (l *lab) backlog() (port int) {
	l.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		l.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		l.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		l.Fatal(err)
	}
	port = name.(*syscall.SockaddrInet4).Port
	for range 2 {
		conn, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)), 100*time.Millisecond)
		if err == nil {
			l.Cleanup(func() { conn.Close() })
		}
	}
	return port
}
