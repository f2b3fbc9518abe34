package host_test

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/trust/trusttest"
	"github.com/sallyport/sallyport/wasm/host"
)

const (
	serverName = "service.example.test"
	iotName    = "a1example-ats.iot.eu-west-1.amazonaws.com"
)

// server is an HTTPS server on loopback.
type server struct {
	address string // ip:port
	root    *trusttest.Identity
}

// serve starts a server with a certificate for name. config may be nil.
func serve(tb testing.TB, name string, config *tls.Config, handler http.HandlerFunc) *server {
	tb.Helper()
	root := trusttest.Root(tb, "root")
	if config == nil {
		config = &tls.Config{}
	}
	config.Certificates = []tls.Certificate{root.Issue(tb, []string{name}).TLS()}
	return &server{root: root, address: listen(tb, config, handler)}
}

// listen serves until the test ends; without config it is plain HTTP.
func listen(tb testing.TB, config *tls.Config, handler http.Handler) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	address := listener.Addr().String()
	s := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	if config != nil {
		listener = plainly{tls.NewListener(listener, config)}
		s.ConnContext = func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, c.(hidden).Conn)
		}
	}
	go func() { _ = s.Serve(listener) }()
	tb.Cleanup(func() { _ = s.Close() })
	return address
}

// plainly hides that connections are TLS: net/http closes those with an
// application protocol that it does not know.
type plainly struct{ net.Listener }

type (
	hidden        struct{ net.Conn }
	connectionKey struct{}
)

func (l plainly) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return hidden{c}, err
}

// stateOf is the TLS of a request's connection.
func stateOf(r *http.Request) tls.ConnectionState {
	return r.Context().Value(connectionKey{}).(*tls.Conn).ConnectionState()
}

func portOf(tb testing.TB, address string) int {
	tb.Helper()
	_, text, err := net.SplitHostPort(address)
	if err != nil {
		tb.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		tb.Fatal(err)
	}
	return port
}

// url is that of a path on the server, by its name.
func (s *server) url(tb testing.TB, path string) string {
	return "https://" + net.JoinHostPort(serverName, strconv.Itoa(portOf(tb, s.address))) + path
}

// options reach the server by its address.
func (s *server) options(name string) host.Options {
	return host.Options{"client.resolve": name + ":*:127.0.0.1", "tls.ca_bytes": string(s.root.PEM())}
}

func with(o host.Options, more ...string) host.Options {
	for n := 0; n < len(more); n += 2 {
		o[more[n]] = more[n+1]
	}
	return o
}

// loopback allows what tests listen on.
func loopback() host.Config {
	return host.Config{Network: &host.Network{Allow: []string{"127.0.0.0/8:*"}}}
}

func newClient(tb testing.TB, r *host.Runtime, options host.Options) *host.Client {
	tb.Helper()
	c, err := r.NewClient(context.Background(), options)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// silent accepts connections and never says a word.
func silent(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			tb.Cleanup(func() { _ = c.Close() })
			go func() { _, _ = io.Copy(io.Discard, c) }()
		}
	}()
	return listener.Addr().String()
}
