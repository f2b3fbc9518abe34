package trust_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// write puts a file into a new directory and returns its path.
func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func environment(pairs ...string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1], true
			}
		}
		return "", false
	}
}

// believes reports whether a policy accepts a server of that authority.
func believes(t *testing.T, p *trust.Policy, authority *trusttest.Identity) bool {
	t.Helper()
	return handshake(t, p, "a.test", serverOf(authority.Issue(t, []string{"a.test"}))) == nil
}

func TestRootsFollowOnePrecedence(t *testing.T) {
	authorities := map[string]*trusttest.Identity{}
	paths := map[string]string{}
	for _, name := range []string{"explicit", "requests", "curl", "file", "dir"} {
		authorities[name] = trusttest.Root(t, name)
		paths[name] = write(t, "ca.pem", authorities[name].PEM())
	}
	all := []string{
		"REQUESTS_CA_BUNDLE", paths["requests"], "CURL_CA_BUNDLE", paths["curl"],
		"SSL_CERT_FILE", paths["file"], "SSL_CERT_DIR", filepath.Dir(paths["dir"]),
	}
	cases := []struct {
		name   string
		o      trust.Options
		want   []string // believed; the others are not
		source string
	}{
		{"an explicit CA wins over the environment", trust.Options{CAFile: paths["explicit"], Env: environment(all...)}, []string{"explicit"}, paths["explicit"]},
		{"explicit bytes win over the environment", trust.Options{CABytes: authorities["explicit"].PEM(), Env: environment(all...)}, []string{"explicit"}, "the CA bytes"},
		{"an explicit directory wins over the environment", trust.Options{CADir: filepath.Dir(paths["explicit"]), Env: environment(all...)}, []string{"explicit"}, filepath.Dir(paths["explicit"])},
		{"REQUESTS_CA_BUNDLE comes first", trust.Options{Env: environment(all...)}, []string{"requests"}, "REQUESTS_CA_BUNDLE=" + paths["requests"]},
		{"then CURL_CA_BUNDLE", trust.Options{Env: environment(all[2:]...)}, []string{"curl"}, "CURL_CA_BUNDLE=" + paths["curl"]},
		{"then both SSL_CERT variables together", trust.Options{Env: environment(all[4:]...)}, []string{"file", "dir"}, "SSL_CERT_FILE=" + paths["file"] + ", SSL_CERT_DIR=" + filepath.Dir(paths["dir"])},
		{"an empty variable is not set", trust.Options{Env: environment("REQUESTS_CA_BUNDLE", "", "CURL_CA_BUNDLE", paths["curl"])}, []string{"curl"}, "CURL_CA_BUNDLE=" + paths["curl"]},
		{"REQUESTS_CA_BUNDLE may be a directory", trust.Options{Env: environment("REQUESTS_CA_BUNDLE", filepath.Dir(paths["dir"]))}, []string{"dir"}, "REQUESTS_CA_BUNDLE=" + filepath.Dir(paths["dir"])},
		{"a missing directory of SSL_CERT_DIR is passed over", trust.Options{Env: environment("SSL_CERT_DIR", "/no/such/dir:"+filepath.Dir(paths["dir"]))}, []string{"dir"}, "SSL_CERT_DIR=" + filepath.Dir(paths["dir"])},
		{"explicit sources add up", trust.Options{CAFile: paths["file"], CADir: filepath.Dir(paths["dir"])}, []string{"file", "dir"}, paths["file"] + ", " + filepath.Dir(paths["dir"])},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p, err := trust.New(c.o)
			if err != nil {
				t.Fatal(err)
			}
			if p.Source() != c.source {
				t.Errorf("source %q, want %q", p.Source(), c.source)
			}
			for name, authority := range authorities {
				want := strings.Contains(strings.Join(c.want, " "), name)
				if got := believes(t, p, authority); got != want {
					t.Errorf("believes %s: %v, want %v", name, got, want)
				}
			}
		})
	}
}

func TestWithoutEnvTheProcessEnvironmentIsNotRead(t *testing.T) {
	authority := trusttest.Root(t, "from the process")
	t.Setenv("SSL_CERT_FILE", write(t, "ca.pem", authority.PEM()))
	t.Setenv("REQUESTS_CA_BUNDLE", write(t, "ca.pem", authority.PEM()))
	p, err := trust.New(trust.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if believes(t, p, authority) {
		t.Error("a root from the process environment is believed")
	}
}

func TestCertificatesAreReadInEachForm(t *testing.T) {
	authority, other := trusttest.Root(t, "root"), trusttest.Root(t, "other")
	key := authority.KeyPEM(t)
	for name, data := range map[string][]byte{
		"PEM":                     authority.PEM(),
		"DER":                     authority.Certificate.Raw,
		"PEM with text around it": []byte("# a bundle\n" + string(authority.PEM()) + "trailer\n"),
		"PEM after a key":         append(bytes.Clone(key), authority.PEM()...),
		"PEM with a broken one":   append([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), authority.PEM()...),
		"two in one":              append(bytes.Clone(other.PEM()), authority.PEM()...),
	} {
		p, err := trust.New(trust.Options{CABytes: data})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !believes(t, p, authority) {
			t.Errorf("%s: the root is not believed", name)
		}
	}
}

func TestEveryFileOfADirectoryIsReadHashedOrNot(t *testing.T) {
	first, second := trusttest.Root(t, "first"), trusttest.Root(t, "second")
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"9d66eef0.0": first.PEM(), "corporate proxy.cer": second.Certificate.Raw, "README": []byte("read me"), "key.pem": first.KeyPEM(t),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("gone", filepath.Join(dir, "dangling.pem")); err != nil {
		t.Fatal(err)
	}
	p, err := trust.New(trust.Options{CADir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if !believes(t, p, first) || !believes(t, p, second) {
		t.Error("a certificate of the directory is not believed")
	}
}

func TestUnusableRootsAreRefusedByName(t *testing.T) {
	root := trusttest.Root(t, "root")
	empty, dangling := t.TempDir(), t.TempDir()
	if err := os.Symlink("gone", filepath.Join(dangling, "ca.pem")); err != nil {
		t.Fatal(err)
	}
	keyFile := write(t, "key.pem", root.KeyPEM(t))
	cases := []struct {
		name string
		o    trust.Options
		code fault.Code
		says string
	}{
		{"missing file", trust.Options{CAFile: "/no/such/ca.pem"}, fault.CAUnreadable, "/no/such/ca.pem: no such file"},
		{"a pin in another spelling", trust.Options{CAFile: "sha256/AAAA"}, fault.CAUnreadable, "a pin is written sha256//BASE64"},
		{"missing directory", trust.Options{CADir: "/no/such/dir"}, fault.CAUnreadable, "/no/such/dir: no such file"},
		{"variable naming a missing file", trust.Options{Env: environment("CURL_CA_BUNDLE", "/no/such/ca.pem")}, fault.CAUnreadable, "CURL_CA_BUNDLE=/no/such/ca.pem"},
		{"variable naming missing directories", trust.Options{Env: environment("SSL_CERT_DIR", "/no/such/dir:/nor/this")}, fault.CAUnreadable, "SSL_CERT_DIR=/no/such/dir"},
		{"variable naming a missing certificate file", trust.Options{Env: environment("SSL_CERT_FILE", "/no/such/ca.pem")}, fault.CAUnreadable, "SSL_CERT_FILE=/no/such/ca.pem"},
		{"directory of dangling links", trust.Options{CADir: dangling}, fault.CAUnreadable, "none of its files can be read"},
		{"empty directory", trust.Options{CADir: empty}, fault.CANoCertificates, "none of its 0 files"},
		{"key instead of certificate", trust.Options{CAFile: keyFile}, fault.CANoCertificates, "it holds PRIVATE KEY"},
		{"broken certificate", trust.Options{CABytes: []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}, fault.CANoCertificates, "it cannot be parsed"},
		{"cut PEM", trust.Options{CABytes: root.PEM()[:100]}, fault.CANoCertificates, "its PEM is damaged"},
		{"text", trust.Options{CABytes: []byte("certificate")}, fault.CANoCertificates, "neither PEM nor DER"},
		{"line ends of a variable", trust.Options{CABytes: bytes.ReplaceAll(root.PEM(), []byte("\n"), []byte(`\n`))}, fault.CANoCertificates, `its line ends are written as \n`},
		{"UTF-16 without a mark", trust.Options{CABytes: bytes.ReplaceAll(root.PEM(), []byte("-"), []byte("-\x00"))}, fault.CANoCertificates, "UTF-16"},
		{"Java keystore", trust.Options{CABytes: []byte("\xfe\xed\xfe\xed\x00\x00\x00\x02")}, fault.CANoCertificates, "keytool"},
		{"empty file", trust.Options{CAFile: write(t, "empty", nil)}, fault.CANoCertificates, "it is empty"},
	}
	for _, c := range cases {
		_, err := trust.New(c.o)
		if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.code.Name(), c.says)
		}
	}
}

func TestPEMTextInPlaceOfAPathIsNotShown(t *testing.T) {
	id := trusttest.Root(t, "root")
	key := string(id.KeyPEM(t))
	secret := strings.Split(key, "\n")[1]
	oneLine := "-----BEGIN PRIVATE KEY-----" + secret
	for name, c := range map[string]struct {
		o    trust.Options
		code fault.Code
	}{
		"key file":           {trust.Options{CertPEM: id.PEM(), KeyFile: key}, fault.ClientCertificateUnreadable},
		"key without header": {trust.Options{CertPEM: id.PEM(), KeyFile: secret + "\r\n" + secret}, fault.ClientCertificateUnreadable},
		"certificate file":   {trust.Options{CertFile: key + string(id.PEM())}, fault.ClientCertificateUnreadable},
		"CA file":            {trust.Options{CAFile: key}, fault.CAUnreadable},
		"CA directory":       {trust.Options{CADir: oneLine}, fault.CAUnreadable},
		"REQUESTS_CA_BUNDLE": {trust.Options{Env: environment("REQUESTS_CA_BUNDLE", key)}, fault.CAUnreadable},
		"SSL_CERT_FILE":      {trust.Options{Env: environment("SSL_CERT_FILE", oneLine)}, fault.CAUnreadable},
		"SSL_CERT_DIR":       {trust.Options{Env: environment("SSL_CERT_DIR", key)}, fault.CAUnreadable},
	} {
		_, err := trust.New(c.o)
		if fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), "looks like PEM text") || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v, want %s", name, err, c.code.Name())
		}
	}
}

func TestInsecureBelievesEveryServerWhateverTheEnvironmentSays(t *testing.T) {
	p, err := trust.New(trust.Options{Insecure: true, Env: environment("REQUESTS_CA_BUNDLE", "/no/such/ca.pem")})
	if err != nil {
		t.Fatal(err)
	}
	if err := handshake(t, p, "a.test", serverOf(trusttest.SelfSigned(t, "b.test"))); err != nil {
		t.Error(err)
	}
	if !strings.Contains(p.Source(), "off") {
		t.Errorf("source %q does not say that verification is off", p.Source())
	}
}

func FuzzCertificatesNeverPanic(f *testing.F) {
	root := trusttest.Root(f, "root")
	f.Add(root.PEM())
	f.Add(root.Certificate.Raw)
	f.Add([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := trust.New(trust.Options{CABytes: data}); err != nil && fault.CodeOf(err) != fault.CANoCertificates {
			t.Errorf("code of %v", err)
		}
		if _, err := trust.New(trust.Options{CertPEM: data, Insecure: true}); err != nil && fault.CodeOf(err).Category() != fault.CategoryTLS {
			t.Errorf("code of %v", err)
		}
	})
}
