package conformance

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// roleCases ask a stand-in of AWS STS for the credentials of a role that needs the code
// of an MFA device. The answer has the device that was asked about.
func roleCases() []testCase {
	const (
		answer = "<R><AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>0123456789abcdef</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration></R>"
		no     = "<R><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code.</Message></R>"
		pair   = "aws_access_key_id=AKIDUSER\naws_secret_access_key=0123456789abcdef\n"
		role   = "[default]\nregion=eu-west-1\nrole_arn=arn:aws:iam::1:role/r\nsource_profile=user\nmfa_serial=arn:aws:iam::1:mfa/me\n[profile user]\n" + pair
	)
	var cases []testCase
	for _, c := range []struct{ name, code, config, expect string }{
		{"a good code", "123456", role, "OK"},
		{"a wrong code", "000000", role, "CREDENTIALS_REFUSED"},
		{"no code", "", role, "MFA_CODE_NEEDED"},
		{"not six digits", "12345x", role, "CREDENTIALS_MALFORMED"},
	} {
		call := wire.Frame{Head: "role"}
		call.Add("code", c.code)
		call.Add("option:credentials.source", "profile")
		call.Add("option:credentials.external_mfa", "true")
		var want map[string]string
		if c.expect == "OK" {
			want = map[string]string{"access_key_id": "ASIAROLE", "serial": "arn:aws:iam::1:mfa/me", "region": "eu-west-1"}
		}
		cases = append(cases, testCase{row: "role", family: "role", name: c.name, call: call, expect: c.expect, want: want,
			world: func(t *testing.T, call *wire.Frame) func(*testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					if r.FormValue("TokenCode") != "123456" || r.FormValue("SerialNumber") != "arn:aws:iam::1:mfa/me" {
						w.WriteHeader(http.StatusForbidden)
						_, _ = w.Write([]byte(no))
						return
					}
					_, _ = w.Write([]byte(answer))
				}))
				t.Cleanup(server.Close)
				file := filepath.Join(t.TempDir(), "config")
				if err := os.WriteFile(file, []byte(c.config), 0o600); err != nil {
					t.Fatal(err)
				}
				call.Add("option:credentials.config_file", file)
				call.Add("option:env.AWS_ENDPOINT_URL_STS", server.URL)
				return func(*testing.T) {}
			}})
	}
	return cases
}
