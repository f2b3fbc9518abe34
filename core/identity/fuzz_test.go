package identity_test

import (
	"bytes"
	"encoding/pem"
	"slices"
	"testing"

	"go.mozilla.org/pkcs7"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// FuzzGate: what is admitted is DER that is admitted unchanged, and pkcs7
// survives it.
func FuzzGate(f *testing.F) {
	for _, v := range readVectors(f) {
		if in, err := identity.Decode(v.input.Signature); err == nil {
			f.Add(in)
		}
	}
	for _, in := range hostileInputs() {
		if len(in) <= identity.MaxInput {
			f.Add(in)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		der, err := identity.Gate(in)
		if err != nil {
			if code := fault.CodeOf(err); code/100 != 17 || der != nil {
				t.Fatalf("%x, %v", der, err)
			}
			return
		}
		if len(der) > len(in) {
			t.Fatalf("%d bytes became %d", len(in), len(der))
		}
		again, err := identity.Gate(der)
		if err != nil || &again[0] != &der[0] {
			t.Fatalf("%x is not DER: %v", der, err)
		}
		_, _ = pkcs7.Parse(der)
	})
}

// FuzzVerify: nothing is accepted but what the pinned key has signed, which
// pkcs7 must accept as well.
func FuzzVerify(f *testing.F) {
	pin := named(f, "form-no-audience").options.Certificates
	genuine := map[string]bool{}
	for _, v := range readVectors(f) {
		f.Add(v.input.Signature, v.input.Document, v.input.Audience)
		v.options = identity.Options{Certificates: v.options.Certificates}
		if id, err := v.verify(); err == nil {
			genuine[string(id.Raw)] = true
		}
	}
	certificates := [][]byte{pin[0], parsePins(f, nil)[0].Raw}
	verifier, err := identity.New(identity.Options{Certificates: certificates})
	if err != nil {
		f.Fatal(err)
	}
	pins := parsePins(f, certificates)
	now := named(f, "real").input.Now
	f.Fuzz(func(t *testing.T, signature, document []byte, audience string) {
		in := &identity.Claim{Signature: signature, Document: document, Audience: audience, ExpectAudience: audience != "", Now: now}
		id, err := verifier.Verify(in)
		if err != nil {
			if code := fault.CodeOf(err); id != nil || (code/100 != 17 && code != fault.InvalidArgument) {
				t.Fatalf("%v, %v", id, err)
			}
			return
		}
		if !genuine[string(id.Raw)] {
			t.Fatalf("nobody has signed %q", id.Raw)
		}
		end := bytes.TrimRight(bytes.TrimSuffix(id.Raw, []byte("}")), " \t\r\n")
		if audience != "" && !bytes.HasSuffix(end, []byte(`"`)) || id.Audience != audience {
			t.Fatalf("audience %q of %q", audience, id.Raw)
		}
		encoded, err := identity.Decode(signature)
		if err != nil {
			t.Fatal(err)
		}
		der, err := identity.Gate(encoded)
		if err != nil {
			t.Fatal(err)
		}
		if !pkcs7Verifies(der, id.Raw, pins) {
			t.Fatalf("pkcs7 refuses %x", der)
		}
	})
}

// FuzzPins: a text is read as a whole or refused; what encoding/pem finds in an
// accepted one is found here.
func FuzzPins(f *testing.F) {
	for _, c := range cutPins(f) {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		blocks, err := identity.ReadPEM(text)
		if err != nil {
			return
		}
		for rest := text; ; {
			var block *pem.Block
			if block, rest = pem.Decode(rest); block == nil {
				return
			}
			if !slices.ContainsFunc(blocks, func(der []byte) bool { return bytes.Equal(der, block.Bytes) }) {
				t.Fatalf("the block %x of %q is not among %x", block.Bytes, text, blocks)
			}
		}
	})
}
