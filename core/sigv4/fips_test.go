package sigv4_test

import (
	"crypto/fips140"
	"crypto/rand"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

// The mode of the platform is read when a process starts.
func TestAPlatformThatForbidsShortKeys(t *testing.T) {
	command := exec.Command(os.Args[0], "-test.run=^TestUnderFIPS$", "-test.v")
	command.Env = append(os.Environ(), "GODEBUG=fips140=only")
	out, err := command.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestUnderFIPS") {
		t.Errorf("%v\n%s", err, out)
	}
}

func checkSchemesUnderFIPS(t *testing.T) {
	for _, tc := range []struct {
		scheme, secret string
		want           fault.Code
	}{
		{"odps4", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", fault.SchemeUnsupported}, // HMAC-SHA1
		{"acs3", "1234567890123", fault.CredentialsMalformed},                          // the key of HMAC, without a prefix
		{"acs3", "12345678901234", fault.OK},
		{"aws4a", "123456789", fault.CredentialsMalformed},
		{"aws4a", "1234567890", fault.OK},
		{"oss4", "1234567890", fault.OK},
	} {
		signer, err := sigv4.New(sigv4.Options{
			Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: tc.secret},
			Region:      "cn-hangzhou", Service: "oss", Scheme: tc.scheme, Rand: rand.Reader,
		})
		if err == nil {
			_, err = signer.Sign(&sigv4.Request{Method: "GET", URL: "https://b.oss-cn-hangzhou.aliyuncs.com/", Time: time.Unix(1440938160, 0), Headers: []sigv4.Header{
				{Name: "x-acs-action", Value: "A"}, {Name: "x-acs-version", Value: "1"},
			}})
		}
		if fault.CodeOf(err) != tc.want {
			t.Errorf("%s with a secret of %d bytes: %v", tc.scheme, len(tc.secret), err)
		}
	}
}

func TestUnderFIPS(t *testing.T) {
	if !fips140.Enforced() {
		t.Skip("runs in the process that TestAPlatformThatForbidsShortKeys starts")
	}
	checkSchemesUnderFIPS(t)
	checkVerifyUnderFIPS(t)
	for secret, want := range map[string]fault.Code{
		"123456789": fault.CredentialsMalformed, "1234567890": fault.OK, "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY": fault.OK,
	} {
		signer, err := sigv4.New(sigv4.Options{
			Credentials: credentials.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret},
			Region:      "us-east-1", Service: "sts",
		})
		if fault.CodeOf(err) != want {
			t.Errorf("a secret of %d bytes: %v", len(secret), err)
		}
		if want != fault.OK {
			if !errors.Is(err, want) || strings.Contains(err.Error(), secret) || !strings.Contains(err.Error(), "fips140") {
				t.Errorf("the error is %v", err)
			}
			continue
		}
		if _, err := signer.Sign(&sigv4.Request{Method: "GET", URL: "https://sts.amazonaws.com/", Time: time.Unix(1440938160, 0)}); err != nil {
			t.Errorf("a secret of %d bytes: %v", len(secret), err)
		}
	}
}

// checkVerifyUnderFIPS has a request whose signature must not be computed.
func checkVerifyUnderFIPS(t *testing.T) {
	in := &sigv4.Incoming{Method: "GET", URL: "/", Time: noon, Headers: []sigv4.Header{
		{Name: "Host", Value: "h"}, {Name: "Date", Value: "Fri, 02 Jan 2026 12:00:00 GMT"},
		{Name: "Authorization", Value: "ODPS AKIDEXAMPLE/20260102/cn-hangzhou/odps/aliyun_v4_request:AAAAAAAAAAAAAAAAAAAAAAAAAAA="},
	}}
	if _, err := verifier(t, sigv4.VerifyOptions{}).Verify(in, secretOf(verifySecret)); !errors.Is(err, fault.RequestSchemeRefused) {
		t.Error(err)
	}
}
