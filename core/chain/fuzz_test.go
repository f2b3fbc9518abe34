package chain

import (
	"strings"
	"testing"
	"time"
)

// Whatever a source answers: credentials that a signer takes, or an error without
// the answer's secret.
func FuzzAnswers(f *testing.F) {
	for _, seed := range []string{
		`{"AccessKeyId":"A","SecretAccessKey":"0123456789abcdef","Token":"T","Expiration":"2026-11-28T10:00:00Z"}`,
		`{"roleCredentials":{"accessKeyId":"A","secretAccessKey":"0123456789abcdef","sessionToken":"T","expiration":1795860000000}}`,
		`{"credentialSet":[{"credentials":{"accessKeyId":"A","secretAccessKey":"0123456789abcdef","sessionToken":"T","expiration":"2026-11-28T10:00:00Z"}}]}`,
		"<R><AccessKeyId>A</AccessKeyId><SecretAccessKey>0123456789abcdef</SecretAccessKey><SessionToken>T</SessionToken><Expiration>2026-11-28T10:00:00Z</Expiration></R>",
		`{"current":"a","profiles":[{"name":"a","mode":"AK"}]}`, "<AccessKeyId>", `{"Version":1}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, n := range []names{capital, program, small, inSet, ofECS, ofSTS} {
			var found Found
			var err error
			if n.depth == 0 {
				found, err = n.take(elements(body, n.id, n.secret, n.token, n.expires), "source", true)
			} else {
				found, err = n.takeJSON([]byte(body), "source", true)
			}
			if err != nil {
				if strings.Contains(err.Error(), "0123456789abcdef") {
					t.Errorf("the secret is in %v", err)
				}
				continue
			}
			if found.Validate() != nil || found.Expires.IsZero() || found.Expires.Year() > time.Now().Year()+50000 {
				t.Errorf("took %v until %v", found.Credentials, found.Expires)
			}
		}
		_, _, _ = aliyunProfiles(body)
	})
}
