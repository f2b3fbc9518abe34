package hosts

import (
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// A server with and one without TLS: closing a TLS connection also writes.
func servers(t *testing.T) (urls []*httptest.Server, ca string) {
	t.Helper()
	handler := http.NewServeMux()
	handler.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	handler.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-time.After(time.Minute):
		}
	})
	plain, secure := httptest.NewServer(handler), httptest.NewTLSServer(handler)
	t.Cleanup(func() {
		plain.CloseClientConnections()
		secure.CloseClientConnections()
		plain.Close()
		secure.Close()
	})
	ca = filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return []*httptest.Server{plain, secure}, ca
}

func TestDescriptorsClosedByTheHost(t *testing.T) {
	interpreter, env := python(t)
	for i, scheme := range []string{"http", "https"} {
		for _, mode := range []string{"between", "idle", "idle alone", "waiting", "socket", "one", "few"} {
			t.Run(scheme+" "+mode, func(t *testing.T) {
				all, ca := servers(t)
				url := all[i].URL
				out, err := run(t, env, interpreter, "testdata/closed.py", url+"/", url+"/slow", ca, mode)
				if err != nil {
					t.Fatalf("%v: %s", err, out)
				}
				if out != "" {
					t.Log(out)
				}
			})
		}
	}
}

func TestDescriptorsClosedByACProgram(t *testing.T) {
	all, _ := servers(t)
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/closed.c", true), all[0].URL+"/", all[0].URL+"/slow")
}

func TestDescriptorsClosedInAJVM(t *testing.T) {
	all, _ := servers(t)
	closed := filepath.Join(t.TempDir(), "closed")
	jar, source := javaProgram(t, "testdata/Closed.java")
	closer := cprogram.Build(t, "gcc", "testdata/closer.c", false, "-shared", "-fPIC")
	out, err := run(t, []string{"LD_PRELOAD=" + closer, "CLOSED=" + closed}, "java", "-cp", jar, source, all[0].URL+"/")
	if err != nil || out != "" {
		t.Fatalf("%v: %s", err, out)
	}
	if text, err := os.ReadFile(closed); err != nil || string(text) == "0" {
		t.Errorf("%q descriptors were closed: %v", text, err)
	}
}
