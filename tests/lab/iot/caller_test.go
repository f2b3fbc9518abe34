package iot_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/sallyport/sallyport/tests/lab/wire/wiretest"
)

var makeKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func authorizerKey(t *testing.T) *rsa.PrivateKey {
	key, err := makeKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// plain publishes on port 443 without ALPN and without a certificate.
func (s *stand) plain(url string, change func(*http.Request)) (int, string) {
	s.t.Helper()
	request := wiretest.Request(s.t, http.MethodPost, url, "{}")
	change(request)
	status, _, body := s.send(s.client(s.port443, nil), request)
	return status, body
}

func TestSignatureOrAuthorizerReplacesTheCertificate(t *testing.T) {
	s := start(t)
	digest := sha256.Sum256([]byte("let me in"))
	signed, err := rsa.SignPKCS1v15(rand.Reader, authorizerKey(t), crypto.SHA256, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	signature := base64.StdEncoding.EncodeToString(signed)
	authorizer := func(name, token, signature string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Set("x-amz-customauthorizer-name", name)
			r.Header.Set("x-amz-customauthorizer-signature", signature)
			r.Header.Set("Token", token)
		}
	}
	sign := func(service string) func(*http.Request) {
		return func(r *http.Request) {
			payload := sha256.Sum256([]byte("{}"))
			if err := v4.NewSigner().SignHTTP(context.Background(), credentials, r, hex.EncodeToString(payload[:]), service, region, time.Now()); err != nil {
				t.Fatal(err)
			}
		}
	}
	url := "https://" + host + "/topics/data%2Ftest?qos=1"
	inQuery := strings.NewReplacer("+", "%2B", "/", "%2F", "=", "%3D").Replace(signature)
	for _, c := range []struct {
		claim  string
		url    string
		change func(*http.Request)
		status int
		says   string
	}{
		{"nothing", url, func(*http.Request) {}, 403, "Missing Authentication Token"},
		{"signature", url, sign("iotdata"), 200, "OK"},
		{"signature for another service", url, sign("execute-api"), 403, "'iotdata'"},
		{"authorizer", url, authorizer("auth", "let me in", signature), 200, "OK"},
		{"authorizer in the query", url + "&x-amz-customauthorizer-name=auth&token=let%20me%20in&x-amz-customauthorizer-signature=" + inQuery, func(*http.Request) {}, 200, "OK"},
		{"other token", url, authorizer("auth", "open", signature), 403, "null"},
		{"other authorizer", url, authorizer("x", "let me in", signature), 403, "null"},
		{"no base64", url, authorizer("auth", "let me in", "%"), 403, "null"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			if status, body := s.plain(c.url, c.change); status != c.status || !strings.Contains(body, c.says) {
				t.Errorf("%d %s", status, body)
			}
		})
	}
}
