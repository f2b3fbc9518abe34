// Package wiretest starts a stand-in for a test and talks to it with Go's own HTTP client.
package wiretest

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/lab/wire"
)

// Start serves on a free port until the test ends and returns the address.
func Start(t testing.TB, s *wire.Server) string {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Start(l)
	t.Cleanup(s.Close)
	return l.Addr().String()
}

// Authority makes a certificate authority for a test.
func Authority(t testing.TB) *pki.Authority {
	t.Helper()
	a, err := pki.NewAuthority("test root", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Issue makes a certificate below an authority.
func Issue(t testing.TB, a *pki.Authority, template pki.Template) *pki.Pair {
	t.Helper()
	pair, err := a.Issue(template)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// Client reaches one address whatever the URL's host is, and follows no redirect.
func Client(t testing.TB, address string, config *tls.Config) *http.Client {
	t.Helper()
	transport := &http.Transport{
		TLSClientConfig: config,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "tcp", address)
		},
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Transport:     transport,
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
