package sigv4_test

import (
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

var placeholder = credentials.Credentials{AccessKeyID: "PLACEHOLDER", SecretAccessKey: "not-a-secret-at-all", SessionToken: "not-a-token"}

// placed is a request that a client has signed with the placeholder.
func placed(t *testing.T, service string, presign bool, r sigv4.Request) *sigv4.Incoming {
	t.Helper()
	s, err := sigv4.New(sigv4.Options{Credentials: placeholder, Region: "eu-west-1", Service: service})
	if err != nil {
		t.Fatal(err)
	}
	r.Time = noon
	var signed *sigv4.SignedRequest
	if presign {
		signed, err = s.Presign(&r, time.Minute)
	} else {
		signed, err = s.Sign(&r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return incoming(signed, r.Body, noon)
}

func header(headers []sigv4.Header, name string) (values []string) {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			values = append(values, h.Value)
		}
	}
	return values
}

func TestResign(t *testing.T) {
	const real = "the real token"
	owner := withToken
	owner.SessionToken = strings.ReplaceAll(real, " ", "-")
	signer, err := sigv4.New(sigv4.Options{Credentials: owner})
	if err != nil {
		t.Fatal(err)
	}
	note := sigv4.Header{Name: "X-Amz-Meta-Note", Value: "a"}
	declared := sigv4.Request{Method: "PUT", URL: "https://b.s3.eu-west-1.amazonaws.com/a%20b", Body: []byte("x"), Headers: []sigv4.Header{note}}
	unsigned := declared
	unsigned.PayloadHash = "UNSIGNED-PAYLOAD"
	trailer := declared
	trailer.PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
	plain := sigv4.Request{Method: "POST", URL: "https://example.com/a//b%2f?x=1&y", Body: []byte("x"), Headers: []sigv4.Header{{Name: "Content-Type", Value: "text/plain"}}}
	for _, c := range []struct {
		name, service string
		presign       bool
		r             sigv4.Request
		origin        string
		payload       string
	}{
		{"declared", "s3", false, declared, "", sigv4.PayloadVerified},
		{"unsigned", "s3", false, unsigned, "", sigv4.PayloadUnsigned},
		{"trailer", "s3", false, trailer, "", sigv4.PayloadStreaming},
		{"plain", "execute-api", false, plain, "", sigv4.PayloadVerified},
		{"elsewhere", "execute-api", false, plain, "https://real.example:8443", sigv4.PayloadVerified},
		{"presigned", "s3", true, sigv4.Request{Method: "GET", URL: "https://b.s3.amazonaws.com/a?versionId=1"}, "", sigv4.PayloadUnsigned},
		{"presigned elsewhere", "s3", true, sigv4.Request{Method: "GET", URL: "http://gateway:8080/b/a"}, "https://s3.example", sigv4.PayloadUnsigned},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := placed(t, c.service, c.presign, c.r)
			add("X-Forwarded-For", "10.0.0.1")(in)
			add("Accept", "*/*")(in) // which the client did not sign
			in.Time = noon.Add(20 * time.Second)
			signed, err := signer.Resign(in, c.origin)
			if err != nil {
				t.Fatal(err)
			}
			out := incoming(signed, in.Body, in.Time)
			set("Accept", "text/html")(out)
			got, err := verifier(t, sigv4.VerifyOptions{Services: []string{c.service}, Regions: []string{"eu-west-1"}}).Verify(out, secretOf(owner))
			if err != nil {
				t.Fatalf("%v\n%s %+v", err, out.URL, out.Headers)
			}
			if got.Payload != c.payload {
				t.Errorf("payload is %s", got.Payload)
			}
			if c.presign && !got.ExpiresAt.Equal(noon.Add(time.Minute)) {
				t.Errorf("it expires at %s", got.ExpiresAt)
			}
			if c.origin != "" && !strings.HasPrefix(out.URL, c.origin+"/") {
				t.Errorf("the URL is %s", out.URL)
			}
			for _, h := range c.r.Headers {
				if values := header(out.Headers, h.Name); len(values) != 1 || values[0] != h.Value {
					t.Errorf("%s is %q", h.Name, values)
				}
			}
			for _, name := range []string{"Host", "X-Forwarded-For"} {
				if values := header(out.Headers, name); len(values) != 1 {
					t.Errorf("%s is %q", name, values)
				}
			}
			if text := out.URL + strings.Join(header(out.Headers, "Authorization"), " ") + strings.Join(header(out.Headers, "X-Amz-Security-Token"), " "); strings.Contains(text, "PLACEHOLDER") ||
				strings.Contains(text, placeholder.SessionToken) {
				t.Errorf("something of the placeholder is left: %s", text)
			}
		})
	}
}

// TestResignKeepsTheDeclaredHash has it where the service does not ask for it.
func TestResignKeepsTheDeclaredHash(t *testing.T) {
	yes := true
	client, _ := sigv4.New(sigv4.Options{Credentials: placeholder, Region: "eu-west-1", Service: "sqs", ContentSHA256: &yes})
	signed, err := client.Sign(&sigv4.Request{Method: "POST", URL: "https://example.com/", Body: []byte("x"), Time: noon})
	if err != nil {
		t.Fatal(err)
	}
	in := incoming(signed, nil, noon)
	in.BodyUnread = true
	signer, _ := sigv4.New(sigv4.Options{Credentials: verifySecret, Service: "sns"}) // which beats the request's
	again, err := signer.Resign(in, "")
	if err != nil {
		t.Fatal(err)
	}
	if values := header(again.Headers, "X-Amz-Content-Sha256"); len(values) != 1 {
		t.Errorf("x-amz-content-sha256 is %q", values)
	}
	got, err := verifier(t, sigv4.VerifyOptions{}).Verify(incoming(again, []byte("x"), noon), secretOf(verifySecret))
	if err != nil || got.Service != "sns" || got.Region != "eu-west-1" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestResignRefuses(t *testing.T) {
	put := sigv4.Request{Method: "PUT", URL: "https://b.s3.eu-west-1.amazonaws.com/k", Body: []byte("x"), Headers: []sigv4.Header{{Name: "X-Amz-Meta-Note", Value: "a"}}}
	chunks := put
	chunks.PayloadHash = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
	post := sigv4.Request{Method: "POST", URL: "https://example.com/", Body: []byte("x")}
	for i, c := range []struct {
		service string
		presign bool
		r       sigv4.Request
		change  func(*sigv4.Incoming)
		origin  string
		want    fault.Code
	}{
		{"s3", false, chunks, later(0), "", fault.RequestStreamed},
		{"s3", false, put, drop("Authorization"), "", fault.RequestUnsigned},
		{"s3", false, put, edit("AWS4-HMAC-SHA256", "AWS4-ECDSA-P384-SHA384"), "", fault.RequestSchemeRefused},
		{"s3", false, put, add("X-Amz-Acl", "public-read"), "", fault.RequestHeaderUnsigned},
		{"s3", false, put, drop("X-Amz-Meta-Note"), "", fault.RequestHeaderMissing},
		{"s3", false, put, func(r *sigv4.Incoming) { r.Body = nil }, "", fault.RequestPayloadChanged},
		{"s3", false, put, edit("/k", "/../k"), "", fault.RequestMalformed},
		{"s3", false, put, later(0), "s3.amazonaws.com", fault.InvalidArgument},
		{"s3", false, put, later(0), "https://s3.amazonaws.com/x", fault.InvalidArgument},
		{"s3", false, put, func(r *sigv4.Incoming) { r.Time = time.Time{} }, "", fault.InvalidArgument},
		{"sqs", false, post, func(r *sigv4.Incoming) { r.BodyUnread = true }, "", fault.InvalidArgument},
		{"s3", true, put, later(time.Minute), "", fault.RequestExpired},
	} {
		signer, _ := sigv4.New(sigv4.Options{Credentials: verifySecret})
		in := placed(t, c.service, c.presign, c.r)
		c.change(in)
		if got, err := signer.Resign(in, c.origin); fault.CodeOf(err) != c.want || got != nil {
			t.Errorf("%d: %v, want %s", i, err, c.want.Name())
		}
	}
}

func TestAnOriginsPasswordIsNotShown(t *testing.T) {
	signer, _ := sigv4.New(sigv4.Options{Credentials: verifySecret})
	in := placed(t, "s3", false, sigv4.Request{Method: "PUT", URL: "https://b.s3.eu-west-1.amazonaws.com/k"})
	_, err := signer.Resign(in, "https://user:tellnobody@b.s3.eu-west-1.amazonaws.com")
	if fault.CodeOf(err) != fault.InvalidArgument || strings.Contains(err.Error(), "tellnobody") {
		t.Error(err)
	}
}

// TestResignWithAnotherScheme has both, each for a client of the other.
func TestResignWithAnotherScheme(t *testing.T) {
	for _, c := range []struct {
		client, gateway, set, region string
		want                         fault.Code
	}{
		{"aws4", "aws4a", "eu-west-1", "", fault.OK},
		{"aws4a", "aws4a", "eu-*,us-east-1", "", fault.OK},
		{"aws4a", "aws4", "eu-west-1", "", fault.OK},
		{"aws4a", "aws4", "eu-*", "eu-west-1", fault.OK},
		{"aws4a", "aws4", "eu-*", "", fault.RequestScopeRefused},
	} {
		client, err := sigv4.New(sigv4.Options{Credentials: placeholder, Region: c.set, Service: "sqs", Scheme: c.client})
		if err != nil {
			t.Fatal(err)
		}
		signed, err := client.Sign(&sigv4.Request{Method: "POST", URL: "https://example.com/", Body: []byte("x"), Time: noon})
		if err != nil {
			t.Fatal(err)
		}
		gateway, err := sigv4.New(sigv4.Options{Credentials: verifySecret, Region: c.region, Scheme: c.gateway})
		if err != nil {
			t.Fatal(err)
		}
		again, err := gateway.Resign(incoming(signed, []byte("x"), noon), "")
		if fault.CodeOf(err) != c.want {
			t.Errorf("%+v: %v", c, err)
		}
		if err != nil {
			continue
		}
		got, err := verifier(t, sigv4.VerifyOptions{Regions: []string{"eu-west-1"}}).Verify(incoming(again, []byte("x"), noon), secretOf(verifySecret))
		if err != nil {
			t.Errorf("%+v: %v", c, err)
		} else if asymmetric := strings.Contains(got.Scheme, "ECDSA"); asymmetric != (c.gateway == "aws4a") {
			t.Errorf("%+v: signed with %s", c, got.Scheme)
		}
	}
}
