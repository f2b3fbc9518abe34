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

// hangUp ends the connection; with a text, after writing it.
func hangUp(text string, reset bool) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			return
		}
		_, _ = io.WriteString(c, text)
		if reset {
			_ = c.(hidden).Conn.(*tls.Conn).NetConn().(*net.TCPConn).SetLinger(0)
			_ = c.(hidden).Conn.(*tls.Conn).NetConn().Close()
			return
		}
		_ = c.Close()
	}
}

func TestUnknownFateIsSaid(t *testing.T) {
	for _, tc := range []struct {
		name     string
		answer   http.HandlerFunc
		timeouts client.Timeouts
		cause    fault.Code
	}{
		{"closed without an answer", hangUp("", false), client.Timeouts{}, fault.ConnectionClosed},
		{"reset", hangUp("", true), client.Timeouts{}, fault.ConnectionReset},
		{"answer cut short", hangUp("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", false), client.Timeouts{}, fault.HTTPTruncated},
		{"answer is not HTTP", hangUp("SSH-2.0-x\r\n\r\n", false), client.Timeouts{}, fault.HTTPMalformed},
		{"silence", waitForClient, client.Timeouts{Read: 50 * time.Millisecond}, fault.ReadTimeout},
		{"time is up", waitForClient, client.Timeouts{Total: 3 * time.Second}, fault.DeadlineExceeded},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := start(t, &standin{answer: tc.answer}, &tls.Config{})
			p := s.publisher(t, iot.Options{Port: 8443, Client: client.Options{Timeouts: tc.timeouts}})
			_, err := p.Publish(t.Context(), &iot.Message{Topic: "data/test"})
			if fault.CodeOf(err) != fault.PublishUncertain || !errors.Is(err, tc.cause) || !strings.Contains(err.Error(), tc.cause.Name()) {
				t.Fatalf("got %v, want PUBLISH_UNCERTAIN because of %s", err, tc.cause.Name())
			}
			if n := len(s.take()); n != 1 {
				t.Errorf("a message with QoS 0 was sent %d times", n)
			}
		})
	}
}

// waitForClient answers nothing until the client has gone.
func waitForClient(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }

func TestCancelledPublishMayHaveHappened(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := start(t, &standin{answer: func(w http.ResponseWriter, r *http.Request) {
		cancel()
		waitForClient(w, r)
	}}, &tls.Config{})
	_, err := s.publisher(t, iot.Options{Port: 8443}).Publish(ctx, &iot.Message{Topic: "t", QoS: 1})
	if fault.CodeOf(err) != fault.PublishUncertain || !errors.Is(err, fault.Cancelled) {
		t.Fatalf("got %v", err)
	}
}

func TestQoS1IsRepeatedUntilAnswered(t *testing.T) {
	s := &standin{}
	s.answer = func(w http.ResponseWriter, r *http.Request) {
		if len(s.take()) < 3 {
			hangUp("", false)(w, r)
		}
	}
	start(t, s, &tls.Config{})
	receipt, err := s.publisher(t, iot.Options{Port: 8443}).Publish(t.Context(), &iot.Message{Topic: "t", QoS: 1})
	if err != nil || receipt.Attempts != 3 || len(s.take()) != 3 {
		t.Fatalf("got %+v, %v after %d requests", receipt, err, len(s.take()))
	}
}

func TestFirstAttemptMayHaveArrivedWhateverTheLastOneSays(t *testing.T) {
	s := start(t, &standin{answer: hangUp("", false)}, &tls.Config{})
	dials := 0
	o := client.Options{Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		if dials++; dials > 1 {
			return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
		}
		return new(net.Dialer).DialContext(ctx, network, s.address)
	}}
	_, err := s.publisher(t, iot.Options{Port: 8443, Client: o}).Publish(t.Context(), &iot.Message{Topic: "t", QoS: 1})
	if fault.CodeOf(err) != fault.PublishUncertain || !errors.Is(err, fault.ConnectRefused) || dials < 2 {
		t.Fatalf("got %v after %d dials", err, dials)
	}
}

func TestFailuresBeforeSendingKeepTheirName(t *testing.T) {
	block := func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	refuse := func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
	}
	closed := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		_ = theirs.Close()
		return ours, nil
	}
	silent := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { _ = theirs.Close() })
		go func() { _, _ = io.Copy(io.Discard, theirs) }()
		return ours, nil
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	soon := client.Timeouts{Total: 50 * time.Millisecond}
	for _, tc := range []struct {
		name string
		ctx  context.Context
		o    client.Options
		want fault.Code
	}{
		{"refused", t.Context(), client.Options{Dial: refuse, Retries: -1}, fault.ConnectRefused},
		{"time is up while connecting", t.Context(), client.Options{Dial: block, Timeouts: soon}, fault.DeadlineExceeded},
		{"time is up in the handshake", t.Context(), client.Options{Dial: silent, Timeouts: soon}, fault.DeadlineExceeded},
		{"cancelled before", cancelled, client.Options{Dial: block}, fault.Cancelled},
		{"closed in the handshake", t.Context(), client.Options{Dial: closed, Retries: -1}, fault.TLSClosed},
	} {
		for qos := range 2 {
			tc.o.Trust = device(t)
			p, err := iot.New(iot.Options{Endpoint: host, Port: 8443, Client: tc.o})
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.Publish(tc.ctx, &iot.Message{Topic: "t", QoS: qos})
			if fault.CodeOf(err) != tc.want {
				t.Errorf("%s, QoS %d: got %v, want %s", tc.name, qos, err, tc.want.Name())
			}
			p.Close()
		}
	}
}

func TestRefusedClientCertificateIsNotUncertain(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		s := start(t, &standin{}, &tls.Config{
			MinVersion: version, MaxVersion: version, ClientAuth: tls.RequireAndVerifyClientCert, // with no roots: none is good
		})
		_, err := s.publisher(t, iot.Options{Port: 8443}).Publish(t.Context(), &iot.Message{Topic: "t"})
		if fault.CodeOf(err) != fault.ClientCertificateRejected {
			t.Errorf("%s: got %v", name, err)
		}
		s = start(t, &standin{}, &tls.Config{MinVersion: version, MaxVersion: version, ClientAuth: tls.RequireAnyClientCert})
		o := iot.Options{Authorizer: &iot.Authorizer{Name: "a"}, Client: client.Options{Trust: policy(t, trust.Options{})}}
		_, err = s.publisher(t, o).Publish(t.Context(), &iot.Message{Topic: "t"})
		if fault.CodeOf(err) != fault.ClientCertificateRequired {
			t.Errorf("%s without certificate: got %v", name, err)
		}
	}
}

func TestRefusedClientCertificateSaysNothingOfTheAttemptBefore(t *testing.T) {
	for name, version := range map[string]uint16{"TLS 1.2": tls.VersionTLS12, "TLS 1.3": tls.VersionTLS13} {
		var handshakes atomic.Int32
		config := &tls.Config{MinVersion: version, MaxVersion: version, ClientAuth: tls.RequireAnyClientCert}
		config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
			next := config.Clone()
			if handshakes.Add(1) > 1 {
				next.ClientAuth = tls.RequireAndVerifyClientCert // with no roots: none is good
			}
			return next, nil
		}
		s := start(t, &standin{answer: hangUp("", true)}, config)
		_, err := s.publisher(t, iot.Options{Port: 8443}).Publish(t.Context(), &iot.Message{Topic: "t", QoS: 1})
		if fault.CodeOf(err) != fault.PublishUncertain || !errors.Is(err, fault.ClientCertificateRejected) || len(s.take()) != 1 {
			t.Errorf("%s: got %v after %d requests", name, err, len(s.take()))
		}
	}
}
