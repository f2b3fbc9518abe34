package metadata_test

import (
	"crypto/x509"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.mozilla.org/pkcs7"

	"github.com/sallyport/sallyport/tests/lab/metadata"
	"github.com/sallyport/sallyport/tests/lab/wire"
	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

const (
	documentPath = "/latest/dynamic/instance-identity/document"
	pkcs7Path    = "/latest/dynamic/instance-identity/pkcs7"
)

// stand is a started service with a clock that the test moves.
type stand struct {
	t      *testing.T
	url    string
	signer *metadata.Signer
	now    time.Time
}

func start(t *testing.T, hardened bool) *stand {
	s := &stand{t: t, now: time.Now()}
	var err error
	if s.signer, err = metadata.NewSigner("Cloud", s.now); err != nil {
		t.Fatal(err)
	}
	service := &metadata.Service{Signer: s.signer, Clock: func() time.Time { return s.now }, Hardened: hardened}
	s.url = "http://" + wiretest.Start(t, &wire.Server{Name: "metadata", Handler: service})
	return s
}

func (s *stand) call(method, path string, headers ...string) (int, string) {
	s.t.Helper()
	request := wiretest.Request(s.t, method, s.url+path, "")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer := wiretest.Do(s.t, http.DefaultClient, request)
	return answer.Status, answer.Body
}

const (
	ttl   = "X-aliyun-ecs-metadata-token-ttl-seconds"
	token = "X-aliyun-ecs-metadata-token"
)

func TestHardenedModeWantsAValidToken(t *testing.T) {
	s := start(t, true)
	status, given := s.call("PUT", "/latest/api/token", ttl, "60")
	if status != 200 || given == "" {
		t.Fatalf("%d %q", status, given)
	}
	if status, _ := s.call("GET", documentPath); status != 403 {
		t.Errorf("without a token: %d", status)
	}
	if status, _ := s.call("GET", documentPath, token, "made up"); status != 403 {
		t.Errorf("with a made up token: %d", status)
	}
	if status, body := s.call("GET", documentPath, token, given); status != 200 || body != metadata.Document {
		t.Errorf("with the token: %d %s", status, body)
	}
	s.now = s.now.Add(time.Minute)
	if status, _ := s.call("GET", documentPath, token, given); status != 403 {
		t.Errorf("with the token, a minute later: %d", status)
	}
}

func TestNormalModeTakesNoTokenOrAValidOne(t *testing.T) {
	s := start(t, false)
	if status, body := s.call("GET", documentPath); status != 200 || body != metadata.Document {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := s.call("GET", documentPath, token, "made up"); status != 403 {
		t.Errorf("with a made up token: %d", status)
	}
	if status, body := s.call("GET", "/latest/meta-data/image/market-place/charge-type"); status != 200 || body == "" {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := s.call("GET", "/latest/meta-data/nothing"); status != 404 {
		t.Errorf("unknown item: %d", status)
	}
}

func TestTokenIsRefused(t *testing.T) {
	s := start(t, false)
	for _, c := range []struct {
		claim   string
		method  string
		headers []string
		status  int
	}{
		{"GET", "GET", []string{ttl, "60"}, 405},
		{"no life", "PUT", nil, 400},
		{"too short a life", "PUT", []string{ttl, "0"}, 400},
		{"too long a life", "PUT", []string{ttl, "21601"}, 400},
		{"forwarded", "PUT", []string{ttl, "60", "X-Forwarded-For", "192.0.2.1"}, 403},
	} {
		if status, _ := s.call(c.method, "/latest/api/token", c.headers...); status != c.status {
			t.Errorf("%s: %d", c.claim, status)
		}
	}
}

// The messages are read with another implementation than the one that wrote them.
func TestSignatureIsOverTheDocumentWithTheAudience(t *testing.T) {
	s := start(t, false)
	for query, content := range map[string]string{
		"":                         metadata.Document,
		"?audience=abc":            strings.TrimSuffix(metadata.Document, "}") + `,"audience":"abc"}`,
		"?audience=a%22%2C%22b%3D": strings.TrimSuffix(metadata.Document, "}") + `,"audience":"a","b="}`,
	} {
		status, body := s.call("GET", pkcs7Path+query)
		if status != 200 {
			t.Fatal(status)
		}
		der, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			t.Fatal(err)
		}
		message, err := pkcs7.Parse(der)
		if err != nil {
			t.Fatal(err)
		}
		if string(message.Content) != content || len(message.Certificates) != 0 {
			t.Errorf("%d certificates, content %s", len(message.Certificates), message.Content)
		}
		message.Certificates = []*x509.Certificate{s.signer.Certificate}
		if err := message.Verify(); err != nil {
			t.Error(err)
		}
	}
}
