package host_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

func TestAClientReachesAPinnedAddressUnderTheRealName(t *testing.T) {
	s := serve(t, serverName, nil, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Seen", stateOf(r).ServerName+" "+r.Host+" "+r.Header.Get("X-Mine"))
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.Copy(w, r.Body)
	})
	c := newClient(t, newRuntime(t, modulePath, loopback()), s.options(serverName))
	r, err := c.Do(context.Background(), &host.Request{
		Method: "POST", URL: s.url(t, "/a b"), Headers: []host.Header{{Name: "X-Mine", Value: "ü"}}, Body: []byte("body"),
	})
	if err != nil {
		t.Fatal(err)
	}
	seen := ""
	for _, h := range r.Headers {
		if h.Name == "X-Seen" {
			seen = h.Value
		}
	}
	compare(t, "what the server saw", seen, fmt.Sprintf("%s %s:%d ü", serverName, serverName, portOf(t, s.address)))
	compare(t, "body", string(r.Body), "body")
	if r.StatusCode != 418 || r.Reason != "I'm a teapot" || r.Attempts != 1 || r.Timings.Total <= 0 || r.Timings.Reused {
		t.Errorf("%+v", r)
	}
	p := r.Peer
	if p.Address != s.address || p.TLSVersion != "TLS 1.3" || p.ALPN != "" || len(p.Certificate) == 0 || !strings.Contains(p.TrustSource, "CA bytes") {
		t.Errorf("%+v", p)
	}
}

func TestAConnectionServesTheNextRequestToo(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	config := loopback()
	config.MaxInstances = 1
	c := newClient(t, newRuntime(t, modulePath, config), s.options(serverName))
	for n := range 3 {
		r, err := c.Get(context.Background(), s.url(t, "/"))
		if err != nil || r.Timings.Reused != (n > 0) {
			t.Fatalf("request %d: %v, %+v", n, err, r)
		}
	}
}

// The module must see that an idle connection has ended: this POST cannot be
// repeated if it meets the end.
func TestAConnectionThatTheServerClosedIsNotUsed(t *testing.T) {
	s := serve(t, serverName, nil, func(w http.ResponseWriter, _ *http.Request) {
		connection, buffer, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		_, _ = buffer.WriteString("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
		_ = buffer.Flush()
		_ = connection.Close()
	})
	config := loopback()
	config.MaxInstances = 1
	c := newClient(t, newRuntime(t, modulePath, config), with(s.options(serverName), "client.retries", "0"))
	for range 5 {
		r, err := c.Do(context.Background(), &host.Request{Method: "POST", URL: s.url(t, "/"), Body: []byte("x")})
		if err != nil || r.Timings.Reused {
			t.Fatalf("%v %+v", err, r)
		}
		time.Sleep(5 * time.Millisecond) // for the end to arrive
	}
}

func TestLargeBodiesPassUnchanged(t *testing.T) {
	s := serve(t, serverName, nil, func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(w, r.Body) })
	c := newClient(t, newRuntime(t, modulePath, loopback()), s.options(serverName))
	body := make([]byte, 3<<20+7)
	_, _ = rand.Read(body)
	r, err := c.Do(context.Background(), &host.Request{Method: "PUT", URL: s.url(t, "/"), Body: body})
	if err != nil || !bytes.Equal(r.Body, body) {
		t.Fatalf("%v", err)
	}
}

// The largest body that the options allow by default fits into the memory that an
// instance has by default.
func TestTheLargestBodyFitsIntoAnInstance(t *testing.T) {
	chunk := make([]byte, 1<<20)
	s := serve(t, serverName, nil, func(w http.ResponseWriter, _ *http.Request) {
		for range 64 {
			_, _ = w.Write(chunk)
		}
	})
	r := newRuntime(t, modulePath, loopback())
	response, err := newClient(t, r, s.options(serverName)).Get(context.Background(), s.url(t, "/"))
	if err != nil || len(response.Body) != 64<<20 {
		t.Fatal(err)
	}
}

func TestConnectionsThatCannotBeMadeHaveTheirCode(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	other := serve(t, "other.test", nil, func(http.ResponseWriter, *http.Request) {})
	plain := listen(t, nil, http.NotFoundHandler())

	network := &host.Network{
		Allow: []string{"127.0.0.0/8:*", "*.invalid:443", "[::1]:443"},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			switch {
			case strings.HasSuffix(address, ":1"):
				return nil, fmt.Errorf("wrapped: %w", &net.OpError{Op: "dial", Err: errRefused})
			case strings.HasSuffix(address, ":2"):
				panic("lent")
			case strings.HasPrefix(address, "nowhere.invalid"):
				return nil, &net.DNSError{Err: "no such host", Name: "nowhere.invalid", IsNotFound: true}
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	}
	r := newRuntime(t, modulePath, host.Config{Network: network})
	for _, c := range []struct {
		claim   string
		url     string
		options host.Options
		want    fault.Code
	}{
		{"another name in the certificate", s.url(t, "/"), other.options(serverName), fault.CertificateUnknownAuthority},
		{"the name of the certificate", "https://other.test:" + fmt.Sprint(portOf(t, s.address)) + "/", s.options("other.test"), fault.CertificateNameMismatch},
		{"roots of Mozilla", s.url(t, "/"), host.Options{"client.resolve": serverName + ":*:127.0.0.1"}, fault.CertificateUnknownAuthority},
		{"no TLS", "https://" + plain + "/", s.options(serverName), fault.TLSNotTLS},
		{"refused", "https://127.0.0.1:1/", s.options(serverName), fault.ConnectRefused},
		{"panic of a lent network", "https://127.0.0.1:2/", s.options(serverName), fault.ConnectFailed},
		{"no such name", "https://nowhere.invalid/", host.Options{}, fault.DNSFailed},
		{"address that is not allowed", "https://192.0.2.1/", host.Options{}, fault.ConnectDenied},
		{"name that is not allowed", s.url(t, "/"), host.Options{"tls.ca_bytes": string(s.root.PEM())}, fault.ConnectDenied},
		{"port that is not allowed", "https://[::1]:444/", host.Options{}, fault.ConnectDenied},
		{"CA file, where there are no files", s.url(t, "/"), with(s.options(serverName), "tls.ca_file", "/etc/ssl/certs/ca-certificates.crt"), fault.CAUnreadable},
	} {
		t.Run(c.claim, func(t *testing.T) {
			client, err := r.NewClient(context.Background(), with(c.options, "client.retries", "0"))
			if err == nil {
				defer client.Close()
				_, err = client.Get(context.Background(), c.url)
			}
			if fault.CodeOf(err) != c.want {
				t.Errorf("got %v, want %v", err, c.want.Name())
			}
		})
	}
}

func TestTheSecondAddressServesWhenTheFirstRefuses(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	c := newClient(t, newRuntime(t, modulePath, loopback()), with(s.options(serverName),
		"client.resolve", serverName+":*:127.0.0.2,127.0.0.1"))
	r, err := c.Get(context.Background(), s.url(t, "/"))
	if err != nil || r.Peer.Address != s.address {
		t.Fatalf("%v %+v", err, r)
	}
}

// What arrives waits in the network, not in this process, if the module is slow.
func TestReadingAheadHasALimit(t *testing.T) {
	const limit = 64<<10 + 16<<10
	most := host.ReadAhead(func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			for chunk := make([]byte, 16<<10); ; {
				if _, err := far.Write(chunk); err != nil {
					return
				}
			}
		}()
		return near, nil
	}, 200)
	if most == 0 || most > limit {
		t.Errorf("%d bytes were kept", most)
	}
}

func TestTheHostLooksNamesUp(t *testing.T) {
	s := serve(t, serverName, nil, func(http.ResponseWriter, *http.Request) {})
	network := &host.Network{
		Allow: []string{"*.Example.test:*"},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if want := fmt.Sprintf("%s:%d", serverName, portOf(t, s.address)); address != want {
				t.Errorf("dial of %q, want %q", address, want)
			}
			return new(net.Dialer).DialContext(ctx, network, s.address)
		},
	}
	c := newClient(t, newRuntime(t, modulePath, host.Config{Network: network}), host.Options{"tls.ca_bytes": string(s.root.PEM())})
	if _, err := c.Get(context.Background(), s.url(t, "/")); err != nil {
		t.Fatal(err)
	}
}

func TestWithoutANetworkOnlyTheNetworkIsMissing(t *testing.T) {
	for _, path := range []string{modulePath, offlinePath} {
		r := newRuntime(t, path, host.Config{})
		ctx := context.Background()
		_, err := newClient(t, r, nil).Get(ctx, "https://192.0.2.1/")
		if fault.CodeOf(err) != fault.Unsupported || !strings.Contains(err.Error(), "network") {
			t.Errorf("get: %v", err)
		}
		metadata, err := r.NewMetadata(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = metadata.Get(ctx, "/latest/meta-data/instance-id"); fault.CodeOf(err) != fault.Unsupported {
			t.Errorf("metadata: %v", err)
		}
		publisher, err := r.NewPublisher(ctx, publisherOptions())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := publisher.Publish(ctx, &host.Message{Topic: "a"}); fault.CodeOf(err) != fault.Unsupported {
			t.Errorf("publish: %v", err)
		}
		if _, err := publisher.Prepare(ctx, &host.Message{Topic: "a"}, time.Time{}); err != nil {
			t.Errorf("request: %v", err)
		}
		if _, err := r.NewAudience(ctx); err != nil {
			t.Errorf("audience: %v", err)
		}
	}
}

func TestManyGoroutinesShareAClient(t *testing.T) {
	s := serve(t, serverName, &tls.Config{MaxVersion: tls.VersionTLS12}, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.URL.Path)
	})
	config := loopback()
	config.MaxInstances = 4
	c := newClient(t, newRuntime(t, modulePath, config), s.options(serverName))
	var all sync.WaitGroup
	for g := range 16 {
		all.Go(func() {
			for n := range 5 {
				path := fmt.Sprintf("/%d/%d", g, n)
				if r, err := c.Get(context.Background(), s.url(t, path)); err != nil || string(r.Body) != path {
					t.Errorf("%s: %v", path, err)
				}
			}
		})
	}
	all.Wait()
}

func TestADialThatTakesTooLongIsGivenUp(t *testing.T) {
	gaveUp := make(chan error, 1)
	r := newRuntime(t, modulePath, host.Config{Network: &host.Network{
		Allow: []string{"192.0.2.1:443"},
		Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			gaveUp <- ctx.Err()
			return nil, ctx.Err()
		},
	}})
	c := newClient(t, r, host.Options{"client.connect_timeout": "30", "client.retries": "0"})
	if _, err := c.Get(context.Background(), "https://192.0.2.1/"); fault.CodeOf(err) != fault.ConnectTimeout {
		t.Error(err)
	}
	if err := <-gaveUp; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Whatever a call was doing when it was cancelled, the next one on its instance is
// answered with what it asked for.
func TestCancelledCallsLeaveTheirInstancesGood(t *testing.T) {
	s := serve(t, serverName, nil, func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, r.URL.Path) })
	config := loopback()
	config.MaxInstances = 2
	c := newClient(t, newRuntime(t, modulePath, config), s.options(serverName))
	var all sync.WaitGroup
	for g := range 4 {
		all.Go(func() {
			for n := range 25 {
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(n)*500*time.Microsecond)
				_, err := c.Get(ctx, s.url(t, "/cancelled"))
				cancel()
				if err != nil && !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("cancelled: %v", err)
				}
				path := fmt.Sprintf("/%d/%d", g, n)
				if r, err := c.Get(context.Background(), s.url(t, path)); err != nil || string(r.Body) != path {
					t.Errorf("%s: %v", path, err)
				}
			}
		})
	}
	all.Wait()
}

func TestACallOverTheNetworkEndsWithItsContext(t *testing.T) {
	address := silent(t)
	r := newRuntime(t, modulePath, loopback())
	for _, c := range []struct {
		claim string
		end   func() (context.Context, context.CancelFunc)
		want  fault.Code
		cause error
	}{
		{"cancelled", func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(50*time.Millisecond, cancel)
			return ctx, cancel
		}, fault.Cancelled, context.Canceled},
		{"deadline", func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), 50*time.Millisecond)
		}, fault.DeadlineExceeded, context.DeadlineExceeded},
	} {
		for what, call := range map[string]func(ctx context.Context) error{
			"get": func(ctx context.Context) error {
				_, err := newClient(t, r, nil).Get(ctx, "https://"+address+"/")
				return err
			},
			"metadata": func(ctx context.Context) error {
				m, err := r.NewMetadata(context.Background(), host.Options{"metadata.endpoint": "http://" + address})
				if err != nil {
					t.Fatal(err)
				}
				_, err = m.Get(ctx, "/")
				return err
			},
		} {
			ctx, cancel := c.end()
			err := call(ctx)
			cancel()
			if fault.CodeOf(err) != c.want || !errors.Is(err, c.cause) {
				t.Errorf("%s, %s: %v", what, c.claim, err)
			}
		}
	}
	if _, err := r.NewAudience(context.Background()); err != nil {
		t.Errorf("after that: %v", err)
	}
}
