package sigv4_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func form() *sigv4.PostRequest {
	return &sigv4.PostRequest{
		URL: "https://sigv4examplebucket.s3.amazonaws.com/", Bucket: "sigv4examplebucket", Key: "user/user1/${filename}",
		Time: time.Date(2015, 12, 29, 0, 0, 0, 0, time.UTC), Expires: 36 * time.Hour,
	}
}

func policyOf(t *testing.T, post *sigv4.PresignedPost) string {
	t.Helper()
	for _, f := range post.Fields {
		if f.Name == "policy" {
			policy, err := base64.StdEncoding.DecodeString(f.Value)
			if err != nil {
				t.Fatal(err)
			}
			return string(policy)
		}
	}
	t.Fatal("there is no policy")
	return ""
}

func TestThePolicyOfAPost(t *testing.T) {
	const end = `{"x-amz-algorithm": "AWS4-HMAC-SHA256"}, {"x-amz-credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request"}, {"x-amz-date": "20151229T000000Z"}]}`
	const begin = `{"expiration": "2015-12-30T12:00:00Z", "conditions": [`
	tests := []struct {
		change func(*sigv4.PostRequest)
		want   string
	}{
		{func(*sigv4.PostRequest) {}, `{"bucket": "sigv4examplebucket"}, ["starts-with", "$key", "user/user1/"], `},
		{func(r *sigv4.PostRequest) { r.Key = `a "é"` + "\n🚪" }, `{"bucket": "sigv4examplebucket"}, {"key": "a \"\u00e9\"\n\ud83d\udeaa"}, `},
		{func(r *sigv4.PostRequest) {
			r.Key, r.Conditions = "k", ` [["content-length-range", 1,2], {"acl":"private"}] `
			r.Fields = []sigv4.Header{{Name: "ACL", Value: "private"}, {Name: "x-amz-meta-a", Value: "b"}}
		}, `["content-length-range", 1,2], {"acl":"private"}, {"x-amz-meta-a": "b"}, {"bucket": "sigv4examplebucket"}, {"key": "k"}, `},
		{func(r *sigv4.PostRequest) {
			r.Key, r.Conditions = "k", `[["starts-with", "$Content-Type", "image/"]]`
			r.Fields = []sigv4.Header{{Name: "Content-Type", Value: "image/png"}}
		}, `["starts-with", "$Content-Type", "image/"], {"bucket": "sigv4examplebucket"}, {"key": "k"}, `},
		{func(r *sigv4.PostRequest) { r.Key, r.Conditions = "k", `[]` }, `{"bucket": "sigv4examplebucket"}, {"key": "k"}, `},
	}
	signer, _ := documented(t)
	for _, test := range tests {
		r := form()
		test.change(r)
		post, err := signer.PresignPost(r)
		if err != nil {
			t.Errorf("%s: %v", test.want, err)
			continue
		}
		if got := policyOf(t, post); got != begin+test.want+end {
			t.Errorf("got  %s\nwant %s", got, begin+test.want+end)
		}
	}
}

func TestPostsThatCannotBeSigned(t *testing.T) {
	tests := []struct {
		change func(*sigv4.PostRequest)
		code   fault.Code
	}{
		{func(r *sigv4.PostRequest) { r.URL += "?acl" }, fault.InvalidURL},
		{func(r *sigv4.PostRequest) { r.URL = "bucket" }, fault.InvalidURL},
		{func(r *sigv4.PostRequest) { r.URL = "https://example.com/" }, fault.ServiceUnknown},
		{func(r *sigv4.PostRequest) { r.Bucket = "" }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Key = "" }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Key = "\xff" }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Expires = 0 }, fault.ExpiresOutOfRange},
		{func(r *sigv4.PostRequest) { r.Expires = 8 * 24 * time.Hour }, fault.ExpiresOutOfRange},
		{func(r *sigv4.PostRequest) { r.Time = time.Time{} }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Fields = []sigv4.Header{{Name: "", Value: "a"}} }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Fields = []sigv4.Header{{Name: "Policy", Value: "a"}} }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Fields = []sigv4.Header{{Name: "key", Value: "another"}} }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Fields = []sigv4.Header{{Name: "X-Amz-Date", Value: "20150830"}} }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Conditions = `{"acl": "private"}` }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Conditions = `["acl"]` }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Conditions = `[{"acl": "private"}], {"acl": "public"}` }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Conditions = `[{"acl": "private"}` }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Conditions = strings.Repeat("[", 100) }, fault.InvalidArgument},
		{func(r *sigv4.PostRequest) { r.Conditions = `[` + strings.Repeat(" ", 70000) + `]` }, fault.InputTooLarge},
	}
	signer, _ := documented(t)
	for i, test := range tests {
		r := form()
		test.change(r)
		if _, err := signer.PresignPost(r); fault.CodeOf(err) != test.code {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := signer.PresignPost(nil); fault.CodeOf(err) != fault.NullPointer {
		t.Error(err)
	}
}

// FuzzPostConditions: what is taken stands in a policy that is JSON, and alone.
func FuzzPostConditions(f *testing.F) {
	for _, seed := range []string{``, `[]`, `[{"acl": "private"}, ["eq", "$a", "b"]]`, `[["content-length-range", 1, 2]]`, `[1]`, `[{}]]`, ` [ [ ] ] `} {
		f.Add(seed)
	}
	signer, _ := documented(f)
	f.Fuzz(func(t *testing.T, conditions string) {
		r := form()
		r.Conditions = conditions
		post, err := signer.PresignPost(r)
		if err != nil {
			return
		}
		var policy struct {
			Expiration string
			Conditions []any
		}
		if err := json.Unmarshal([]byte(policyOf(t, post)), &policy); err != nil {
			t.Fatalf("%q: %v", conditions, err)
		}
		if n := len(policy.Conditions); n < 5 {
			t.Fatalf("%q: %d conditions are left", conditions, n)
		}
	})
}
