package iot

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"

	"github.com/sallyport/sallyport/tests/lab/aws"
	"github.com/sallyport/sallyport/tests/lab/wire"
)

// Authorizer is a custom authorizer: it admits a token that its key signed.
type Authorizer struct {
	Name     string
	TokenKey string // the header or query parameter that holds the token
	Key      *rsa.PublicKey
}

// caller says how the client authenticated, or refuses it.
func (s *Service) caller(r *http.Request, body []byte) (string, *refusal) {
	if len(r.TLS.PeerCertificates) > 0 {
		return "certificate " + r.TLS.PeerCertificates[0].Subject.CommonName, nil
	}
	if name := given(r, "X-Amz-Customauthorizer-Name"); name != "" {
		if !s.Authorizer.admits(r, name) {
			return "", forbidden("")
		}
		return "authorizer " + name, nil
	}
	if r.Header.Get("Authorization") == "" && r.URL.Query().Get("X-Amz-Signature") == "" {
		return "", forbidden("Missing Authentication Token")
	}
	verified, refusal := s.Signatures.Verify(r, body, aws.Scope{Service: "iotdata", Region: s.Region})
	if refusal != nil {
		return "", forbidden(refusal.Message)
	}
	wire.Note(r, "signed_headers", verified.SignedHeaders)
	return "signature", nil
}

// admits checks the name, and the signature over the token (base64, SHA-256 with RSA).
func (a *Authorizer) admits(r *http.Request, name string) bool {
	token := given(r, a.TokenKey)
	signature, err := base64.StdEncoding.DecodeString(given(r, "X-Amz-Customauthorizer-Signature"))
	if err != nil || name != a.Name || token == "" {
		return false
	}
	digest := sha256.Sum256([]byte(token))
	return rsa.VerifyPKCS1v15(a.Key, crypto.SHA256, digest[:], signature) == nil
}

// given is a value that may stand in a header or in the query, in any case of its name.
func given(r *http.Request, name string) string {
	if value := r.Header.Get(name); value != "" {
		return value
	}
	for key, values := range r.URL.Query() {
		if http.CanonicalHeaderKey(key) == http.CanonicalHeaderKey(name) {
			return values[0]
		}
	}
	return ""
}
