package chain_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

var now = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

const secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

// source is a server of credentials whose answer is a function of the request.
type source struct {
	*httptest.Server
	asked atomic.Int32
}

func serve(t *testing.T, answer func(r *http.Request) (status int, body string)) *source {
	t.Helper()
	s := &source{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		_ = r.ParseForm()
		status, body := answer(r)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s
}

func stsAnswer(id string, expires time.Time) string {
	return fmt.Sprintf("<R><Credentials><AccessKeyId>%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>T</SessionToken>"+
		"<Expiration>%s</Expiration></Credentials></R>", id, secret, expires.Format(time.RFC3339))
}

func jsonAnswer(id string, expires time.Time) string {
	return fmt.Sprintf(`{"Code":"Success","AccessKeyId":%q,"SecretAccessKey":%q,"Token":"T","Expiration":%q}`, id, secret, expires.Format(time.RFC3339))
}

type files map[string]string

func options(env map[string]string, f files, clock func() time.Time) chain.Options {
	return chain.Options{
		Source: "chain",
		Profile: credentials.ProfileOptions{
			Env: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
			ReadFile: func(path string) ([]byte, error) {
				if text, ok := f[path]; ok {
					return []byte(text), nil
				}
				return nil, fs.ErrNotExist
			},
		},
		Client: client.Options{Clock: clock, Retries: -1},
	}
}

func find(t *testing.T, o chain.Options) (*chain.Chain, error) {
	t.Helper()
	c, err := chain.Find(o)
	if err != nil {
		return nil, err
	}
	t.Cleanup(c.Close)
	if err := c.Use(sigv4.Options{Region: "eu-west-1", Service: "s3"}); err != nil {
		t.Fatal(err)
	}
	return c, nil
}

func keyOf(t *testing.T, c *chain.Chain) (string, error) {
	t.Helper()
	if pair, ok := c.Static(); ok {
		return pair.AccessKeyID, nil
	}
	if _, err := c.Wait(context.Background()); err != nil {
		return "", err
	}
	found, _ := c.Now()
	return found.AccessKeyID, nil
}

// Which source of several decides, and what it is asked.
func TestFindsInBotocoresOrder(t *testing.T) {
	sts := serve(t, func(r *http.Request) (int, string) {
		id := "ASIA" + strings.ToUpper(strings.ReplaceAll(r.Form.Get("RoleArn"), "-", ""))
		for _, name := range []string{"WebIdentityToken", "ExternalId", "DurationSeconds", "RoleSessionName"} {
			if v := r.Form.Get(name); v != "" {
				id += "." + v
			}
		}
		if auth := r.Header.Get("Authorization"); auth != "" {
			key, _, _ := strings.Cut(strings.SplitN(auth, "Credential=", 2)[1], "/")
			id += ".by." + key
		}
		return 200, stsAnswer(id, now.Add(time.Hour))
	})
	near := serve(t, func(r *http.Request) (int, string) {
		switch r.URL.Path {
		case "/latest/api/token":
			return 200, "TOKEN"
		case "/latest/meta-data/iam/security-credentials/":
			return 200, "role"
		}
		return 200, jsonAnswer("NEAR."+r.Header.Get("Authorization")+r.Header.Get("X-aws-ec2-metadata-token"), now.Add(time.Hour))
	})
	const keys = "aws_access_key_id = FILE\naws_secret_access_key = 0123456789012345\n"
	pair := map[string]string{"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "0123456789012345"}
	for _, c := range []struct {
		name    string
		env     map[string]string
		config  string
		profile string
		want    string
	}{
		{"environment before all", pair, "[default]\n" + keys, "", "ENV"},
		{"a named profile before the environment", pair, "[profile p]\n" + keys, "p", "FILE"},
		{"AWS_PROFILE behind it", map[string]string{"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "0123456789012345", "AWS_PROFILE": "p"}, "[profile p]\n" + keys, "", "ENV"},
		{"a role", nil, "[default]\nrole_arn = r\nsource_profile = s\nrole_session_name = n\nexternal_id = e\nduration_seconds = 900\n[profile s]\n" + keys, "", "ASIAR.e.900.n.by.FILE"},
		{"a role of a role", nil, "[default]\nrole_arn = r\nsource_profile = s\nrole_session_name=n\n[profile s]\nrole_arn = q\nrole_session_name=n\nsource_profile = t\n[profile t]\n" + keys, "", "ASIAR.n.by.ASIAQ.n.by.FILE"},
		{"a role with its own keys", nil, "[default]\nrole_arn = r\nsource_profile = default\nrole_session_name=n\n" + keys, "", "ASIAR.n.by.FILE"},
		{"a role of the environment", pair, "[profile p]\nrole_arn = r\ncredential_source = Environment\nrole_session_name=n\n", "p", "ASIAR.n.by.ENV"},
		{"a role before a web identity", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "w"}, "[default]\nrole_arn = r\nrole_session_name=n\nsource_profile = s\n[profile s]\n" + keys, "", "ASIAR.n.by.FILE"},
		{"a web identity", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "w", "AWS_ROLE_SESSION_NAME": "n"}, "[default]\n" + keys, "", "ASIAW.TKN.n"},
		{"a web identity of a profile", nil, "[default]\nrole_arn=r\nweb_identity_token_file=/token\nrole_session_name=n\n", "", "ASIAR.TKN.n"},
		{"a container", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": near.URL + "/c", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "A"}, "", "", "NEAR.A"},
		{"a container with a token file", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": near.URL + "/c", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE": "/token", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "A"}, "", "", "NEAR.TKN"},
		{"the instance", nil, "[default]\nregion = eu-west-1\n", "", "NEAR.TOKEN"},
		{"a role of the instance", nil, "[default]\nrole_arn = r\nrole_session_name=n\ncredential_source=Ec2InstanceMetadata\n", "", "ASIAR.n.by.NEAR.TOKEN"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{"HOME": "/h", "AWS_ENDPOINT_URL_STS": sts.URL, "AWS_EC2_METADATA_SERVICE_ENDPOINT": near.URL}
			for k, v := range c.env {
				env[k] = v
			}
			o := options(env, files{"/h/.aws/config": c.config, "/token": "TKN\n"}, func() time.Time { return now })
			o.Profile.Name = c.profile
			found, err := find(t, o)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := keyOf(t, found); err != nil || got != c.want {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}

// What is wrong with files and environment is said before anything is sent.
func TestFindRefuses(t *testing.T) {
	for _, c := range []struct {
		name, config string
		env          map[string]string
		code         fault.Code
		says         string
	}{
		{"no source", "[default]\nrole_arn = r\n", nil, fault.ProfileIncomplete, `profile "default", /h/.aws/config line 2: role_arn has neither`},
		{"two sources", "[default]\nrole_arn = r\nsource_profile=a\ncredential_source=Environment\n", nil, fault.ProfileIncomplete, "both set"},
		{"a loop", "[default]\nrole_arn = r\nsource_profile=a\n[profile a]\nrole_arn=r\nsource_profile=default\n", nil, fault.ProfileIncomplete, `leads back to "default"`},
		{"itself without keys", "[default]\nrole_arn = r\nsource_profile=default\n", nil, fault.ProfileIncomplete, "leads back"},
		{"a source that is not there", "[default]\nrole_arn = r\nsource_profile=a\n", nil, fault.ProfileNotFound, `"a"`},
		{"another credential_source", "[default]\nrole_arn = r\ncredential_source=environment\n", nil, fault.ProfileIncomplete, "Ec2InstanceMetadata"},
		{"a code of a person", "[default]\nrole_arn = r\ncredential_source=Ec2InstanceMetadata\nmfa_serial=m\n", nil, fault.MFACodeNeeded, "MFA device"},
		{"a token without role", "", map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "/t"}, fault.ProfileIncomplete, "AWS_ROLE_ARN"},
		{"half of a sign-in", "[default]\nsso_role_name = r\nsso_account_id=1\nsso_start_url=https://x\n", nil, fault.ProfileIncomplete, "sso_region"},
		{"a session that is not there", "[default]\nsso_role_name = r\nsso_account_id=1\nsso_session=x\n", nil, fault.ProfileNotFound, "sso-session"},
		{"a command", "[default]\ncredential_process = 'x\n", nil, fault.ProfileIncomplete, "quote"},
		{"a container elsewhere", "", map[string]string{"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://example.com/"}, fault.CredentialsHostNotAllowed, "example.com"},
		{"a profile that is not there", "", map[string]string{"AWS_PROFILE": "x"}, fault.ProfileNotFound, `"x"`},
		{"nothing", "", map[string]string{"AWS_EC2_METADATA_DISABLED": "true"}, fault.CredentialsMissing, "AWS_EC2_METADATA_DISABLED"},
		{"an end that is none", "", map[string]string{"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "0123456789012345", "AWS_CREDENTIAL_EXPIRATION": "soon"}, fault.CredentialsMalformed, "soon"},
	} {
		t.Run(c.name, func(t *testing.T) {
			env := map[string]string{"HOME": "/h"}
			for k, v := range c.env {
				env[k] = v
			}
			_, err := find(t, options(env, files{"/h/.aws/config": c.config}, nil))
			if !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// What a source answers that is not what was asked for; no error holds the secret.
func TestAnswersThatAreNone(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		body   string
		code   fault.Code
		says   string
	}{
		{"refused", 403, "<E><Code>AccessDenied</Code><Message>not &amp; you</Message></E>", fault.CredentialsRefused, `"AccessDenied: not & you"`},
		{"no XML", 200, "hello", fault.CredentialsAnswerMalformed, "no AccessKeyId"},
		{"no end", 200, "<AccessKeyId>A</AccessKeyId><SecretAccessKey>" + secret + "</SecretAccessKey>", fault.CredentialsAnswerMalformed, "Expiration"},
		{"a line break in the key", 200, stsAnswer("A\nB", now.Add(time.Hour)), fault.CredentialsAnswerMalformed, "line break"},
		{"over", 200, stsAnswer("A", now.Add(-time.Hour)), fault.CredentialsExpired, "2026-11-28T09:00:00Z"},
		{"a redirect", 302, "", fault.CredentialsRefused, "302"},
		{"too long", 200, strings.Repeat("x", 70<<10), fault.HTTPBodyTooLarge, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			sts := serve(t, func(*http.Request) (int, string) { return c.status, c.body })
			env := map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "r", "AWS_ENDPOINT_URL_STS": sts.URL}
			found, err := find(t, options(env, files{"/token": "TKN"}, func() time.Time { return now }))
			if err != nil {
				t.Fatal(err)
			}
			_, err = keyOf(t, found)
			if !errors.Is(err, c.code) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "TKN") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// clock is one that is set.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func webIdentity(t *testing.T, at *clock, answer func(*http.Request) (int, string)) (*chain.Chain, *source) {
	t.Helper()
	sts := serve(t, answer)
	env := map[string]string{"AWS_WEB_IDENTITY_TOKEN_FILE": "/token", "AWS_ROLE_ARN": "r", "AWS_ENDPOINT_URL_STS": sts.URL}
	c, err := find(t, options(env, files{"/token": "TKN"}, at.now))
	if err != nil {
		t.Fatal(err)
	}
	return c, sts
}

// Programs write that their credentials never end, as the last second that there is.
func TestAnEndFarAway(t *testing.T) {
	for _, end := range []string{"9999-12-31T23:59:59-10:00", "9999-12-31T23:59:59Z", "2262-04-11T23:47:17Z", "2261-12-31T00:00:00Z"} {
		expires, err := time.Parse(time.RFC3339, end)
		if err != nil {
			t.Fatal(err)
		}
		c, sts := webIdentity(t, &clock{at: now}, func(*http.Request) (int, string) { return 200, stsAnswer("A", expires) })
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range 2 {
			if _, err := c.Wait(ctx); err != nil {
				t.Errorf("%s: %v", end, err)
			}
		}
		if found, _ := c.Now(); found.Expires.Year() > 9999 || found.Expires.Before(expires.Add(-10*time.Hour)) || sts.asked.Load() != 1 {
			t.Errorf("%s: asked %d times for %v", end, sts.asked.Load(), found.Expires)
		}
	}
}

// Many wait, one asks.
func TestOneAsksForAll(t *testing.T) {
	release := make(chan struct{})
	c, sts := webIdentity(t, &clock{at: now}, func(*http.Request) (int, string) {
		<-release
		return 200, stsAnswer("A", now.Add(time.Hour))
	})
	if _, err := c.Signer(now); !errors.Is(err, fault.CredentialsStale) {
		t.Fatalf("before anything was asked: %v", err)
	}
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			if s, err := c.Wait(context.Background()); s == nil || err != nil {
				t.Error(err)
			}
		})
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Wait(cancelled); !errors.Is(err, fault.Cancelled) {
		t.Errorf("who gave up got %v", err)
	}
	close(release)
	wait.Wait()
	if n := sts.asked.Load(); n > 2 { // one more if it was the cancelled who asked first
		t.Errorf("the source was asked %d times", n)
	}
}

// Ahead of the end others are asked for aside, while the old ones sign on.
func TestRenewsAheadOfTheEnd(t *testing.T) {
	at := &clock{at: now}
	answered := make(chan string, 4)
	var fails atomic.Bool
	c, sts := webIdentity(t, at, func(*http.Request) (int, string) {
		id := "KEY" + at.now().Format("1504")
		defer func() { answered <- id }()
		if fails.Load() {
			return 500, "down"
		}
		return 200, stsAnswer(id, at.now().Add(time.Hour))
	})
	if key, err := keyOf(t, c); key != "KEY1000" || err != nil {
		t.Fatal(key, err)
	}
	<-answered
	fresh := func() string { found, _ := c.Now(); return found.AccessKeyID }

	at.set(now.Add(44 * time.Minute)) // a quarter of an hour is left at 45
	if _, err := c.Signer(at.now()); err != nil || sts.asked.Load() != 1 {
		t.Fatal("asked too early", err)
	}
	at.set(now.Add(46 * time.Minute))
	fails.Store(true)
	if s, err := c.Signer(at.now()); s == nil || err != nil {
		t.Fatal("the old ones are valid, and the signer is blocked:", err)
	}
	<-answered
	if s, err := c.Wait(context.Background()); s == nil || err != nil || fresh() != "KEY1000" {
		t.Fatal("a source that is down spoils what is valid:", err)
	}
	at.set(now.Add(61 * time.Minute))
	if _, err := c.Signer(at.now()); !errors.Is(err, fault.CredentialsStale) || !strings.Contains(err.Error(), "expired at 2026-11-28T11:00:00Z") {
		t.Fatal("past the end:", err)
	}
	if _, err := c.Wait(context.Background()); !errors.Is(err, fault.CredentialsRefused) || !strings.Contains(err.Error(), "expired at 2026-11-28T11:00:00Z") {
		t.Fatal("past the end, and the source is down:", err)
	}
	fails.Store(false)
	if key, err := keyOf(t, c); key != "KEY1101" || err != nil {
		t.Fatal(key, err)
	}
	if s, err := c.Former("KEY1000"); s == nil || err != nil {
		t.Fatal("a body that was begun cannot be ended:", err)
	}
	if _, err := c.Former("KEY0900"); !errors.Is(err, fault.CredentialsNotKept) {
		t.Fatal("what never was:", err)
	}
}

// A body is ended with the credentials that its head was signed with, whose end
// may come before its own.
func TestABodyKeepsTheCredentialsOfItsHead(t *testing.T) {
	at := &clock{at: now}
	c, _ := webIdentity(t, at, func(*http.Request) (int, string) {
		return 200, stsAnswer("KEY"+at.now().Format("1504"), at.now().Add(time.Hour))
	})
	begin, err := c.Wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	_, want, err := begin.SignChunks(&sigv4.Request{Method: "PUT", URL: "https://b.s3.eu-west-1.amazonaws.com/k", Time: now}, 3, 0)
	if err != nil {
		t.Fatal(err)
	}
	state := string(want.AppendState(nil))
	at.set(now.Add(2 * time.Hour))
	next, err := c.Wait(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := next.ResumeChunks(state); fault.CodeOf(err) != fault.InvalidArgument {
		t.Error("another key goes on with it:", err)
	}
	if _, err := c.Former("KEY"); !errors.Is(err, fault.CredentialsNotKept) {
		t.Error("of another process:", err)
	}
	former, err := c.Former(sigv4.StateAccessKeyID(state))
	if err != nil {
		t.Fatal(err)
	}
	got, err := former.ResumeChunks(state)
	if err != nil {
		t.Fatal(err)
	}
	wanted, _, _ := want.Next([]byte("abc"))
	if head, _, err := got.Next([]byte("abc")); err != nil || string(head) != string(wanted) {
		t.Errorf("%q, not %q: %v", head, wanted, err)
	}
}

// The form that goes out is one that net/url reads.
func TestFormOfTheRequest(t *testing.T) {
	var form url.Values
	at := &clock{at: now}
	c, _ := webIdentity(t, at, func(r *http.Request) (int, string) {
		form = r.PostForm
		return 200, stsAnswer("A", now.Add(time.Hour))
	})
	if _, err := keyOf(t, c); err != nil {
		t.Fatal(err)
	}
	want := url.Values{"Action": {"AssumeRoleWithWebIdentity"}, "Version": {"2011-06-15"}, "RoleArn": {"r"}, "WebIdentityToken": {"TKN"}, "RoleSessionName": {fmt.Sprintf("sallyport-%d", now.Unix())}}
	if form.Encode() != want.Encode() {
		t.Errorf("got %v", form)
	}
}
