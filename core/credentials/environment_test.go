package credentials_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

func environ(pairs ...string) credentials.Lookup {
	m := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) (string, bool) { v, ok := m[name]; return v, ok }
}

func TestFromEnvironmentReadsTheThreeVariables(t *testing.T) {
	got, err := credentials.FromEnvironment(environ(
		"AWS_ACCESS_KEY_ID", shortID, "AWS_SECRET_ACCESS_KEY", secret, "AWS_SESSION_TOKEN", token))
	want := credentials.Credentials{AccessKeyID: shortID, SecretAccessKey: secret, SessionToken: token}
	if err != nil || got != want {
		t.Fatalf("got %v, %v", got, err)
	}
}

func TestFromEnvironmentKnowsTheOlderName(t *testing.T) {
	for _, tc := range []struct{ old, current, want string }{
		{"old", "", "old"}, {"", "new", "new"}, {"old", "new", "old"}, // botocore's order
	} {
		got, err := credentials.FromEnvironment(environ("AWS_ACCESS_KEY_ID", shortID, "AWS_SECRET_ACCESS_KEY", secret,
			"AWS_SECURITY_TOKEN", tc.old, "AWS_SESSION_TOKEN", tc.current))
		if err != nil || got.SessionToken != tc.want {
			t.Errorf("%q and %q: got %q, %v", tc.old, tc.current, got.SessionToken, err)
		}
	}
}

func TestFromEnvironmentNamesTheVariable(t *testing.T) {
	for _, tc := range []struct {
		env  credentials.Lookup
		want fault.Code
		says string
	}{
		{nil, fault.CredentialsMissing, "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are empty (environment)"},
		{environ("AWS_ACCESS_KEY_ID", "", "AWS_SECRET_ACCESS_KEY", ""), fault.CredentialsMissing, "empty"},
		{environ("AWS_ACCESS_KEY_ID", longID), fault.CredentialsIncomplete, "AWS_ACCESS_KEY_ID is given without AWS_SECRET_ACCESS_KEY"},
		{environ("AWS_ACCESS_KEY_ID", shortID, "AWS_SECRET_ACCESS_KEY", secret), fault.CredentialsIncomplete, "AWS_SESSION_TOKEN"},
		{environ("AWS_ACCESS_KEY_ID", shortID, "AWS_SECRET_ACCESS_KEY", secret, "AWS_SECURITY_TOKEN", "a\n"), fault.CredentialsMalformed, "AWS_SECURITY_TOKEN ends with"},
		{environ("AWS_ACCESS_KEY_ID", longID, "AWS_SECRET_ACCESS_KEY", secret+"\r"), fault.CredentialsMalformed, "AWS_SECRET_ACCESS_KEY ends with a line break"},
	} {
		got, err := credentials.FromEnvironment(tc.env)
		if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("got %v, want %s with %q", err, tc.want.Name(), tc.says)
		}
		if got != (credentials.Credentials{}) {
			t.Errorf("credentials come with the error %v", err)
		}
	}
}

func TestRegionPrefersAWSRegion(t *testing.T) {
	for _, tc := range []struct {
		env  credentials.Lookup
		want string
	}{
		{nil, ""},
		{environ("AWS_DEFAULT_REGION", "eu-west-1"), "eu-west-1"},
		{environ("AWS_REGION", "us-east-2", "AWS_DEFAULT_REGION", "eu-west-1"), "us-east-2"},
		{environ("AWS_REGION", "", "AWS_DEFAULT_REGION", "eu-west-1"), "eu-west-1"},
	} {
		if got := credentials.Region(tc.env); got != tc.want {
			t.Errorf("got %q, want %q", got, tc.want)
		}
	}
}
