package hosts

import (
	"bufio"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// releases are answers that are held until somebody asks for /release with their id.
type releases struct {
	mu   sync.Mutex
	byID map[string]chan struct{}
}

func (r *releases) of(id string) chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byID[id] == nil {
		r.byID[id] = make(chan struct{})
	}
	return r.byID[id]
}

func (r *releases) open(id string) {
	released := r.of(id)
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-released:
	default:
		close(released)
	}
}

// gatherings are answers that are held until so many ask at the same time.
type gatherings struct {
	mu   sync.Mutex
	byID map[string]*gathering
}

type gathering struct {
	missing  int
	complete chan struct{}
}

// join waits until of requests have joined; false if this one was left before.
func (g *gatherings) join(r *http.Request) bool {
	of, _ := strconv.Atoi(r.FormValue("of"))
	g.mu.Lock()
	here := g.byID[r.FormValue("id")]
	if here == nil {
		here = &gathering{of, make(chan struct{})}
		g.byID[r.FormValue("id")] = here
	}
	if here.missing--; here.missing == 0 {
		close(here.complete)
		delete(g.byID, r.FormValue("id"))
	}
	g.mu.Unlock()
	select {
	case <-here.complete:
		return true
	case <-r.Context().Done():
		g.mu.Lock()
		here.missing++
		g.mu.Unlock()
		return false
	}
}

// everyService answers a client, a publisher and a metadata client, and holds what it is asked to hold.
func everyService() http.Handler {
	held := &releases{byID: map[string]chan struct{}{}}
	mux := http.NewServeMux()
	say := func(path, body string) {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, body) })
	}
	say("/hello", "hello")
	say("/latest/meta-data/instance-id", "i-1")
	say("/topics/a", `{"message":"OK","traceId":"trace"}`)
	mux.HandleFunc("/release", func(_ http.ResponseWriter, r *http.Request) { held.open(r.FormValue("id")) })
	mux.HandleFunc("/held", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-held.of(r.FormValue("id")):
			_, _ = io.WriteString(w, "late")
		case <-r.Context().Done():
		}
	})
	together := &gatherings{byID: map[string]*gathering{}}
	mux.HandleFunc("/together", func(w http.ResponseWriter, r *http.Request) {
		if together.join(r) {
			_, _ = io.WriteString(w, "together")
		}
	})
	mux.HandleFunc("/stream", func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "first")
		_ = http.NewResponseController(w).Flush()
		select {
		case <-held.of(r.FormValue("id")):
			_, _ = io.WriteString(w, "second")
		case <-r.Context().Done():
		}
	})
	return mux
}

// services starts everyService with and without TLS, and returns the variables by
// which programs of testdata find it, and know what is right.
func services(t *testing.T) []string {
	t.Helper()
	plain, secure := httptest.NewServer(everyService()), httptest.NewTLSServer(everyService())
	t.Cleanup(func() {
		plain.CloseClientConnections()
		secure.CloseClientConnections()
		plain.Close()
		secure.Close()
	})
	ca := filepath.Join(t.TempDir(), "ca.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})
	if err := os.WriteFile(ca, block, 0o600); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(secure.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, port, err := net.SplitHostPort(at.Host)
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"HOSTS_BASE=" + plain.URL, "HOSTS_TLS_PORT=" + port, "HOSTS_CA=" + ca,
		"HOSTS_IDENTITY=" + vector(t, "identity/real.txt", "signature"),
	}
}

// vector is the value of a key in the first record of a file of vectors.
func vector(t *testing.T, name, key string) string {
	t.Helper()
	file, err := os.Open(filepath.Join(cprogram.Root(t), "tests/vectors", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), key+": "); ok {
			return value
		}
	}
	t.Fatalf("%s has no %s", name, key)
	return ""
}
