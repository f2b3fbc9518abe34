package host_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust/trusttest"
	"github.com/sallyport/sallyport/wasm/host"
)

func TestACertificateThatIsRefusedUnreadIsReached(t *testing.T) {
	id := trusttest.SelfSigned(t, serverName)
	der := bytes.Clone(id.Certificate.Raw)
	at := bytes.Index(der, []byte(serverName))
	der[at-2], der[at] = 0x13, '@' // a PrintableString with what none may have
	if _, err := x509.ParseCertificate(der); err == nil {
		t.Fatal("the certificate is read")
	}
	s := &server{root: id, address: listen(t, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: id.Key}}},
		http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))}
	key, other := sha256.Sum256(id.Certificate.RawSubjectPublicKeyInfo), sha256.Sum256(nil)
	pin := func(sum [32]byte) string { return "sha256//" + base64.StdEncoding.EncodeToString(sum[:]) }
	r := newRuntime(t, modulePath, loopback())
	for name, c := range map[string]struct {
		more []string
		want fault.Code
	}{
		"verified":     {nil, fault.CertificateInvalid},
		"pin as well":  {[]string{"tls.spki_pins", pin(key)}, fault.CertificateInvalid},
		"not verified": {[]string{"tls.verify", "false"}, 0},
		"pin":          {[]string{"tls.verify", "false", "tls.spki_pins", pin(key)}, 0},
		"another pin":  {[]string{"tls.verify", "false", "tls.spki_pins", pin(other)}, fault.SPKIPinMismatch},
	} {
		client := newClient(t, r, with(host.Options{"client.resolve": serverName + ":*:127.0.0.1", "client.retries": "0"}, c.more...))
		if _, err := client.Get(context.Background(), s.url(t, "/")); fault.CodeOf(err) != c.want {
			t.Errorf("%s: got %v, want %v", name, err, c.want.Name())
		}
	}
}
