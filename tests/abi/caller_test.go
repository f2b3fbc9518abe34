package abi

import (
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/sigv4"
	"github.com/sallyport/sallyport/tests/abi/cprogram"
)

// sts answers who has signed a request, if it was the one whose secret it knows.
func sts(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	in := &sigv4.Incoming{Method: r.Method, URL: r.RequestURI, Headers: []sigv4.Header{{Name: "Host", Value: r.Host}}, Body: body, Time: time.Now()}
	for name, values := range r.Header {
		for _, value := range values {
			in.Headers = append(in.Headers, sigv4.Header{Name: name, Value: value})
		}
	}
	v, err := sigv4.NewVerifier(sigv4.VerifyOptions{})
	if err == nil {
		_, err = v.Verify(in, func(*sigv4.Claim) (credentials.Credentials, error) {
			return credentials.Credentials{SecretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}, nil
		})
	}
	if err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	_, _ = io.WriteString(w, `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:user/a</Arn>`+
		`<UserId>AIDA</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`)
}

func TestProofsArePresented(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(sts))
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	address, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	cprogram.Run(t, nil, cprogram.Build(t, "gcc", "testdata/caller.c", true), "example.com:"+port, address, ca)
}
