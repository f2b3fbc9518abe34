package servers

import (
	"testing"

	"github.com/sallyport/sallyport/tests/lab/pki"
)

// OpenSSLPort is where StartOpenSSL listens.
const OpenSSLPort = 10443

// StartOpenSSL runs "openssl s_server -www" with a certificate and more options, and returns its
// address. Every GET is answered with a page about the connection.
func StartOpenSSL(t testing.TB, pair *pki.Pair, options ...string) string {
	t.Helper()
	openssl := program(t, "openssl", "debian.sh")
	ip := loopback()
	address := ip + ":10443"
	args := []string{"s_server", "-www", "-accept", address,
		"-cert", file(t, "server.pem", pair.CertPEM), "-key", file(t, "server.key", pair.KeyPEM)}
	p := start(t, openssl, append(args, options...)...)
	p.await(t, address)
	return ip
}
