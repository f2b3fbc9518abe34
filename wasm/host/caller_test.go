package host_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/wasm/host"
)

// TestAProofIsSentToSTS: a stand-in of STS knows nobody who is for another cluster.
func TestAProofIsSentToSTS(t *testing.T) {
	s := serve(t, serverName, nil, func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.RawQuery, "Action=GetCallerIdentity&Version=2011-06-15&X-Amz-") || r.Header.Get("X-K8s-Aws-Id") != "cluster" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, "<Arn>arn:aws:iam::123456789012:user/a</Arn><UserId>AIDA</UserId><Account>123456789012</Account>")
	})
	runtime, ctx := newRuntime(t, modulePath, loopback()), t.Context()
	c := newClient(t, runtime, s.options(serverName))
	signer, err := runtime.NewSigner(ctx, host.Options{
		"credentials.access_key_id": "AKIDEXAMPLE", "credentials.secret_access_key": "secret", "sign.region": "eu-west-1", "sign.service": "sts",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(signer.Close)
	named := []host.Header{{Name: "x-k8s-aws-id", Value: "cluster"}}
	signed, err := signer.Presign(ctx, &host.Request{Method: "GET", URL: s.url(t, "/?Action=GetCallerIdentity&Version=2011-06-15"), Headers: named}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	place, _, _ := strings.Cut(strings.TrimPrefix(signed.URL, "https://"), "/")
	policy := &host.ProofPolicy{Require: named, Hosts: []string{place}}
	proof := &host.Proof{Method: "GET", URL: signed.URL, Headers: named}
	got, err := c.VerifyCaller(ctx, proof, policy)
	if err != nil || *got != (host.Caller{ARN: "arn:aws:iam::123456789012:user/a", Account: "123456789012", UserID: "AIDA"}) {
		t.Fatalf("%+v, %v", got, err)
	}
	token := "k8s-aws-v1." + base64.RawURLEncoding.EncodeToString([]byte(signed.URL))
	if again, err := c.VerifyToken(ctx, "eks", token, "cluster", policy); err != nil || *again != *got {
		t.Errorf("%+v, %v", again, err)
	}
	refused := func(name string, code fault.Code, got *host.Caller, err error) {
		t.Helper()
		if fault.CodeOf(err) != code || got != nil {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	got, err = c.VerifyToken(ctx, "eks", token, "other", policy)
	refused("another cluster", fault.RequestSignatureWrong, got, err)
	got, err = c.VerifyToken(ctx, "eks", token, "cluster", nil)
	refused("hosts of AWS", fault.RequestScopeRefused, got, err)
	got, err = c.VerifyToken(ctx, "vault", "{}", "", policy)
	refused("no login", fault.RequestMalformed, got, err)
	got, err = c.VerifyCaller(ctx, &host.Proof{Method: "POST", URL: signed.URL, Headers: named}, policy)
	refused("another method", fault.RequestMalformed, got, err)
	got, err = c.VerifyCaller(ctx, nil, policy)
	refused("no proof", fault.NullPointer, got, err)
	late := *policy
	late.Now = time.Now().Add(time.Hour)
	got, err = c.VerifyCaller(ctx, proof, &late)
	refused("old", fault.RequestTimeSkewed, got, err)
}
