package identity_test

import (
	"crypto/fips140"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

// The mode of the platform is read when a process starts.
func TestAPlatformThatForbidsAnAlgorithm(t *testing.T) {
	command := exec.Command(os.Args[0], "-test.run=^TestUnderFIPS$", "-test.v")
	command.Env = append(os.Environ(), "GODEBUG=fips140=only")
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestUnderFIPS") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestUnderFIPS(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("runs in the process that TestAPlatformThatForbidsAnAlgorithm starts")
	}
	real := named(t, "real")
	verifier, err := identity.New(real.options)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the verifier goes on
		id, err := verifier.Verify(&real.input)
		if !errors.Is(err, fault.AlgorithmForbidden) || id != nil || !strings.Contains(err.Error(), "sha1") {
			t.Errorf("a signature with SHA-1: %v", err)
		}
	}
	for name, code := range map[string]fault.Code{
		"attributes": fault.AlgorithmForbidden, "attributes-digest": fault.AlgorithmForbidden, // SHA-1 as well
		"algorithm-rsa-with-digest": fault.OK, "algorithm-rsa-with-sha512": fault.OK,
	} {
		v := named(t, name)
		if _, err := v.verify(); fault.CodeOf(err) != code {
			t.Errorf("%s: got %v, want %s", name, err, code.Name())
		}
	}
	v := named(t, "algorithm-rsa-with-digest")
	der, err := identity.Decode(v.input.Signature)
	if err != nil {
		t.Fatal(err)
	}
	der[len(der)-1] ^= 1 // of the signature value, which is the last element
	v.input.Signature = der
	if _, err := v.verify(); !errors.Is(err, fault.SignatureInvalid) {
		t.Errorf("a signature that is wrong: %v", err)
	}
	v = named(t, "algorithm-rsa-with-digest")
	v.input.Document = []byte("{}")
	if _, err := v.verify(); !errors.Is(err, fault.DocumentMismatch) {
		t.Errorf("what is wrong is still told: %v", err)
	}
}
