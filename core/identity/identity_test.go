package identity_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/identity"
)

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		claim   string
		options identity.Options
		code    fault.Code
		says    string
	}{
		{"an unknown provider", identity.Options{Provider: "aws"}, fault.Unsupported, "alibaba"},
		{"a provider in capitals", identity.Options{Provider: "Alibaba"}, fault.Unsupported, "Alibaba"},
		{"an unknown digest", identity.Options{MinDigest: "md5"}, fault.InvalidOption, "md5"},
		{"a negative age", identity.Options{MaxAge: -time.Second}, fault.InvalidOption, "-1s"},
		{"an empty account", identity.Options{Accounts: []string{"1", ""}}, fault.InvalidOption, "accounts"},
		{"an empty zone", identity.Options{Zones: []string{""}}, fault.InvalidOption, "zones"},
		{"no pins", identity.Options{Certificates: [][]byte{}}, fault.PinMalformed, "empty"},
		{"an empty pin", identity.Options{Certificates: [][]byte{nil}}, fault.PinMalformed, "neither"},
	} {
		v, err := identity.New(c.options)
		if !errors.Is(err, c.code) || v != nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v", c.claim, err)
		}
	}
}

func TestVerifyNeedsTheTime(t *testing.T) {
	v := named(t, "real")
	v.input.Now = time.Time{}
	if _, err := v.verify(); !errors.Is(err, fault.InvalidArgument) {
		t.Errorf("got %v", err)
	}
	verifier, err := identity.New(identity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier.Verify(nil); !errors.Is(err, fault.NullPointer) {
		t.Errorf("got %v", err)
	}
}

func TestVerifyLimitsTheDocument(t *testing.T) {
	v := named(t, "form-detached")
	v.input.Document = append(v.input.Document, make([]byte, identity.MaxInput)...)
	if _, err := v.verify(); !errors.Is(err, fault.DocumentMalformed) || !strings.Contains(err.Error(), "limit") {
		t.Errorf("got %v", err)
	}
}

func TestVerifyAsksSeenLast(t *testing.T) {
	seen := map[string]bool{}
	v := named(t, "real")
	v.options.Seen = func(id *identity.Identity) bool {
		before := seen[id.Audience]
		seen[id.Audience] = true
		return before
	}
	wrong := named(t, "real-wrong-audience")
	wrong.options.Seen = v.options.Seen
	if _, err := wrong.verify(); !errors.Is(err, fault.AudienceMismatch) || len(seen) != 0 {
		t.Errorf("a refused identity: %v, recorded %v", err, seen)
	}
	if _, err := v.verify(); err != nil {
		t.Error(err)
	}
	if _, err := v.verify(); !errors.Is(err, fault.IdentityReplayed) {
		t.Errorf("the second time: %v", err)
	}
}

func TestIdentityKeepsNothingOfTheCaller(t *testing.T) {
	v := named(t, "real-der")
	v.options.Accounts = []string{"1900050632443592"}
	verifier, err := identity.New(v.options)
	if err != nil {
		t.Fatal(err)
	}
	v.options.Accounts[0] = "other"
	id, err := verifier.Verify(&v.input)
	if err != nil {
		t.Fatal(err)
	}
	raw := string(id.Raw)
	clear(v.input.Signature)
	if string(id.Raw) != raw || id.InstanceID != "i-8vb9b97xf7msxi4k6tgx" {
		t.Error("the identity changed with the caller's bytes")
	}
}

func TestVerifierMayBeShared(t *testing.T) {
	good, bad := named(t, "real"), named(t, "real-changed-byte")
	verifier, err := identity.New(identity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 20 {
				if _, err := verifier.Verify(&good.input); err != nil {
					t.Error(err)
				}
				if _, err := verifier.Verify(&bad.input); !errors.Is(err, fault.SignatureInvalid) {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}

// Every code that this package returns stands in a vector or in a test here.
func TestEveryCodeOfTheBlockIsTested(t *testing.T) {
	tested := []fault.Code{fault.SignatureTooLarge, fault.IdentityReplayed, fault.AlgorithmForbidden} // fips_test.go
	for _, v := range readVectors(t) {
		for _, code := range fault.Codes() {
			if code.Name() == v.expect {
				tested = append(tested, code)
			}
		}
	}
	for _, code := range fault.Codes() {
		if code/10 >= 170 && code/10 < 174 && !slices.Contains(tested, code) {
			t.Errorf("%s is never expected", code.Name())
		}
	}
}
