package sigv4_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// uploaded is the documented form, as a browser sends it.
func uploaded(t testing.TB, change func(*sigv4.PostRequest)) (*sigv4.IncomingPost, credentials.Credentials) {
	t.Helper()
	r := form()
	r.Fields = []sigv4.Header{{Name: "acl", Value: "private"}}
	r.Conditions = `[["content-length-range", 2, 10]]`
	if change != nil {
		change(r)
	}
	c := mustCredentials()
	signer, err := sigv4.New(sigv4.Options{Credentials: c, Region: "us-east-1", Service: "s3"})
	if err != nil {
		t.Fatal(err)
	}
	post, err := signer.PresignPost(r)
	if err != nil {
		t.Fatal(err)
	}
	fields := append(slices.Clone(r.Fields), sigv4.Header{Name: "Key", Value: r.Key})
	return &sigv4.IncomingPost{Bucket: r.Bucket, Fields: append(fields, post.Fields...), FileName: `C:\a\b.txt`, Size: 10, Time: r.Time}, c
}

func setField(p *sigv4.IncomingPost, name, value string) {
	for i := range p.Fields {
		if strings.EqualFold(p.Fields[i].Name, name) {
			p.Fields[i].Value = value
			return
		}
	}
	p.Fields = append(p.Fields, sigv4.Header{Name: name, Value: value})
}

func TestVerifyPost(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{Services: []string{"s3"}, Regions: []string{"us-east-1"}})
	in, c := uploaded(t, nil)
	in.Fields = append(in.Fields, sigv4.Header{Name: "x-ignore-this", Value: "1"}, sigv4.Header{Name: "bucket", Value: in.Bucket})
	got, err := v.VerifyPost(in, secretOf(c))
	if err != nil {
		t.Fatal(err)
	}
	want := sigv4.VerifiedPost{
		AccessKeyID: c.AccessKeyID, Region: "us-east-1", Service: "s3", SignedAt: in.Time, ExpiresAt: in.Time.Add(36 * time.Hour),
		Key: "user/user1/b.txt", MinSize: 2, MaxSize: 10,
	}
	if *got != want {
		t.Errorf("got  %+v\nwant %+v", *got, want)
	}
}

// TestPostsThatAreRefused has what the vectors (tests/vectors/incoming/forms.txt) cannot
// say, and a few that they say too.
func TestPostsThatAreRefused(t *testing.T) {
	type post = sigv4.IncomingPost
	tests := []struct {
		change func(*post)
		code   fault.Code
	}{
		{func(p *post) { p.Time = p.Time.Add(36*time.Hour - 1) }, 0},
		{func(p *post) { p.Time = p.Time.Add(36 * time.Hour) }, fault.RequestExpired},
		{func(p *post) { setField(p, "x-amz-signature", strings.Repeat("0", 64)) }, fault.RequestSignatureWrong},
		{func(p *post) { setField(p, "x-amz-meta-a", "\xff") }, fault.RequestMalformed},
		{func(p *post) { setField(p, "x-ignore-a", strings.Repeat("${filename}", 20000)) }, fault.RequestMalformed},
		{func(p *post) { p.Fields = make([]sigv4.Header, 300) }, fault.RequestMalformed},
		{func(p *post) { p.FileName = "\xff" }, fault.RequestMalformed},
		{func(p *post) { p.Bucket = "" }, fault.InvalidArgument},
		{func(p *post) { p.Time = time.Time{} }, fault.InvalidArgument},
	}
	v := verifier(t, sigv4.VerifyOptions{Regions: []string{"us-east-1"}})
	for i, test := range tests {
		in, c := uploaded(t, nil)
		test.change(in)
		if _, err := v.VerifyPost(in, secretOf(c)); fault.CodeOf(err) != test.code {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := v.VerifyPost(nil, nil); fault.CodeOf(err) != fault.NullPointer {
		t.Error(err)
	}
}

// TestAPostWithAToken: the token is a field with a condition, and compared if one is known.
func TestAPostWithAToken(t *testing.T) {
	v := verifier(t, sigv4.VerifyOptions{})
	in, c := uploaded(t, nil)
	c.SessionToken = "token"
	if _, err := v.VerifyPost(in, secretOf(c)); fault.CodeOf(err) != fault.RequestTokenWrong {
		t.Error(err)
	}
}

// signPolicy signs any text as a policy with the key of the documented form.
func signPolicy(p *sigv4.IncomingPost, c credentials.Credentials, policy string) {
	encoded := base64.StdEncoding.EncodeToString([]byte(policy))
	setField(p, "policy", encoded)
	setField(p, "x-amz-signature", postSignature(c.SecretAccessKey, "20151229", "us-east-1", "s3", encoded))
}

// TestPoliciesOfAPost has a signed policy that is not UTF-8, and none.
func TestPoliciesOfAPost(t *testing.T) {
	for _, policy := range []string{`{"expiration": "2015-12-30T12:00:00Z", "conditions": [{"acl": "` + "\xff" + `"}]}`, ""} {
		in, c := uploaded(t, nil)
		signPolicy(in, c, policy)
		if _, err := verifier(t, sigv4.VerifyOptions{}).VerifyPost(in, secretOf(c)); fault.CodeOf(err) != fault.RequestMalformed {
			t.Errorf("%q: %v", policy, err)
		}
	}
}

// FuzzVerifyPost: no signed policy and no field makes it fail in another way than with a
// refusal, and what is taken has a condition on the key.
func FuzzVerifyPost(f *testing.F) {
	in, c := uploaded(f, nil)
	for _, field := range in.Fields {
		if field.Name == "policy" {
			policy, _ := base64.StdEncoding.DecodeString(field.Value)
			f.Add(string(policy), "x-amz-meta-a", "v", true)
			f.Add(string(policy), "x-amz-date", "20151229T000000Z", false)
		}
	}
	f.Add(`{"expiration": "2015-12-30T12:00:00Z", "conditions": [["eq", "$a"]]}`, "key", "${filename}", true)
	v := verifier(f, sigv4.VerifyOptions{})
	f.Fuzz(func(t *testing.T, policy, name, value string, sign bool) {
		in, _ := uploaded(t, nil)
		setField(in, name, value)
		if sign {
			signPolicy(in, c, policy)
		} else {
			setField(in, "policy", policy)
		}
		_, err := v.VerifyPost(in, secretOf(c))
		if err == nil && (!sign || !strings.Contains(strings.ToLower(policy), "key") && !strings.Contains(policy, `\u`)) {
			t.Fatalf("%q is taken", policy)
		}
		if err != nil && fault.CodeOf(err).Category() != fault.CategoryVerification {
			t.Fatalf("the form is refused with %v", err)
		}
	})
}

// postSignature is a second implementation of the signature.
func postSignature(secret, date, region, service, policy string) string {
	key := hmacOf([]byte("AWS4"+secret), date)
	for _, part := range []string{region, service, "aws4_request"} {
		key = hmacOf(key, part)
	}
	return hex.EncodeToString(hmacOf(key, policy))
}

func hmacOf(key []byte, text string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte(text))
	return m.Sum(nil)
}

// TestFormsOfASchemeThatIsNotTaken: they are of one scheme.
func TestFormsOfASchemeThatIsNotTaken(t *testing.T) {
	in, c := uploaded(t, nil)
	for scheme, want := range map[string]fault.Code{"aws4": 0, "oss4": fault.RequestSchemeRefused} {
		if _, err := verifier(t, sigv4.VerifyOptions{Schemes: []string{scheme}}).VerifyPost(in, secretOf(c)); fault.CodeOf(err) != want {
			t.Errorf("%s: %v", scheme, err)
		}
	}
}
