// Package fips tests the library that `make fips` builds: the same code on Go's
// FIPS 140-3 module, in its mode.
package fips

import (
	"crypto/tls"
	"debug/buildinfo"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

func TestTheModuleIsTheOneWithACertificate(t *testing.T) {
	built, err := buildinfo.ReadFile(filepath.Join(cprogram.Root(t), "build/fips/libsallyport-core.so"))
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{}
	for _, setting := range built.Settings {
		settings[setting.Key] = setting.Value
	}
	if !strings.HasPrefix(settings["GOFIPS140"], "v1.0.0") || !strings.Contains(settings["DefaultGODEBUG"], "fips140=on") {
		t.Errorf("GOFIPS140 is %q and DefaultGODEBUG %q", settings["GOFIPS140"], settings["DefaultGODEBUG"])
	}
}

// What it offers shows that the mode is on in a host's process: X25519 alone and
// ChaCha20 are not approved. The library without the mode offers both.
func TestOnlyWhatIsApprovedIsOffered(t *testing.T) {
	for _, library := range []struct {
		directory string
		approved  bool
	}{{"build/fips", true}, {"build", false}} {
		t.Run(library.directory, func(t *testing.T) {
			var hello *tls.ClientHelloInfo
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
			server.TLS = &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
				hello = h
				return nil, nil //nolint:nilnil // nil is the server's own configuration
			}}
			server.StartTLS()
			defer server.Close()
			program := cprogram.Build(t, "gcc", "testdata/approved.c", true)
			cprogram.Run(t, []string{"LD_LIBRARY_PATH=" + filepath.Join(cprogram.Root(t), library.directory)}, program, server.URL)
			if hello == nil {
				t.Fatal("the server saw no hello")
			}
			if slices.Contains(hello.SupportedCurves, tls.X25519) == library.approved {
				t.Errorf("the groups offered are %v", hello.SupportedCurves)
			}
			if slices.Contains(hello.CipherSuites, tls.TLS_CHACHA20_POLY1305_SHA256) == library.approved {
				t.Errorf("the suites offered are %x", hello.CipherSuites)
			}
		})
	}
}
