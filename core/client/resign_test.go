package client_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

// inRegions is a signer with aws4a.
func inRegions(set string) func(*client.Options) {
	return func(o *client.Options) {
		o.Signer, _ = sigv4.New(sigv4.Options{
			Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
			Region:      set, Service: "s3", Scheme: "aws4a",
		})
	}
}

// A server that refuses for a reason that its head tells is asked once more.
func TestARefusedSignatureIsMadeOnceMore(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	date := func(d time.Duration) string { return "Date: " + now.Add(d).Format(http.TimeFormat) + "\r\n" }
	for name, c := range map[string]struct {
		status, head string
		wants        string // of Authorization or X-Amz-Date in a good request
		attempts     int
		resigned     string
		change       func(*client.Options)
		scheme       string
	}{
		"clock behind":      {"403 Forbidden", date(2 * time.Hour), "20260301T140000Z", 2, "clock: the server's is 2h0m0s ahead of this one", nil, ""},
		"clock ahead":       {"400 Bad Request", date(-20 * time.Minute), "20260301T114000Z", 2, "clock: the server's is 20m0s behind this one", nil, ""},
		"clock a bit off":   {"403 Forbidden", date(4 * time.Minute), "never", 1, "", nil, ""},
		"of a cache":        {"403 Forbidden", date(2*time.Hour) + "Age: 7200\r\n", "never", 1, "", nil, ""},
		"no date":           {"403 Forbidden", "", "never", 1, "", nil, ""},
		"not a refusal":     {"404 Not Found", date(2 * time.Hour), "never", 1, "", nil, ""},
		"once and no more":  {"403 Forbidden", date(2 * time.Hour), "never", 2, "clock: the server's is 2h0m0s ahead of this one", nil, ""},
		"region":            {"400 Bad Request", date(0) + "x-amz-bucket-region: ap-south-1\r\n", "/ap-south-1/", 2, "region: the bucket is in ap-south-1", nil, ""},
		"region of before":  {"403 Forbidden", date(0) + "x-amz-bucket-region: eu-west-1\r\n", "never", 1, "", nil, ""},
		"region of all":     {"403 Forbidden", date(0) + "x-amz-bucket-region: ap-south-1\r\n", "never", 1, "", inRegions("*"), ""},
		"region of a set":   {"403 Forbidden", date(0) + "x-amz-bucket-region: ap-south-1\r\n", "never", 1, "", inRegions("eu-*,ap-south-1"), ""},
		"region of no set":  {"403 Forbidden", date(0) + "x-amz-bucket-region: ap-south-1\r\n", "ap-south-1", 2, "region: the bucket is in ap-south-1", inRegions("eu-*"), ""},
		"region of nowhere": {"403 Forbidden", date(0) + "x-amz-bucket-region: a/b\r\n", "never", 1, "", nil, ""},
		"no signer":         {"403 Forbidden", date(2 * time.Hour), "never", 1, "", func(o *client.Options) { o.Signer = nil }, ""},
		"no repeats":        {"403 Forbidden", date(2 * time.Hour), "never", 1, "", func(o *client.Options) { o.Retries = -1 }, ""},
		"without TLS":       {"403 Forbidden", date(2 * time.Hour), "never", 1, "", nil, "http"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			answer := always(func(r *http.Request, body string) string {
				if strings.Contains(r.Header.Get("X-Amz-Date")+r.Header.Get("X-Amz-Region-Set")+r.Header.Get("Authorization"), c.wants) && body == "body" {
					return ok("taken")
				}
				return "HTTP/1.1 " + c.status + "\r\n" + c.head + "Content-Length: 0\r\n\r\n"
			})
			scheme := "https"
			cert := l.cert("a.invalid")
			if c.scheme != "" {
				scheme, cert = c.scheme, nil
			}
			port := l.serve("127.0.0.1:0", cert, answer)
			made := l.client(func(o *client.Options) {
				o.Signer, o.Clock = newSigner(t), func() time.Time { return now }
				o.Trust = l.trust(trust.Options{Insecure: true}) // certificates of today
				if c.change != nil {
					c.change(o)
				}
			}, pin("a.invalid", port, "127.0.0.1"))
			r := l.must(made, client.Request{Method: "POST", URL: url(scheme, "a.invalid", port, "/k"), Body: []byte("body")})
			if taken := string(r.Body) == "taken"; r.Attempts != c.attempts || r.Resigned != c.resigned || taken != (c.wants != "never") {
				t.Errorf("%d attempts, resigned %q, status %d", r.Attempts, r.Resigned, r.StatusCode)
			}
		})
	}
}
