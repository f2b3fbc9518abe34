package client_test

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

func TestIntermediatesAreFetchedWhenAsked(t *testing.T) {
	l := newLab(t)
	upper := l.root.Intermediate(l, "upper")
	var asked atomic.Int32
	var files = map[string]string{"/upper.cer": string(upper.Certificate.Raw)}
	ca := l.serve("127.0.0.1:0", nil, always(func(r *http.Request, _ string) string {
		asked.Add(1)
		if r.Header.Get("Authorization") != "" {
			t.Error("the request for a certificate carries a credential")
		}
		body, there := files[r.URL.Path]
		if !there {
			return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
		}
		return fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
	}))
	at := func(path string) func(*x509.Certificate) {
		return func(c *x509.Certificate) {
			c.IssuingCertificateURL = []string{"ldap://ca.invalid/", url("http", "ca.invalid", ca, path)}
		}
	}
	lower := upper.Intermediate(l, "lower", at("/upper.cer"))
	files["/lower.cer"], files["/lower.pem"] = string(lower.Certificate.Raw), string(lower.PEM())
	files["/other.cer"] = string(l.root.Intermediate(l, "lower").Certificate.Raw)
	files["/large.cer"] = strings.Repeat("x", 70000)
	only, err := dial.ParseAllow([]string{"127.0.0.2"})
	if err != nil {
		t.Fatal(err)
	}
	fetching := func(o *client.Options) { o.FetchIntermediates = true }
	for _, c := range []struct {
		name, path string
		change     func(*client.Options)
		code       fault.Code
		says       string
		fetched    int32
	}{
		{"two of them", "/lower.cer", fetching, fault.OK, "", 2},
		{"PEM", "/lower.pem", fetching, fault.OK, "", 2},
		{"not asked for", "/lower.cer", nil, fault.CertificateUnknownAuthority, "fetch_intermediates=True", 0},
		{"not there", "/none.cer", fetching, fault.CertificateUnknownAuthority, "could not be fetched: the answer is 404", 1},
		{"another one of that name", "/other.cer", fetching, fault.CertificateUnknownAuthority, "what is there is not the issuer", 1},
		{"too large", "/large.cer", fetching, fault.CertificateUnknownAuthority, "could not be fetched", 1},
		{"an address that is not allowed", "/lower.cer", func(o *client.Options) {
			o.FetchIntermediates = true
			o.Allow = only
		}, fault.CertificateUnknownAuthority, "could not be fetched: ", 0},
		{"a key that is pinned as well", "/lower.cer", func(o *client.Options) {
			o.FetchIntermediates = true
			o.Trust = l.trust(trust.Options{SPKIPins: []string{pinOf(upper.Certificate)}})
		}, fault.OK, "", 2},
		{"another key is pinned", "/lower.cer", func(o *client.Options) {
			o.FetchIntermediates = true
			o.Trust = l.trust(trust.Options{SPKIPins: []string{pinOf(l.root.Intermediate(l, "x").Certificate)}})
		}, fault.SPKIPinMismatch, "", 2},
	} {
		asked.Store(0)
		leaf := lower.Issue(l, []string{"a.invalid"}, at(c.path))
		config := &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Certificate.Raw}, PrivateKey: leaf.Key}}}
		port := l.serve("127.0.0.2:0", config, always(func(*http.Request, string) string {
			return "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
		}))
		cl := l.client(c.change, pin("a.invalid", port, "127.0.0.2"), pin("ca.invalid", ca, "127.0.0.1"))
		for range 2 { // the second time they are known, as far as they could be had
			_, err := do(cl, client.Request{URL: url("https", "a.invalid", port, "/")})
			if fault.CodeOf(err) != c.code || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: %v, want %s with %q", c.name, err, c.code.Name(), c.says)
			}
			if c.code != fault.OK {
				break
			}
		}
		if asked.Load() != c.fetched {
			t.Errorf("%s: %d certificates were asked for, want %d", c.name, asked.Load(), c.fetched)
		}
	}
	// What was fetched for one name says nothing for another, and dates and names count.
	leaf := lower.Issue(l, []string{"b.invalid"}, at("/lower.cer"))
	port := l.serve("127.0.0.2:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{leaf.Certificate.Raw}, PrivateKey: leaf.Key}}}, always(echo))
	_, err = do(l.client(fetching, pin("a.invalid", port, "127.0.0.2"), pin("ca.invalid", ca, "127.0.0.1")), client.Request{URL: url("https", "a.invalid", port, "/")})
	wants(t, "another name", err, fault.CertificateNameMismatch)
}

func pinOf(c *x509.Certificate) string {
	digest := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return "sha256//" + base64.StdEncoding.EncodeToString(digest[:])
}
