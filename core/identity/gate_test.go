package identity_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

func unhex(t *testing.T, text string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(text, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGateRefuses(t *testing.T) {
	for _, c := range []struct {
		claim, hex string
		code       fault.Code
	}{
		{"nothing", "", fault.SignatureMalformed},
		{"a tag alone", "30", fault.SignatureMalformed},
		{"a child that ends after its parent", "3003 0402 0000", fault.SignatureMalformed},
		{"a child header cut off by its parent", "3001 04", fault.SignatureMalformed},
		{"a length over the input", "3005 0500", fault.SignatureMalformed},
		{"a length in more octets than needed", "3081 02 0500", fault.SignatureMalformed},
		{"a length with a leading zero", "3082 0002 0500", fault.SignatureMalformed},
		{"a length of three octets", "3083 010000", fault.SignatureMalformed},
		{"a length cut off", "3082 01", fault.SignatureMalformed},
		{"the reserved length", "30ff", fault.SignatureMalformed},
		{"a primitive of indefinite length", "3080 0480 0000 0000", fault.SignatureMalformed},
		{"no end of contents", "3080 0500", fault.SignatureMalformed},
		{"half an end of contents", "3080 0500 00", fault.SignatureMalformed},
		{"an end of contents in a definite element", "3002 0000", fault.SignatureMalformed},
		{"an end of contents alone", "0000", fault.SignatureMalformed},
		{"a tag number above 30", "3003 1f81 00", fault.SignatureMalformed},
		{"a primitive sequence", "1000", fault.SignatureMalformed},
		{"a primitive set", "1100", fault.SignatureMalformed},
		{"a constructed integer", "2203 020101", fault.SignatureMalformed},
		{"a text in pieces", "2c03 0c0141", fault.SignatureMalformed},
		{"bits in pieces", "2304 03020001", fault.SignatureMalformed},
		{"an octet string with a piece of another type", "2403 0c0141", fault.SignatureMalformed},
		{"an octet string with a tagged piece", "2403 840141", fault.SignatureMalformed},
		{"a byte after the end", "0500 00", fault.SignatureTrailingData},
		{"an element after the end", "3080 0000 0500", fault.SignatureTrailingData},
		{"17 levels", strings.Repeat("3080", 17) + strings.Repeat("0000", 17), fault.SignatureTooDeep},
	} {
		t.Run(c.claim, func(t *testing.T) {
			if der, err := identity.Gate(unhex(t, c.hex)); !errors.Is(err, c.code) || der != nil {
				t.Errorf("got %x, %v; want %v", der, err, c.code.Name())
			}
		})
	}
}

func TestGateAcceptsDERUnchanged(t *testing.T) {
	for _, text := range []string{"0500", "3000", "3003 800141", "a003 040141", "0481 80" + strings.Repeat("41", 128)} {
		in := unhex(t, text)
		if der, err := identity.Gate(in); err != nil || &der[0] != &in[0] {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestGateConvertsBER(t *testing.T) {
	long := strings.Repeat("0401 41", 200)
	for _, c := range []struct{ claim, in, out string }{
		{"indefinite length", "3080 0500 0000", "3002 0500"},
		{"nested indefinite lengths", "3080 a080 0500 0000 0000", "3004 a002 0500"},
		{"indefinite in definite", "3006 3080 0500 0000", "3004 3002 0500"},
		{"an octet string in pieces", "2480 040141 04024243 0000", "0403 414243"},
		{"in pieces of definite length", "2407 040141 0402 4243", "0403 414243"},
		{"in nested pieces", "3080 2480 2480 040141 0000 2403 040142 0000 0000", "3004 0402 4142"},
		{"in no pieces", "2480 0000", "0400"},
		{"a sum that needs a longer header", "3080 2480" + long + "0000 0000", "3081cb 0481c8" + strings.Repeat("41", 200)},
	} {
		t.Run(c.claim, func(t *testing.T) {
			got, err := identity.Gate(unhex(t, c.in))
			if want := unhex(t, c.out); err != nil || !bytes.Equal(got, want) {
				t.Errorf("got %x, %v; want %x", got, err, want)
			}
		})
	}
}

func TestGateLimits(t *testing.T) {
	elements := func(n int) []byte {
		in := append([]byte{0x30, 0x82, byte(2 * n >> 8), byte(2 * n)}, bytes.Repeat([]byte{0x05, 0x00}, n)...)
		return in
	}
	if _, err := identity.Gate(elements(identity.MaxNodes - 1)); err != nil {
		t.Error(err)
	}
	if _, err := identity.Gate(elements(identity.MaxNodes)); !errors.Is(err, fault.SignatureTooDeep) {
		t.Errorf("got %v", err)
	}
	size := identity.MaxInput - 4
	largest := append([]byte{0x04, 0x82, byte(size >> 8), byte(size & 0xff)}, make([]byte, size)...)
	if _, err := identity.Gate(largest); err != nil {
		t.Error(err)
	}
	if _, err := identity.Gate(append(largest, 0)); !errors.Is(err, fault.SignatureTooLarge) {
		t.Errorf("got %v", err)
	}
}
