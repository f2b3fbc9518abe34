package dial_test

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

// narrow is a relay that ends connections whose first message is over a size.
type narrow struct {
	most  int
	end   func(net.Conn)
	serve func(net.Conn)

	mu    sync.Mutex
	sizes []int
}

func (n *narrow) handle(conn net.Conn) {
	header := make([]byte, 5)
	if _, err := readFull(conn, header); err != nil {
		conn.Close()
		return
	}
	body := make([]byte, int(header[3])<<8|int(header[4]))
	if _, err := readFull(conn, body); err != nil {
		conn.Close()
		return
	}
	n.mu.Lock()
	n.sizes = append(n.sizes, len(header)+len(body))
	n.mu.Unlock()
	if len(header)+len(body) > n.most {
		n.end(conn)
		return
	}
	n.serve(&replayed{conn, append(header, body...)})
}

func (n *narrow) seen() []int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.sizes)
}

func readFull(conn net.Conn, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var m int
		m, err = conn.Read(p[n:])
		n += m
	}
	return n, err
}

// replayed gives back what was read.
type replayed struct {
	net.Conn
	first []byte
}

func (r *replayed) Read(p []byte) (int, error) {
	if len(r.first) > 0 {
		n := copy(p, r.first)
		r.first = r.first[n:]
		return n, nil
	}
	return r.Conn.Read(p)
}

func TestAHelloThatIsCutIsSentOnceMoreWithClassicalGroups(t *testing.T) {
	s := newSite(t, "a.test")
	for name, end := range map[string]func(net.Conn){"reset": reset, "closed": func(c net.Conn) { c.Close() }} {
		n := &narrow{most: 1400, end: end, serve: tlsServer(s.server)}
		port := serve(t, "127.0.0.1:0", n.handle)
		d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.1")), Clock: time.Now})
		for range 2 { // the second time it is known
			conn, err := d.Dial(context.Background(), s.target("a.test", port))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if conn.TLS.CurveID != tls.X25519 {
				t.Errorf("%s: group %v", name, conn.TLS.CurveID)
			}
			conn.Abort()
		}
		if sizes := n.seen(); len(sizes) != 3 || sizes[0] <= 1400 || sizes[1] > 1400 || sizes[2] > 1400 {
			t.Errorf("%s: hellos of %d bytes, want one long and two short ones", name, sizes)
		}
	}
}

func TestAHelloThatIsCutTwiceIsNamedWithItsSizes(t *testing.T) {
	s := newSite(t, "a.test")
	for name, end := range map[string]func(net.Conn){"reset": reset, "closed": func(c net.Conn) { c.Close() }} {
		n := &narrow{end: end}
		port := serve(t, "127.0.0.1:0", n.handle)
		d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.1")), Clock: time.Now})
		_, err := d.Dial(context.Background(), s.target("a.test", port))
		var cut *dial.HelloCut
		sizes := n.seen()
		if fault.CodeOf(err) != fault.TLSClosed || !errors.As(err, &cut) || len(sizes) != 2 || cut.Size != int64(sizes[0]) || cut.Classical != int64(sizes[1]) {
			t.Fatalf("%s: %v after hellos of %d bytes", name, err, sizes)
		}
		for _, size := range sizes {
			if !strings.Contains(err.Error(), strconv.Itoa(size)+" bytes") {
				t.Errorf("%s: %v does not name %d bytes", name, err, size)
			}
		}
	}
}

// The client's next attempt then changes something.
func TestAHelloThatIsSwallowedIsShortTheNextTime(t *testing.T) {
	s := newSite(t, "a.test")
	n := &narrow{most: 1400, end: stalls, serve: tlsServer(s.server)}
	port := serve(t, "127.0.0.1:0", n.handle)
	entries := table(t, at("a.test", port, "127.0.0.1"))
	d := dial.New(dial.Options{Table: entries, Clock: time.Now, TLS: 300 * time.Millisecond})
	if _, err := d.Dial(context.Background(), s.target("a.test", port)); fault.CodeOf(err) != fault.TLSTimeout {
		t.Fatal(err)
	}
	conn, err := d.Dial(context.Background(), s.target("a.test", port))
	if err != nil {
		t.Fatal(err)
	}
	conn.Abort()
}

// A second try beside other addresses must not hold those up.
func TestTheNextAddressStartsAfterACutHello(t *testing.T) {
	s := newSite(t, "a.test")
	port := serve(t, "127.0.0.1:0", resets)
	serveAt := "127.0.0.2:" + strconv.Itoa(port)
	serve(t, serveAt, tlsServer(s.server))
	d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.1,127.0.0.2")), Clock: time.Now})
	conn, err := d.Dial(context.Background(), s.target("a.test", port))
	if err != nil || conn.Address != serveAt {
		t.Fatalf("%v", err)
	}
	conn.Abort()
}
