package dial_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
)

// eventually waits for something that the network brings along.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal(what)
		}
	}
}

func connect(t *testing.T, s site, server func(net.Conn)) *dial.Conn {
	t.Helper()
	port := serve(t, "127.0.0.1:0", server)
	d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.1")), Clock: time.Now})
	c, err := d.Dial(context.Background(), s.target("a.test", port))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Abort)
	return c
}

func TestProbeSeesWhatHappenedToAnIdleConnection(t *testing.T) {
	s := newSite(t, "a.test")
	act := make(chan func(net.Conn, *tls.Conn))
	server := func(raw net.Conn) {
		conn := tls.Server(raw, s.server)
		_ = conn.Handshake()
		_, _ = conn.Write([]byte("!"))
		(<-act)(raw, conn)
	}
	for name, c := range map[string]func(net.Conn, *tls.Conn){
		"closed":          func(_ net.Conn, conn *tls.Conn) { conn.Close() },
		"cut":             func(raw net.Conn, _ *tls.Conn) { raw.Close() },
		"reset":           func(raw net.Conn, _ *tls.Conn) { reset(raw) },
		"unasked message": func(_ net.Conn, conn *tls.Conn) { _, _ = conn.Write([]byte("HTTP/1.1 408 Request Timeout\r\n\r\n")) },
	} {
		conn := connect(t, s, server)
		if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		if !conn.Alive() {
			t.Errorf("%s: an idle connection is not alive", name)
		}
		act <- c
		eventually(t, name+": still alive", func() bool { return !conn.Alive() })
	}
}

// gather collects what TLS writes while hold is set, to send it as one segment.
type gather struct {
	net.Conn
	hold    bool
	segment []byte
}

func (g *gather) Write(p []byte) (int, error) {
	if !g.hold {
		return g.Conn.Write(p)
	}
	g.segment = append(g.segment, p...)
	return len(p), nil
}

func TestProbeSeesWhatTLSHasTakenIn(t *testing.T) {
	s := newSite(t, "a.test")
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for name, c := range map[string]struct {
			more  func(*tls.Conn)
			alive bool
		}{
			"nothing":         {func(*tls.Conn) {}, true},
			"unasked message": {func(conn *tls.Conn) { _, _ = conn.Write([]byte("unasked")) }, false},
			"closing alert":   {func(conn *tls.Conn) { _ = conn.CloseWrite(); _ = conn.SetDeadline(time.Time{}) }, false},
		} {
			config := s.server.Clone()
			config.MinVersion, config.MaxVersion = version, version
			config.SessionTicketsDisabled = true
			conn := connect(t, s, func(raw net.Conn) {
				defer raw.Close()
				g := &gather{Conn: raw}
				conn := tls.Server(g, config)
				if conn.Handshake() != nil {
					return
				}
				g.hold = true
				_, _ = conn.Write([]byte("!"))
				c.more(conn)
				_, _ = raw.Write(g.segment)
				_, _ = raw.Read(make([]byte, 1))
			})
			if _, err := io.ReadFull(conn, make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if conn.Alive() != c.alive {
					t.Errorf("%s, %s: alive %v", tls.VersionName(version), name, !c.alive)
				}
			}
		}
	}
}

func TestACutStreamIsToldFromAnEndedOne(t *testing.T) {
	s := newSite(t, "a.test")
	for _, cut := range []bool{true, false} {
		conn := connect(t, s, func(raw net.Conn) {
			server := tls.Server(raw, s.server)
			_, _ = server.Write([]byte("body"))
			if !cut {
				_ = server.Close()
			}
			raw.Close()
		})
		if body, err := io.ReadAll(conn); err != nil || string(body) != "body" {
			t.Fatal(string(body), err)
		}
		if conn.Cut() != cut {
			t.Errorf("Cut is %v, want %v", conn.Cut(), cut)
		}
	}
}

func TestWrittenCountsWhatLeftUs(t *testing.T) {
	s := newSite(t, "a.test")
	conn := connect(t, s, tlsServer(s.server))
	before := conn.Written()
	if before == 0 {
		t.Error("the handshake is not counted")
	}
	if _, err := conn.Write(make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	if n := conn.Written() - before; n < 100 {
		t.Errorf("%d bytes for a write of 100", n)
	}
	conn.Abort()
	before = conn.Written()
	if _, err := conn.Write(make([]byte, 100)); err == nil || conn.Written() != before {
		t.Errorf("a closed connection took %d bytes, error %v", conn.Written()-before, err)
	}
}

// As TLS does within a read, when the peer wants new keys.
func TestAnotherWritesWhileWritesAreGathered(t *testing.T) {
	const pieces = 2000
	s := newSite(t, "a.test")
	came := make(chan int, 1)
	c := connect(t, s, func(raw net.Conn) {
		conn := tls.Server(raw, s.server)
		n, _ := io.Copy(io.Discard, io.LimitReader(conn, 2*pieces))
		came <- int(n)
	})
	c.Split()
	another := make(chan error)
	go func() {
		var err error
		for i := 0; i < pieces && err == nil; i++ {
			_, err = c.Write([]byte("b"))
		}
		another <- err
	}()
	for range pieces {
		c.SetGathering(true)
		_, _ = c.Write([]byte("a"))
		c.SetGathering(false)
		if err := c.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-another; err != nil {
		t.Error(err)
	}
	if err := c.Flush(); err != nil {
		t.Error(err)
	}
	if n := <-came; n != 2*pieces {
		t.Errorf("%d bytes of %d came", n, 2*pieces)
	}
}

func TestSilenceEndsARead(t *testing.T) {
	s := newSite(t, "a.test")
	conn := connect(t, s, tlsServer(s.server))
	conn.SetSilence(10 * time.Millisecond)
	_, err := conn.Read(make([]byte, 1))
	var timeout net.Error
	if !errors.As(err, &timeout) || !timeout.Timeout() {
		t.Errorf("got %v", err)
	}
}
