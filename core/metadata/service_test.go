package metadata_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/metadata"
)

const (
	tokenPath     = "/latest/api/token"
	documentPath  = "/latest/dynamic/instance-identity/document"
	signaturePath = "/latest/dynamic/instance-identity/pkcs7"
	itemPath      = "/latest/meta-data/instance-id"
)

// service is a stand-in for the metadata service. It records "METHOD URI token"
// of each request.
type service struct {
	*httptest.Server

	mu       sync.Mutex
	requests []string
	headers  []http.Header
	issued   int
	valid    map[string]bool

	hardened bool // plain requests are refused
	put      int  // status of PUT; 0: a token
	token    string
	answers  map[string]func(http.ResponseWriter)
	delay    chan struct{}   // PUT sends, then receives
	meet     *sync.WaitGroup // GETs with the first token wait for each other
}

func start(t testing.TB) *service {
	s := &service{valid: map[string]bool{}, answers: map[string]func(http.ResponseWriter){}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.Close)
	return s
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	const header = "X-Aliyun-Ecs-Metadata-Token"
	if s.delay != nil && r.Method == http.MethodPut {
		s.delay <- struct{}{}
		<-s.delay
	}
	token := r.Header.Get(header)
	if s.meet != nil && token == "token1" {
		s.meet.Done()
		s.meet.Wait()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+token))
	s.headers = append(s.headers, r.Header)
	switch answer := s.answers[r.URL.Path]; {
	case r.URL.Path == tokenPath && r.Method == http.MethodPut:
		if s.put != 0 {
			w.WriteHeader(s.put)
			return
		}
		s.issued++
		token := s.token
		if token == "" {
			token = fmt.Sprintf("token%d\n", s.issued)
		}
		s.valid[strings.TrimSpace(token)] = true
		fmt.Fprint(w, token)
	case token != "" && !s.valid[token], token == "" && s.hardened:
		w.WriteHeader(http.StatusForbidden)
	case answer != nil:
		answer(w)
	case r.URL.Path == documentPath:
		fmt.Fprint(w, `{"instance-id":"i-1"}`)
	case r.URL.Path == signaturePath:
		fmt.Fprint(w, "MIIB")
	case r.URL.Path == itemPath:
		fmt.Fprint(w, "i-1")
	default:
		http.NotFound(w, r)
	}
}

// took compares the requests since the last call.
func (s *service) took(t *testing.T, want ...string) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Equal(s.requests, want) {
		t.Errorf("requests: got %q, want %q", s.requests, want)
	}
	s.requests = nil
}

// clock is a clock that the test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Unix(1782907200, 0)} }

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func open(t testing.TB, s *service, change func(*metadata.Options)) *metadata.Service {
	t.Helper()
	// No time limit of its own: a busy machine is not what is tested.
	o := metadata.Options{Endpoint: s.URL}
	o.Client.Timeouts = client.Timeouts{Total: -1, Connect: -1, TLS: -1, Read: -1}
	if change != nil {
		change(&o)
	}
	m, err := metadata.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	return m
}
