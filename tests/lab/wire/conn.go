package wire

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

// maxHead bounds what a connection remembers; net/http refuses longer heads before that.
const maxHead = 64 << 10

// handshakeTimeout ends connections that never speak TLS.
const handshakeTimeout = 10 * time.Second

// conn is a connection that remembers the bytes of the request being read. It is not a
// *tls.Conn on purpose (see the package doc).
type conn struct {
	net.Conn
	tls   *tls.Conn // nil on plain HTTP
	below *greeted
	once  sync.Once
	fail  func(error) // told once when the handshake fails

	mu   sync.Mutex
	seen []byte
}

func (c *conn) Read(p []byte) (int, error) {
	c.once.Do(c.handshake)
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	if room := maxHead - len(c.seen); room > 0 {
		c.seen = append(c.seen, p[:min(n, room)]...)
	}
	c.mu.Unlock()
	return n, err
}

// handshake only reports: the following Read returns the same error.
func (c *conn) handshake() {
	if c.tls == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTimeout)
	defer cancel()
	if err := c.tls.HandshakeContext(ctx); err != nil {
		c.fail(err)
	}
}

// head returns the request line and headers that were read, with their line ends.
func (c *conn) head() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if end := bytes.Index(c.seen, []byte("\r\n\r\n")); end >= 0 {
		return string(c.seen[:end+2])
	}
	return ""
}

// forget starts the next request. Clients that pipeline are not supported.
func (c *conn) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen = c.seen[:0]
}

// greeted is the connection below TLS. It keeps what the client asked for, which is not known
// afterwards if the handshake fails.
type greeted struct {
	net.Conn
	serverName string
	offered    []string // ALPN
}

// listener turns accepted connections into ones that remember.
type listener struct {
	net.Listener
	config *tls.Config // nil: plain HTTP
	fail   func(*greeted, error)
}

// listen wraps a listener; config is not changed.
func listen(l net.Listener, config *tls.Config, fail func(*greeted, error)) *listener {
	if config != nil {
		config = config.Clone()
		choose := config.GetConfigForClient
		config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			below := hello.Conn.(*greeted)
			below.serverName, below.offered = hello.ServerName, hello.SupportedProtos
			if choose == nil {
				return nil, nil
			}
			return choose(hello)
		}
	}
	return &listener{Listener: l, config: config, fail: fail}
}

func (l *listener) Accept() (net.Conn, error) {
	plain, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	if l.config == nil {
		return &conn{Conn: plain}, nil
	}
	below := &greeted{Conn: plain}
	secure := tls.Server(below, l.config)
	return &conn{Conn: secure, tls: secure, below: below, fail: func(err error) { l.fail(below, err) }}, nil
}
