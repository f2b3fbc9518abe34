package sigv4_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func verifier(t testing.TB, o sigv4.VerifyOptions) *sigv4.Verifier {
	t.Helper()
	v, err := sigv4.NewVerifier(o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// secretOf knows one key.
func secretOf(c credentials.Credentials) func(*sigv4.Claim) (credentials.Credentials, error) {
	return func(claim *sigv4.Claim) (credentials.Credentials, error) {
		if claim.AccessKeyID != c.AccessKeyID {
			return credentials.Credentials{}, nil
		}
		return c, nil
	}
}

func incoming(signed *sigv4.SignedRequest, body []byte, now time.Time) *sigv4.Incoming {
	return &sigv4.Incoming{Method: signed.Method, URL: signed.URL, Headers: signed.Headers, Body: body, Time: now}
}

// TestVerifyOfficialSuite takes the suite's signed requests as they are.
func TestVerifyOfficialSuite(t *testing.T) {
	dirs := suiteDirs()
	if len(dirs) == 0 {
		t.Skip("SKIPPED: the official AWS suite is not beside this checkout; the project's own vectors still ran")
	}
	verified := 0
	for _, dir := range dirs {
		var c suiteContext
		readJSON(t, filepath.Join(dir, "context.json"), &c)
		v := verifier(t, sigv4.VerifyOptions{NormalizePath: &c.Normalize, OmitSessionToken: c.OmitToken})
		secret := secretOf(credentials.Credentials{
			AccessKeyID: c.Credentials.AccessKeyID, SecretAccessKey: c.Credentials.SecretAccessKey, SessionToken: c.Credentials.Token,
		})
		for _, mode := range []string{"header", "query"} {
			data, err := os.ReadFile(filepath.Join(dir, mode+"-signed-request.txt"))
			if err != nil {
				t.Fatal(err)
			}
			r := parseRequest(t, strings.ReplaceAll(string(data), "\r", ""))
			in := &sigv4.Incoming{Method: r.Method, URL: r.URL, Headers: r.Headers, Time: c.Timestamp}
			if c.SignBody {
				in.Body = r.Body
			}
			got, err := v.Verify(in, secret)
			if err != nil {
				t.Errorf("%s/%s: %v", filepath.Base(dir), mode, err)
				continue
			}
			if got.Region != c.Region || got.Service != c.Service || got.Carrier != mode || !got.SignedAt.Equal(c.Timestamp) {
				t.Errorf("%s/%s: %+v", filepath.Base(dir), mode, got)
			}
			verified++
		}
	}
	if verified != 152 {
		t.Errorf("%d of 152 requests are verified", verified)
	}
}

// TestVerifyVectors verifies what the vectors sign, as a server gets it: path and
// query of the URL, and Host.
func TestVerifyVectors(t *testing.T) {
	for _, c := range readVectors(t) {
		if c.Error != "" || c.Want.Headers == nil && c.Mode != "presign" {
			continue
		}
		in := c.In
		if !c.AWSService && in.DoubleEncode == nil && strings.ContainsFunc(in.URL, func(r rune) bool { return r == ' ' || r > 0x7f }) {
			continue // encoded once by whoever signs and on the wire: a server cannot tell
		}
		at, err := time.Parse("20060102T150405Z", in.Time)
		if err != nil {
			t.Fatal(err)
		}
		v := verifier(t, sigv4.VerifyOptions{
			DoubleEncode: in.DoubleEncode, NormalizePath: in.NormalizePath,
			OmitSessionToken: in.SignSessionToken != nil && !*in.SignSessionToken,
		})
		r := &sigv4.Incoming{Method: in.Method, URL: c.Want.URL, Body: []byte(in.Body), Time: at}
		for _, h := range c.Want.Headers {
			r.Headers = append(r.Headers, sigv4.Header{Name: h[0], Value: h[1]})
		}
		if in.PayloadHash != "" && !hasHeader(r.Headers, "X-Amz-Content-Sha256") {
			r.Headers = append(r.Headers, sigv4.Header{Name: "X-Amz-Content-Sha256", Value: in.PayloadHash})
			continue // what was signed for the body is not in the request
		}
		r.BodyUnread = in.PayloadHash != ""
		rest := r.URL[strings.Index(r.URL, "://")+3:]
		if hasHeader(r.Headers, "Host") {
			r.URL = rest[strings.IndexByte(rest, '/'):]
		}
		secret := secretOf(credentials.Credentials{AccessKeyID: in.AccessKeyID, SecretAccessKey: in.SecretAccessKey, SessionToken: in.SessionToken})
		if _, err := v.Verify(r, secret); err != nil {
			t.Errorf("%s: %v", c.Name, err)
		}
	}
}

func hasHeader(headers []sigv4.Header, name string) bool {
	for _, h := range headers {
		if strings.EqualFold(h.Name, name) {
			return true
		}
	}
	return false
}

<<<<<<< HEAD
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

=======
>>>>>>> verify
// TestVerifyToken has what the credentials of the server say about the token.
func TestVerifyToken(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	stale := withToken
	stale.SessionToken = "another"
	for _, presign := range []bool{false, true} {
		for _, c := range []struct {
			signer, server credentials.Credentials
			want           fault.Code
		}{
			{withToken, withToken, fault.OK},
			{withToken, verifySecret, fault.OK}, // not compared
			{withToken, stale, fault.RequestTokenWrong},
			{verifySecret, withToken, fault.RequestTokenWrong},
		} {
			_, err := v.Verify(signedFor(t, c.signer, "sts", presign), secretOf(c.server))
			if fault.CodeOf(err) != c.want {
				t.Errorf("presign %v: error is %v, want %s", presign, err, c.want.Name())
			}
		}
	}
}

func TestVerifyUnsignedToken(t *testing.T) {
	s, _ := sigv4.New(sigv4.Options{Credentials: withToken, Region: "eu-west-1", Service: "sts", OmitSessionToken: true})
	r := &sigv4.Request{Method: "GET", URL: "https://example.com/", Time: noon}
	header, _ := s.Sign(r)
	query, _ := s.Presign(r, time.Minute)
	for name, signed := range map[string]*sigv4.SignedRequest{"header": header, "query": query} {
		in := incoming(signed, nil, noon)
		if _, err := verifier(t, sigv4.VerifyOptions{OmitSessionToken: true}).Verify(in, secretOf(withToken)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := verifier(t, sigv4.VerifyOptions{}).Verify(in, secretOf(withToken)); err == nil {
			t.Errorf("%s: a token that is not signed is taken", name)
		}
	}
}

func TestVerifyPayloadStates(t *testing.T) {
	s, _ := sigv4.New(sigv4.Options{Credentials: verifySecret, Region: "eu-west-1", Service: "s3"})
	v := verifier(t, sigv4.VerifyOptions{})
	for _, c := range []struct {
		hash   string
		unread bool
		want   string
	}{
		{"", false, sigv4.PayloadVerified},
		{"", true, sigv4.PayloadDeclared},
		{"UNSIGNED-PAYLOAD", false, sigv4.PayloadUnsigned},
		{"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", false, sigv4.PayloadStreaming},
		{"STREAMING-UNSIGNED-PAYLOAD-TRAILER", true, sigv4.PayloadStreaming},
	} {
		signed, err := s.Sign(&sigv4.Request{Method: "PUT", URL: "https://b.s3.eu-west-1.amazonaws.com/k", Body: []byte("x"), PayloadHash: c.hash, Time: noon})
		if err != nil {
			t.Fatal(err)
		}
		in := incoming(signed, []byte("x"), noon)
		if in.BodyUnread = c.unread; c.unread {
			in.Body = nil
		}
		got, err := v.Verify(in, secretOf(verifySecret))
		if err != nil || got.Payload != c.want {
			t.Errorf("%q: %+v, %v; want %s", c.hash, got, err, c.want)
		}
	}
	presigned, _ := s.Presign(&sigv4.Request{Method: "GET", URL: "https://b.s3.eu-west-1.amazonaws.com/k", Time: noon}, time.Hour)
	if got, err := v.Verify(incoming(presigned, nil, noon), secretOf(verifySecret)); err != nil || got.Payload != sigv4.PayloadUnsigned || !got.ExpiresAt.Equal(noon.Add(time.Hour)) {
		t.Errorf("presigned: %+v, %v", got, err)
	}
}

// TestVerifyKeysOfSecrets has one key id whose secret changes, which no cached key
// may outlive.
func TestVerifyKeysOfSecrets(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	r := signedFor(t, verifySecret, "sqs", false)
	other := verifySecret
	other.SecretAccessKey = "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY"
	for i, c := range []struct {
		of   credentials.Credentials
		want fault.Code
	}{{verifySecret, fault.OK}, {verifySecret, fault.OK}, {other, fault.RequestSignatureWrong}, {verifySecret, fault.OK}} {
		if _, err := v.Verify(r, secretOf(c.of)); fault.CodeOf(err) != c.want {
			t.Errorf("%d: %v", i, err)
		}
	}
	v.Forget()
	if _, err := v.Verify(r, secretOf(verifySecret)); err != nil {
		t.Error(err)
	}
}

func TestVerifyPassesOnTheCallersError(t *testing.T) {
	want := errors.New("the database is away")
	_, err := verifier(t, sigv4.VerifyOptions{}).Verify(signedFor(t, verifySecret, "sqs", false),
		func(*sigv4.Claim) (credentials.Credentials, error) { return credentials.Credentials{}, want })
	if !errors.Is(err, want) {
		t.Errorf("error is %v", err)
	}
	if _, err := verifier(t, sigv4.VerifyOptions{}).Read(nil); fault.CodeOf(err) != fault.NullPointer {
		t.Error(err)
	}
	if _, err := sigv4.NewVerifier(sigv4.VerifyOptions{MaxSkew: -1}); fault.CodeOf(err) != fault.InvalidOption {
		t.Error(err)
	}
}

// TestVerifyDate has Date in place of X-Amz-Date, as old clients send it.
func TestVerifyDate(t *testing.T) {
	r := signedFor(t, verifySecret, "sqs", false)
	claim, err := verifier(t, sigv4.VerifyOptions{}).Read(r)
	if err != nil {
		t.Fatal(err)
	}
	drop("X-Amz-Date")(r)
	add("Date", noon.UTC().Format("Mon, 02 Jan 2006 15:04:05 GMT"))(r)
	dated, err := verifier(t, sigv4.VerifyOptions{}).Read(r)
	if err != nil || !dated.SignedAt.Equal(claim.SignedAt) {
		t.Errorf("%v, %v", dated, err)
	}
	set("Date", "yesterday")(r)
	if _, err := verifier(t, sigv4.VerifyOptions{}).Read(r); fault.CodeOf(err) != fault.RequestMalformed {
		t.Error(err)
	}
}

func TestFingerprint(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	first, err := v.Verify(signedFor(t, verifySecret, "sqs", false), secretOf(verifySecret))
	if err != nil {
		t.Fatal(err)
	}
	other, err := v.Verify(signedFor(t, verifySecret, "sqs", true), secretOf(verifySecret))
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Fingerprint()) != 64 || first.Fingerprint() == other.Fingerprint() || first.Fingerprint() != first.Fingerprint() {
		t.Error(first.Fingerprint(), other.Fingerprint())
	}
}
