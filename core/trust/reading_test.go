package trust_test

import (
	"bytes"
	"encoding/asn1"
	"encoding/pem"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func TestAFileThatOthersReadIsRead(t *testing.T) {
	first, second := trusttest.Root(t, "first"), trusttest.Root(t, "second")
	both := append(bytes.Clone(first.PEM()), second.PEM()...)
	block, _ := pem.Decode(first.PEM())
	trusted := pem.EncodeToMemory(&pem.Block{Type: "TRUSTED CERTIFICATE", Bytes: append(bytes.Clone(block.Bytes), 0x30, 0)})
	for name, data := range map[string][]byte{
		"byte order mark":     append([]byte("\xef\xbb\xbf"), both...),
		"CRLF":                bytes.ReplaceAll(both, []byte("\n"), []byte("\r\n")),
		"END and BEGIN":       bytes.ReplaceAll(both, []byte("-----\n-----BEGIN"), []byte("----------BEGIN")),
		"text between":        append(append(bytes.Clone(first.PEM()), "# a comment\nIssuer: x\n"...), second.PEM()...),
		"TRUSTED CERTIFICATE": append(trusted, second.PEM()...),
		"bad block between":   append(append(bytes.Clone(first.PEM()), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"...), second.PEM()...),
		"cut block before":    append([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n"), both...),
		"PKCS#7":              pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: bag(t, first, second)}),
		"PKCS#7 in DER":       bag(t, first, second),
	} {
		p, err := trust.New(trust.Options{CABytes: data})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !believes(t, p, first) || !believes(t, p, second) {
			t.Errorf("%s: a certificate is missing", name)
		}
	}
}

// bag is PKCS#7 that carries certificates alone.
func bag(t *testing.T, all ...*trusttest.Identity) []byte {
	t.Helper()
	var certificates []byte
	for _, c := range all {
		block, _ := pem.Decode(c.PEM())
		certificates = append(certificates, block.Bytes...)
	}
	wrap := func(class, tag int, parts ...[]byte) []byte {
		der, err := asn1.Marshal(asn1.RawValue{Class: class, Tag: tag, IsCompound: true, Bytes: bytes.Join(parts, nil)})
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	oid := func(last int) []byte {
		der, err := asn1.Marshal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, last})
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	signed := wrap(0, asn1.TagSequence, []byte{2, 1, 1}, wrap(0, asn1.TagSet), wrap(0, asn1.TagSequence, oid(1)),
		wrap(2, 0, certificates), wrap(0, asn1.TagSet))
	return wrap(0, asn1.TagSequence, oid(2), wrap(2, 0, signed))
}

func TestWhatWasLeftOutIsShown(t *testing.T) {
	root, other := trusttest.Root(t, "root"), trusttest.Root(t, "other")
	damaged := strings.Replace(string(other.PEM()), "\nM", "\n!", 1)
	p, err := trust.New(trust.Options{CAFile: write(t, "ca.pem", append(bytes.Clone(root.PEM()), damaged...))})
	if err != nil {
		t.Fatal(err)
	}
	refused := handshake(t, p, "a.test", serverOf(other.Issue(t, []string{"a.test"})))
	if refused == nil || !strings.Contains(refused.Error(), "left out of the roots") || !strings.Contains(refused.Error(), "ca.pem: line ") {
		t.Errorf("%v", refused)
	}
	_, err = trust.New(trust.Options{CABytes: []byte{0x30, 0x05, 2, 1, 3, 0x30, 0}})
	if err == nil || fault.From(err).Code != fault.CANoCertificates || !strings.Contains(err.Error(), "PKCS#12") {
		t.Errorf("PKCS#12: %v", err)
	}
}
