package aws_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	ours "github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// TestTheSDKsRequestsAreVerified sends what aws-sdk-go-v2 signs to a server of
// net/http, which verifies it with core/sigv4.
func TestTheSDKsRequestsAreVerified(t *testing.T) {
	verifier, err := sigv4.NewVerifier(sigv4.VerifyOptions{Regions: []string{region}})
	if err != nil {
		t.Fatal(err)
	}
	type outcome struct {
		verified *sigv4.Verified
		err      error
	}
	outcomes := make(chan outcome, 1)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		in := &sigv4.Incoming{Method: r.Method, URL: r.RequestURI, Headers: []sigv4.Header{{Name: "Host", Value: r.Host}}, Body: body, Time: now}
		for name, values := range r.Header {
			for _, value := range values {
				in.Headers = append(in.Headers, sigv4.Header{Name: name, Value: value})
			}
		}
		verified, err := verifier.Verify(in, func(*sigv4.Claim) (ours.Credentials, error) {
			return ours.Credentials{SecretAccessKey: credentials.SecretAccessKey, SessionToken: credentials.SessionToken}, nil
		})
		outcomes <- outcome{verified, err}
	}))
	defer server.Close()
	ask := func(t *testing.T, r *http.Request) outcome {
		t.Helper()
		answer, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return <-outcomes
	}
	signer := v4.NewSigner()
	for _, service := range []string{"execute-api", "s3"} {
		for _, path := range []string{"/", "/a/b?x=1&y=2", "/a%20b/c?k=%2F"} {
			for _, presign := range []bool{false, true} {
				body := "body"
				if presign {
					body = ""
				}
				request, err := http.NewRequestWithContext(context.Background(), http.MethodPut, server.URL+path, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				sum := sha256.Sum256([]byte(body))
				hash := hex.EncodeToString(sum[:])
				options := func(o *v4.SignerOptions) { o.DisableURIPathEscaping = service == "s3" }
				if presign {
					if service == "s3" {
						hash = "UNSIGNED-PAYLOAD"
					}
					query := request.URL.Query()
					query.Set("X-Amz-Expires", "60")
					request.URL.RawQuery = query.Encode()
					signed, headers, err := signer.PresignHTTP(context.Background(), credentials, request, hash, service, region, now, options)
					if err != nil {
						t.Fatal(err)
					}
					if request, err = http.NewRequestWithContext(context.Background(), http.MethodPut, signed, http.NoBody); err != nil {
						t.Fatal(err)
					}
					for name, values := range headers {
						request.Header[name] = values
					}
				} else {
					request.Header.Set("X-Amz-Content-Sha256", hash)
					if err := signer.SignHTTP(context.Background(), credentials, request, hash, service, region, now, options); err != nil {
						t.Fatal(err)
					}
				}
				got := ask(t, request)
				if got.err != nil || got.verified.Service != service || !got.verified.SignedAt.Equal(now.Truncate(time.Second)) {
					t.Errorf("%s %s, presigned: %v: %+v, %v", service, path, presign, got.verified, got.err)
					continue
				}
				again := request.Clone(context.Background())
				again.Body, again.ContentLength = http.NoBody, 0
				again.Method = http.MethodDelete
				if got := ask(t, again); fault.CodeOf(got.err).Category() != fault.CategoryVerification {
					t.Errorf("%s %s: another method: %v", service, path, got.err)
				}
			}
		}
	}
}
