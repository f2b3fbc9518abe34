package dial_test

import (
	"context"
	"errors"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

// two serves two loopback addresses on one port.
func two(t *testing.T, first, second func(net.Conn)) (port int) {
	t.Helper()
	port = serve(t, "127.0.0.2:0", first)
	serve(t, net.JoinHostPort("127.0.0.3", strconv.Itoa(port)), second)
	return port
}

func TestAFailedAddressLeadsToTheNext(t *testing.T) {
	s, wrong := newSite(t, "a.test"), newSite(t, "b.test")
	good := tlsServer(s.server)
	for name, bad := range map[string]func(net.Conn){
		"reset in the handshake":  resets,
		"closed in the handshake": closes,
		"not TLS":                 says("HTTP/1.1 400 Bad Request\r\n\r\n"),
		"another certificate":     tlsServer(wrong.server),
		"stalled handshake":       stalls,
	} {
		port := two(t, bad, good)
		d := dial.New(dial.Options{
			Table: table(t, at("a.test", port, "127.0.0.2,127.0.0.3")), Clock: time.Now, TLS: 3 * time.Second,
		})
		c, err := d.Dial(context.Background(), s.target("a.test", port))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !strings.HasPrefix(c.Address, "127.0.0.3:") {
			t.Errorf("%s: connected to %s", name, c.Address)
		}
		c.Abort()
	}
}

func TestASilentAddressIsOvertakenAndNothingIsLeftBehind(t *testing.T) {
	port := serve(t, "127.0.0.3:0", stalls)
	before := runtime.NumGoroutine()
	var open atomic.Int32
	d := dial.New(dial.Options{
		Table: table(t, at("a.test", port, "192.0.2.1,192.0.2.2,127.0.0.3")), Clock: time.Now, Connect: time.Minute,
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if strings.HasPrefix(address, "192.0.2.") {
				open.Add(1)
				defer open.Add(-1)
				<-ctx.Done()
				return nil, ctx.Err()
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	})
	c, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: port})
	if err != nil {
		t.Fatal(err)
	}
	if open.Load() != 0 {
		t.Errorf("%d attempts go on after the race", open.Load())
	}
	c.Abort()
	settles(t, before)
}

func TestALoserThatConnectsIsClosed(t *testing.T) {
	closed := make(chan struct{})
	d := dial.New(dial.Options{
		Table: table(t, "a.test:443:192.0.2.1,192.0.2.2"), Clock: time.Now,
		Dial: func(ctx context.Context, _, address string) (net.Conn, error) {
			near, far := net.Pipe()
			if strings.HasPrefix(address, "192.0.2.1:") {
				<-ctx.Done() // the race is over, and yet it has a connection
				go func() {
					_, _ = far.Read(make([]byte, 1)) // returns when near is closed
					close(closed)
				}()
			}
			return near, nil
		},
	})
	c, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: 443})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Abort()
	<-closed
}

func TestTheDeepestFailureGivesTheCode(t *testing.T) {
	s, wrong := newSite(t, "a.test"), newSite(t, "b.test")
	port := two(t, resets, tlsServer(wrong.server))
	d := dial.New(dial.Options{Table: table(t, at("a.test", port, "127.0.0.2,127.0.0.3,127.0.0.4")), Clock: time.Now})
	_, err := d.Dial(context.Background(), s.target("a.test", port))
	if fault.CodeOf(err) != fault.CertificateNameMismatch {
		t.Errorf("%v, want %s", err, fault.CertificateNameMismatch.Name())
	}
	for _, text := range []string{"127.0.0.2", "127.0.0.3", `"b.test"`, "127.0.0.4", "connection refused"} {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("message %q does not say %q", err, text)
		}
	}
}

func TestAFailedAddressComesLastForThirtySeconds(t *testing.T) {
	var mu sync.Mutex
	var order []string
	now := time.Unix(1_700_000_000, 0)
	d := dial.New(dial.Options{
		Table: table(t, "a.test:443:192.0.2.1,192.0.2.2"), Clock: func() time.Time { return now },
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			mu.Lock()
			order = append(order, address)
			mu.Unlock()
			if strings.HasPrefix(address, "192.0.2.1:") {
				return nil, syscall.ECONNREFUSED
			}
			near, _ := net.Pipe()
			return near, nil
		},
	})
	for _, c := range []struct {
		after time.Duration
		want  string
	}{
		{0, "192.0.2.1:443 192.0.2.2:443"},
		{time.Second, "192.0.2.2:443"},
		{31 * time.Second, "192.0.2.1:443 192.0.2.2:443"},
	} {
		order, now = nil, now.Add(c.after)
		conn, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: 443})
		if err != nil {
			t.Fatal(err)
		}
		conn.Abort()
		if got := strings.Join(order, " "); got != c.want {
			t.Errorf("after %v more: dialled %s, want %s", c.after, got, c.want)
		}
	}
}

func TestAPanicOfALentNetworkIsAnError(t *testing.T) {
	d := dial.New(dial.Options{
		Table: table(t, "a.test:443:192.0.2.1,192.0.2.2"), Clock: time.Now,
		Dial: func(context.Context, string, string) (net.Conn, error) { panic("lent") },
	})
	_, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: 443})
	var e *fault.Error
	if !errors.As(err, &e) || !strings.Contains(e.Message, "lent") {
		t.Errorf("got %v", err)
	}
}
