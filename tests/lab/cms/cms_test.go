package cms_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/lab/cms"
	"github.com/sallyport/sallyport/tests/lab/metadata"
)

// openssl checks a message with the options given and says whether it took it.
func openssl(t *testing.T, certificate *x509.Certificate, message, content []byte, options ...string) bool {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	args := []string{"smime", "-verify", "-inform", "DER", "-noverify",
		"-in", write("message", message),
		"-certfile", write("certificate", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}))}
	if content != nil {
		args = append(args, "-content", write("content", content))
	}
	command := exec.Command("openssl", append(args, options...)...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	if exited := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exited) {
		t.Fatalf("openssl cannot run (tests/tools/debian.sh installs it): %v", err)
	}
	t.Logf("%s", stderr.Bytes())
	return err == nil
}

func TestOpenSSLVerifiesWhatSignMakes(t *testing.T) {
	signer, err := metadata.NewSigner("Name", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	other, err := metadata.NewSigner("Other", time.Now())
	if err != nil {
		t.Fatal(err)
	}
	content := []byte(`{"a":"b"}`)
	for claim, c := range map[string]struct {
		options  cms.Options
		given    []byte
		pin      *metadata.Signer
		nointern bool
		ok       bool
	}{
		"attached":                        {cms.Options{}, nil, signer, true, true},
		"detached":                        {cms.Options{Detached: true}, content, signer, true, true},
		"detached, other content":         {cms.Options{Detached: true}, []byte("x"), signer, true, false},
		"other signer":                    {cms.Options{}, nil, other, true, false},
		"other signer, its own inside":    {cms.Options{Embed: true}, nil, other, false, true}, // the trap
		"other signer, inside is ignored": {cms.Options{Embed: true}, nil, other, true, false},
	} {
		t.Run(claim, func(t *testing.T) {
			message, err := cms.Sign(content, signer.Certificate, signer.Key, c.options)
			if err != nil {
				t.Fatal(err)
			}
			var options []string
			if c.nointern {
				options = []string{"-nointern"}
			}
			if got := openssl(t, c.pin.Certificate, message, c.given, options...); got != c.ok {
				t.Errorf("openssl says %v", got)
			}
		})
	}
}

// given is a key that returns a signature made elsewhere.
type given []byte

func (g given) Public() crypto.PublicKey { return nil }

func (g given) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return g, nil }

func TestShapeIsThatOfTheRealMessage(t *testing.T) {
	real, content, signature, certificate := realMessage(t)
	message, err := cms.Sign(content, certificate, given(signature), cms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(message, real) {
		t.Errorf("got %x\nwant %x", message, real)
	}
}

// realMessage takes the published message apart with encoding/asn1 alone.
func realMessage(t *testing.T) (message, content, signature []byte, certificate *x509.Certificate) {
	t.Helper()
	message, certificate = readVector(t, "../../vectors/identity/real.txt"), readCertificate(t, "../../../core/identity/alibaba_2018.pem")
	var outer struct {
		Type    asn1.ObjectIdentifier
		Content struct {
			Version int
			Digests asn1.RawValue
			Data    struct {
				Type    asn1.ObjectIdentifier
				Content []byte `asn1:"explicit,tag:0"`
			}
			Signers []struct {
				Version int
				Signer  struct {
					Issuer asn1.RawValue
					Serial *big.Int
				}
				Digest, Algorithm asn1.RawValue
				Signature         []byte
			} `asn1:"set"`
		} `asn1:"explicit,tag:0"`
	}
	if _, err := asn1.Unmarshal(message, &outer); err != nil {
		t.Fatal(err)
	}
	return message, outer.Content.Data.Content, outer.Content.Signers[0].Signature, certificate
}

func readVector(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, "signature: "); ok {
			message, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
			if err != nil {
				t.Fatal(err)
			}
			return message
		}
	}
	t.Fatalf("%s has no signature", path)
	return nil
}

func readCertificate(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}
