package op_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/op"
)

// settings turns "key value" arguments into options.
func settings(t testing.TB, keysAndValues ...string) *op.Options {
	t.Helper()
	o, err := op.ParseOptions(pairs(keysAndValues...))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func pairs(keysAndValues ...string) []op.Pair {
	var pairs []op.Pair
	for i := 0; i < len(keysAndValues); i += 2 {
		pairs = append(pairs, op.Pair{Key: keysAndValues[i], Value: keysAndValues[i+1]})
	}
	return pairs
}

var explicit = []string{"credentials.access_key_id", "AKIDEXAMPLE", "credentials.secret_access_key", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"}

var listUsers = op.Request{
	Method: "GET", URL: "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
	Headers: "Content-Type: application/x-www-form-urlencoded; charset=utf-8\n", Time: 1440938160, Expires: 60,
}

func cut(out []byte, s op.Span) string { return string(out[s.Start:s.End]) }

// The region in the credential scope tells where an option came from.
func TestSignerTakesCredentialsAndRegionFrom(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "credentials")
	profile := "[work]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = secretsecretsecretsecretsecretsecretsecr\nregion = ap-south-1\n"
	if err := os.WriteFile(file, []byte(profile), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{
		"env.AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT", "env.AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		"env.AWS_REGION", "eu-west-1",
	}
	fromFile := []string{"credentials.source", "profile", "credentials.profile", "work", "credentials.credentials_file", file, "env.HOME", dir}
	for _, c := range []struct {
		name    string
		options []string
		scope   string
	}{
		{"the options, region from the host", explicit, "AKIDEXAMPLE/20150830/us-east-1/iam/"},
		{"the options, environment ignored", append(env, explicit...), "AKIDEXAMPLE/20150830/us-east-1/iam/"},
		{"the options, explicit region and service", append([]string{"sign.region", "eu-north-1", "sign.service", "x"}, explicit...), "AKIDEXAMPLE/20150830/eu-north-1/x/"},
		{"the environment", append([]string{"credentials.source", "environment"}, env...), "AKIAENVIRONMENT/20150830/us-east-1/iam/"},
		{"the environment, explicit region", append([]string{"credentials.source", "environment", "sign.region", "eu-north-1"}, env...), "AKIAENVIRONMENT/20150830/eu-north-1/iam/"},
		{"a profile", fromFile, "AKIAPROFILE/20150830/us-east-1/iam/"},

		{"a profile", append([]string{"sign.service", "x"}, fromFile...), "AKIAPROFILE/20150830/ap-south-1/x/"},
		{"a profile, region of the environment", append([]string{"sign.service", "x", "env.AWS_REGION", "eu-west-1"}, fromFile...), "AKIAPROFILE/20150830/eu-west-1/x/"},
		{"the environment, its region", append([]string{"sign.service", "x", "credentials.source", "environment"}, env...), "AKIAENVIRONMENT/20150830/eu-west-1/x/"},
	} {
		t.Run(c.name, func(t *testing.T) {
			signer, err := op.NewSigner(settings(t, c.options...), op.System{})
			if err != nil {
				t.Fatal(err)
			}
			request := listUsers
			if strings.HasSuffix(c.scope, "/x/") { // a host that tells nothing
				request.URL, request.Headers = "https://intranet.example/", ""
			}
			out, at, err := signer.AppendSign(nil, &request)
			if err != nil || !strings.Contains(cut(out, at.Headers), "Credential="+c.scope+"aws4_request") {
				t.Errorf("got %v\n%s", err, cut(out, at.Headers))
			}
		})
	}
}

func TestNewSignerRefuses(t *testing.T) {
	for _, c := range []struct {
		name    string
		options []string
		code    fault.Code
	}{
		{"no credentials", nil, fault.CredentialsMissing},
		{"an empty environment", []string{"credentials.source", "environment"}, fault.CredentialsMissing},
		{"a source that is none", []string{"credentials.source", "vault"}, fault.InvalidOption},
		{"a profile that is in no file", []string{"credentials.source", "profile", "credentials.profile", "p", "env.HOME", "/nonexistent"}, fault.ProfileNotFound},
		{"another scheme", append([]string{"sign.scheme", "aws5"}, explicit...), fault.SchemeUnsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			if s, err := op.NewSigner(settings(t, c.options...), op.System{}); s != nil || !errors.Is(err, c.code) {
				t.Errorf("got %v, want %v", err, c.code)
			}
		})
	}
}

// Every option of sign.* changes what is signed.
func TestSignOptionsTakeEffect(t *testing.T) {
	request := op.Request{Method: "GET", URL: "https://iam.amazonaws.com/a//b%20c/x/../d", Time: 1440938160}
	token := append([]string{"credentials.session_token", "TOKEN"}, explicit...)
	plain := canonical(t, &request, token...)
	for _, option := range [][]string{
		{"sign.double_encode", "false"}, {"sign.normalize_path", "false"}, {"sign.session_token", "false"}, {"sign.content_sha256", "true"},
	} {
		if canonical(t, &request, append(option, token...)...) == plain {
			t.Errorf("%v changes nothing in\n%s", option, plain)
		}
	}
}

func canonical(t *testing.T, r *op.Request, options ...string) string {
	t.Helper()
	signer, err := op.NewSigner(settings(t, options...), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	out, at, err := signer.AppendSign(nil, r)
	if err != nil {
		t.Fatal(err)
	}
	return cut(out, at.CanonicalRequest)
}

// The host's buffer is used if it is large enough, and the result is the same
// if it is not; spans count from where the new part starts.
func TestAppendKeepsToTheBuffer(t *testing.T) {
	signer, err := op.NewSigner(settings(t, explicit...), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	for name, appendTo := range map[string]func([]byte, *op.Request) ([]byte, op.Signed, error){
		"sign": signer.AppendSign, "presign": signer.AppendPresign,
	} {
		t.Run(name, func(t *testing.T) {
			buffer := make([]byte, 2, 4096)
			fits, at, err := appendTo(buffer, &listUsers)
			if err != nil || &fits[0] != &buffer[0] {
				t.Fatalf("the buffer was not used: %v", err)
			}
			grown, _, err := appendTo(make([]byte, 2, 100), &listUsers)
			if err != nil || !bytes.Equal(fits, grown) {
				t.Errorf("other bytes in another buffer: %v", err)
			}
			if got := fits[2:][at.Signature.Start:at.Signature.End]; !strings.Contains(cut(fits[2:], at.URL)+cut(fits[2:], at.Headers), string(got)) || len(got) != 64 {
				t.Errorf("the signature span holds %q", got)
			}
		})
	}
}

func TestSignerReadsTheHostsClock(t *testing.T) {
	clock := func() time.Time { return time.Unix(1440938160, 0) }
	signer, err := op.NewSigner(settings(t, explicit...), op.System{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	request := listUsers
	want, at, _ := signer.AppendSign(nil, &request)
	request.Time = op.Now
	got, _, err := signer.AppendSign(nil, &request)
	if err != nil || cut(got, at.Signature) != cut(want, at.Signature) {
		t.Errorf("signed for another time: %v\n%s", err, got)
	}
	request.Expires = 1 << 62 // more nanoseconds than a Duration has
	if _, _, err := signer.AppendPresign(nil, &request); !errors.Is(err, fault.ExpiresOutOfRange) {
		t.Errorf("got %v", err)
	}
}

func TestSignerServesManyGoroutines(t *testing.T) {
	signer, err := op.NewSigner(settings(t, explicit...), op.System{})
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for g := range 4 {
		wait.Go(func() {
			request := listUsers
			request.Headers += "X-Who: " + string(rune('a'+g)) + "\n"
			want, _, err := signer.AppendSign(nil, &request)
			for range 500 {
				bad := op.Request{Method: "GET", URL: request.URL, Headers: "no colon"}
				if _, _, err := signer.AppendSign(nil, &bad); !errors.Is(err, fault.InvalidHeader) {
					t.Errorf("got %v", err)
				}
				if got, _, _ := signer.AppendSign(nil, &request); err != nil || !bytes.Equal(got, want) {
					t.Errorf("got %s, want %s", got, want)
				}
			}
		})
	}
	wait.Wait()
}
