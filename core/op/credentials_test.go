package op_test

import (
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// AWS's CLI and SDKs have roots of their own behind a proxy that breaks TLS up.
func TestRootsForSourcesOfCredentials(t *testing.T) {
	authority, other := trusttest.Root(t, "root"), trusttest.Root(t, "another")
	_, network := serve(t, authority, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>0123456789012345</SecretAccessKey><SessionToken>T</SessionToken>" +
			"<Expiration>2999-01-01T00:00:00Z</Expiration>"))
	})
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, bad := write("good.pem", string(authority.PEM())), write("bad.pem", string(other.PEM()))
	token := write("token", "TKN")
	profile := write("config", "[default]\nca_bundle = "+good+"\n")
	for name, c := range map[string]struct {
		options []string
		code    fault.Code
	}{
		"none":                         {nil, fault.CertificateUnknownAuthority},
		"the variable":                 {[]string{"env.AWS_CA_BUNDLE", good, "env.REQUESTS_CA_BUNDLE", bad}, 0},
		"the profile":                  {[]string{"env.AWS_CONFIG_FILE", profile}, 0},
		"the variable before it":       {[]string{"env.AWS_CONFIG_FILE", profile, "env.AWS_CA_BUNDLE", bad}, fault.CertificateUnknownAuthority},
		"what the caller says":         {[]string{"env.AWS_CA_BUNDLE", good, "tls.ca_file", bad}, fault.CertificateUnknownAuthority},
		"what the caller says, at all": {[]string{"env.AWS_CA_BUNDLE", bad, "tls.ca_file", good}, 0},
	} {
		o := append([]string{"credentials.source", "chain", "env.HOME", dir, "env.AWS_WEB_IDENTITY_TOKEN_FILE", token, "env.AWS_ROLE_ARN", "r",
			"env.AWS_ENDPOINT_URL_STS", "https://" + host, "client.resolve", host + ":*:127.0.0.1"}, c.options...)
		signer, err := op.NewSigner(settings(t, o...), network)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := signer.Refresh(t.Context()); fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
		signer.Close()
	}
	_, err := op.NewSigner(settings(t, "credentials.source", "chain", "env.HOME", dir, "env.AWS_CA_BUNDLE", "/nonexistent"), network)
	if !errors.Is(err, fault.CAUnreadable) {
		t.Errorf("a file that is not there: %v", err)
	}
}
