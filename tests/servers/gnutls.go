package servers

import (
	"net"
	"strconv"
	"testing"

	"github.com/sallyport/sallyport/tests/lab/pki"
)

// StartGnuTLS runs gnutls-serv, which answers HTTP, with a certificate and more options, and returns
// its port: it listens on every address.
func StartGnuTLS(t testing.TB, pair *pki.Pair, options ...string) int {
	t.Helper()
	gnutls := program(t, "gnutls-serv", "debian.sh")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	l.Close()
	args := []string{"--http", "--port", strconv.Itoa(port), "--x509certfile", file(t, "server.pem", pair.CertPEM), "--x509keyfile", file(t, "server.key", pair.KeyPEM)}
	p := start(t, gnutls, append(args, options...)...)
	p.await(t, "127.0.0.1:"+strconv.Itoa(port))
	return port
}
