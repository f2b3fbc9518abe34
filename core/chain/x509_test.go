package chain_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// device makes a certificate for a key, with one issuer behind it, in PEM.
func device(t *testing.T, key crypto.Signer) (chainPEM, keyPEM []byte) {
	t.Helper()
	issuerKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	issuer := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "issuer"}, NotBefore: now.AddDate(-1, 0, 0),
		NotAfter: now.AddDate(20, 0, 0), IsCA: true, BasicConstraintsValid: true}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(0xABCDEF), Subject: pkix.Name{CommonName: "device"}, NotBefore: issuer.NotBefore, NotAfter: issuer.NotAfter}
	for _, c := range []struct {
		template *x509.Certificate
		public   crypto.PublicKey
	}{{leaf, key.Public()}, {issuer, issuerKey.Public()}} {
		der, err := x509.CreateCertificate(rand.Reader, c.template, issuer, c.public, issuerKey)
		if err != nil {
			t.Fatal(err)
		}
		chainPEM = append(chainPEM, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return chainPEM, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func policy(t *testing.T, o trust.Options) *trust.Policy {
	t.Helper()
	p, err := trust.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// verifyX509 checks a request as AWS's documentation says how to make one.
func verifyX509(r *http.Request, body []byte) error {
	leafDER, err := base64.StdEncoding.DecodeString(r.Header.Get("X-Amz-X509"))
	if err != nil {
		return err
	}
	leaf, err := x509.ParseCertificate(leafDER)
	if err != nil {
		return err
	}
	if n := len(strings.Split(r.Header.Get("X-Amz-X509-Chain"), ",")); n != 1 {
		return fmt.Errorf("%d issuers", n)
	}
	algorithm, rest, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	parts := map[string]string{}
	for _, part := range strings.Split(rest, ", ") {
		name, value, _ := strings.Cut(part, "=")
		parts[name] = value
	}
	serial, scope, _ := strings.Cut(parts["Credential"], "/")
	if serial != leaf.SerialNumber.String() {
		return errors.New("serial " + serial)
	}
	canonical := r.Method + "\n" + r.URL.EscapedPath() + "\n" + strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20") + "\n"
	for _, name := range strings.Split(parts["SignedHeaders"], ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		canonical += name + ":" + value + "\n"
	}
	bodyHash := sha256.Sum256(body)
	canonical += "\n" + parts["SignedHeaders"] + "\n" + hex.EncodeToString(bodyHash[:])
	hash := sha256.Sum256([]byte(canonical))
	digest := sha256.Sum256([]byte(algorithm + "\n" + r.Header.Get("X-Amz-Date") + "\n" + scope + "\n" + hex.EncodeToString(hash[:])))
	signature, _ := hex.DecodeString(parts["Signature"])
	switch public := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		if algorithm != "AWS4-X509-RSA-SHA256" {
			return errors.New(algorithm)
		}
		return rsa.VerifyPKCS1v15(public, crypto.SHA256, digest[:], signature)
	case *ecdsa.PublicKey:
		if algorithm != "AWS4-X509-ECDSA-SHA256" || !ecdsa.VerifyASN1(public, digest[:], signature) {
			return errors.New("signature of " + algorithm)
		}
	}
	return nil
}

var anywhere = chain.X509{
	TrustAnchorARN: "arn:aws:rolesanywhere:eu-west-1:1:trust-anchor/a", ProfileARN: "arn:aws:rolesanywhere:eu-west-1:1:profile/p",
	RoleARN: "arn:aws:iam::1:role/r +ü", SessionName: `a "name"`, Duration: 900 * time.Second,
}

func TestRolesAnywhere(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"RSA": rsaKey, "EC": ecKey} {
		t.Run(name, func(t *testing.T) {
			var refused error
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				refused = verifyX509(r, body)
				if want := `{"durationSeconds":900,"roleSessionName":"a \"name\""}`; string(body) != want || r.URL.Query().Get("roleArn") != anywhere.RoleARN {
					refused = fmt.Errorf("body %s, query %s", body, r.URL.RawQuery)
				}
				w.WriteHeader(201)
				fmt.Fprintf(w, `{"credentialSet":[{"assumedRoleUser":{"arn":"x"},"credentials":{"accessKeyId":"X509","secretAccessKey":%q,"sessionToken":"T","expiration":%q}}]}`,
					secret, now.Add(time.Hour).Format(time.RFC3339))
			}))
			defer server.Close()
			certificates, private := device(t, key)
			o := options(nil, nil, func() time.Time { return now })
			o.Source, o.X509, o.Certificate = "roles_anywhere", anywhere, policy(t, trust.Options{CertPEM: certificates, KeyPEM: private})
			o.X509.Endpoint = server.URL
			c, err := find(t, o)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := keyOf(t, c); got != "X509" || err != nil || refused != nil {
				t.Errorf("got %q, %v; refused: %v", got, err, refused)
			}
		})
	}
}

// outside is a key that is not read: of an HSM, say.
type outside struct{ crypto.Signer }

func TestSessionOfAKeyThatIsNotHere(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P521(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(t *testing.T, key crypto.Signer, digest []byte) []byte {
		signature, err := key.Sign(rand.Reader, digest, crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		return signature
	}
	hash := func(data []byte) []byte { sum := sha256.Sum256(data); return sum[:] }
	rs := func(_ *testing.T, _ crypto.Signer, text []byte) []byte { // as PKCS #11 has it
		r, s, err := ecdsa.Sign(rand.Reader, ecKey, hash(text))
		if err != nil {
			panic(err)
		}
		return append(r.FillBytes(make([]byte, 66)), s.FillBytes(make([]byte, 66))...)
	}
	plain := func(t *testing.T, key crypto.Signer, text []byte) []byte { return sign(t, key, hash(text)) }
	for _, test := range []struct {
		name string
		key  crypto.Signer
		sign func(*testing.T, crypto.Signer, []byte) []byte
		code fault.Code
		says string
	}{
		{"RSA", rsaKey, plain, 0, ""},
		{"EC in DER", ecKey, plain, 0, ""},
		{"EC as r and s", ecKey, rs, 0, ""},
		{"hashed twice", rsaKey, func(t *testing.T, key crypto.Signer, text []byte) []byte { return sign(t, key, hash(hash(text))) }, fault.KeySignatureMismatch, "hash's hash"},
		{"another text", ecKey, func(t *testing.T, key crypto.Signer, text []byte) []byte { return plain(t, key, text[1:]) }, fault.KeySignatureMismatch, "not the certificate's"},
		{"PSS", rsaKey, func(t *testing.T, key crypto.Signer, text []byte) []byte {
			signature, err := rsa.SignPSS(rand.Reader, rsaKey, crypto.SHA256, hash(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			return signature
		}, fault.KeySignatureMismatch, "256 bytes"},
		{"nothing", ecKey, func(*testing.T, crypto.Signer, []byte) []byte { return nil }, fault.KeySignatureMismatch, "0 bytes"},
	} {
		t.Run(test.name, func(t *testing.T) {
			asked, refused := 0, error(nil)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				asked++
				refused = verifyX509(r, body)
				fmt.Fprintf(w, `{"credentialSet":[{"credentials":{"accessKeyId":"X509","secretAccessKey":%q,"sessionToken":"T","expiration":%q}}]}`,
					secret, now.Add(time.Hour).Format(time.RFC3339))
			}))
			defer server.Close()
			certificates, _ := device(t, test.key)
			o := options(nil, nil, func() time.Time { return now })
			o.Source, o.X509, o.X509.Endpoint = "roles_anywhere", anywhere, server.URL
			o.Certificate = policy(t, trust.Options{CertPEM: certificates, ExternalKey: true})
			c, err := find(t, o)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Wait(context.Background()); !errors.Is(err, fault.CredentialsStale) {
				t.Errorf("without a signature: %v", err)
			}
			challenge, err := c.PrepareSession(now)
			if err != nil {
				t.Fatal(err)
			}
			found, err := c.CreateSession(context.Background(), now, test.sign(t, test.key, []byte(challenge.StringToSign)))
			if test.code != 0 {
				if !errors.Is(err, test.code) || !strings.Contains(err.Error(), test.says) || asked != 0 {
					t.Errorf("got %v, and asked %d times", err, asked)
				}
				return
			}
			if err != nil || found.AccessKeyID != "X509" || refused != nil || asked != 1 {
				t.Errorf("got %v, %v; refused: %v; asked %d times", found.AccessKeyID, err, refused, asked)
			}
			if _, err := c.Signer(now); err != nil {
				t.Error("the chain has no signer:", err)
			}
		})
	}
}

// In Go a crypto.Signer is enough, for the handshake of IoT's provider too.
func TestKeyOfTheCallers(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	other, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificates, private := device(t, key)
	p := policy(t, trust.Options{CertPEM: certificates, Key: outside{key}})
	if _, ok := p.ClientCertificate().PrivateKey.(outside); !ok || len(p.ClientCertificate().Certificate) != 2 {
		t.Errorf("%T", p.ClientCertificate().PrivateKey)
	}
	for name, o := range map[string]trust.Options{
		"another key": {CertPEM: certificates, Key: outside{other}}, "two keys": {CertPEM: certificates, KeyPEM: private, Key: outside{key}},
		"no certificate": {Key: outside{key}},
	} {
		if _, err := trust.New(o); !errors.Is(err, fault.ClientKeyMismatch) && !errors.Is(err, fault.ClientCertificateUnreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	o := options(nil, nil, nil)
	o.Source, o.X509 = "iot", chain.X509{Host: "h", RoleAlias: "a"}
	o.Certificate = policy(t, trust.Options{CertPEM: certificates, ExternalKey: true})
	if _, err := chain.Find(o); !errors.Is(err, fault.Unsupported) {
		t.Error(err)
	}
	if _, err := (&chain.Chain{}).PrepareSession(now); !errors.Is(err, fault.Unsupported) {
		t.Error(err)
	}
}

func TestIoTProviderSeesTheCertificate(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		subject := r.TLS.PeerCertificates[0].Subject.CommonName
		id := subject + r.URL.Path + "." + r.Header.Get("x-amzn-iot-thingname")
		fmt.Fprintf(w, `{"credentials":{"accessKeyId":%q,"secretAccessKey":%q,"sessionToken":"T","expiration":%q}}`,
			strings.ReplaceAll(id, "/", "."), secret, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
	}))
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert}
	server.StartTLS()
	defer server.Close()
	certificates, private := device(t, key)
	ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	o := options(nil, nil, nil)
	o.Client.Clock = time.Now
	o.Source = "iot"
	o.X509 = chain.X509{Host: strings.TrimPrefix(server.URL, "https://"), RoleAlias: "alias", ThingName: "thing"}
	o.Certificate = policy(t, trust.Options{CertPEM: certificates, KeyPEM: private, CABytes: ca})
	c, err := find(t, o)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Wait(context.Background())
	if found, _ := c.Now(); err != nil || found.AccessKeyID != "device.role-aliases.alias.credentials.thing" {
		t.Errorf("got %q, %v", found.AccessKeyID, err)
	}
}

func TestX509Refuses(t *testing.T) {
	with := func(change func(*chain.X509)) chain.X509 {
		x := anywhere
		change(&x)
		return x
	}
	for _, c := range []struct {
		name, source string
		x            chain.X509
		code         fault.Code
	}{
		{"no certificate", "roles_anywhere", anywhere, fault.ClientCertificateRequired},
		{"no ARN", "roles_anywhere", with(func(x *chain.X509) { x.RoleARN = "r" }), fault.InvalidOption},
		{"two regions", "roles_anywhere", with(func(x *chain.X509) { x.ProfileARN = strings.ReplaceAll(x.ProfileARN, "west", "north") }), fault.InvalidOption},
		{"a region with a path", "roles_anywhere", with(func(x *chain.X509) {
			x.TrustAnchorARN, x.ProfileARN = "arn:aws:rolesanywhere:a/b:1:trust-anchor/a", "arn:aws:rolesanywhere:a/b:1:profile/p"
		}), fault.InvalidOption},
		{"no alias", "iot", chain.X509{Host: "h"}, fault.InvalidOption},
		{"a host with a path", "iot", chain.X509{Host: "h/x", RoleAlias: "a"}, fault.InvalidOption},
		{"no certificate for a device", "iot", chain.X509{Host: "h", RoleAlias: "a"}, fault.ClientCertificateRequired},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := options(nil, nil, nil)
			o.Source, o.X509 = c.source, c.x
			if _, err := chain.Find(o); !errors.Is(err, c.code) {
				t.Errorf("got %v", err)
			}
		})
	}
}
