package sigv4_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

var (
	verifySecret = credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}
	withToken    = credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: verifySecret.SecretAccessKey, SessionToken: "AQoDYXdzEPT"}
)

// signedFor makes the request that the table of refusals changes.
func signedFor(t testing.TB, c credentials.Credentials, service string, presign bool) *sigv4.Incoming {
	t.Helper()
	s, err := sigv4.New(sigv4.Options{Credentials: c, Region: "eu-west-1", Service: service})
	if err != nil {
		t.Fatal(err)
	}
	r := &sigv4.Request{
		Method: "PUT", URL: "https://example.com/a/b?x=1&y=2", Time: noon,
		Headers: []sigv4.Header{{Name: "X-Amz-Meta-Note", Value: "a  b"}, {Name: "User-Agent", Value: "curl"}},
	}
	if presign {
		signed, err := s.Presign(r, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return incoming(signed, nil, noon)
	}
	r.Body = []byte("body")
	signed, err := s.Sign(r)
	if err != nil {
		t.Fatal(err)
	}
	return incoming(signed, []byte("body"), noon)
}

func set(name, value string) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) {
		for i := range r.Headers {
			if strings.EqualFold(r.Headers[i].Name, name) {
				r.Headers[i].Value = value
				return
			}
		}
		add(name, value)(r)
	}
}

func add(name, value string) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) { r.Headers = append(r.Headers, sigv4.Header{Name: name, Value: value}) }
}

func drop(name string) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) {
		var kept []sigv4.Header
		for _, h := range r.Headers {
			if !strings.EqualFold(h.Name, name) {
				kept = append(kept, h)
			}
		}
		r.Headers = kept
	}
}

// edit changes a text in URL and headers.
func edit(from, to string) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) {
		r.URL = strings.ReplaceAll(r.URL, from, to)
		for i := range r.Headers {
			r.Headers[i].Value = strings.ReplaceAll(r.Headers[i].Value, from, to)
		}
	}
}

func url(more string) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) { r.URL += more }
}

func later(d time.Duration) func(*sigv4.Incoming) {
	return func(r *sigv4.Incoming) { r.Time = r.Time.Add(d) }
}

func TestVerifyRefuses(t *testing.T) {
	const header, query, token, tokenQuery, s3 = "header", "query", "token", "token-query", "s3"
	for i, c := range []struct {
		base   string
		change func(*sigv4.Incoming)
		want   fault.Code
	}{
		{header, func(*sigv4.Incoming) {}, fault.OK},
		{query, func(*sigv4.Incoming) {}, fault.OK},
		{token, func(*sigv4.Incoming) {}, fault.OK},
		{tokenQuery, func(*sigv4.Incoming) {}, fault.OK},
		{s3, func(*sigv4.Incoming) {}, fault.OK},
		// What a proxy may change.
		{header, set("User-Agent", "other"), fault.OK},
		{header, add("X-Forwarded-For", "10.0.0.1"), fault.OK},
		{header, add("X-Amzn-Trace-Id", "Root=1"), fault.OK},
		{header, edit("x=1&y=2", "y=2&x=1"), fault.OK},
		{header, set("X-Amz-Meta-Note", " a b "), fault.OK},
		{header, set("Host", "EXAMPLE.com:443"), fault.RequestSignatureWrong},

		{header, drop("Authorization"), fault.RequestUnsigned},
		{header, set("Authorization", "Bearer abc"), fault.RequestUnsigned},
		{header, set("Authorization", ""), fault.RequestUnsigned},
		{header, edit("AWS4-HMAC-SHA256 ", "AWS4-ECDSA-P384-SHA384 "), fault.RequestSchemeRefused},
		{header, set("Authorization", "AWS AKIDEXAMPLE:abc="), fault.RequestSchemeRefused},
		{query, edit("X-Amz-Algorithm=AWS4-HMAC-SHA256", "X-Amz-Algorithm=AWS4-ECDSA-P384-SHA384"), fault.RequestSchemeRefused},

		{header, edit(", Signature=", ", Signatur="), fault.RequestMalformed},
		{header, edit(", Signature=", ", Signature=0"), fault.RequestMalformed},
		{header, edit("SignedHeaders=", "Other=1, SignedHeaders="), fault.RequestMalformed},
		{header, edit("/eu-west-1/", "/"), fault.RequestMalformed},
		{header, edit("/eu-west-1/", "//"), fault.RequestMalformed},
		{header, edit("AKIDEXAMPLE/", "/"), fault.RequestMalformed},
		{header, edit("AKIDEXAMPLE/", "AKID EXAMPLE/"), fault.RequestMalformed},
		{header, edit("aws4_request", "aws5_request"), fault.RequestMalformed},
		{header, edit("AKIDEXAMPLE/", strings.Repeat("A", 2000)+"/"), fault.RequestMalformed},
		{header, edit("SignedHeaders=", "SignedHeaders=Host;"), fault.RequestHeaderMissing},
		{header, edit(";x-amz-date", ""), fault.RequestHeaderUnsigned},
		{header, edit("host;", "host;host;"), fault.RequestMalformed},
		{header, set("X-Amz-Date", "20261301T120000Z"), fault.RequestMalformed},
		{header, set("X-Amz-Date", "20260230T120000Z"), fault.RequestMalformed},
		{header, drop("X-Amz-Date"), fault.RequestMalformed},
		{header, add("Bad Name", "x"), fault.RequestMalformed},
		{header, set("X-Amz-Meta-Note", "x\ry"), fault.RequestMalformed},
		{header, add("", "x"), fault.RequestMalformed},
		{header, url("&z=%zz"), fault.RequestMalformed},
		{header, url("#frag"), fault.RequestMalformed},
		{header, edit("/a/b", "/a%/b"), fault.RequestMalformed},
		{header, func(r *sigv4.Incoming) { r.Method = "PU T" }, fault.RequestMalformed},
		{header, func(r *sigv4.Incoming) { r.Method = "" }, fault.RequestMalformed},
		{header, func(r *sigv4.Incoming) { r.URL = "*" }, fault.RequestMalformed},
		{header, func(r *sigv4.Incoming) { r.URL = "/" + strings.Repeat("a", 1<<17) }, fault.RequestMalformed},
		{header, func(r *sigv4.Incoming) { r.URL = "/a/b?x=1&y=2"; drop("Host")(r) }, fault.RequestMalformed},
		{header, func(r *sigv4.Incoming) { r.Headers = make([]sigv4.Header, 300) }, fault.RequestMalformed},
		{header, add("X", strings.Repeat("a", 300<<10)), fault.RequestMalformed},
		{s3, set("X-Amz-Content-Sha256", "MAYBE"), fault.RequestMalformed},
		{query, edit("X-Amz-Expires=60", "X-Amz-Expires=0"), fault.RequestMalformed},
		{query, edit("X-Amz-Expires=60", "X-Amz-Expires=604801"), fault.RequestMalformed},
		{query, edit("X-Amz-Expires=60", "X-Amz-Expires=-1"), fault.RequestMalformed},
		{query, edit("&X-Amz-Expires=60", ""), fault.RequestMalformed},
		{query, edit("X-Amz-Expires=60", "x-amz-expires=60"), fault.RequestMalformed},
		{query, edit("&X-Amz-Date=", "&X-Amz-Dat="), fault.RequestMalformed},
		{query, edit("X-Amz-SignedHeaders=", "X-Amz-SignedHeader="), fault.RequestMalformed},

		{header, add("Authorization", "AWS4-HMAC-SHA256 x"), fault.RequestAmbiguous},
		{header, add("x-amz-date", "20260102T030405Z"), fault.RequestAmbiguous},
		{header, add("host", "example.com"), fault.RequestAmbiguous},
		{header, edit("SignedHeaders=", "SignedHeaders=host, SignedHeaders="), fault.RequestAmbiguous},
		{header, edit("https://example.com", "https://other.example"), fault.RequestAmbiguous},
		{header, url("&X-Amz-Signature=" + strings.Repeat("0", 64)), fault.RequestAmbiguous},
		{header, url("&X-Amz-Security-Token=x"), fault.RequestAmbiguous},
		{query, add("Authorization", "Bearer x"), fault.RequestAmbiguous},
		{query, add("X-Amz-Date", "20200101T000000Z"), fault.RequestAmbiguous},
		{query, url("&X-Amz-Expires=600"), fault.RequestAmbiguous},
		{query, url("&X%2DAmz-Signature=0"), fault.RequestAmbiguous},
		{tokenQuery, add("X-Amz-Security-Token", "x"), fault.RequestAmbiguous},

		{header, edit("/eu-west-1/", "/us-east-1/"), fault.RequestScopeRefused},
		{header, edit("/execute-api/", "/s3/"), fault.RequestScopeRefused},
		{header, edit("AKIDEXAMPLE/2026", "AKIDEXAMPLE/2027"), fault.RequestScopeRefused},
		{header, edit("AKIDEXAMPLE/", "AKIDOTHER/"), fault.RequestKeyUnknown},

		{header, later(15*time.Minute + time.Second), fault.RequestTimeSkewed},
		{header, later(15 * time.Minute), fault.OK},
		{header, later(-15*time.Minute - time.Second), fault.RequestTimeSkewed},
		{query, later(-15*time.Minute - time.Second), fault.RequestTimeSkewed},
		{query, later(59 * time.Second), fault.OK},
		{query, later(time.Minute), fault.RequestExpired},

		{header, add("X-Amz-Acl", "public-read"), fault.RequestHeaderUnsigned},
		{header, edit("host;", ""), fault.RequestHeaderUnsigned},
		{header, edit(";x-amz-meta-note", ""), fault.RequestHeaderUnsigned},
		{header, drop("X-Amz-Meta-Note"), fault.RequestHeaderMissing},

		{header, func(r *sigv4.Incoming) { r.Method = "POST" }, fault.RequestSignatureWrong},
		{header, func(r *sigv4.Incoming) { r.Body = []byte("other") }, fault.RequestSignatureWrong},
		{header, edit("/a/b", "/a/c"), fault.RequestSignatureWrong},
		{header, edit("x=1", "x=2"), fault.RequestSignatureWrong},
		{header, url("&z"), fault.RequestSignatureWrong},
		{header, set("X-Amz-Meta-Note", "a c"), fault.RequestSignatureWrong},
		{header, add("X-Amz-Meta-Note", "c"), fault.RequestSignatureWrong},
		{query, edit("X-Amz-Expires=60", "X-Amz-Expires=600"), fault.RequestSignatureWrong},
		{query, set("X-Amz-Meta-Note", "a c"), fault.RequestSignatureWrong},
		{s3, set("X-Amz-Content-Sha256", strings.Repeat("0", 64)), fault.RequestSignatureWrong},
		{s3, set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"), fault.RequestSignatureWrong},
		{s3, func(r *sigv4.Incoming) { r.Body = []byte("other") }, fault.RequestPayloadChanged},
		{s3, func(r *sigv4.Incoming) { r.Body = nil }, fault.RequestPayloadChanged},

		{token, set("X-Amz-Security-Token", "AQoDYXdzEPU"), fault.RequestSignatureWrong},
		{tokenQuery, edit("AQoDYXdzEPT", "AQoDYXdzEPU"), fault.RequestSignatureWrong},
	} {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			of, service := verifySecret, "execute-api"
			if c.base == token || c.base == tokenQuery {
				of = withToken
			}
			if c.base == s3 {
				service = "s3"
			}
			r := signedFor(t, of, service, c.base == query || c.base == tokenQuery)
			services := []string{service}
			v := verifier(t, sigv4.VerifyOptions{Services: services, Regions: []string{"eu-west-1"}})
			c.change(r)
			got, err := v.Verify(r, secretOf(of))
			if fault.CodeOf(err) != c.want || (err == nil) != (got != nil) {
				t.Fatalf("error is %v, want %s", err, c.want.Name())
			}
			if err != nil && strings.Contains(err.Error(), of.SecretAccessKey) || err != nil && strings.Contains(err.Error(), "AQoDYXdzEP") {
				t.Errorf("the error shows a secret: %v", err)
			}
		})
	}
}
