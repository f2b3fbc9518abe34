package roundtrip_test

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/roundtrip"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

// serve starts a server for example.com, which net/http's test certificate names, and
// returns a client that reaches it, with the base of its URLs.
func serve(t *testing.T, handler http.HandlerFunc, change func(*client.Options)) (*http.Client, string) {
	t.Helper()
	server := httptest.NewTLSServer(handler)
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	resolve, err := dial.ParseTable([]string{"example.com:" + port + ":127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	policy, err := trust.New(trust.Options{CABytes: root})
	if err != nil {
		t.Fatal(err)
	}
	options := client.Options{Trust: policy, Resolve: resolve}
	if change != nil {
		change(&options)
	}
	c, err := client.New(options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return &http.Client{Transport: &roundtrip.Transport{Client: c, Signed: options.Signer != nil}}, "https://example.com:" + port
}

func TestAnHTTPClientGoesToThePinnedAddress(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		w.Header().Set("Trailer", "Sum")
		fmt.Fprintf(w, "%s %s %s %q %d %v", r.Method, r.TLS.ServerName, r.URL.RequestURI(), body, r.ContentLength, err)
		w.(http.Flusher).Flush()
		w.Header().Set("Sum", "7")
	}, nil)
	for _, test := range []struct {
		method, path string
		body         io.Reader
		want         string
	}{
		{"GET", "/a%20b?q=1#fragment", nil, `GET example.com /a%20b?q=1 "" 0 <nil>`},
		{"POST", "/", strings.NewReader("known"), `POST example.com / "known" 5 <nil>`},
		{"PUT", "/", io.MultiReader(strings.NewReader("un"), strings.NewReader("known")), `PUT example.com / "unknown" -1 <nil>`},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, base+test.path, test.body)
		if err != nil {
			t.Fatal(err)
		}
		response, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil || string(body) != test.want || response.Trailer.Get("Sum") != "7" || response.ContentLength != -1 {
			t.Errorf("%s: got %q, %v, %v, want %q", test.method, body, err, response.Trailer, test.want)
		}
		if response.TLS == nil || len(response.TLS.PeerCertificates) != 1 || response.TLS.ServerName != "example.com" || response.TLS.Version == 0 {
			t.Errorf("the connection is %+v", response.TLS)
		}
	}
}

func TestRedirectsAndCookiesAreThoseOfNetHTTP(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			http.SetCookie(w, &http.Cookie{Name: "a", Value: "1"})
			http.Redirect(w, r, "/next", http.StatusFound)
			return
		}
		fmt.Fprint(w, r.Method, r.Header.Get("Cookie"))
	}, nil)
	c.Jar, _ = cookiejar.New(nil)
	response, err := c.Post(base+"/", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); string(body) != "GETa=1" || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
}

func TestRequestsAreSigned(t *testing.T) {
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "secret"}, Region: "eu-west-1", Service: "s3",
	})
	if err != nil {
		t.Fatal(err)
	}
	c, base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, r.Header.Get("X-Amz-Content-Sha256"), strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 "))
	}, func(o *client.Options) { o.Signer = signer })
	for body, want := range map[io.Reader]string{
		bytes.NewReader([]byte("body")):              "230d8358dc8e8890b4c58deeb62912ee2f20357ae92a5cc861b98e68fe31acb5 true\n",
		io.LimitReader(strings.NewReader("body"), 4): "UNSIGNED-PAYLOAD true\n",
	} {
		response, err := c.Post(base, "text/plain", body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if string(got) != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

// failed returns the error of a request that must have one.
func failed(t *testing.T, c *http.Client, r *http.Request) error {
	t.Helper()
	response, err := c.Do(r)
	if err == nil {
		_ = response.Body.Close()
		t.Errorf("got %v", response.Status)
	}
	return err
}

func TestWhatFailsHasItsCode(t *testing.T) {
	c, base := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, nil)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "GET", base, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := failed(t, c, r); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	r, err = http.NewRequest("GET", strings.Replace(base, "example.com", "127.0.0.1.invalid", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := failed(t, c, r); fault.CodeOf(err) != fault.DNSFailed {
		t.Error(err)
	}
	r, err = http.NewRequest("GET", base, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "other.example"
	if err := failed(t, c, r); err == nil || !strings.Contains(err.Error(), "differs from the URL's") {
		t.Error(err)
	}
	if err := failed(t, &http.Client{Transport: &roundtrip.Transport{}}, r); err == nil || !strings.Contains(err.Error(), "no client") {
		t.Error(err)
	}
}

// closed notes that a body was closed.
type closed struct {
	io.Reader
	once sync.Once
	done chan struct{}
}

func (c *closed) Close() error {
	c.once.Do(func() { close(c.done) })
	return nil
}

func TestABodyIsClosedOnceItIsSentAndTheResponseMayComeBefore(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"refused": func(w http.ResponseWriter, _ *http.Request) {
			_ = http.NewResponseController(w).EnableFullDuplex() // else it waits for the body
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		},
		"echoed": func(w http.ResponseWriter, r *http.Request) {
			_ = http.NewResponseController(w).EnableFullDuplex()
			w.WriteHeader(http.StatusOK)
			_ = http.NewResponseController(w).Flush()
			_, _ = io.Copy(w, r.Body)
		},
	} {
		c, base := serve(t, handler, nil)
		from, to := io.Pipe()
		body := &closed{Reader: from, done: make(chan struct{})}
		request, err := http.NewRequest("POST", base, body)
		if err != nil {
			t.Fatal(err)
		}
		response, err := c.Do(request)
		if err != nil {
			t.Fatal(name, err)
		}
		if name == "echoed" {
			select {
			case <-body.done:
				t.Error("the body was closed before its end")
			default:
			}
			_, _ = io.WriteString(to, "ping")
			_ = to.Close()
			if got, err := io.ReadAll(response.Body); err != nil || string(got) != "ping" {
				t.Errorf("%q, %v", got, err)
			}
		}
		_ = response.Body.Close()
		<-body.done
	}
}

func TestTheCallerMayLeaveABody(t *testing.T) {
	c, base := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(make([]byte, 10<<20)) }, nil)
	for range 3 {
		response, err := c.Get(base)
		if err != nil {
			t.Fatal(err)
		}
		if err := response.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	c.CloseIdleConnections()
}
