package servers_test

import (
	"context"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/servers"
)

// set changes or adds a header of a signed request.
func set(name, value string) func(*sigv4.SignedRequest) {
	return func(r *sigv4.SignedRequest) {
		for i := range r.Headers {
			if strings.EqualFold(r.Headers[i].Name, name) {
				r.Headers[i].Value = value
				return
			}
		}
		r.Headers = append(r.Headers, sigv4.Header{Name: name, Value: value})
	}
}

func TestTamperedRequestsAreRefused(t *testing.T) {
	g := startGateway(t)
	g.mustSend("PUT", "/bucket/key", "content", 200)
	replace := func(old, new string) func(*sigv4.SignedRequest) {
		return func(r *sigv4.SignedRequest) { r.URL = strings.Replace(r.URL, old, new, 1) }
	}
	for _, c := range []struct {
		claim  string
		change func(*sigv4.SignedRequest)
		body   string
		code   string
	}{
		{"nothing changed", func(*sigv4.SignedRequest) {}, "body", ""},
		{"other path", replace("/key", "/kez"), "body", "SignatureDoesNotMatch"},
		{"added query", replace("/key", "/key?x=y"), "body", "SignatureDoesNotMatch"},
		{"other method", func(r *sigv4.SignedRequest) { r.Method = "DELETE" }, "body", "SignatureDoesNotMatch"},
		{"other body", func(*sigv4.SignedRequest) {}, "yobd", "XAmzContentSHA256Mismatch"},
		{"other metadata", set("x-amz-meta-a", "2"), "body", "SignatureDoesNotMatch"},
		{"other content type", set("Content-Type", "text/html"), "body", "SignatureDoesNotMatch"},
		{"other date", set("X-Amz-Date", time.Now().Add(time.Minute).UTC().Format("20060102T150405Z")), "body", "SignatureDoesNotMatch"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			r := g.request("PUT", "/bucket/key", "body")
			r.Headers = []sigv4.Header{{Name: "Content-Type", Value: "text/plain"}, {Name: "x-amz-meta-a", Value: " 1  and  2 "}}
			signed := g.sign(r)
			c.change(signed)
			response := g.do(signed, c.body)
			if c.code == "" {
				if response.StatusCode != 200 {
					t.Errorf("%s %s", response.Status, response.Body)
				}
				return
			}
			if response.StatusCode/100 != 4 || !strings.Contains(string(response.Body), "<Code>"+c.code+"</Code>") {
				t.Errorf("%s %s", response.Status, response.Body)
			}
		})
	}
}

func TestOldSignatureIsRefused(t *testing.T) {
	g := startGateway(t)
	r := g.request("GET", "/bucket", "")
	r.Time = time.Now().Add(-time.Hour)
	if response := g.do(g.sign(r), ""); response.StatusCode != 403 {
		t.Errorf("%s %s", response.Status, response.Body)
	}
}

// The server echoes what it computed. With a wrong secret that must be what we computed too.
func TestServerComputesTheSameCanonicalRequest(t *testing.T) {
	g := startGateway(t)
	g.signer = newSigner(t, strings.Repeat("x", 40))
	for _, key := range keys {
		r := g.request("PUT", "/bucket/"+escape(key)+"?tagging&x=a%20b%2Bc&x=", "body")
		r.Headers = []sigv4.Header{{Name: "X-Amz-Meta-Text", Value: "  two   words "}, {Name: "Content-Type", Value: "text/plain"}}
		steps, err := g.signer.Steps(r)
		if err != nil {
			t.Fatal(err)
		}
		response := g.do(g.sign(r), "body")
		var echo struct{ Code, StringToSign, CanonicalRequest string }
		if err := xml.Unmarshal(response.Body, &echo); err != nil {
			t.Fatalf("%v: %s", err, response.Body)
		}
		if echo.Code != "SignatureDoesNotMatch" || echo.StringToSign != steps.StringToSign || echo.CanonicalRequest != steps.CanonicalRequest {
			t.Errorf("key %q, %s\nserver:\n%s\n%s\nours:\n%s\n%s", key, echo.Code, echo.CanonicalRequest, echo.StringToSign, steps.CanonicalRequest, steps.StringToSign)
		}
	}
}

func TestPresignedURLs(t *testing.T) {
	g := startGateway(t)
	now := time.Now()
	presign := func(method, path string, at time.Time, life time.Duration) string {
		signed, err := g.signer.Presign(&sigv4.Request{Method: method, URL: g.base + path, Time: at}, life)
		if err != nil {
			t.Fatal(err)
		}
		return signed.URL
	}
	for _, key := range keys {
		path := "/bucket/" + escape(key)
		if response, err := send(g.client, "PUT", presign("PUT", path, now, time.Minute), []byte(key)); err != nil || response.StatusCode != 200 {
			t.Fatalf("PUT %q: %v %+v", key, err, response)
		}
		if got := mustGet(t, g.client, presign("GET", path+"?response-content-type=text%2Fplain", now, time.Minute), 200); got != key {
			t.Errorf("GET %q: %q", key, got)
		}
	}
	good := presign("GET", "/bucket/plain", now, time.Minute)
	for claim, url := range map[string]string{
		"expired":         presign("GET", "/bucket/plain", now.Add(-time.Hour), time.Minute),
		"longer life":     strings.Replace(good, "X-Amz-Expires=60", "X-Amz-Expires=600", 1),
		"other key":       strings.Replace(good, "/plain", "/a...b", 1),
		"other method":    presign("PUT", "/bucket/plain", now, time.Minute),
		"added parameter": good + "&response-content-type=text%2Fhtml",
	} {
		if response, err := get(g.client, url); err != nil || response.StatusCode != 403 {
			t.Errorf("%s: %v %+v", claim, err, response)
		}
	}
	// Still valid near its end.
	mustGet(t, g.client, presign("GET", "/bucket/plain", now.Add(-time.Hour), 2*time.Hour), 200)
}

func TestUnsignedPayloadIsAccepted(t *testing.T) {
	g := startGateway(t)
	r := g.request("PUT", "/bucket/key", "")
	r.PayloadHash = "UNSIGNED-PAYLOAD"
	if response := g.do(g.sign(r), "any body"); response.StatusCode != 200 {
		t.Fatalf("%s %s", response.Status, response.Body)
	}
	if got := g.mustSend("GET", "/bucket/key", "", 200); got != "any body" {
		t.Error(got)
	}
}

// A wrong region or service is the server's to find; the error must come through as it is.
func TestWrongScopeIsAnsweredByTheServer(t *testing.T) {
	g := startGateway(t)
	signer, err := sigv4.New(sigv4.Options{Credentials: credentialsOf(servers.GatewaySecretKey), Region: "eu-west-1"})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign(g.request("GET", "/bucket", ""))
	if err != nil {
		t.Fatal(err)
	}
	response, err := g.client.Do(context.Background(), &client.Request{Method: "GET", URL: signed.URL, Headers: signed.Headers})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(response.Body), "AuthorizationHeaderMalformed") {
		t.Errorf("%s %s", response.Status, response.Body)
	}
}
