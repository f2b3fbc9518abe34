package chain

import (
	gojson "encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/sallyport/sallyport/core/json"
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
		`{"accessToken":{"accessKeyId":"A","secretAccessKey":"0123456789abcdef","sessionToken":"T","expiresAt":"2026-11-28T10:00:00Z"}}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		for _, n := range []names{capital, program, small, inSet, ofECS, ofSTS, ofLogin, ofRAM, ofOAuth, ofCLI} {
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
		_, _ = readAliyun(body)
		var before, after any
		if gojson.Unmarshal([]byte(body), &before) != nil || !utf8.ValidString(body) || !parses(body) {
			return
		}
		if err := gojson.Unmarshal([]byte(replaced(body, nil)), &after); err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("%q became %q: %v", body, replaced(body, nil), err)
		}
		_ = rewritten(body, inProfile(0, map[string]string{"oauth_access_token": `"A"`}))
	})
}

func parses(text string) bool {
	r := json.Read(text)
	for {
		if _, ok := r.Next(); !ok {
			return r.Err() == nil
		}
	}
}

func TestReplacedKeepsTheRest(t *testing.T) {
	const text = `{"a": {"b": [1, {"c": null}], "d": "x"}, "e": "\u00e9", "f": [], "a2": true}`
	for _, c := range []struct {
		values map[string]string
		want   string
	}{
		{nil, `{"a": {"b": [1, {"c": null}], "d": "x"}, "e": "\u00e9", "f": [], "a2": true}`},
		{map[string]string{"a": `"A"`, "b": "not at the top"}, `{"a": "A", "e": "\u00e9", "f": [], "a2": true}`},
		{map[string]string{"a2": "{}", "f": "1", "new": "1"}, `{"a": {"b": [1, {"c": null}], "d": "x"}, "e": "\u00e9", "f": 1, "a2": {}}`},
	} {
		if got := replaced(text, c.values); got != c.want {
			t.Errorf("%v: %s", c.values, got)
		}
	}
}

func TestOneProfileIsRewritten(t *testing.T) {
	const text = `{"current": "b", "profiles": [{"name": "a", "t": "1"}, {"name": "b", "t": {"t": 1}, "n": 2, "more": [{"t": 3}]}, {"name": "b", "t": 4}], "t": [{"t": 5}]}`
	const want = `{"current": "b", "profiles": [{"name": "a", "t": "1"}, {"name": "b", "t": "new", "n": 7, "more": [{"t": 3}]}, {"name": "b", "t": 4}], "t": [{"t": 5}]}`
	file, err := readAliyun(text)
	if err != nil {
		t.Fatal(err)
	}
	if got := rewritten(text, inProfile(file.index("b"), map[string]string{"t": `"new"`, "n": "7", "other": "0"})); got != want {
		t.Errorf("%s", got)
	}
}
