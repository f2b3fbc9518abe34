package servers

import (
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/tests/lab/pki"
)

// The account and place of the gateway.
const (
	GatewayPort      = 17070
	GatewayRegion    = "us-east-1"
	GatewayAccessKey = "AKIASALLYPORTTEST001"
	GatewaySecretKey = "tests/only+0123456789abcdefghijklmnopqrs"
)

// StartVersitygw runs an S3 server that checks signatures, over an empty directory, and returns
// its address.
func StartVersitygw(t testing.TB, pair *pki.Pair) string {
	t.Helper()
	gateway := program(t, filepath.Join(root(), "build", "tools", "versitygw"), "versitygw.sh")
	ip := loopback()
	address := ip + ":17070"
	p := start(t, gateway, "--quiet", "--keep-alive", "--port", address,
		"--access", GatewayAccessKey, "--secret", GatewaySecretKey, "--region", GatewayRegion,
		"--cert", file(t, "server.pem", pair.CertPEM), "--key", file(t, "server.key", pair.KeyPEM),
		"posix", "--sidecar", t.TempDir(), t.TempDir())
	p.await(t, address)
	return ip
}
