package chain_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/chain"
)

func linesOf(c *chain.Chain) []string {
	var out []string
	for line := range strings.Lines(c.Log.Take()) {
		stamp, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if _, err := time.Parse(time.RFC3339, stamp); err != nil {
			text = "no time: " + line
		}
		out = append(out, text)
	}
	return out
}

// What is said of each source on the way to the one that gives something.
func TestTheLogSaysWhichSourceWasAsked(t *testing.T) {
	clock := now
	code := "123456"
	status := 200
	sts := serve(t, func(r *http.Request) (int, string) {
		if status != 200 {
			return status, "<Code>AccessDenied</Code><Message>not\nyou</Message>"
		}
		return 200, stsAnswer("ASIATEMPORARYKEY", clock.Add(time.Hour))
	})
	o := options(map[string]string{"HOME": "/h", "AWS_PROFILE": "outer", "AWS_ENDPOINT_URL_STS": sts.URL},
		files{"/h/.aws/config": withCode + onIt, "/h/.aws/credentials": aKey}, func() time.Time { return clock })
	o.MFACode = func(context.Context, string) (string, error) { return code, nil }
	made, err := find(t, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name   string
		status int
		want   []string
	}{
		{"the first time", 200, []string{
			"credentials of the environment: absent, no AWS_ACCESS_KEY_ID",
			"credentials of profile outer: it names role_arn",
			"credentials of profile user: a key, without end",
			"credentials of role inner of profile default: a key that ends in YKEY, until 2026-11-28T11:00:00Z",
			"credentials of role outer of profile outer: a key that ends in YKEY, until 2026-11-28T11:00:00Z",
		}},
		{"nothing is asked", 200, nil},
		{"refused", 403, []string{
			"credentials of profile user: a key, without end",
			`credentials: failed, CREDENTIALS_REFUSED: role inner of profile default answered "403 Forbidden": "AccessDenied: not\nyou"`,
		}},
	} {
		if status = step.status; status != 200 {
			clock = clock.Add(2 * time.Hour)
		}
		_, err := made.Wait(context.Background())
		if (err == nil) != (status == 200) {
			t.Fatal(err)
		}
		got := linesOf(made)
		if strings.Join(got, "\n") != strings.Join(step.want, "\n") {
			t.Errorf("%s:\n%s", step.name, strings.Join(got, "\n"))
		}
		for _, line := range got {
			if strings.Contains(line, secret[:8]) || strings.Contains(line, code) || strings.Contains(line, "AKIDUSER") {
				t.Errorf("a secret is in %q", line)
			}
		}
	}
}

// Each source's way to say that it was passed over, or decides.
func TestTheLogOfWhatWasPassedOver(t *testing.T) {
	near := serve(t, func(*http.Request) (int, string) { return 200, jsonAnswer("ASIACONTAINERKEY", now.Add(time.Hour)) })
	for _, c := range []struct {
		name  string
		env   map[string]string
		files files
		want  string
	}{
		{"the environment", map[string]string{"AWS_ACCESS_KEY_ID": "AKIDENVIRONMENT", "AWS_SECRET_ACCESS_KEY": secret}, nil,
			"credentials of the environment: a key that ends in MENT, without end"},
		{"the container", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": near.URL}, nil,
			"credentials of the environment: absent, no AWS_ACCESS_KEY_ID|credentials of the profile: absent, no file has [default]|credentials of the container's credentials: a key that ends in RKEY, until 2026-11-28T11:00:00Z"},
		{"a name with control characters", map[string]string{"AWS_PROFILE": "a\x1bb\u0085"}, files{"/h/.aws/credentials": "[a\x1bb\u0085]\naws_access_key_id=AKIDPROFILEKEY\naws_secret_access_key=" + secret + "\n"},
			"credentials of the environment: absent, no AWS_ACCESS_KEY_ID|credentials of profile a?b?: it names aws_access_key_id|credentials of profile a?b?: a key that ends in EKEY, without end"},
		{"a profile with keys", nil, files{"/h/.aws/config": "[default]\naws_access_key_id=AKIDPROFILEKEY\naws_secret_access_key=" + secret + "\n"},
			"credentials of the environment: absent, no AWS_ACCESS_KEY_ID|credentials of profile default: it names aws_access_key_id|credentials of profile default: a key that ends in EKEY, without end"},
	} {
		env := map[string]string{"HOME": "/h"}
		for name, value := range c.env {
			env[name] = value
		}
		made, err := find(t, options(env, c.files, func() time.Time { return now }))
		if err != nil {
			t.Fatal(c.name, err)
		}
		if _, err := keyOf(t, made); err != nil {
			t.Error(c.name, err)
		}
		if got := strings.Join(linesOf(made), "|"); got != c.want {
			t.Errorf("%s:\n%s", c.name, got)
		}
	}
}

// What nobody takes does not grow.
func TestTheLogIsBounded(t *testing.T) {
	near := serve(t, func(*http.Request) (int, string) { return 403, `{"code":"` + strings.Repeat("x", 5000) + `"}` })
	made, err := find(t, options(map[string]string{"HOME": "/h", "AWS_CONTAINER_CREDENTIALS_FULL_URI": near.URL}, nil, func() time.Time { return now }))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		_, _ = made.Wait(context.Background())
	}
	if text := made.Log.Take(); len(text) > 16<<10 || strings.Count(text, "\n") != 32 {
		t.Errorf("%d bytes, %d lines", len(text), strings.Count(text, "\n"))
	}
}
