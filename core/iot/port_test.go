package iot_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/trust"
)

// refuse is what the system says of a closed port.
func refuse() error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED, Addr: &net.TCPAddr{}}
}

// cutOff is a port where somebody takes the connection and ends it.
func cutOff() (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		_, _ = theirs.Read(make([]byte, 1))
		_ = theirs.Close()
	}()
	return ours, nil
}

// say is a port where something that is not TLS answers.
func say(text string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		_, _ = theirs.Read(make([]byte, 4096))
		_, _ = io.WriteString(theirs, text)
		_ = theirs.Close()
	}()
	return ours, nil
}

func TestAutoPortGoesWhereItIsLetThrough(t *testing.T) {
	both := []string{alpnHTTP}
	for _, tc := range []struct {
		name   string
		at443  func(ctx context.Context) (net.Conn, error) // nil: open
		server []string
		alpn   string // that the service saw
		dialed string // the ports of two publishes
	}{
		{"443 is open", nil, both, alpnHTTP, "443"},
		{"443 refuses", func(context.Context) (net.Conn, error) { return nil, refuse() }, both, "", "443 8443"},
		{"443 is filtered", func(ctx context.Context) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }, both, "", "443 8443"},
		{"443 has no route", func(context.Context) (net.Conn, error) { return nil, syscall.ENETUNREACH }, both, "", "443 8443"},
		{"443 is denied", func(context.Context) (net.Conn, error) { return nil, syscall.EPERM }, both, "", "443 8443"},
		{"443 is cut in the handshake", func(context.Context) (net.Conn, error) { return cutOff() }, both, "", "443 8443"},
		{"443 is another protocol", func(context.Context) (net.Conn, error) { return say("HTTP/1.1 403 No\r\n\r\n") }, both, "", "443 8443"},
		{"443 loses the ALPN", nil, nil, "", "443 8443"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, &standin{}, &tls.Config{NextProtos: tc.server, ClientAuth: tls.RequireAnyClientCert})
			o := iot.Options{Port: iot.AutoPort}
			o.Client.Timeouts = client.Timeouts{Connect: time.Second}
			o.Client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
				if strings.HasSuffix(address, ":443") && tc.at443 != nil {
					s.note(address)
					return tc.at443(ctx)
				}
				return s.reach(ctx, network, address)
			}
			p := s.publisher(t, o)
			for range 2 {
				if _, err := p.Publish(t.Context(), &iot.Message{Topic: "a/b", QoS: 1}); err != nil {
					t.Fatal(err)
				}
			}
			if got := s.ports(); got != tc.dialed {
				t.Errorf("dialled %q, want %q", got, tc.dialed)
			}
			got := s.take()
			last := tc.dialed[strings.LastIndexByte(tc.dialed, ' ')+1:]
			want := host
			if last != "443" {
				want += ":" + last
			}
			if len(got) != 2 || got[1].host != want || got[1].target != "/topics/a%2Fb?qos=1" || got[1].alpn != tc.alpn || !got[1].clientCertificate {
				t.Errorf("the service saw %+v, want host %s", got, want)
			}
			r, err := p.Prepare(&iot.Message{Topic: "a/b"})
			if err != nil || r.URL != "https://"+want+"/topics/a%2Fb?qos=0" {
				t.Errorf("a request of its own goes to %v, %v", r, err)
			}
		})
	}
}

func TestAutoPortLeavesTimeForTheOtherPort(t *testing.T) {
	s := start(t, &standin{}, &tls.Config{NextProtos: []string{alpnHTTP}})
	var tried atomic.Bool
	o := iot.Options{Port: iot.AutoPort}
	o.Client.Timeouts = client.Timeouts{Total: 6 * time.Second, Connect: time.Minute}
	o.Client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasSuffix(address, ":443") {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		tried.Store(true)
		return s.reach(ctx, network, address)
	}
	_, err := s.publisher(t, o).Publish(t.Context(), &iot.Message{Topic: "t"})
	if !tried.Load() {
		t.Errorf("8443 was not tried: %v", err)
	}
}

func TestAutoPortIsSearchedAgainWhenItCloses(t *testing.T) {
	s := start(t, &standin{}, &tls.Config{NextProtos: []string{alpnHTTP}})
	var closed atomic.Value
	closed.Store("443")
	o := iot.Options{Port: iot.AutoPort}
	o.Client.Retries = -1
	o.Client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasSuffix(address, ":"+closed.Load().(string)) {
			s.note(address)
			return nil, refuse()
		}
		return s.reach(ctx, network, address)
	}
	s.answer = func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Connection", "close") }
	p := s.publisher(t, o)
	publish := func() error {
		_, err := p.Publish(t.Context(), &iot.Message{Topic: "t"})
		return err
	}
	if err := publish(); err != nil {
		t.Fatal(err)
	}
	closed.Store("8443")
	if err := publish(); !errors.Is(err, fault.ConnectRefused) {
		t.Fatalf("the port that was kept: %v", err)
	}
	if err := publish(); err != nil {
		t.Fatalf("after that: %v", err)
	}
	if got, want := s.ports(), "443 8443 8443 443"; got != want {
		t.Errorf("dialled %q, want %q", got, want)
	}
}

func TestAutoPortNamesBothPortsIfNeitherIsOpen(t *testing.T) {
	s := &standin{}
	o := iot.Options{Port: iot.AutoPort}
	o.Client.Retries = 1
	o.Client.Dial = func(_ context.Context, _, address string) (net.Conn, error) {
		s.note(address)
		if strings.HasSuffix(address, ":443") {
			return nil, refuse()
		}
		return nil, syscall.ENETUNREACH
	}
	_, err := s.publisher(t, o).Publish(t.Context(), &iot.Message{Topic: "t", QoS: 1})
	if !errors.Is(err, fault.ConnectRefused) || !strings.Contains(err.Error(), host+":443: ") || !strings.Contains(err.Error(), host+":8443: ") {
		t.Errorf("got %v", err)
	}
	if got, want := s.ports(), "443 8443 443 443"; got != want { // the last two are the request with its repeat
		t.Errorf("dialled %q, want %q", got, want)
	}
}

func TestAutoPortDoesNotHideWhomItReached(t *testing.T) {
	// A certificate that is not believed is told, not passed by.
	s := start(t, &standin{}, &tls.Config{NextProtos: []string{alpnHTTP}})
	id := authority().Issue(t, []string{"device"})
	stranger, err := trust.New(trust.Options{CABytes: id.PEM(), CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, open := range []string{"443", "8443"} {
		o := iot.Options{Port: iot.AutoPort}
		o.Client.Trust = stranger
		o.Client.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			if !strings.HasSuffix(address, ":"+open) {
				return nil, refuse()
			}
			return s.reach(ctx, network, address)
		}
		_, err := s.publisher(t, o).Publish(t.Context(), &iot.Message{Topic: "t"})
		if fault.CodeOf(err).Category() != fault.CategoryCertificate {
			t.Errorf("%s open: got %v", open, err)
		}
		if told := strings.Contains(err.Error(), host+":443: ") && strings.Contains(err.Error(), host+":8443: "); told != (open == "8443") {
			t.Errorf("%s open: names both ports: %v, in %v", open, told, err)
		}
	}
	if got := s.take(); len(got) != 0 {
		t.Errorf("sent %+v", got)
	}
}

func TestAutoPortIs443WithoutACertificate(t *testing.T) {
	for name, o := range map[string]iot.Options{
		"signature":  {Signing: signing()},
		"authorizer": {Authorizer: &iot.Authorizer{Name: "a"}},
	} {
		s := &standin{}
		o.Port = iot.AutoPort
		o.Client.Retries = -1
		o.Client.Dial = func(_ context.Context, _, address string) (net.Conn, error) { s.note(address); return nil, refuse() }
		if _, err := s.publisher(t, o).Publish(t.Context(), &iot.Message{Topic: "t"}); !errors.Is(err, fault.ConnectRefused) || s.ports() != "443" {
			t.Errorf("%s: got %v over %s", name, err, s.ports())
		}
	}
}

func TestAutoPortKeepsTheTimeOfTheCall(t *testing.T) {
	s := &standin{}
	o := iot.Options{Port: iot.AutoPort}
	o.Client.Timeouts.Total = 3 * time.Second // a half of it is enough for a slow machine
	o.Client.Dial = func(ctx context.Context, _, address string) (net.Conn, error) {
		s.note(address)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	_, err := s.publisher(t, o).Publish(t.Context(), &iot.Message{Topic: "t"})
	if !errors.Is(err, fault.DeadlineExceeded) || s.ports() != "443 8443" {
		t.Errorf("got %v over %s", err, s.ports())
	}
}

func TestAMessageThatWasSentGoesToNoOtherPort(t *testing.T) {
	s := start(t, &standin{}, &tls.Config{NextProtos: []string{alpnHTTP}})
	s.answer = func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }
	p := s.publisher(t, iot.Options{Port: iot.AutoPort})
	if _, err := p.Publish(t.Context(), &iot.Message{Topic: "t"}); !errors.Is(err, fault.PublishUncertain) {
		t.Errorf("got %v", err)
	}
	if got := s.ports(); got != "443" || len(s.take()) != 1 {
		t.Errorf("dialled %s, %d requests", got, len(s.take()))
	}
}
