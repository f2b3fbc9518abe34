package credentials_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

const (
	longID  = "AKIAIOSFODNN7EXAMPLE"
	shortID = "ASIAIOSFODNN7EXAMPLE"
	secret  = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	token   = "IQoJb3JpZ2luX2VjEXAMPLETOKEN//////////wEaCXVzLWVhc3QtMSJHMEUCIQ=="
)

func TestValidateFindsWhatAServerReportsAsAWrongSignature(t *testing.T) {
	for _, tc := range []struct {
		name              string
		id, secret, token string
		want              fault.Code
		says              string
	}{
		{"nothing", "", "", "", fault.CredentialsMissing, "are empty"},
		{"only a token", "", "", token, fault.CredentialsMissing, "are empty"},
		{"id alone", longID, "", "", fault.CredentialsIncomplete, "access key id is given without secret access key"},
		{"secret alone", "", secret, "", fault.CredentialsIncomplete, "secret access key is given without access key id"},
		{"temporary without token", shortID, secret, "", fault.CredentialsIncomplete, shortID},
		{"swapped", secret, longID, "", fault.CredentialsMalformed, "swapped"},
		{"line break at the end of the secret", longID, secret + "\n", "", fault.CredentialsMalformed, "secret access key ends with a line break"},
		{"carriage return at the end of the id", longID + "\r", secret, "", fault.CredentialsMalformed, "access key id ends with a line break"},
		{"space before the secret", longID, " " + secret, "", fault.CredentialsMalformed, "begins with white space"},
		{"plus read as a space", longID, strings.Replace(secret, "+", " ", 1), "", fault.CredentialsMalformed, "holds white space"},
		{"tab in the token", shortID, secret, token + "\tx", fault.CredentialsMalformed, "session token holds white space"},
		{"NUL", longID, secret + "\x00", "", fault.CredentialsMalformed, "control character"},
		{"quoted", longID, `"` + secret + `"`, "", fault.CredentialsMalformed, "begins with a quote"},
		{"ellipsis", longID, secret[:20] + "…", "", fault.CredentialsMalformed, "not ASCII"},
		{"plus lost", longID, strings.Replace(secret, "+", "", 1), "", fault.CredentialsMalformed, "39 characters"},
		{"percent-encoded", longID, strings.Replace(secret, "/", "%2F", 1), "", fault.CredentialsMalformed, "holds '%'"},
		{"secret in both places", secret, secret, "", fault.CredentialsMalformed, "slash"},
		{"line break in a chosen secret", "minio", "two\nlines", "", fault.CredentialsMalformed, "holds a line break"},
		{"space at the end of a chosen secret", "minio", "chosen ", "", fault.CredentialsMalformed, "ends with white space"},
		{"a chosen secret in quotes", "minio", "'chosen'", "", fault.CredentialsMalformed, "begins with a quote"},
		{"a chosen secret that is not UTF-8", "minio", "chosen\xff", "", fault.CredentialsMalformed, "not UTF-8"},
		{"space in another server's id", "mi nio", "chosen", "", fault.CredentialsMalformed, "access key id holds white space"},
		{"a token that no header can hold", "minio", "chosen", "é", fault.CredentialsMalformed, "session token begins with a character that is not ASCII"},
		{"comma in the id", "a,b", secret, "", fault.CredentialsMalformed, "comma"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := credentials.Credentials{AccessKeyID: tc.id, SecretAccessKey: tc.secret, SessionToken: tc.token}
			err := c.Validate()
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Fatalf("got %v, want %s with %q", err, tc.want.Name(), tc.says)
			}
			if leaks(err, tc.secret) || leaks(err, tc.token) {
				t.Fatalf("the error shows a secret: %v", err)
			}
		})
	}
}

// leaks reports whether the error's text holds eight characters in a row of
// the secret.
func leaks(err error, secret string) bool {
	for i := 0; i+8 <= len(secret); i++ {
		if part := secret[i : i+8]; part != longID[:8] && strings.Contains(err.Error(), part) {
			return true
		}
	}
	return false
}

func TestValidateAcceptsOtherIssuers(t *testing.T) {
	for _, c := range []credentials.Credentials{
		{AccessKeyID: longID, SecretAccessKey: secret},
		{AccessKeyID: shortID, SecretAccessKey: secret, SessionToken: token},
		{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: secret, SessionToken: "token"},
		{AccessKeyID: "minioadmin", SecretAccessKey: "minioadmin"},
		{AccessKeyID: "test", SecretAccessKey: "p%ss-w0rd!"},
		{AccessKeyID: "test", SecretAccessKey: "correct horse, \"battery\" staple's pa\u00dfwort"},
		{AccessKeyID: "test", SecretAccessKey: "\u00fc"},
		{AccessKeyID: "test", SecretAccessKey: "\"open"},
		{AccessKeyID: "GOOGTS7C7FUP3AIRVJTE2BCDKINBTES3HC2GY5CBFJDCQ2SYHV6A6XXVTJFSA", SecretAccessKey: "bGoa+V7g/yqDXvKRqq+JTFn4uQZbPiQJo4pf9RzJ"},
	} {
		if err := c.Validate(); err != nil {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestNoFormattedFormHoldsASecret(t *testing.T) {
	c := credentials.Credentials{AccessKeyID: longID, SecretAccessKey: secret, SessionToken: token}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range []any{c, &c, credentials.Profile{Credentials: c}} {
			if text := fmt.Sprintf(verb, value); strings.Contains(text, secret[:8]) || strings.Contains(text, token[:8]) {
				t.Errorf("%s of %T shows a secret: %s", verb, value, text)
			}
		}
	}
	text, err := c.MarshalJSON()
	if err != nil || string(text) != `{"AccessKeyID":"`+longID+`"}` {
		t.Errorf("JSON is %s (%v)", text, err)
	}
}
