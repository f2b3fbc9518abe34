package dial_test

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
)

func TestPinnedHostNeverAsksDNS(t *testing.T) {
	s := newSite(t, "service.invalid")
	port := serve(t, "127.0.0.1:0", tlsServer(s.server))
	d := dial.New(dial.Options{Table: table(t, at("service.invalid", port, "127.0.0.1")), Clock: time.Now, Lookup: noLookup(t)})
	for _, host := range []string{"service.invalid", "127.0.0.1"} {
		c, err := d.Dial(context.Background(), dial.Target{Host: host, Port: port})
		if err != nil {
			t.Fatal(err)
		}
		if c.DNS != 0 {
			t.Errorf("%s: DNS took %v, and was not asked", host, c.DNS)
		}
		c.Abort()
	}
	c, err := d.Dial(context.Background(), s.target("service.invalid", port))
	if err != nil {
		t.Fatal(err)
	}
	c.Abort()
}

func TestOtherHostsAreLookedUp(t *testing.T) {
	port := serve(t, "127.0.0.1:0", stalls)
	var asked string
	d := dial.New(dial.Options{
		Table: table(t, at("a.test", port, "192.0.2.1")), Clock: time.Now,
		Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
			asked = host
			return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
		},
	})
	c, err := d.Dial(context.Background(), dial.Target{Host: "a.test.evil.test", Port: port})
	if err != nil {
		t.Fatal(err)
	}
	c.Abort()
	if asked != "a.test.evil.test" || c.Address != at("127.0.0.1", port, "")[:len(c.Address)] {
		t.Errorf("asked for %q, connected to %s", asked, c.Address)
	}
}

func TestFailedLookupIsNamed(t *testing.T) {
	cases := []struct {
		name   string
		answer error
		says   string
	}{
		{"absent", &net.DNSError{Err: "no such host", IsNotFound: true}, "no such host"},
		{"timeout", &net.DNSError{Err: "i/o timeout", IsTimeout: true}, "did not answer in time"},
		{"server failure", &net.DNSError{Err: "server misbehaving"}, "server misbehaving"},
		{"no address", nil, "no address"},
		{"other", errors.New("odd"), "odd"},
	}
	for _, c := range cases {
		d := dial.New(dial.Options{Clock: time.Now, Lookup: func(context.Context, string) ([]netip.Addr, error) { return nil, c.answer }})
		_, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: 443})
		if fault.CodeOf(err) != fault.DNSFailed || !strings.Contains(err.Error(), "a.test could not be resolved") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	slow := dial.New(dial.Options{Clock: time.Now, Connect: time.Millisecond, Lookup: func(ctx context.Context, _ string) ([]netip.Addr, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}})
	_, err := slow.Dial(context.Background(), dial.Target{Host: "a.test", Port: 443})
	if fault.CodeOf(err) != fault.DNSFailed {
		t.Errorf("slow name server: %v", err)
	}
}

// failing is a lent network on which every connection ends in an error.
func failing(errs map[string]error) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, _, address string) (net.Conn, error) {
		host, _, _ := net.SplitHostPort(address)
		if err, ok := errs[host]; ok {
			return nil, &net.OpError{Op: "dial", Err: err}
		}
		<-ctx.Done()
		return nil, ctx.Err()
	}
}

func TestFailedConnectionsAreNamedByTheirCommonCause(t *testing.T) {
	refused := map[string]error{"192.0.2.1": syscall.ECONNREFUSED, "192.0.2.2": syscall.ECONNREFUSED}
	cases := []struct {
		name string
		pins string
		errs map[string]error
		code fault.Code
		says []string
	}{
		{"refused", "192.0.2.1", refused, fault.ConnectRefused, []string{"a.test:443", "192.0.2.1:443: connection refused"}},
		{"all refused", "192.0.2.1,192.0.2.2", refused, fault.ConnectRefused, []string{"192.0.2.1:443: connection refused; 192.0.2.2:443"}},
		{"no answer", "192.0.2.3", nil, fault.ConnectTimeout, []string{"192.0.2.3:443: no answer within 20ms"}},
		{"system timeout", "192.0.2.1", map[string]error{"192.0.2.1": syscall.ETIMEDOUT}, fault.ConnectTimeout, []string{"no answer"}},
		{"no route", "192.0.2.1", map[string]error{"192.0.2.1": syscall.EHOSTUNREACH}, fault.ConnectUnreachable, nil},
		{"no network", "192.0.2.1", map[string]error{"192.0.2.1": syscall.ENETUNREACH}, fault.ConnectUnreachable, nil},
		{"forbidden", "192.0.2.1", map[string]error{"192.0.2.1": syscall.EACCES}, fault.ConnectDenied, []string{"permission denied"}},
		{"sandboxed", "192.0.2.1", map[string]error{"192.0.2.1": syscall.EPERM}, fault.ConnectDenied, nil},
		{"reset", "192.0.2.1", map[string]error{"192.0.2.1": syscall.ECONNRESET}, fault.ConnectionReset, nil},
		{"unknown", "192.0.2.1", map[string]error{"192.0.2.1": errors.New("odd")}, fault.ConnectFailed, []string{"odd"}},
		{"different reasons", "192.0.2.1,192.0.2.3", refused, fault.ConnectFailed, []string{"192.0.2.1:443: connection refused", "192.0.2.3:443: no answer"}},
	}
	for _, c := range cases {
		d := dial.New(dial.Options{
			Table: table(t, "a.test:443:"+c.pins), Clock: time.Now, Connect: 20 * time.Millisecond, Dial: failing(c.errs),
		})
		_, err := d.Dial(context.Background(), dial.Target{Host: "a.test", Port: 443})
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.name, err, c.code.Name())
			continue
		}
		for _, text := range c.says {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%s: %q does not say %q", c.name, err, text)
			}
		}
		var number syscall.Errno
		if len(c.errs) > 0 && c.code != fault.ConnectFailed && errors.As(c.errs["192.0.2.1"], &number) && fault.From(err).Detail != int32(number) {
			t.Errorf("%s: detail %d, want errno %d", c.name, fault.From(err).Detail, number)
		}
	}
}

func TestClosedPortIsRefused(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	listener.Close()
	_, err = dial.New(dial.Options{Clock: time.Now}).Dial(context.Background(), dial.Target{Host: "127.0.0.1", Port: port})
	if fault.CodeOf(err) != fault.ConnectRefused {
		t.Error(err)
	}
}

func TestLentNetworkIsGivenTheNameOfAnUnpinnedHost(t *testing.T) {
	var got []string
	d := dial.New(dial.Options{
		Table: table(t, "pinned.test:443:[2001:db8::1]"), Clock: time.Now,
		Dial: func(_ context.Context, network, address string) (net.Conn, error) {
			got = append(got, network+" "+address)
			near, _ := net.Pipe()
			return near, nil
		},
	})
	for _, host := range []string{"other.test", "pinned.test"} {
		c, err := d.Dial(context.Background(), dial.Target{Host: host, Port: 443})
		if err != nil {
			t.Fatal(err)
		}
		c.Abort()
	}
	if want := "tcp other.test:443, tcp [2001:db8::1]:443"; strings.Join(got, ", ") != want {
		t.Errorf("dialled %s, want %s", strings.Join(got, ", "), want)
	}
}

func TestInterruptedDialSaysWhatItWasDoing(t *testing.T) {
	s := newSite(t, "a.test")
	port := serve(t, "127.0.0.1:0", stalls)
	hang := func(ctx context.Context, _ string) ([]netip.Addr, error) { <-ctx.Done(); return nil, ctx.Err() }
	cases := []struct {
		name   string
		o      dial.Options
		target dial.Target
		says   string
	}{
		{"look-up", dial.Options{Lookup: hang}, dial.Target{Host: "a.test", Port: port}, "looking up a.test"},
		{"connection", dial.Options{Table: table(t, at("a.test", port, "192.0.2.1")), Dial: failing(nil)}, dial.Target{Host: "a.test", Port: port}, "connecting to 192.0.2.1"},
		{"connections", dial.Options{Table: table(t, at("a.test", port, "192.0.2.1,192.0.2.2")), Dial: failing(nil)}, dial.Target{Host: "a.test", Port: port}, "connecting to 192.0.2.1"},
		{"handshake", dial.Options{Table: table(t, at("a.test", port, "127.0.0.1"))}, s.target("a.test", port), "TLS handshake with a.test"},
	}
	for _, c := range cases {
		c.o.Clock = time.Now
		d := dial.New(c.o)
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
		_, err := d.Dial(ctx, c.target)
		if fault.CodeOf(err) != fault.DeadlineExceeded || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s, time up: %v", c.name, err)
		}
		cancel()
		ctx, cancel = context.WithCancel(context.Background())
		timer := time.AfterFunc(20*time.Millisecond, cancel)
		_, err = d.Dial(ctx, c.target)
		if fault.CodeOf(err) != fault.Cancelled || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s, cancelled: %v", c.name, err)
		}
		timer.Stop()
	}
}
