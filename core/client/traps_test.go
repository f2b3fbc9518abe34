package client_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// Each test is a trap that Go's standard library sets for a client like this.

func TestALPNIsOfferedExactlyAsGiven(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct {
		name    string
		given   []string
		offered string
	}{
		{"default", nil, "http/1.1"},
		{"none", []string{}, ""},
		{"a token of AWS IoT", []string{"x-amzn-http-ca"}, "x-amzn-http-ca"},
	} {
		var offered []string
		config := l.cert("a.invalid")
		config.NextProtos = c.given
		config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			offered = hello.SupportedProtos
			return nil, nil
		}
		port := l.serve("127.0.0.1:0", config, always(echo))
		c2 := l.client(func(o *client.Options) {
			o.ALPN, o.RequireALPN = c.given, len(c.given) > 0
		}, pin("a.invalid", port, "127.0.0.1"))
		response := l.must(c2, client.Request{URL: url("https", "a.invalid", port, "/")})
		if got := strings.Join(offered, ","); got != c.offered { // h2 above all
			t.Errorf("%s: offered %q, want %q", c.name, got, c.offered)
		}
		if response.Peer.ALPN != strings.Join(c.given, "") {
			t.Errorf("%s: selected %q", c.name, response.Peer.ALPN)
		}
	}
}

func TestNothingIsSentUnlessTheRequiredALPNIsSelected(t *testing.T) {
	l := newLab(t)
	got := make(chan bool, 1)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		n, _ := p.Read(make([]byte, 1))
		got <- n > 0
	})
	c := l.client(func(o *client.Options) {
		o.ALPN, o.RequireALPN = []string{"x-amzn-http-ca"}, true
	}, pin("a.invalid", port, "127.0.0.1"))
	_, err := do(c, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/")})
	wants(t, "ALPN ignored", err, fault.ALPNMismatch, "x-amzn-http-ca")
	if <-got {
		t.Error("the server received bytes of the request")
	}
}

// A Go server hangs up on an ALPN that it knows in TLS and not in HTTP.
func TestAServerThatHangsUpIsNamedAndNotABareEOF(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) { p.Close() })
	c := l.client(noRetry, pin("a.invalid", port, "127.0.0.1"))
	_, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/")})
	wants(t, "hang up", err, fault.ConnectionClosed, "a.invalid at 127.0.0.1", "without a response")
}

func TestANewPinNeverUsesASocketToTheOldAddress(t *testing.T) {
	l := newLab(t)
	config := l.cert("a.invalid")
	from := func(address string) func(*peer) {
		return always(func(*http.Request, string) string { return ok(address) })
	}
	port := l.serve("127.0.0.2:0", config, from("127.0.0.2"))
	l.serve(pin("127.0.0.3", port, "")[:len(pin("127.0.0.3", port, ""))-1], config, from("127.0.0.3"))
	for _, address := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.2"} {
		c := l.client(nil, pin("a.invalid", port, address))
		for range 2 {
			if got := string(l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")}).Body); got != address {
				t.Errorf("pinned to %s, answered by %s", address, got)
			}
		}
	}
}

func TestTheClientCertificateIsSentWhateverTheServersList(t *testing.T) {
	l := newLab(t)
	id := trusttest.Root(t, "not in the list").Issue(t, []string{"device-1"})
	config := l.cert("a.invalid")
	config.ClientAuth, config.ClientCAs = tls.RequireAnyClientCert, l.root.Pool()
	port := l.serve("127.0.0.1:0", config, func(p *peer) {
		always(func(*http.Request, string) string {
			return ok(p.Conn.(*tls.Conn).ConnectionState().PeerCertificates[0].Subject.CommonName)
		})(p)
	})
	c := l.client(func(o *client.Options) {
		o.Trust = l.trust(trust.Options{CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
	}, pin("a.invalid", port, "127.0.0.1"))
	if got := string(l.must(c, client.Request{URL: url("https", "a.invalid", port, "/")}).Body); got != "device-1" {
		t.Errorf("the server saw %q", got)
	}
}

func TestNothingIsPrintedIntoTheHostProcess(t *testing.T) {
	var logged bytes.Buffer
	log.SetOutput(&logged)
	defer log.SetOutput(os.Stderr)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr := os.Stderr
	os.Stderr = write
	defer func() { os.Stderr = stderr }()

	l := newLab(t)
	surplus := make(chan struct{})
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
		p.next()
		p.say(ok("first"))
		if p.index == 0 {
			<-surplus
			p.say(ok("nobody asked"))
		}
		p.next()
		p.say(ok("second") + "surplus")
	})
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	target := url("https", "a.invalid", port, "/")
	l.must(c, client.Request{URL: target})
	close(surplus)
	time.Sleep(20 * time.Millisecond) // lets the surplus arrive; the test holds without it too
	for range 3 {
		if got := string(l.must(c, client.Request{URL: target}).Body); got == "nobody asked" {
			t.Error("an unasked response was taken for the answer")
		}
	}
	write.Close()
	if text, _ := io.ReadAll(read); len(text) > 0 || logged.Len() > 0 {
		t.Errorf("printed %q, logged %q", text, logged.String())
	}
}

func TestABodyCutWithoutClosingAlertIsAnError(t *testing.T) {
	l := newLab(t)
	for name, head := range map[string]string{
		"no length": "HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.0": "HTTP/1.0 200 OK\r\n\r\n",
	} {
		for _, cut := range []bool{true, false} {
			port := l.serve("127.0.0.1:0", l.cert("a.invalid"), func(p *peer) {
				p.next()
				p.say(head + "abc")
				if cut {
					p.raw.Close()
				} else {
					p.Close()
				}
			})
			c := l.client(noRetry, pin("a.invalid", port, "127.0.0.1"))
			response, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/")})
			switch {
			case cut:
				wants(t, name, err, fault.HTTPTruncated, "cut after 3 bytes")
			case err != nil || string(response.Body) != "abc":
				t.Errorf("%s, ended properly: %v", name, err)
			}
		}
	}
}

var fallbackRoots sync.Once // for -count=2

// The process-wide roots are the host program's: setting them twice panics.
func TestTheProcessWideRootsAreLeftAlone(t *testing.T) {
	newLab(t).client(nil)
	fallbackRoots.Do(func() { x509.SetFallbackRoots(x509.NewCertPool()) })
}
