package identity_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// TestEveryBitCounts changes each bit of messages that hold nothing ignorable.
func TestEveryBitCounts(t *testing.T) {
	for _, name := range []string{"real", "attributes-protected"} {
		v := named(t, name)
		der, err := identity.Decode(v.input.Signature)
		if err != nil {
			t.Fatal(err)
		}
		verifier, err := identity.New(v.options)
		if err != nil {
			t.Fatal(err)
		}
		codes := map[fault.Code]bool{}
		for i := range der {
			for bit := range 8 {
				der[i] ^= 1 << bit
				if name == "real" && der[i] == 0x05 && bytes.HasSuffix(der[:i], unhex(t, "2a864886f70d0101")) {
					der[i] ^= 1 << bit
					continue // RSA with SHA-1 instead of RSA, the digest being SHA-1: the same thing
				}
				v.input.Signature = der
				id, err := verifier.Verify(&v.input)
				if err == nil || id != nil {
					t.Errorf("%s: byte %d bit %d does not matter", name, i, bit)
				}
				codes[fault.CodeOf(err)] = true
				der[i] ^= 1 << bit
			}
		}
		for code := range codes {
			if code/100 != 17 {
				t.Errorf("%s: %s", name, code.Name())
			}
		}
	}
}

// TestEveryByteIsNeeded cuts off and removes bytes.
func TestEveryByteIsNeeded(t *testing.T) {
	v := named(t, "real-der")
	verifier, err := identity.New(v.options)
	if err != nil {
		t.Fatal(err)
	}
	der := v.input.Signature
	for i := range der {
		for _, in := range [][]byte{der[:i], append(bytes.Clone(der[:i]), der[i+1:]...)} {
			v.input.Signature = in
			if id, err := verifier.Verify(&v.input); err == nil || id != nil {
				t.Errorf("accepted without byte %d", i)
			}
		}
	}
}

func TestReadRefusesOddStructure(t *testing.T) {
	null, digest := "0500", "300906052b0e03021a0500"
	for _, c := range []struct {
		claim, hex string
		code       fault.Code
	}{
		{"no ContentInfo", null, fault.SignatureMalformed},
		{"an empty ContentInfo", "3000", fault.SignatureMalformed},
		{"no content", "300b 06092a864886f70d010702", fault.SignatureMalformed},
		{"two contents", "300f 06092a864886f70d010702 a000 a000", fault.SignatureMalformed},
		{"an empty SignedData", "300f 06092a864886f70d010702 a002 3000", fault.SignatureMalformed},
		{"two SignedData", "3011 06092a864886f70d010702 a004 3000 3000", fault.SignatureMalformed},
		{"version 3", "3012 06092a864886f70d010702 a005 3003 020103", fault.SignatureMalformed},
		{"no digests", "3012 06092a864886f70d010702 a005 3003 020101", fault.SignatureMalformed},
		{"no content info", "301f 06092a864886f70d010702 a012 3010 020101 310b" + digest, fault.SignatureMalformed},
		{"a type that is no object identifier", "3004 0602 8001", fault.SignatureMalformed},
		{"an endless type", "3026 0624" + "81818181818181818181818181818181818181818181818181818181818181818181" + "8101", fault.SignatureMalformed},
	} {
		_, err := identity.CheckMessage(unhex(t, c.hex), toPEM("CERTIFICATE", parsePins(t, nil)[0].Raw), time.Unix(1782907200, 0))
		if !errors.Is(err, c.code) {
			t.Errorf("%s: %v", c.claim, err)
		}
	}
}
