package servers_test

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/servers"
)

// s3Host is AWS's own name, so that service and region are derived from it.
const s3Host = "s3." + servers.GatewayRegion + ".amazonaws.com"

// gateway is a running S3 server with an empty bucket named "bucket".
type gateway struct {
	t      *testing.T
	base   string // https://host:port
	client *client.Client
	signer *sigv4.Signer
}

func startGateway(t *testing.T) *gateway {
	p := newParties(t)
	ip := servers.StartVersitygw(t, p.server(s3Host))
	g := &gateway{
		t:      t,
		base:   fmt.Sprintf("https://%s:%d", s3Host, servers.GatewayPort),
		client: p.reach(t, p.as(nil), nil, pin(s3Host, ip)),
		signer: newSigner(t, servers.GatewaySecretKey),
	}
	g.mustSend("PUT", "/bucket", "", 200)
	return g
}

func newSigner(t *testing.T, secret string) *sigv4.Signer {
	t.Helper()
	signer, err := sigv4.New(sigv4.Options{Credentials: credentialsOf(secret)})
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func credentialsOf(secret string) credentials.Credentials {
	return credentials.Credentials{AccessKeyID: servers.GatewayAccessKey, SecretAccessKey: secret}
}

func (g *gateway) request(method, path, body string) *sigv4.Request {
	return &sigv4.Request{Method: method, URL: g.base + path, Body: []byte(body), Time: time.Now()}
}

// sign signs a request; the result is exactly what is sent.
func (g *gateway) sign(r *sigv4.Request) *sigv4.SignedRequest {
	g.t.Helper()
	signed, err := g.signer.Sign(r)
	if err != nil {
		g.t.Fatal(err)
	}
	return signed
}

func (g *gateway) do(signed *sigv4.SignedRequest, body string) *client.Response {
	g.t.Helper()
	response, err := g.client.Do(context.Background(), &client.Request{
		Method: signed.Method, URL: signed.URL, Headers: signed.Headers, Body: []byte(body),
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return response
}

func (g *gateway) mustSend(method, path, body string, status int) string {
	g.t.Helper()
	response := g.do(g.sign(g.request(method, path, body)), body)
	if response.StatusCode != status {
		g.t.Fatalf("%s %s: %s\n%s", method, path, response.Status, response.Body)
	}
	return string(response.Body)
}

// keys are object names that signers and URL parsers get wrong.
var keys = []string{
	"plain", "a/b/c", "with space", " lead and trail ", "two  spaces", "plus+plus", "per%cent", "per%20cent", "per%2Fcent",
	"eq=ual", "at@sign", "amp&ersand", "semi;colon", "com,ma", "col:on", "dol$lar", "ques?tion", "ha#sh", "quo'te\"s",
	"(par)[br]{cu}", "star*tilde~", "back\\slash", "pipe|caret^", "less<more>", "é", "温度/東京", "emoji 🚪", "e\u0301",
	"...", "a...b", ".hidden", "-._~",
}

func TestObjectsWithOddKeysGoThereAndBack(t *testing.T) {
	g := startGateway(t)
	for _, key := range keys {
		path := "/bucket/" + escape(key)
		g.mustSend("PUT", path, "content of "+key, 200)
		if got := g.mustSend("GET", path, "", 200); got != "content of "+key {
			t.Errorf("key %q: %q", key, got)
		}
		if got := g.mustSend("GET", "/bucket?list-type=2&prefix="+escape(key)+"&encoding-type=url", "", 200); !strings.Contains(got, "<KeyCount>1</KeyCount>") {
			t.Errorf("key %q is not listed under its name: %s", key, got)
		}
	}
	listed := listing(t, g.mustSend("GET", "/bucket?list-type=2", "", 200))
	for _, key := range keys {
		if !listed[key] {
			t.Errorf("key %q is not in the list", key)
		}
		g.mustSend("DELETE", "/bucket/"+escape(key), "", 204)
		g.mustSend("GET", "/bucket/"+escape(key), "", 404)
	}
}

// The signer makes the wire form itself, so a path may also be given as people write it.
func TestRawPathsAreSignedAsTheyAreSent(t *testing.T) {
	g := startGateway(t)
	for raw, key := range map[string]string{
		"with space": "with space", "温度": "温度", "low%3aer[0]%7e": "low:er[0]~", "eq=ual": "eq=ual", "at@sign": "at@sign", "plus+plus": "plus+plus", "a:b,c": "a:b,c", "per%2Bcent": "per+cent", "(x)'!*": "(x)'!*",
	} {
		g.mustSend("PUT", "/bucket/"+raw, raw, 200)
		if got := g.mustSend("GET", "/bucket/"+escape(key), "", 200); got != raw {
			t.Errorf("%q is not stored as %q: %q", raw, key, got)
		}
	}
}

func TestQueriesAreSignedAsTheyAreSent(t *testing.T) {
	g := startGateway(t)
	for _, query := range []string{
		"location", "versioning=", "list-type=2&prefix=a%20b&delimiter=%2F", "list-type=2&prefix=a b", "prefix=a%2Bb&list-type=2",
		"list-type=2&start-after=%E6%B8%A9&prefix=", "list-type=2&prefix=温", "max-keys=1&list-type=2&marker=a=b",
		"list-type=2&prefix=a+b", "list-type=2&prefix=[a]%7e%2b",
	} {
		response := g.do(g.sign(g.request("GET", "/bucket?"+query, "")), "")
		if response.StatusCode == 403 {
			t.Errorf("%s: %s", query, response.Body)
		}
	}
}

// urlencode writes a space as a plus sign.
func TestAPlusSignInAQueryFindsTheKeyWithASpace(t *testing.T) {
	g := startGateway(t)
	g.mustSend("PUT", "/bucket/with%20space", "x", 200)
	if got := g.mustSend("GET", "/bucket?list-type=2&prefix=with+space", "", 200); !strings.Contains(got, "<KeyCount>1</KeyCount>") {
		t.Errorf("got %s", got)
	}
}

// S3 keys may hold what URL parsers clean away. The gateway keeps files and has no such keys, but
// it checks the signature first.
func TestPathsThatParsersCleanAreSignedAsTheyAreSent(t *testing.T) {
	g := startGateway(t)
	for _, path := range []string{"a/./b", "a/../b", "..", "%2E%2E/a", "a%2F..%2Fb"} {
		if _, err := g.signer.Sign(g.request("GET", "/bucket/"+path, "")); !errors.Is(err, fault.InvalidURL) {
			t.Errorf("%s, which most libraries would resolve: %v", path, err)
		}
	}
	var err error
	asWritten := false
	if g.signer, err = sigv4.New(sigv4.Options{Credentials: credentialsOf(servers.GatewaySecretKey), NormalizePath: &asWritten}); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"a//b", "//a", "a/", "a/./b", "a/../b", "..", "%2E%2E/a", "a%2F%2Fb"} {
		response := g.do(g.sign(g.request("GET", "/bucket/"+path, "")), "")
		if response.StatusCode == 200 || strings.Contains(string(response.Body), "SignatureDoesNotMatch") {
			t.Errorf("%s: %s %s", path, response.Status, response.Body)
		}
	}
}

func TestClientSignsEachAttemptItself(t *testing.T) {
	p := newParties(t)
	ip := servers.StartVersitygw(t, p.server(s3Host))
	c := p.reach(t, p.as(nil), func(o *client.Options) { o.Signer = newSigner(t, servers.GatewaySecretKey) }, pin(s3Host, ip))
	base := fmt.Sprintf("https://%s:%d", s3Host, servers.GatewayPort)
	for _, step := range []struct{ method, path, body string }{{"PUT", "/bucket", ""}, {"PUT", "/bucket/a%20b", "x"}, {"GET", "/bucket/a%20b", ""}} {
		response, err := send(c, step.method, base+step.path, []byte(step.body))
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != 200 {
			t.Errorf("%s %s: %s %s", step.method, step.path, response.Status, response.Body)
		}
	}
}

// escape writes a key as a path, without help from the code under test.
func escape(key string) string {
	var b strings.Builder
	for _, c := range []byte(key) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/", c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

func listing(t *testing.T, text string) map[string]bool {
	t.Helper()
	var list struct {
		Contents []struct{ Key string }
	}
	if err := xml.Unmarshal([]byte(text), &list); err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for _, object := range list.Contents {
		found[object.Key] = true
	}
	return found
}
