package host_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/wasm/host"
)

// Each way to sign waits for credentials that the signer does not have yet.
func TestAllThatSignsWaitsForCredentials(t *testing.T) {
	container := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"AccessKeyId":"KEY","SecretAccessKey":"wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY","Token":"T","Expiration":"2099-01-01T00:00:00Z"}`)
	}))
	defer container.Close()
	r := newRuntime(t, modulePath, loopback())
	request := &host.Request{Method: "PUT", URL: "https://b.s3.eu-west-1.amazonaws.com/k"}
	for name, sign := range map[string]func(s *host.Signer) error{
		"Sign":    func(s *host.Signer) error { _, err := s.Sign(t.Context(), request); return err },
		"Presign": func(s *host.Signer) error { _, err := s.Presign(t.Context(), request, time.Hour); return err },
		"SignChunks": func(s *host.Signer) error {
			_, chunks, err := s.SignChunks(t.Context(), request, 3, 0)
			if err == nil {
				_, err = io.Copy(io.Discard, chunks.Reader(t.Context(), strings.NewReader("abc")))
			}
			return err
		},
		"PresignPost": func(s *host.Signer) error {
			_, err := s.PresignPost(t.Context(), &host.Post{URL: request.URL, Bucket: "b", Key: "k", Expires: time.Hour})
			return err
		},
	} {
		s, err := r.NewSigner(t.Context(), host.Options{
			"credentials.source": "chain", "env.AWS_CONTAINER_CREDENTIALS_FULL_URI": container.URL,
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := sign(s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
