package identity_test

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// certify makes a certificate for key with the names of the test vectors' pin.
func certify(t testing.TB, key crypto.Signer) []byte {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Sallyport test vectors"},
		NotBefore: time.Unix(1577836800, 0), NotAfter: time.Unix(2208988800, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

func toPEM(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}

func TestPinsInEveryForm(t *testing.T) {
	v := named(t, "form-no-audience")
	pin := v.options.Certificates[0]
	published, err := os.ReadFile("alibaba_2018.pem")
	if err != nil {
		t.Fatal(err)
	}
	text := toPEM("CERTIFICATE", pin)
	joined := append(bytes.TrimSpace(published), text...)
	if !bytes.Contains(joined, []byte("----------")) {
		t.Fatal("the lines are not joined")
	}
	for claim, certificates := range map[string][][]byte{
		"DER":                  {pin},
		"PEM":                  {text},
		"PEM with CRLF":        {bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))},
		"PEM behind a mark":    {append([]byte("\xef\xbb\xbf"), text...)},
		"PEM with spaces":      {bytes.ReplaceAll(text, []byte("\n"), []byte(" \n\t"))},
		"PEM on one line":      {[]byte("-----BEGIN CERTIFICATE-----\n" + base64.StdEncoding.EncodeToString(pin) + "\n-----END CERTIFICATE-----")},
		"END and BEGIN joined": {joined},
		"PEM among text":       {append([]byte("subject=Sallyport, valid -----\n---\n\n"), append(text, "-\n# the end"...)...)},
		"second in one text":   {bytes.Join([][]byte{published, toPEM("CERTIFICATE", pin)}, []byte("comment\n"))},
		"second of two":        {published, pin},
		"given twice":          {pin, pin},
		"after another of its": {certify(t, testKey(t)), pin}, // same names, another key
	} {
		v.options.Certificates = certificates
		if _, err := v.verify(); err != nil {
			t.Errorf("%s: %v", claim, err)
		}
	}
}

func TestPinsRefused(t *testing.T) {
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	good := named(t, "form-no-audience").options.Certificates[0]
	for _, c := range []struct {
		claim string
		pin   []byte
		says  string
	}{
		{"an elliptic curve", certify(t, curve), "ECDSA"},
		{"a short key", certify(t, short), "1024"},
		{"bytes behind the certificate", append(bytes.Clone(good), 0), "trailing"},
		{"PEM that is no certificate", toPEM("CERTIFICATE", []byte("x")), "parsed"},
		{"another PEM block", toPEM("PUBLIC KEY", good), "PUBLIC KEY"},
		{"text", []byte("/etc/ssl/cert.pem"), "neither"},
	} {
		_, err := identity.New(identity.Options{Certificates: [][]byte{c.pin}})
		if !errors.Is(err, fault.PinMalformed) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.claim, err)
		}
	}
}

type cutPin struct {
	claim string
	text  []byte
	says  string
}

// cutPins are texts from which a part of a certificate was lost, behind a whole
// one. The first has 22 lines, so that the next begins in line 23.
func cutPins(t testing.TB) []cutPin {
	pin := named(t, "form-no-audience").options.Certificates[0]
	whole := toPEM("CERTIFICATE", pin)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	lines = lines[:len(lines)-1]
	n := len(lines)
	after := func(parts ...[]byte) []byte {
		return append(bytes.Clone(whole), bytes.Join(parts, nil)...)
	}
	line := func(i int) string { return "line " + strconv.Itoa(n+i) + ": " }
	short := bytes.TrimSpace(lines[n-2])
	return []cutPin{
		{"no END", after(lines[:n-1]...), line(1)},
		{"cut in the middle", after(whole[:len(whole)/2]), line(1)},
		{"cut in the END line", after(whole[:len(whole)-4]), line(n)},
		{"cut in the dashes of END", after(whole[:len(whole)-len("END CERTIFICATE-----\n")]), line(n)},
		{"BEGIN alone", after(lines[0]), line(1)},
		{"cut in the BEGIN line", after(lines[0][:15]), line(1)},
		{"cut in the dashes of BEGIN", after(lines[0][:3]), line(1)},
		{"no BEGIN", after(lines[1:]...), line(1)},
		{"only END", after(lines[n-1]), line(1)},
		{"two BEGIN", after(lines[0], whole), line(2)},
		{"another END", after(append(bytes.Join(lines[:n-1], nil), "-----END PUBLIC KEY-----\n"...)), line(n)},
		{"a line lost", after(append(bytes.Join(lines[:5], nil), bytes.Join(lines[6:], nil)...)), line(1)},
		{"a letter lost", after(bytes.Join(lines[:n-2], nil), short[1:], []byte("\n"), lines[n-1]), line(n)},
		{"nothing inside", after(lines[0], lines[n-1]), line(2)},
		{"a header inside", after(lines[0], []byte("Proc-Type: 4,ENCRYPTED\n\n"), bytes.Join(lines[1:], nil)), line(2)},
		{"a comment inside", after(lines[0], []byte("# comment\n"), bytes.Join(lines[1:], nil)), line(2)},
		{"not at the start of its line", after([]byte("x "), whole), line(1)},
		{"a key behind it", after(toPEM("RSA PRIVATE KEY", pin)), line(1)},
		{"a trusted certificate", after(toPEM("TRUSTED CERTIFICATE", pin)), line(1)},
		{"too large", bytes.Repeat([]byte("comment\n"), 1<<17+1), "limit"},
	}
}

func TestAPinThatIsNotThereAsAWholeIsNamedByItsLine(t *testing.T) {
	for _, c := range cutPins(t) {
		_, err := identity.New(identity.Options{Certificates: [][]byte{named(t, "form-no-audience").options.Certificates[0], c.text}})
		if !errors.Is(err, fault.PinMalformed) || !strings.Contains(err.Error(), "pin 2: ") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want %q", c.claim, err, c.says)
		}
	}
}
