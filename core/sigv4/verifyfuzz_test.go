package sigv4_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// FuzzVerify states that what is signed is verified, also when it was signed anew,
// that another byte in what is signed is refused, and that no request makes it fail
// in another way.
func FuzzVerify(f *testing.F) {
	f.Add("GET", "/a?b=c", "x-amz-meta-a", "v", "s3", "body", 3, byte('x'), false)
	f.Add("PUT", "/a%2Fb//c", "content-type", "text/plain", "execute-api", "", 70, byte('%'), true)
	f.Add("POST", "/?X-Amz-Signature=0", "authorization", "AWS4-HMAC-SHA256 Credential=a/b/c/d/e", "sqs", "{}", 9, byte(';'), true)
	v := verifier(f, sigv4.VerifyOptions{})
	gateway, err := sigv4.New(sigv4.Options{Credentials: withToken})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, method, rest, name, value, service, body string, place int, with byte, presign bool) {
		hostile := &sigv4.Incoming{Method: method, URL: rest, Headers: []sigv4.Header{{Name: "Host", Value: "h"}, {Name: name, Value: value}}, Body: []byte(body), Time: noon}
		if got, err := v.Verify(hostile, secretOf(verifySecret)); err == nil {
			t.Fatalf("nobody signed this: %+v", got)
		} else if fault.CodeOf(err).Category() != fault.CategoryVerification {
			t.Fatalf("the request is refused with %v", err)
		}
		if _, err := gateway.Resign(hostile, ""); err != nil && fault.CodeOf(err).Category() != fault.CategoryVerification {
			t.Fatalf("the request is not signed anew for %v", err)
		}
		s, err := sigv4.New(sigv4.Options{Credentials: verifySecret, Region: "us-east-1", Service: service})
		if err != nil || service == "" || len(service) > 512 {
			return
		}
		for i := range len(rest) {
			if rest[i] <= ' ' || strings.IndexByte("\"<>\\^`{|}[]", rest[i]) >= 0 || rest[i] >= 0x7f {
				return // a path that cannot stand on the wire
			}
		}
		r := &sigv4.Request{Method: method, URL: "https://example.com/" + strings.TrimPrefix(rest, "/"), Body: []byte(body), Time: noon}
		if name != "" {
			r.Headers = []sigv4.Header{{Name: name, Value: value}}
		}
		var signed *sigv4.SignedRequest
		if presign {
			r.Body = nil
			signed, err = s.Presign(r, time.Hour)
		} else {
			signed, err = s.Sign(r)
		}
		if err != nil {
			return
		}
		in := incoming(signed, r.Body, noon)
		for range 3 { // the last time it is like the one before
			if _, err := v.Verify(in, secretOf(verifySecret)); err != nil {
				t.Fatalf("%s %s %q: %v", in.Method, in.URL, in.Headers, err)
			}
		}
		again, err := gateway.Resign(in, "")
		if err != nil {
			t.Fatalf("%s %s %q: not signed anew: %v", in.Method, in.URL, in.Headers, err)
		}
		if _, err := v.Verify(incoming(again, r.Body, noon), secretOf(withToken)); err != nil {
			t.Fatalf("%s %s %q, signed anew: %v", again.Method, again.URL, again.Headers, err)
		}
		// The signature and the time are signed wherever they stand.
		texts := []*string{&in.URL}
		for i := range in.Headers {
			if in.Headers[i].Name == "Authorization" || in.Headers[i].Name == "X-Amz-Date" {
				texts = append(texts, &in.Headers[i].Value)
			}
		}
		text := texts[uint(place)%uint(len(texts))]
		at := len(*text) - 1 - int(uint(place)%64)%len(*text)
		if (*text)[at] == with || at < len("https://example.com/") && text == &in.URL {
			return
		}
		before := *text
		*text = before[:at] + string([]byte{with}) + before[at+1:]
		_ = sameVerdict(t, v, sigv4.VerifyOptions{}, in, verifySecret)
		if got, err := v.Verify(in, secretOf(verifySecret)); err == nil && !sameURL(s, before, *text) {
			t.Fatalf("%q is taken for %q: %+v", *text, before, got)
		}
	})
}

// sameURL reports whether two URLs are one in canonical form, such as "a&&b" and
// "b&a", or an escape in small letters.
func sameURL(s *sigv4.Signer, a, b string) bool {
	canonical := func(url string) string {
		url, query, _ := strings.Cut(url, "?")
		var kept []string
		for piece := range strings.SplitSeq(query, "&") {
			if !strings.HasPrefix(strings.ToLower(piece), "x-amz-") || strings.Contains(piece, "SHA256") {
				kept = append(kept, piece)
			}
		}
		steps, err := s.Steps(&sigv4.Request{Method: "GET", URL: url + "?" + strings.Join(kept, "&"), Time: noon})
		if err != nil {
			return err.Error()
		}
		return steps.CanonicalRequest
	}
	return canonical(a) == canonical(b)
}
