package client_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/core/trust"
)

func newSigner(t *testing.T) *sigv4.Signer {
	t.Helper()
	signer, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		Region:      "eu-west-1", Service: "execute-api",
	})
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func TestWhatIsSignedIsWhatIsSent(t *testing.T) {
	l := newLab(t)
	signer := newSigner(t)
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var target, authorization, host string
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(r *http.Request, _ string) string {
		target, authorization, host = r.RequestURI, r.Header.Get("Authorization"), r.Host
		return ok("")
	}))
	c := l.client(func(o *client.Options) {
		o.Signer, o.Clock = signer, func() time.Time { return now }
		o.Trust = l.trust(trust.Options{Insecure: true}) // certificates of today
	}, pin("a.invalid", port, "127.0.0.1"))
	for _, tail := range []string{"/a b/../c//%2F?b=2&a=é", "", "?a=b+c", "/%7e[0]%3ab/./d?[x]=1", "/?", "//a//?&&"} {
		r := client.Request{
			Method: "POST", URL: url("https", "a.invalid", port, tail), Body: []byte("body"),
			Headers: []client.Header{{Name: "Content-Type", Value: "text/plain"}, {Name: "X-Amz-Meta", Value: "a  b"}},
		}
		l.must(c, r)
		signed, err := signer.Sign(&sigv4.Request{Method: r.Method, URL: r.URL, Headers: r.Headers, Body: r.Body, Time: now})
		if err != nil {
			t.Fatal(err)
		}
		if signed.RequestTarget() != target || !strings.HasSuffix(signed.URL, target) || !strings.Contains(authorization, "Signature="+signed.Signature) {
			t.Errorf("sent %s with %s, want %s with signature %s", target, authorization, signed.URL, signed.Signature)
		}
		for _, h := range signed.Headers {
			if strings.EqualFold(h.Name, "Host") && h.Value != host {
				t.Errorf("signed host %q, sent %q", h.Value, host)
			}
		}
	}
}

func TestHeadersThatTheClientSetsItselfAreSentAsTheyWereSigned(t *testing.T) {
	l := newLab(t)
	for _, c := range []struct{ name, value, want string }{
		{"Content-Length", "0", "\r\nContent-Length: 0\r\n"},
		{"Host", " A.test:80", "\r\nHost: A.test:80\r\n"},
	} {
		r := client.Request{URL: "http://a.test/", Headers: []client.Header{{Name: c.name, Value: c.value}}}
		got, err := sent(l, r, func(o *client.Options) { o.Signer = newSigner(t) })
		if err != nil || !strings.Contains(got, c.want) || strings.Count(got, c.name+":") != 1 {
			t.Errorf("%s: sent %q; %v", c.name, got, err)
		}
	}
}

func TestEachAttemptIsSignedAnew(t *testing.T) {
	l := newLab(t)
	var mu sync.Mutex
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var dates []string
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(r *http.Request, _ string) string {
		if dates = append(dates, r.Header.Get("X-Amz-Date")); len(dates) == 1 {
			return "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
		}
		return ok("")
	}))
	c := l.client(func(o *client.Options) {
		o.Signer = newSigner(t)
		o.Trust = l.trust(trust.Options{Insecure: true})
		o.Clock = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			now = now.Add(time.Second)
			return now
		}
	}, pin("a.invalid", port, "127.0.0.1"))
	l.must(c, client.Request{Method: "POST", URL: url("https", "a.invalid", port, "/")})
	if len(dates) != 2 || dates[0] == "" || dates[0] == dates[1] {
		t.Errorf("signed at %q", dates)
	}
}

func TestAConnectionOnWhichNothingWasSentIsNotTakenForAUsedOne(t *testing.T) {
	l := newLab(t)
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string { return ok("") }))
	c := l.client(func(o *client.Options) { o.Signer = newSigner(t) }, pin("a.invalid", port, "127.0.0.1"))
	r := client.Request{URL: url("https", "a.invalid", port, "/")}
	_, err := do(c, client.Request{URL: r.URL, Headers: []client.Header{{Name: "Authorization", Value: "Bearer x"}}})
	wants(t, "Authorization", err, fault.AlreadySigned)
	if first := l.must(c, r).Timings; first.Reused || first.Connect == 0 || first.Connect+first.TLS > first.Total {
		t.Errorf("timings of the first request that was sent: %+v", first)
	}
}

func TestARequestThatCannotBeSignedIsNotSent(t *testing.T) {
	l := newLab(t)
	requests := 0
	port := l.serve("127.0.0.1:0", l.cert("a.invalid"), always(func(*http.Request, string) string { requests++; return ok("") }))
	c := l.client(func(o *client.Options) { o.Signer = newSigner(t) }, pin("a.invalid", port, "127.0.0.1"))
	target := url("https", "a.invalid", port, "/")
	_, err := do(c, client.Request{URL: target, Headers: []client.Header{{Name: "Authorization", Value: "Bearer x"}}})
	wants(t, "Authorization", err, fault.AlreadySigned)
	_, err = do(c, client.Request{URL: strings.Replace(target, "://", "://user:secret@", 1)})
	wants(t, "user and password", err, fault.InvalidURL)
	if err != nil && contains(err, "secret") {
		t.Errorf("%v holds the password", err)
	}
	if requests != 0 {
		t.Errorf("%d requests were sent", requests)
	}
}
