package metadata_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/metadata"
)

func TestIdentityFetchesBothWithOneToken(t *testing.T) {
	s := start(t)
	s.hardened = true
	m := open(t, s, nil)
	document, signature, err := m.Identity(t.Context(), `a b+c&d="é"`)
	if err != nil || string(document) != `{"instance-id":"i-1"}` || string(signature) != "MIIB" {
		t.Fatalf("got %q, %q, %v", document, signature, err)
	}
	s.took(t, "PUT "+tokenPath, "GET "+documentPath+" token1", "GET "+signaturePath+"?audience=a%20b%2Bc%26d%3D%22%C3%A9%22 token1")
	if ttl := s.headers[0].Get("X-aliyun-ecs-metadata-token-ttl-seconds"); ttl != "21600" {
		t.Errorf("the lifetime asked for is %q", ttl)
	}
	for _, header := range s.headers {
		if header.Values("X-Forwarded-For") != nil {
			t.Error("X-Forwarded-For was sent")
		}
	}
	if _, _, err := m.Identity(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
	s.took(t, "GET "+documentPath+" token1", "GET "+signaturePath+" token1")
}

func TestIdentityRefuses(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	if _, _, err := m.Identity(t.Context(), "a\nb"); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("a control character: %v", err)
	}
	s.took(t)
	s.answers[documentPath] = func(http.ResponseWriter) {}
	if document, signature, err := m.Identity(t.Context(), ""); !errors.Is(err, fault.MetadataMalformed) || document != nil || signature != nil {
		t.Errorf("an empty document: %q, %q, %v", document, signature, err)
	}
	s.answers[signaturePath] = func(w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) }
	if document, _, err := m.Identity(t.Context(), ""); !errors.Is(err, fault.HTTPStatus) || document != nil {
		t.Errorf("no signature: %q, %v", document, err)
	}
}

func TestGet(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	if body, err := m.Get(t.Context(), itemPath); err != nil || string(body) != "i-1" {
		t.Errorf("got %q, %v", body, err)
	}
	for _, path := range []string{"", "instance-id", "@127.0.0.1/", "http://127.0.0.1/"} {
		if _, err := m.Get(t.Context(), path); !errors.Is(err, fault.InvalidArgument) {
			t.Errorf("%q: %v", path, err)
		}
	}
	s.answers["/moved"] = func(w http.ResponseWriter) {
		w.Header().Set("Location", itemPath)
		w.WriteHeader(http.StatusFound)
	}
	s.answers["/large"] = func(w http.ResponseWriter) { fmt.Fprint(w, strings.Repeat("x", 64<<10+1)) }
	for path, want := range map[string]struct {
		code   fault.Code
		detail int32
	}{
		"/missing": {fault.HTTPStatus, 404}, "/moved": {fault.HTTPStatus, 302}, "/large": {fault.HTTPBodyTooLarge, 0},
	} {
		body, err := m.Get(t.Context(), path)
		if e := fault.From(err); e.Code != want.code || want.detail != 0 && e.Detail != want.detail || body != nil {
			t.Errorf("%s: %q, %v (detail %d)", path, body, err, e.Detail)
		}
		if strings.Contains(err.Error(), "token1") {
			t.Errorf("the error holds the token: %v", err)
		}
	}
}

func TestAPathThatNoRequestCanHaveIsRefusedBeforeAnythingIsSent(t *testing.T) {
	s := start(t)
	m := open(t, s, nil)
	for _, path := range []string{"/a\r\nb", "/a\nHost: b", "/\x00", "/%zz"} {
		if _, err := m.Get(t.Context(), path); !errors.Is(err, fault.InvalidURL) {
			t.Errorf("%q: %v", path, err)
		}
	}
	s.took(t)
}

func TestNoProxyIsUsed(t *testing.T) {
	s := start(t)
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	defer proxy.Close()
	m := open(t, s, func(o *metadata.Options) {
		o.Client.Proxy = proxy.URL
		o.Client.Env = func(string) (string, bool) { return proxy.URL, true }
	})
	if _, err := m.Get(t.Context(), itemPath); err != nil {
		t.Error(err)
	}
}

func TestTheDefaultIsTheAddressOfAlibabaCloud(t *testing.T) {
	var asked string
	m, err := metadata.New(metadata.Options{Client: client.Options{
		Retries: -1,
		Dial: func(_ context.Context, _, address string) (net.Conn, error) {
			asked = address
			return nil, errors.New("no network")
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Get(t.Context(), itemPath); !errors.Is(err, fault.MetadataUnreachable) {
		t.Errorf("got %v", err)
	}
	if asked != "100.100.100.200:80" {
		t.Errorf("asked %q", asked)
	}
}

func TestUnreachableSaysWhatWasTried(t *testing.T) {
	s := start(t)
	s.Server.Close()
	m := open(t, s, func(o *metadata.Options) { o.Client.Retries = -1 })
	_, err := m.Get(t.Context(), itemPath)
	var cause *fault.Error
	if !errors.Is(err, fault.MetadataUnreachable) || !strings.Contains(err.Error(), s.URL) {
		t.Errorf("got %v", err)
	} else if !errors.As(errors.Unwrap(err), &cause) || cause.Code != fault.ConnectRefused {
		t.Errorf("the cause is %v", errors.Unwrap(err))
	}
}

func TestNewRefuses(t *testing.T) {
	for claim, c := range map[string]struct {
		options metadata.Options
		code    fault.Code
	}{
		"an unknown provider":      {metadata.Options{Provider: "nowhere"}, fault.Unsupported},
		"an endpoint without http": {metadata.Options{Endpoint: "100.100.100.200"}, fault.InvalidOption},
		"a file":                   {metadata.Options{Endpoint: "file:///etc"}, fault.InvalidOption},
		"a path":                   {metadata.Options{Endpoint: "http://h/latest"}, fault.InvalidOption},
		"a query":                  {metadata.Options{Endpoint: "http://h?x"}, fault.InvalidOption},
		"a user":                   {metadata.Options{Endpoint: "http://u:hidden@h"}, fault.InvalidOption},
		"a lifetime too long":      {metadata.Options{TokenTTL: 6*time.Hour + 1}, fault.InvalidOption},
		"a lifetime too short":     {metadata.Options{TokenTTL: time.Millisecond}, fault.InvalidOption},
		"options of the client":    {metadata.Options{Client: client.Options{UserAgent: "a\nb"}}, fault.InvalidOption},
	} {
		if m, err := metadata.New(c.options); !errors.Is(err, c.code) || m != nil || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: %v", claim, err)
		}
	}
}
