package servers_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	helper "github.com/aws/rolesanywhere-credential-helper/aws_signing_helper"

	"github.com/sallyport/sallyport/core/op"
)

// asked is what a stand-in of IAM Roles Anywhere has seen of a request.
type asked struct{ line, body, authorization, date, headers string }

// AWS's own helper and we ask the same stand-in at the same second of our clock: the
// requests are the same, and with RSA, whose signatures are not random, to the last
// digit of the signature.
func TestRolesAnywhereAsAWSsHelper(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]any{"RSA": rsaKey, "EC": ecKey} {
		t.Run(name, func(t *testing.T) {
			var seen []asked
			server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				seen = append(seen, asked{r.Method + " " + r.URL.Path + "?" + r.URL.Query().Encode(), string(body),
					r.Header.Get("Authorization"), r.Header.Get("X-Amz-Date"), r.Header.Get("X-Amz-X509") + "\n" + r.Header.Get("X-Amz-X509-Chain")})
				w.WriteHeader(http.StatusCreated)
				fmt.Fprintf(w, `{"credentialSet":[{"credentials":{"accessKeyId":"AKIDX509","secretAccessKey":"0123456789abcdef","sessionToken":"T","expiration":%q}}]}`,
					time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
			}))
			defer server.Close()
			certificate, bundle, private := certificateFiles(t, key)

			theirs := &helper.CredentialsOpts{
				PrivateKeyId: private, CertificateId: certificate, CertificateBundleId: bundle,
				RoleArn: "arn:aws:iam::1:role/r", ProfileArnStr: "arn:aws:rolesanywhere:eu-west-1:1:profile/p",
				TrustAnchorArnStr: "arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/a", SessionDuration: 900,
				Endpoint: server.URL, NoVerifySSL: true, RoleSessionName: "session",
			}
			signer, algorithm, err := helper.GetSigner(theirs)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := helper.GenerateCredentials(theirs, signer, algorithm); err != nil {
				t.Fatal(err)
			}
			at, err := time.Parse("20060102T150405Z", seen[0].date)
			if err != nil {
				t.Fatal(err)
			}
			both := filepath.Join(t.TempDir(), "chain.pem")
			if err := os.WriteFile(both, append(read(t, certificate), read(t, bundle)...), 0o600); err != nil {
				t.Fatal(err)
			}
			options, err := op.ParseOptions([]op.Pair{
				{Key: "credentials.source", Value: "roles_anywhere"},
				{Key: "credentials.cert_file", Value: both}, {Key: "credentials.key_file", Value: private},
				{Key: "credentials.role_arn", Value: theirs.RoleArn}, {Key: "credentials.profile_arn", Value: theirs.ProfileArnStr},
				{Key: "credentials.trust_anchor_arn", Value: theirs.TrustAnchorArnStr}, {Key: "credentials.duration", Value: "900"},
				{Key: "credentials.session_name", Value: "session"},
				{Key: "env.AWS_ENDPOINT_URL_ROLESANYWHERE", Value: server.URL}, {Key: "tls.verify", Value: "false"},
			})
			if err != nil {
				t.Fatal(err)
			}
			ours, err := op.NewSigner(options, op.System{Clock: func() time.Time { return at }})
			if err != nil {
				t.Fatal(err)
			}
			defer ours.Close()
			if err := ours.Refresh(context.Background()); err != nil {
				t.Fatal(err)
			}
			a, b := seen[0], seen[1]
			for _, s := range []*asked{&a, &b} { // the fields of the body have no order
				fields := strings.Split(strings.Trim(s.body, "{}"), ",")
				sort.Strings(fields)
				s.body = strings.Join(fields, ",")
			}
			if a.line != b.line || a.body != b.body || a.headers != b.headers || a.date != b.date {
				t.Errorf("theirs\n%+v\nours\n%+v", a, b)
			}
			theirsSigned, oursSigned := a.authorization, b.authorization
			if name == "EC" { // random
				theirsSigned, _, _ = strings.Cut(theirsSigned, ", Signature=")
				oursSigned, _, _ = strings.Cut(oursSigned, ", Signature=")
			}
			if theirsSigned != oursSigned {
				t.Errorf("theirs %s\nours   %s", a.authorization, b.authorization)
			}
		})
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// certificateFiles writes a certificate, its issuer and its key.
func certificateFiles(t *testing.T, key any) (certificate, bundle, private string) {
	t.Helper()
	issuerKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	issuer := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "issuer"}, NotBefore: time.Now().Add(-time.Hour),
		NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(0xABCDEF), Subject: pkix.Name{CommonName: "device"}, NotBefore: issuer.NotBefore, NotAfter: issuer.NotAfter}
	public := any(nil)
	switch key := key.(type) {
	case *rsa.PrivateKey:
		public = key.Public()
	case *ecdsa.PrivateKey:
		public = key.Public()
	}
	leafDER, err := x509.CreateCertificate(rand.Reader, leaf, issuer, public, issuerKey)
	if err != nil {
		t.Fatal(err)
	}
	issuerDER, err := x509.CreateCertificate(rand.Reader, issuer, issuer, issuerKey.Public(), issuerKey)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name, kind string, der []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return write("leaf.pem", "CERTIFICATE", leafDER), write("issuer.pem", "CERTIFICATE", issuerDER), write("key.pem", "PRIVATE KEY", keyDER)
}
