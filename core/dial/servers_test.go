package dial_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// serve gives each connection to one loopback address to handle, which owns it.
func serve(t *testing.T, address string, handle func(net.Conn)) (port int) {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
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

// tlsServer finishes the handshake and then waits for the client to leave.
func tlsServer(config *tls.Config) func(net.Conn) {
	return func(raw net.Conn) {
		defer raw.Close()
		conn := tls.Server(raw, config)
		if conn.Handshake() == nil {
			_, _ = conn.Read(make([]byte, 1))
		}
	}
}

// says answers with fixed bytes and waits for the client to leave.
func says(answer string) func(net.Conn) {
	return func(conn net.Conn) {
		defer conn.Close()
		_, _ = conn.Read(make([]byte, 1))
		_, _ = conn.Write([]byte(answer))
		_, _ = conn.Read(make([]byte, 4096))
		_, _ = conn.Read(make([]byte, 1))
	}
}

func closes(conn net.Conn) {
	_, _ = conn.Read(make([]byte, 4096))
	conn.Close()
}

func resets(conn net.Conn) {
	_, _ = conn.Read(make([]byte, 1)) // else the reset may meet the connect
	reset(conn)
}

func reset(conn net.Conn) {
	_ = conn.(*net.TCPConn).SetLinger(0)
	conn.Close()
}

func stalls(conn net.Conn) {
	defer conn.Close()
	for {
		if _, err := conn.Read(make([]byte, 4096)); err != nil {
			return
		}
	}
}

func table(t *testing.T, entries ...string) *dial.Table {
	t.Helper()
	table, err := dial.ParseTable(entries)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func at(host string, port int, addresses string) string {
	return host + ":" + strconv.Itoa(port) + ":" + addresses
}

// site is a host name with its certificate and a policy that believes it.
type site struct {
	server *tls.Config
	policy *trust.Policy
}

func newSite(t *testing.T, name string) site {
	t.Helper()
	root := trusttest.Root(t, "root")
	policy, err := trust.New(trust.Options{CABytes: root.PEM()})
	if err != nil {
		t.Fatal(err)
	}
	return site{&tls.Config{Certificates: []tls.Certificate{root.Issue(t, []string{name}).TLS()}}, policy}
}

func (s site) target(host string, port int) dial.Target {
	return dial.Target{Host: host, Port: port, Policy: s.policy}
}

// noLookup is a DNS that must not be asked.
func noLookup(t *testing.T) func(context.Context, string) ([]netip.Addr, error) {
	return func(_ context.Context, host string) ([]netip.Addr, error) {
		t.Errorf("DNS was asked for %s", host)
		return nil, fmt.Errorf("asked")
	}
}

// settles waits until no goroutine of this test is left beside those that were
// there before.
func settles(t *testing.T, before int) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			stacks := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
		}
	}
}
