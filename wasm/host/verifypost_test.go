package host_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// TestAFormIsVerified: what PresignPost allows is taken, and what it does not is refused.
func TestAFormIsVerified(t *testing.T) {
	runtime := newRuntime(t, modulePath, loopback())
	ctx, noon := t.Context(), time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	signer, err := runtime.NewSigner(ctx, host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "secret", "sign.region": "eu-west-1", "sign.service": "s3",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(signer.Close)
	post, err := signer.PresignPost(ctx, &host.Post{
		URL: "https://b.s3.eu-west-1.amazonaws.com/", Bucket: "b", Key: "up/${filename}", Time: noon, Expires: time.Hour,
		Conditions: `[["content-length-range", 1, 9]]`,
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := runtime.NewRequestVerifier(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.Close)
	lost := errors.New("lost")
	for _, test := range []struct {
		key, secret string
		size        int64
		code        fault.Code
	}{
		{"up/${filename}", "secret", 9, 0},
		{"up/${filename}", "secret", -1, 0},
		{"up/${filename}", "secret", 10, fault.RequestPolicyRefused},
		{"${filename}", "secret", 9, fault.RequestPolicyRefused},
		{"up/${filename}", "another", 9, fault.RequestSignatureWrong},
		{"up/${filename}", "", 9, fault.RequestKeyUnknown},
	} {
		in := &host.IncomingPost{
			Bucket: "b", Fields: append([]host.Header{{Name: "key", Value: test.key}}, post.Fields...), FileName: `a "ü".txt`, Size: test.size, Now: noon,
		}
		got, err := v.VerifyPost(ctx, in, func(id string) (host.Secret, error) {
			if id != "AKIDEXAMPLE" {
				return host.Secret{}, lost
			}
			return host.Secret{SecretAccessKey: test.secret}, nil
		})
		if fault.CodeOf(err) != test.code {
			t.Errorf("%+v: %v", test, err)
		} else if err == nil && (got.Key != `up/a "ü".txt` || got.MinSize != 1 || got.MaxSize != 9 || got.AccessKeyID != "AKIDEXAMPLE") {
			t.Errorf("%+v: %+v", test, got)
		}
	}
}
