package conformance

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// sessionCases ask a stand-in of IAM Roles Anywhere for credentials for a certificate
// whose key the library does not get. Who has a clock of the caller's takes "time"
// and "signature"; for the others "key" is the key.
func sessionCases(t *testing.T) []testCase {
	const answer = `{"credentialSet":[{"credentials":{"accessKeyId":"AKIDX509","secretAccessKey":"0123456789abcdef","sessionToken":"T","expiration":"2100-01-01T00:00:00Z"}}]}`
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var cases []testCase
	for _, c := range []struct {
		name       string
		of, signer crypto.Signer
		status     int
		body       string
		expect     string
	}{
		{"RSA", rsaKey, rsaKey, 201, answer, "OK"},
		{"EC", ecKey, ecKey, 201, answer, "OK"},
		{"the key of another certificate", ecKey, other, 201, answer, "KEY_SIGNATURE_MISMATCH"},
		{"refused", rsaKey, rsaKey, 403, `{"message":"not you"}`, "CREDENTIALS_REFUSED"},
		{"no credentials in it", ecKey, ecKey, 201, "{}", "CREDENTIALS_ANSWER_MALFORMED"},
	} {
		certificate := selfSigned(t, c.of)
		der, err := x509.MarshalPKCS8PrivateKey(c.signer)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now().Truncate(time.Second)
		x := chain.X509{TrustAnchorARN: "arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/a", ProfileARN: "arn:aws:rolesanywhere:eu-west-1:1:profile/p", RoleARN: "arn:aws:iam::1:role/r"}
		call := wire.Frame{Head: "session"}
		call.Add("option:credentials.source", "roles_anywhere")
		call.Add("option:credentials.external_key", "true")
		call.Add("option:credentials.cert", string(certificate))
		call.Add("option:credentials.trust_anchor_arn", x.TrustAnchorARN)
		call.Add("option:credentials.profile_arn", x.ProfileARN)
		call.Add("option:credentials.role_arn", x.RoleARN)
		call.Add("time", strconv.FormatInt(now.Unix(), 10))
		call.Add("key", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
		var want map[string]string
		if c.expect == "OK" {
			want = map[string]string{"access_key_id": "AKIDX509"}
		}
		cases = append(cases, testCase{row: "session", family: "session", name: c.name, call: call, expect: c.expect, want: want,
			world: func(t *testing.T, call *wire.Frame) func(*testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(c.status)
					_, _ = w.Write([]byte(c.body))
				}))
				t.Cleanup(server.Close)
				call.Add("option:env.AWS_ENDPOINT_URL_ROLESANYWHERE", server.URL)
				p, err := trust.New(trust.Options{CertPEM: certificate, ExternalKey: true})
				if err != nil {
					t.Fatal(err)
				}
				x := x
				x.Endpoint = server.URL
				made, err := chain.Find(chain.Options{Source: "roles_anywhere", Certificate: p, X509: x})
				if err != nil {
					t.Fatal(err)
				}
				defer made.Close()
				challenge, err := made.PrepareSession(now)
				if err != nil {
					t.Fatal(err)
				}
				digest := sha256.Sum256([]byte(challenge.StringToSign))
				signature, err := c.signer.Sign(rand.Reader, digest[:], crypto.SHA256)
				if err != nil {
					t.Fatal(err)
				}
				call.Add("signature", string(signature))
				return func(*testing.T) {}
			}})
	}
	return cases
}

func selfSigned(t *testing.T, key crypto.Signer) []byte {
	template := &x509.Certificate{SerialNumber: big.NewInt(0xABCDEF), Subject: pkix.Name{CommonName: "device"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}
