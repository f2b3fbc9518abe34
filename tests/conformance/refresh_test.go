package conformance

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// refreshCases ask a stand-in of a container's agent for credentials. Its answers
// are written here: AWS has no vectors of them.
func refreshCases() []testCase {
	const answer = `{"AccessKeyId":"AKIDCONTAINER","SecretAccessKey":"0123456789abcdef","Token":"T","Expiration":"2100-01-01T00:00:00Z"}`
	var cases []testCase
	for _, c := range []struct {
		name   string
		status int
		body   string
		env    []string
		expect string
		want   map[string]string
	}{
		{"container", 200, answer, nil, "OK", map[string]string{
			"access_key_id": "AKIDCONTAINER", "expires": "4102444800", "source": "the container's credentials",
			"log": "credentials of the environment: absent, no AWS_ACCESS_KEY_ID\ncredentials of the profile: absent, no file has [default]\ncredentials of the container's credentials: a key that ends in INER, until 2100-01-01T00:00:00Z\n"}},
		{"refused", 403, `{"code":"NotAllowed"}`, nil, "CREDENTIALS_REFUSED", nil},
		{"no credentials in it", 200, "{}", nil, "CREDENTIALS_ANSWER_MALFORMED", nil},
		{"no JSON", 200, "<html>", nil, "CREDENTIALS_ANSWER_MALFORMED", nil},
		{"expired", 200, `{"AccessKeyId":"A","SecretAccessKey":"0123456789abcdef","Token":"T","Expiration":"2001-01-01T00:00:00Z"}`, nil, "CREDENTIALS_EXPIRED", nil},
		{"no token in the file", 200, answer, []string{"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/nonexistent"}, "CREDENTIALS_FILE_UNREADABLE", nil},
		{"the environment has no end", 200, answer, []string{"AWS_ACCESS_KEY_ID", "AKIDENV", "AWS_SECRET_ACCESS_KEY", "0123456789abcdef"}, "OK", map[string]string{
			"access_key_id": "AKIDENV", "expires": "", "source": "the environment", "log": "credentials of the environment: a key, without end\n"}},
		{"another host", 200, answer, []string{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://example.com/"}, "CREDENTIALS_HOST_NOT_ALLOWED", nil},
	} {
		call := wire.Frame{Head: "refresh"}
		call.Add("option:credentials.source", "chain")
		for i := 0; i < len(c.env); i += 2 {
			call.Add("option:env."+c.env[i], c.env[i+1])
		}
		cases = append(cases, testCase{row: "refresh", family: "refresh", name: c.name, call: call, expect: c.expect, want: c.want,
			world: func(t *testing.T, call *wire.Frame) func(*testing.T) {
				server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(c.status)
					_, _ = w.Write([]byte(c.body))
				}))
				t.Cleanup(server.Close)
				if call.Get("option:env.AWS_CONTAINER_CREDENTIALS_FULL_URI") == "" {
					call.Add("option:env.AWS_CONTAINER_CREDENTIALS_FULL_URI", server.URL+"/")
				}
				return func(*testing.T) {}
			}})
	}
	return cases
}
