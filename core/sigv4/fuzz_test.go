package sigv4_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// FuzzSign states what holds for any request: an error is one of ours, and what
// is signed can be sent: one line each, and signing the signed URL again changes
// nothing but what a double-encoding service must change.
func FuzzSign(f *testing.F) {
	for _, c := range readVectors(f) {
		name, value := "", ""
		if len(c.In.Headers) > 0 {
			name, value = c.In.Headers[0][0], c.In.Headers[0][1]
		}
		f.Add(c.In.Method, c.In.URL, name, value, c.In.Service, c.In.Body)
	}
	f.Add("GET", "https://h?", "", "", "s", "")
	f.Fuzz(func(t *testing.T, method, url, name, value, service, body string) {
		s, err := sigv4.New(sigv4.Options{Credentials: mustCredentials(), Region: "us-east-1", Service: service})
		if err != nil || service == "" {
			return
		}
		r := &sigv4.Request{Method: method, URL: url, Body: []byte(body), Time: noon}
		if name != "" {
			r.Headers = []sigv4.Header{{Name: name, Value: value}}
		}
		signed, err := s.Sign(r)
		presigned, presignErr := s.Presign(r, time.Hour)
		if err != nil {
			var ours *fault.Error
			if !errors.As(err, &ours) || ours.Code == fault.Internal {
				t.Fatalf("error is %v", err)
			}
			if signed != nil {
				t.Fatal("a result beside an error")
			}
			return
		}
		if presignErr != nil {
			t.Fatalf("signed, but not presigned: %v", presignErr)
		}
		for _, u := range []string{signed.URL, presigned.URL} {
			for i := range len(u) {
				if u[i] <= ' ' || u[i] >= 0x7f || u[i] == '#' {
					t.Fatalf("URL %q holds the byte %q", u, u[i])
				}
			}
		}
		for _, h := range signed.Headers {
			if strings.ContainsAny(h.Name+h.Value, "\r\n\x00") {
				t.Fatalf("header %q breaks the line", h)
			}
		}
		if !strings.HasPrefix(signed.RequestTarget(), "/") {
			t.Fatalf("URL %q has no path", signed.URL)
		}
		again := *r
		again.URL = signed.URL
		second, err := s.Sign(&again)
		if err != nil || second.URL != signed.URL {
			t.Fatalf("signing %q again gives %v, %v", signed.URL, second, err)
		}
	})
}

// FuzzSchemes: the other schemes refuse what they refuse with an error of ours, sign
// for the wire, and remember nothing that another request would show.
func FuzzSchemes(f *testing.F) {
	for i, c := range readVectors(f) {
		value := ""
		if len(c.In.Headers) > 0 {
			value = c.In.Headers[0][1]
		}
		f.Add(uint8(i), c.In.Method, "https://b.oss-cn-hangzhou.aliyuncs.com/k?x=1", c.In.URL, value, c.In.Bucket)
	}
	f.Fuzz(func(t *testing.T, scheme uint8, method, url, nextURL, value, bucket string) {
		options := sigv4.Options{
			Credentials: mustCredentials(), Region: "cn-hangzhou", Service: "oss", Bucket: bucket, AdditionalHeaders: []string{"abc"},
			Scheme: []string{"aws4a", "oss4", "acs3", "odps4"}[scheme%4],
		}
		if options.Scheme != "oss4" {
			options.Bucket, options.AdditionalHeaders = "", nil
		}
		used, err := sigv4.New(options)
		if err != nil {
			return
		}
		request := func(url string) *sigv4.Request {
			return &sigv4.Request{Method: method, URL: url, Time: noon, Headers: []sigv4.Header{
				{Name: "Abc", Value: value}, {Name: "x-acs-action", Value: "A"}, {Name: "x-acs-version", Value: "1"}, {Name: "x-acs-signature-nonce", Value: "n"},
			}}
		}
		for i, r := range []*sigv4.Request{request(url), request(nextURL), request(url)} {
			fresh, _ := sigv4.New(options)
			got, err := used.Sign(r)
			want, wantErr := fresh.Sign(r)
			equalOrSameError(t, i, "Sign", got, want, err, wantErr)
			var ours *fault.Error
			if err != nil && (!errors.As(err, &ours) || ours.Code == fault.Internal) {
				t.Fatalf("error is %v", err)
			}
			if err == nil && strings.ContainsFunc(got.URL, func(c rune) bool { return c <= ' ' || c >= 0x7f || c == '#' }) {
				t.Fatalf("the URL is %q", got.URL)
			}
			got, err = used.Presign(r, time.Hour)
			want, wantErr = fresh.Presign(r, time.Hour)
			equalOrSameError(t, i, "Presign", got, want, err, wantErr)
		}
	})
}

// FuzzReuse: whatever a signer keeps from one request, the next signature is that
// of a signer which has seen nothing.
func FuzzReuse(f *testing.F) {
	last := "https://b.s3.amazonaws.com/a?x=1"
	for _, c := range readVectors(f) {
		value := ""
		if len(c.In.Headers) > 0 {
			value = c.In.Headers[0][1]
		}
		f.Add(c.In.Method, last, c.In.URL, value, "another", c.In.Body, "", uint32(1))
		last = c.In.URL
	}
	f.Fuzz(func(t *testing.T, method, url, nextURL, value, nextValue, body, nextBody string, seconds uint32) {
		fresh := func() *sigv4.Signer {
			s, err := sigv4.New(sigv4.Options{Credentials: mustCredentials(), Region: "us-east-1", Service: "s3"})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		request := func(url, value, body string, at time.Time) *sigv4.Request {
			return &sigv4.Request{
				Method: method, URL: url, Body: []byte(body), Time: at,
				Headers: []sigv4.Header{{Name: "X-Amz-Meta-A", Value: value}, {Name: "Content-Type", Value: "text/plain"}},
			}
		}
		first := request(url, value, body, noon)
		second := request(nextURL, nextValue, nextBody, noon.Add(time.Duration(seconds)*time.Second))
		used := fresh()
		for i, r := range []*sigv4.Request{first, second, second, first, second} {
			got, err := used.Sign(r)
			want, wantErr := fresh().Sign(r)
			equalOrSameError(t, i, "Sign", got, want, err, wantErr)
			got, err = used.Presign(r, time.Hour)
			want, wantErr = fresh().Presign(r, time.Hour)
			equalOrSameError(t, i, "Presign", got, want, err, wantErr)
		}
	})
}

func equalOrSameError(t *testing.T, i int, what string, got, want *sigv4.SignedRequest, err, wantErr error) {
	t.Helper()
	if fault.CodeOf(err) != fault.CodeOf(wantErr) || !reflect.DeepEqual(got, want) {
		t.Fatalf("%s of request %d: %+v, %v; a new signer gives %+v, %v", what, i, got, err, want, wantErr)
	}
}
