package op_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// realMessage reads the vector with the message of a real instance.
func realMessage(t *testing.T) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../../tests/vectors/identity/real.txt")
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for line := range strings.Lines(string(data)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ":")
		fields[key] = strings.TrimSpace(value)
	}
	return fields
}

const realNow = 1782907200

func TestVerifierVerifiesTheRealMessage(t *testing.T) {
	v := realMessage(t)
	verifier, err := op.NewVerifier(settings(t, "identity.accounts", v["want.account_id"]+"\n1"), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	out, at, err := verifier.AppendVerify(nil, &op.Claim{
		Signature: []byte(v["signature"]), Audience: "abc", ExpectAudience: true, Now: realNow,
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, i := range map[string]int{
		"provider": op.IdentityProvider, "instance_id": op.IdentityInstanceID, "account_id": op.IdentityAccountID,
		"region_id": op.IdentityRegionID, "zone_id": op.IdentityZoneID, "image_id": op.IdentityImageID,
		"instance_type": op.IdentityInstanceType, "private_ipv4": op.IdentityPrivateIPv4, "mac": op.IdentityMAC,
		"serial_number": op.IdentitySerialNumber, "create_time": op.IdentityCreateTime, "audience": op.IdentityAudience,
		"digest_algorithm": op.IdentityDigestAlgorithm, "signer_fingerprint": op.IdentitySignerFingerprint,
	} {
		if got := cut(out, at[i]); got != v["want."+key] {
			t.Errorf("%s is %q, want %q", key, got, v["want."+key])
		}
	}
	if raw := cut(out, at[op.IdentityRaw]); !strings.HasPrefix(raw, "{") || !strings.HasSuffix(raw, `,"audience":"abc"}`) {
		t.Errorf("raw is %q", raw)
	}
}

// Each option of identity.* can refuse the real message.
func TestVerifierOptionsTakeEffect(t *testing.T) {
	v := realMessage(t)
	for _, c := range []struct {
		key, value string
		code       fault.Code
	}{
		{"identity.accounts", "", fault.PolicyAccount},
		{"identity.regions", "cn-hangzhou", fault.PolicyRegion},
		{"identity.zones", "z", fault.PolicyZone},
		{"identity.instances", "i-1\ni-2", fault.PolicyInstance},
		{"identity.images", "m", fault.PolicyImage},
		{"identity.instance_types", "t", fault.PolicyInstanceType},
		{"identity.min_digest", "sha256", fault.DigestTooWeak},
		{"identity.max_age", "1000", fault.IdentityStale},
	} {
		t.Run(c.key, func(t *testing.T) {
			verifier, err := op.NewVerifier(settings(t, c.key, c.value), op.System{})
			if err != nil {
				t.Fatal(err)
			}
			out, _, err := verifier.AppendVerify(nil, &op.Claim{
				Signature: []byte(v["signature"]), Audience: "abc", ExpectAudience: true, Now: realNow,
			})
			if out != nil || !errors.Is(err, c.code) {
				t.Errorf("got %v, want %v", err, c.code)
			}
		})
	}
	for key, value := range map[string]string{"identity.provider": "aws", "identity.certificates": "none"} {
		if _, err := op.NewVerifier(settings(t, key, value), op.System{}); err == nil {
			t.Errorf("%s=%s was taken", key, value)
		}
	}
}

// An audience that is given as empty is not the same as none.
func TestVerifierTellsNoAudienceFromAnEmptyOne(t *testing.T) {
	v := realMessage(t)
	verifier, err := op.NewVerifier(settings(t), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	claim := op.Claim{Signature: []byte(v["signature"]), Now: realNow}
	if _, _, err := verifier.AppendVerify(nil, &claim); !errors.Is(err, fault.AudienceUnexpected) {
		t.Errorf("without an audience: %v", err)
	}
	claim.ExpectAudience = true
	if _, _, err := verifier.AppendVerify(nil, &claim); err == nil || errors.Is(err, fault.AudienceUnexpected) {
		t.Errorf("with an empty audience: %v", err)
	}
}

func TestAudiencesAreFresh(t *testing.T) {
	first, err := op.AppendAudience([]byte("x"), op.System{})
	if err != nil || len(first) > 65 || first[0] != 'x' {
		t.Errorf("got %q, %v", first, err)
	}
	if second, _ := op.AppendAudience([]byte("x"), op.System{}); string(first) == string(second) {
		t.Errorf("%q twice", first)
	}
}
