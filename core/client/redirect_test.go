package client_test

import (
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

// redirecting answers /start with a redirect and everything else with an echo.
func redirecting(status, location string) func(*peer) {
	return always(func(r *http.Request, body string) string {
		if r.URL.Path != "/start" {
			return echo(r, body)
		}
		if location != "" {
			location = "Location: " + location + "\r\n"
		}
		return "HTTP/1.1 " + status + "\r\n" + location + "Content-Length: 4\r\n\r\nbody"
	})
}

func TestRedirectsAreFollowedUnlessWeProveWhoWeAre(t *testing.T) {
	l := newLab(t)
	id := l.root.Issue(l, []string{"device-1"})
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		Region:      "eu-west-1", Service: "s3",
	})
	if err != nil {
		t.Fatal(err)
	}
	certificate := func(o *client.Options) {
		o.Trust = l.trust(trust.Options{CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
	}
	for _, c := range []struct {
		name, method, status, location string
		change                         func(*client.Options)
		headers                        []client.Header
		followed                       bool
	}{
		{"301", "GET", "301 Moved", "/end", nil, nil, true},
		{"302", "GET", "302 Found", "/end", nil, nil, true},
		{"303", "GET", "303 See Other", "/end", nil, nil, true},
		{"307", "GET", "307 Temporary", "/end", nil, nil, true},
		{"308", "HEAD", "308 Permanent", "/end", nil, nil, true},
		{"300", "GET", "300 Choices", "/end", nil, nil, false},
		{"304", "GET", "304 Not Modified", "/end", nil, nil, false},
		{"without location", "GET", "302 Found", "", nil, nil, false},
		{"POST", "POST", "307 Temporary", "/end", nil, nil, true},
		{"PUT", "PUT", "303 See Other", "/end", nil, nil, true},
		{"DELETE", "DELETE", "302 Found", "/end", nil, nil, true},
		{"switched off", "GET", "302 Found", "/end", func(o *client.Options) { o.MaxRedirects = -1 }, nil, false},
		{"client certificate", "GET", "302 Found", "/end", certificate, nil, false},
		{"signed by us", "GET", "302 Found", "/end", func(o *client.Options) { o.Signer = signer }, nil, false},
		{"signed by the caller", "GET", "302 Found", "/end", nil, []client.Header{{Name: "authorization", Value: "AWS4-HMAC-SHA256 Credential=x"}}, false},
	} {
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), redirecting(c.status, c.location))
		client1 := l.client(c.change, pin("a.invalid", port, "127.0.0.1"))
		response, err := do(client1, client.Request{Method: c.method, URL: url("https", "a.invalid", port, "/start"), Headers: c.headers})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if followed := response.URL == url("https", "a.invalid", port, "/end"); followed != c.followed || !followed && response.Status != c.status {
			t.Errorf("%s: ended at %s with %s", c.name, response.URL, response.Status)
		}
	}
}

func TestAClientCertificateIsNotShownToWhereHTTPRedirects(t *testing.T) {
	l := newLab(t)
	id := l.root.Issue(t, []string{"device-1"})
	config := l.cert("b.invalid")
	config.ClientAuth = tls.RequestClientCert
	other := l.serve("127.0.0.2:0", config, func(*peer) { t.Error("the other server was reached") })
	port := l.serve("127.0.0.1:0", nil, redirecting("302 Found", url("https", "b.invalid", other, "/")))
	c := l.client(func(o *client.Options) {
		o.Trust = l.trust(trust.Options{CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)})
	}, pin("a.invalid", port, "127.0.0.1"), pin("b.invalid", other, "127.0.0.2"))
	if response := l.must(c, client.Request{URL: url("http", "a.invalid", port, "/start")}); response.StatusCode != 302 {
		t.Errorf("ended at %s with %s", response.URL, response.Status)
	}
}

func TestAnUnsafeRedirectIsRefused(t *testing.T) {
	l := newLab(t)
	for name, location := range map[string]string{
		"to http":           "http://a.invalid/",
		"to another scheme": "file:///etc/passwd",
		"with a password":   "https://u:p@b.invalid/",
		"not a URL":         "https://[::1/",
		"without host":      "https:///x",
	} {
		port := l.serve("127.0.0.1:0", l.cert("a.invalid"), redirecting("302 Found", location))
		c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
		_, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/start")})
		wants(t, name, err, fault.HTTPRedirectRefused, "/start redirects to")
	}
}

func TestALocationIsReadAsBrowsersReadIt(t *testing.T) {
	l := newLab(t)
	for location, want := range map[string]string{
		"/100%": "/100%25", "/a%zz?q=5%&r=%41": "/a%25zz?q=5%25&r=%41", "/a\tb": "/ab", "/a b": "/a%20b", "/a%2fb": "/a%2fb",
	} {
		port := l.serve("127.0.0.1:0", nil, redirecting("302 Found", location))
		response := l.must(l.client(nil, pin("a.invalid", port, "127.0.0.1")), client.Request{URL: url("http", "a.invalid", port, "/start")})
		if response.URL != url("http", "a.invalid", port, want) {
			t.Errorf("%q leads to %s", location, response.URL)
		}
	}
}

func TestRedirectFromHTTPToHTTPSIsFollowed(t *testing.T) {
	l := newLab(t)
	secure := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(echo))
	plain := l.serve("127.0.0.1:0", nil, redirecting("301 Moved", url("https", "a.invalid", secure, "/end")))
	c := l.client(nil, pin("a.invalid", secure, "127.0.0.1"), pin("a.invalid", plain, "127.0.0.1"))
	if response := l.must(c, client.Request{URL: url("http", "a.invalid", plain, "/start")}); response.URL != url("https", "a.invalid", secure, "/end") {
		t.Errorf("ended at %s", response.URL)
	}
}

func TestRedirectsAreCounted(t *testing.T) {
	l := newLab(t)
	requests := 0
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string {
		requests++
		return "HTTP/1.1 302 Found\r\nLocation: /again?token=secret\r\nContent-Length: 0\r\n\r\n"
	}))
	c := l.client(nil, pin("a.invalid", port, "127.0.0.1"))
	_, err := do(c, client.Request{URL: url("https", "a.invalid", port, "/start")})
	wants(t, "loop", err, fault.HTTPTooManyRedirects, "11th")
	if requests != 11 {
		t.Errorf("%d requests", requests)
	}
	if err != nil && contains(err, "secret") {
		t.Errorf("%v holds the query", err)
	}
}

// What becomes of a request is what requests makes of it.
func TestRedirectsChangeMethodAndBody(t *testing.T) {
	for _, c := range []struct{ method, status, want string }{
		{"POST", "301 Moved", "GET "},
		{"POST", "302 Found", "GET "},
		{"POST", "303 See Other", "GET "},
		{"POST", "307 Temporary", "POST text"},
		{"POST", "308 Permanent", "POST text"},
		{"PUT", "301 Moved", "PUT text"},
		{"PUT", "302 Found", "GET "},
		{"DELETE", "303 See Other", "GET "},
		{"PATCH", "307 Temporary", "PATCH text"},
	} {
		var seen []string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			if r.URL.Path == "/start" {
				w.Header().Set("Location", "/end")
				code, _ := strconv.Atoi(c.status[:3])
				w.WriteHeader(code)
				return
			}
			seen = append(seen, r.Method+" "+string(body), r.Header.Get("Content-Type"), r.Header.Get("X-Kept"))
		}))
		cl, err := client.New(client.Options{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := cl.Do(t.Context(), &client.Request{
			Method: c.method, URL: server.URL + "/start", Body: []byte("text"),
			Headers: []client.Header{{Name: "Content-Type", Value: "text/plain"}, {Name: "X-Kept", Value: "yes"}},
		})
		contentType := ""
		if strings.HasSuffix(c.want, "text") {
			contentType = "text/plain"
		}
		if err != nil || len(seen) != 3 || seen[0] != c.want || seen[1] != contentType || seen[2] != "yes" {
			t.Errorf("%s after %s: %q, %v", c.method, c.status, seen, err)
			continue
		}
		if len(r.History) != 1 || r.History[0].URL != server.URL+"/start" || fmt.Sprint(r.History[0].StatusCode) != c.status[:3] {
			t.Errorf("the history is %v", r.History)
		}
		// One that is not followed is no success.
		r, err = cl.Do(t.Context(), &client.Request{Method: c.method, URL: server.URL + "/start", Redirects: -1})
		if err != nil || fault.CodeOf(r.Err()) != fault.HTTPStatus || len(r.History) != 0 {
			t.Errorf("%s, not followed: %v, %v", c.method, err, r.Err())
		}
		cl.Close()
		server.Close()
	}
}
