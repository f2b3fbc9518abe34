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
			OmitSessionToken: in.SignSessionToken != nil && !*in.SignSessionToken, Bucket: in.Bucket,
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
	empty := signedFor(t, verifySecret, "sqs", true) // no hash is declared, and none was read
	empty.BodyUnread = true
	if got, err := v.Verify(empty, secretOf(verifySecret)); err != nil || got.Payload != sigv4.PayloadDeclared {
		t.Errorf("not read: %+v, %v", got, err)
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
	again, err := v.Verify(signedFor(t, verifySecret, "sqs", false), secretOf(verifySecret))
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Fingerprint()) != 64 || first.Fingerprint() == other.Fingerprint() || first.Fingerprint() != again.Fingerprint() {
		t.Error(first.Fingerprint(), other.Fingerprint())
	}
}
