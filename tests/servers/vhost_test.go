package servers_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/servers"
)

const port = 10443

// listen is the TLS part of an nginx server block.
func listen(t *testing.T, pair *pki.Pair) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string][]byte{"pem": pair.CertPEM, "key": pair.KeyPEM} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return fmt.Sprintf("listen {ip}:%d ssl; ssl_certificate %s/pem; ssl_certificate_key %s/key;\n", port, dir, dir)
}

// twoHosts starts nginx with the virtual hosts a.test (the default) and b.test on one address.
func twoHosts(t *testing.T, p *parties, more string) *servers.Nginx {
	var blocks strings.Builder
	for _, name := range []string{"a.test", "b.test"} {
		fmt.Fprintf(&blocks, "server {\n%s server_name %s;\n", listen(t, p.server(name)), name)
		blocks.WriteString(more)
		blocks.WriteString("location / { return 200 \"$server_name|$ssl_server_name|$http_host|$request_uri\"; }\n}\n")
	}
	return servers.StartNginx(t, servers.NginxConfig{HTTP: blocks.String(), Await: port})
}

func TestPinReachesTheVirtualHostOfTheName(t *testing.T) {
	p := newParties(t)
	nginx := twoHosts(t, p, "")
	c := p.reach(t, p.as(nil), nil, pin("a.test", nginx.IP), pin("b.test", nginx.IP))
	for _, name := range []string{"a.test", "b.test", "a.test"} {
		body := mustGet(t, c, fmt.Sprintf("https://%s:%d/x%%2Fy?q=https://%s/", name, port, name), 200)
		want := fmt.Sprintf("%s|%s|%s:%d|/x%%2Fy?q=https://%s/", name, name, name, port, name)
		if body != want {
			t.Errorf("got %s, want %s", body, want)
		}
	}
}

func TestWrongPinFailsByName(t *testing.T) {
	p := newParties(t)
	nginx := twoHosts(t, p, "")
	c := p.reach(t, p.as(nil), nil, pin("c.test", nginx.IP))
	_, err := get(c, fmt.Sprintf("https://c.test:%d/", port))
	message := wantFault(t, err, fault.CertificateNameMismatch)
	if !strings.Contains(message, "c.test") || !strings.Contains(message, "a.test") {
		t.Errorf("the message names neither what was wanted nor what came: %s", message)
	}
}

func TestBareAddressFailsAndNamesTheCertificate(t *testing.T) {
	p := newParties(t)
	nginx := twoHosts(t, p, "")
	_, err := get(p.reach(t, p.as(nil), nil), fmt.Sprintf("https://%s:%d/", nginx.IP, port))
	if message := wantFault(t, err, fault.CertificateNameMismatch); !strings.Contains(message, "a.test") {
		t.Error(message)
	}
}

func TestServersOfAnUnknownAuthorityAreRefused(t *testing.T) {
	p, other := newParties(t), newParties(t)
	nginx := twoHosts(t, p, "")
	c := p.reach(t, other.as(nil), nil, pin("a.test", nginx.IP))
	_, err := get(c, fmt.Sprintf("https://a.test:%d/", port))
	wantFault(t, err, fault.CertificateUnknownAuthority)
}

func TestVerificationCanBeTurnedOff(t *testing.T) {
	p := newParties(t)
	nginx := twoHosts(t, p, "")
	c := p.reach(t, trust.Options{Insecure: true}, nil, pin("c.test", nginx.IP))
	mustGet(t, c, fmt.Sprintf("https://c.test:%d/", port), 200)
}

func TestEachTLSVersionThatTheServerOffersIsUsed(t *testing.T) {
	p := newParties(t)
	for offered, want := range map[string]string{"TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"} {
		nginx := twoHosts(t, p, "ssl_protocols "+offered+";")
		c := p.reach(t, p.as(nil), nil, pin("a.test", nginx.IP))
		response, err := get(c, fmt.Sprintf("https://a.test:%d/", port))
		if err != nil {
			t.Fatal(err)
		}
		if response.Peer.TLSVersion != want || response.Peer.Address != fmt.Sprintf("%s:%d", nginx.IP, port) {
			t.Errorf("%+v", response.Peer)
		}
	}
}

func TestRedirectToAnotherHostUsesThatHostsPinAndName(t *testing.T) {
	p := newParties(t)
	nginx := twoHosts(t, p, fmt.Sprintf("location /go { return 302 https://b.test:%d/landed; }\n", port))
	c := p.reach(t, p.as(nil), nil, pin("a.test", nginx.IP), pin("b.test", nginx.IP))
	body := mustGet(t, c, fmt.Sprintf("https://a.test:%d/go", port), 200)
	if want := fmt.Sprintf("b.test|b.test|b.test:%d|/landed", port); body != want {
		t.Errorf("got %s, want %s", body, want)
	}
	// The pin of a.test is not lent to b.test, which then is not known at all.
	alone := p.reach(t, p.as(nil), func(o *client.Options) { o.Retries = -1 }, pin("a.test", nginx.IP))
	if _, err := get(alone, fmt.Sprintf("https://a.test:%d/go", port)); err == nil {
		t.Error("a host without a pin was reached")
	} else {
		wantFault(t, err, fault.DNSFailed)
	}
}
