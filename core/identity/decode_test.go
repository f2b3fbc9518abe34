package identity_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

func TestDecodeTakesEveryForm(t *testing.T) {
	want := []byte{0x30, 0x82, 0x00, 0x00}
	for claim, in := range map[string]string{
		"DER":                      "\x30\x82\x00\x00",
		"base64":                   "MIIAAA==",
		"base64 in lines":          "MIIA\nAA==\n",
		"base64 with blanks":       " \tMI IA\r\n\tAA = =\r\n\r\n",
		"PEM PKCS7":                "-----BEGIN PKCS7-----\nMIIAAA==\n-----END PKCS7-----\n",
		"PEM CMS":                  "-----BEGIN CMS-----\r\nMIIAAA==\r\n-----END CMS-----",
		"PEM CERTIFICATE, a blank": "\n-----BEGIN CERTIFICATE-----\n\nMIIAAA==\n\n-----END CERTIFICATE-----\n\n",
	} {
		if got, err := identity.Decode([]byte(in)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: got %x, %v", claim, got, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	const head, tail = "-----BEGIN PKCS7-----\n", "\n-----END PKCS7-----\n"
	for _, c := range []struct {
		claim, in string
		code      fault.Code
	}{
		{"nothing", "", fault.SignatureEmpty},
		{"white space", " \r\n\t", fault.SignatureEmpty},
		{"an empty PEM block", head + tail, fault.SignatureEmpty},
		{"text", "not a signature!", fault.SignatureMalformed},
		{"base64 without padding", "MIIAAA", fault.SignatureMalformed},
		{"base64url", "MII_AA==", fault.SignatureMalformed},
		{"something after the padding", "MIIAAA==MIIA", fault.SignatureMalformed},
		{"a short DER element", "\x30\x00", fault.SignatureMalformed},
		{"text before BEGIN", "Subject: x\n" + head + "MIIAAA==" + tail, fault.SignatureMalformed},
		{"a BEGIN line without an end", "-----BEGIN PKCS7", fault.SignatureMalformed},
		{"an END line first", "-----END PKCS7-----", fault.SignatureMalformed},
		{"no END line", head + "MIIAAA==", fault.SignatureMalformed},
		{"another END line", head + "MIIAAA==\n-----END CMS-----", fault.SignatureMalformed},
		{"another label", strings.ReplaceAll(head+"MIIAAA=="+tail, "PKCS7", "PRIVATE KEY"), fault.SignatureMalformed},
		{"PEM headers", head + "Proc-Type: 4,ENCRYPTED\n\nMIIAAA==" + tail, fault.SignatureMalformed},
		{"text after END", head + "MIIAAA==" + tail + "x", fault.SignatureTrailingData},
		{"two PEM blocks", strings.Repeat(head+"MIIAAA=="+tail, 2), fault.SignatureTrailingData},
		{"more than the limit", strings.Repeat("A", identity.MaxInput+1), fault.SignatureTooLarge},
		{"a megabyte of white space", strings.Repeat(" ", 1<<20), fault.SignatureTooLarge},
	} {
		if got, err := identity.Decode([]byte(c.in)); !errors.Is(err, c.code) || got != nil {
			t.Errorf("%s: got %x, %v; want %s", c.claim, got, err, c.code.Name())
		}
	}
}
