package bench

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
)

// One small JSON POST with a 300-byte session token, the same for every signer
// here, in door/door.c and in sign.py.
const (
	url     = "https://autoscaling.ap-northeast-1.amazonaws.com/"
	target  = "AnyScaleScalingPlannerFrontendService.DescribeScalingPlans"
	kind    = "application/x-amz-json-1.1"
	body    = `{"MaxResults":50}`
	keyID   = "AKIDEXAMPLE"
	secret  = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	region  = "ap-northeast-1"
	service = "autoscaling-plans"
)

var (
	token = strings.Repeat("IQoJb3JpZ2luX2Vj", 19)[:300]
	at    = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

func signer(tb testing.TB) (*sigv4.Signer, *sigv4.Request) {
	tb.Helper()
	s, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: keyID, SecretAccessKey: secret, SessionToken: token},
		Region:      region, Service: service,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return s, &sigv4.Request{
		Method: "POST", URL: url, Body: []byte(body), Time: at,
		Headers: []sigv4.Header{{Name: "Content-Type", Value: kind}, {Name: "X-Amz-Target", Value: target}},
	}
}

// signers are Sallyport's ways to sign, a peer, and the floor.
func signers(tb testing.TB) []work {
	s, r := signer(tb)
	must := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	buf := make([]byte, 0, 8192)
	pair := []*sigv4.Request{r, other(r)}
	return []work{
		{"sign", func(n int) {
			for range n {
				_, err := s.Sign(r)
				must(err)
			}
		}},
		{"sign_unlike", func(n int) { // no text of the last request can be used again
			for i := range n {
				_, err := s.Sign(pair[i&1])
				must(err)
			}
		}},
		{"append_sign", func(n int) { // what every binding calls
			for range n {
				_, _, err := s.AppendSign(buf, r)
				must(err)
			}
		}},
		{"verify_request", verifyRequest(tb, s, r)},
		{"sign_aws4a", signAsymmetric(tb)},
		{"p256", p256(tb)},
		{"op_sign", opSign(tb)},
		{"sdk_sign", sdkSign(tb)},
		{"sign_floor", signFloor(tb)},
	}
}

// verifyRequest verifies what a server gets of the signed request.
func verifyRequest(tb testing.TB, s *sigv4.Signer, r *sigv4.Request) func(int) {
	signed, err := s.Sign(r)
	if err != nil {
		tb.Fatal(err)
	}
	v, err := sigv4.NewVerifier(sigv4.VerifyOptions{})
	if err != nil {
		tb.Fatal(err)
	}
	in := &sigv4.Incoming{Method: "POST", URL: signed.RequestTarget(), Headers: signed.Headers, Body: r.Body, Time: at}
	known := credentials.Credentials{SecretAccessKey: secret}
	secretFor := func(*sigv4.Claim) (credentials.Credentials, error) { return known, nil }
	return func(n int) {
		for range n {
			if _, err := v.Verify(in, secretFor); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

// signAsymmetric is sign in the scheme aws4a, and p256 the one signature that is in it.
func signAsymmetric(tb testing.TB) func(int) {
	_, r := signer(tb)
	s, err := sigv4.New(sigv4.Options{
		Credentials: credentials.Credentials{AccessKeyID: keyID, SecretAccessKey: secret, SessionToken: token},
		Region:      region, Service: service, Scheme: "aws4a",
	})
	if err != nil {
		tb.Fatal(err)
	}
	return func(n int) {
		for range n {
			if _, err := s.Sign(r); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func p256(tb testing.TB) func(int) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	digest := sha256.Sum256([]byte(body))
	return func(n int) {
		for range n {
			if _, err := key.Sign(nil, digest[:], crypto.SHA256); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

func other(r *sigv4.Request) *sigv4.Request {
	o := *r
	o.URL += "other"
	return &o
}

// signFloor is the hashing that no signer can avoid: SHA-256 of body and
// canonical request, one keyed HMAC of the string to sign, the same bytes.
func signFloor(tb testing.TB) func(int) {
	s, r := signer(tb)
	steps, err := s.Steps(r)
	if err != nil {
		tb.Fatal(err)
	}
	canonical, toSign := []byte(steps.CanonicalRequest), []byte(steps.StringToSign)
	mac := hmac.New(sha256.New, make([]byte, 32))
	var digest [32]byte
	var out [64]byte
	return func(n int) {
		for range n {
			digest = sha256.Sum256(r.Body)
			hex.Encode(out[:], digest[:])
			digest = sha256.Sum256(canonical)
			hex.Encode(out[:], digest[:])
			mac.Reset()
			mac.Write(toSign)
			hex.Encode(out[:], mac.Sum(digest[:0]))
		}
	}
}

// sdkSign is aws-sdk-go-v2. Its signer writes into the request, so that each
// signature needs a fresh one.
func sdkSign(tb testing.TB) func(int) {
	s := v4.NewSigner()
	keys := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret, SessionToken: token}
	return func(n int) {
		for range n {
			request, err := http.NewRequest(http.MethodPost, url, nil)
			if err != nil {
				tb.Fatal(err)
			}
			request.Header.Set("Content-Type", kind)
			request.Header.Set("X-Amz-Target", target)
			digest := sha256.Sum256([]byte(body))
			if err := s.SignHTTP(context.Background(), keys, request, hex.EncodeToString(digest[:]), service, region, at); err != nil {
				tb.Fatal(err)
			}
		}
	}
}

// TestPeersAgree keeps the comparison honest: the SDK's signature is ours.
func TestPeersAgree(t *testing.T) {
	s, r := signer(t)
	signed, err := s.Sign(r)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range signed.Headers {
		if h.Name == "Content-Type" || h.Name == "X-Amz-Target" {
			request.Header.Set(h.Name, h.Value)
		}
	}
	request.ContentLength = -1 // the SDK would sign content-length too
	digest := sha256.Sum256([]byte(body))
	keys := aws.Credentials{AccessKeyID: keyID, SecretAccessKey: secret, SessionToken: token}
	if err := v4.NewSigner().SignHTTP(context.Background(), keys, request, hex.EncodeToString(digest[:]), service, region, at); err != nil {
		t.Fatal(err)
	}
	if got := request.Header.Get("Authorization"); !strings.HasSuffix(got, "Signature="+signed.Signature) {
		t.Errorf("the SDK gives %s, Sallyport %s", got, signed.Signature)
	}
}
