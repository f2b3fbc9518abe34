package iot_test

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// authority signs the certificates of stand-in and device alike.
var authority = sync.OnceValue(func() *trusttest.Identity { return trusttest.Root(&testing.T{}, "lab root") })

// device returns a policy with a client certificate that trusts the stand-in.
func device(t testing.TB) *trust.Policy {
	t.Helper()
	id := authority().Issue(t, []string{"device"})
	return policy(t, trust.Options{CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
}

func policy(t testing.TB, o trust.Options) *trust.Policy {
	t.Helper()
	o.CABytes = authority().PEM()
	p, err := trust.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// seen is what the stand-in saw of one request.
type seen struct {
	method, target, host, alpn, sni string
	header                          http.Header
	body                            string
	clientCertificate               bool
}

// standin is a TLS server in the place of AWS IoT Core.
type standin struct {
	address string
	answer  http.HandlerFunc // nil: 200 OK as AWS writes it

	mu       sync.Mutex
	requests []seen
	dialed   []string
}

// start starts the stand-in. http.Server closes connections with an ALPN that it
// does not know, so it is not shown the TLS layer.
func start(t *testing.T, s *standin, config *tls.Config) *standin {
	t.Helper()
	if config.Certificates == nil {
		config.Certificates = []tls.Certificate{authority().Issue(t, []string{host}).TLS()}
	}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = inner.Addr().String()
	server := &http.Server{
		Handler:     http.HandlerFunc(s.serve),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, s, c) },
		ErrorLog:    nil, ReadHeaderTimeout: time.Minute,
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(hiding{tls.NewListener(inner, config)})
	}()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return s
}

type hiding struct{ net.Listener }

type hidden struct{ net.Conn }

func (h hiding) Accept() (net.Conn, error) {
	c, err := h.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return hidden{c}, nil
}

func (s *standin) serve(w http.ResponseWriter, r *http.Request) {
	state := r.Context().Value(s).(hidden).Conn.(*tls.Conn).ConnectionState()
	body, _ := io.ReadAll(r.Body)
	s.mu.Lock()
	s.requests = append(s.requests, seen{
		method: r.Method, target: r.RequestURI, host: r.Host, alpn: state.NegotiatedProtocol, sni: state.ServerName,
		header: r.Header, body: string(body), clientCertificate: len(state.PeerCertificates) > 0,
	})
	s.mu.Unlock()
	if s.answer != nil {
		s.answer(w, r)
		return
	}
	w.Header().Set("x-amzn-RequestId", "request-1")
	_, _ = io.WriteString(w, `{"message":"OK","traceId":"trace-1"}`)
}

// take returns the requests seen so far.
func (s *standin) take() []seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.requests
}

// reach is a network on which every address is the stand-in.
func (s *standin) reach(ctx context.Context, network, address string) (net.Conn, error) {
	s.note(address)
	var d net.Dialer
	return d.DialContext(ctx, network, s.address)
}

func (s *standin) note(address string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialed = append(s.dialed, address)
}

// ports lists the ports that were dialled.
func (s *standin) ports() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []string
	for _, address := range s.dialed {
		list = append(list, address[strings.LastIndexByte(address, ':')+1:])
	}
	return strings.Join(list, " ")
}

// publisher returns a publisher to the stand-in, with a client certificate
// unless o has something else.
func (s *standin) publisher(t testing.TB, o iot.Options) *iot.Publisher {
	t.Helper()
	o.Endpoint = host
	if o.Client.Dial == nil {
		o.Client.Dial = s.reach
	}
	if o.Client.Trust == nil {
		o.Client.Trust = policy(t, trust.Options{})
		if o.Signing == nil && o.Authorizer == nil {
			o.Client.Trust = device(t)
		}
	}
	if o.Client.Timeouts == (client.Timeouts{}) {
		o.Client.Timeouts.Total = time.Minute
	}
	p, err := iot.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
