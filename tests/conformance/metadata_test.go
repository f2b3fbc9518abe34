package conformance

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

const (
	tokenPath   = "/latest/api/token"
	tokenHeader = "X-Aliyun-Ecs-Metadata-Token"
	ttlHeader   = "X-Aliyun-Ecs-Metadata-Token-Ttl-Seconds"
)

// metadataItems are what the stand-in has, by path.
var metadataItems = map[string]string{
	"/latest/meta-data/instance-id":              "i-vector0000000000001",
	"/latest/dynamic/instance-identity/document": `{"instance-id":"i-vector0000000000001"}`,
	"/latest/dynamic/instance-identity/pkcs7":    "c2lnbmF0dXJl",
}

// metadataCases are the records of tests/vectors/metadata, see README.md there.
func metadataCases(t *testing.T) []testCase {
	var cases []testCase
	for _, r := range records(t, "../vectors/metadata/*.txt", strings.Fields("name comment call path audience token_ttl service token_status token_body"+
		" answer_status answer_size expect want.answer want.answer_size want.document want.signature want.ttl want.request")...) {
		call := r.get("call")
		if !slices.Contains([]string{"get", "identity"}, call) ||
			!slices.Contains([]string{"", "hardened", "without-tokens", "forgetful", "closes", "none"}, r.get("service")) {
			t.Fatalf("%s: unknown call or service", r.get("name"))
		}
		c := testCase{row: "metadata", family: "metadata", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}}
		c.call = wire.Frame{Head: "metadata_" + call}
		for _, line := range r.lines {
			switch key, value := line[0], line[1]; key {
			case "path", "audience":
				c.call.Add(key, value)
			case "token_ttl":
				c.call.Add("option:metadata."+key, value)
			case "want.answer", "want.document", "want.signature":
				c.want[strings.TrimPrefix(key, "want.")] = value
			case "want.answer_size":
				for _, answer := range map[string][]string{"get": {"answer"}, "identity": {"document", "signature"}}[call] {
					c.want[answer] = letters(t, value)
				}
			}
		}
		c.world = func(t *testing.T, call *wire.Frame) func(*testing.T) { return askedService(t, &r, call) }
		cases = append(cases, c)
	}
	return cases
}

func letters(t *testing.T, count string) string {
	n, err := strconv.Atoi(count)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Repeat("x", n)
}

// metadataService is the stand-in.
type metadataService struct {
	*record
	t      *testing.T
	lock   sync.Mutex
	tokens int
	ttl    string
	seen   []string
}

// askedService starts it and says in the call where it is.
func askedService(t *testing.T, r *record, call *wire.Frame) func(*testing.T) {
	s := &metadataService{record: r, t: t}
	if r.get("service") == "none" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		call.Add("option:metadata.endpoint", "http://"+l.Addr().String())
		_ = l.Close()
	} else {
		server := httptest.NewServer(s)
		t.Cleanup(server.Close)
		call.Add("option:metadata.endpoint", server.URL)
	}
	return func(t *testing.T) {
		s.lock.Lock()
		defer s.lock.Unlock()
		var want []string
		for _, line := range r.lines {
			if line[0] == "want.request" {
				want = append(want, line[1])
			}
		}
		if !slices.Equal(s.seen, want) {
			t.Errorf("the service saw\n%s\nwant\n%s", strings.Join(s.seen, "\n"), strings.Join(want, "\n"))
		}
		if ttl, ok := r.lookup("want.ttl"); ok && s.ttl != ttl {
			t.Errorf("a token for %q seconds was asked for, want %s", s.ttl, ttl)
		}
	}
}

func (s *metadataService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	defer s.lock.Unlock()
	token := r.Header.Get(tokenHeader)
	note := r.Method + " " + r.RequestURI
	switch token {
	case "":
	case "token-1":
		note += " with the token"
	case "token-2":
		note += " with the second token"
	default:
		note += " with the token " + token
	}
	s.seen = append(s.seen, note)
	if r.URL.Path == tokenPath && s.get("service") == "closes" {
		panic(http.ErrAbortHandler)
	}
	if r.URL.Path == tokenPath {
		s.giveToken(w, r)
		return
	}
	status, given := s.lookup("answer_status")
	switch {
	case s.get("service") == "hardened" && token == "":
		status, given = "403", true
	case s.get("service") == "forgetful" && token == "token-1":
		status, given = "401", true
	}
	if given {
		w.Header().Set("Location", "/latest/meta-data/instance-id")
		s.answer(w, status, "")
		return
	}
	body := metadataItems[r.URL.Path]
	if size, ok := s.lookup("answer_size"); ok {
		body = letters(s.t, size)
	}
	s.answer(w, "200", body)
}

func (s *metadataService) giveToken(w http.ResponseWriter, r *http.Request) {
	s.tokens++
	s.ttl = r.Header.Get(ttlHeader)
	status, body := "200", fmt.Sprintf("token-%d", s.tokens)
	if s.get("service") == "without-tokens" {
		status = "404"
	}
	if other, ok := s.lookup("token_status"); ok {
		status = other
	}
	if other, ok := s.lookup("token_body"); ok {
		body = other
	}
	s.answer(w, status, body)
}

func (s *metadataService) answer(w http.ResponseWriter, status, body string) {
	n, err := strconv.Atoi(status)
	if err != nil {
		s.t.Errorf("the status %q", status)
		n = 500
	}
	w.WriteHeader(n)
	_, _ = w.Write([]byte(body))
}
