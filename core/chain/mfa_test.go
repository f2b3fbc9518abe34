package chain_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

const (
	aKey     = "[user]\naws_access_key_id=AKIDUSER\naws_secret_access_key=" + secret + "\n"
	withCode = "[default]\nrole_arn=inner\nsource_profile=user\nmfa_serial=arn:aws:iam::1:mfa/me\n"
	onIt     = "[profile outer]\nrole_arn=outer\nsource_profile=default\n"
)

// takesCodes is an AWS STS that takes each code once, as the real one.
func takesCodes(t *testing.T, end func() time.Time) *source {
	used := map[string]bool{"000000": true}
	return serve(t, func(r *http.Request) (int, string) {
		code := r.Form.Get("TokenCode")
		if r.Form.Get("RoleArn") == "inner" && (used[code] || r.Form.Get("SerialNumber") != "arn:aws:iam::1:mfa/me") {
			return 403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>MultiFactorAuthentication failed with invalid MFA one time pass code. </Message></Error></ErrorResponse>"
		}
		used[code] = code != ""
		if code == "503503" {
			return 503, ""
		}
		return 200, stsAnswer("ASIA"+strings.ToUpper(r.Form.Get("RoleArn"))+code, end())
	})
}

func TestARoleGetsTheCodeOfItsDevice(t *testing.T) {
	for _, c := range []struct {
		name, code, want string
		fails            fault.Code
		says             string
		sent             int32
	}{
		{"a good one", "123456", "ASIAINNER123456", 0, "", 1},
		{"with the line break of a terminal", "123456\n", "ASIAINNER123456", 0, "", 1},
		{"a wrong one is sent once", "000000", "", fault.CredentialsRefused, "invalid MFA one time pass code", 1},
		{"nor is one again that the service has not answered", "503503", "", fault.OK, "", 1},
		{"none", "", "", fault.MFACodeNeeded, "arn:aws:iam::1:mfa/me", 0},
		{"words", "secret", "", fault.CredentialsMalformed, "6 digits", 0},
		{"too many", "1234567", "", fault.CredentialsMalformed, "6 digits", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			sts := takesCodes(t, func() time.Time { return now.Add(time.Hour) })
			o := options(map[string]string{"HOME": "/h", "AWS_ENDPOINT_URL_STS": sts.URL}, files{"/h/.aws/config": withCode, "/h/.aws/credentials": aKey}, func() time.Time { return now })
			o.ExternalMFA, o.Client.Retries = true, 3
			made, err := find(t, o)
			if err != nil {
				t.Fatal(err)
			}
			if got := made.Serial(); got != "arn:aws:iam::1:mfa/me" {
				t.Errorf("the device is %q", got)
			}
			found, err := made.AssumeRole(context.Background(), c.code)
			if found.AccessKeyID != c.want || c.fails != 0 && (!errors.Is(err, c.fails) || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("%v, %v", found, err)
			}
			if c.fails != 0 && c.code != "" && strings.Contains(err.Error(), c.code) {
				t.Errorf("the code is in the error: %v", err)
			}
			if sts.asked.Load() != c.sent {
				t.Errorf("%d requests", sts.asked.Load())
			}
			if _, err := made.Signer(now); (err == nil) != (c.want != "") {
				t.Errorf("the signer: %v", err)
			}
		})
	}
}

// A role that is assumed by another one keeps its credentials until they end, so that
// nobody is asked each time that the other's end.
func TestACodeIsNotAskedForAgainWhileItsRoleIsGood(t *testing.T) {
	clock := now
	asked := 0
	sts := takesCodes(t, func() time.Time { return clock.Add(time.Hour) })
	o := options(map[string]string{"HOME": "/h", "AWS_PROFILE": "outer", "AWS_ENDPOINT_URL_STS": sts.URL},
		files{"/h/.aws/config": withCode + onIt, "/h/.aws/credentials": aKey}, func() time.Time { return clock })
	o.MFACode = func(_ context.Context, serial string) (string, error) {
		asked++
		return fmt.Sprint(123456 + asked), nil
	}
	made, err := find(t, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		later time.Duration
		asked int
	}{{0, 1}, {30 * time.Minute, 1}, {29*time.Minute + 30*time.Second, 2}} {
		clock = clock.Add(step.later)
		if _, err := made.AssumeRole(context.Background(), ""); err != nil || asked != step.asked {
			t.Fatalf("after %v: asked %d times, %v", step.later, asked, err)
		}
		if serial := made.Serial(); serial != "" {
			t.Errorf("needs a code of %q right after one", serial)
		}
	}
}

// What a source keeps between two questions is not for two at once.
func TestCodesOfManyAreSentOneAfterAnother(t *testing.T) {
	var inside, most atomic.Int32
	sts := serve(t, func(r *http.Request) (int, string) {
		if n := inside.Add(1); n > 1 {
			most.Store(n)
		}
		defer inside.Add(-1)
		runtime.Gosched()
		return 200, stsAnswer("ASIA"+r.Form.Get("TokenCode"), now.Add(time.Hour))
	})
	o := options(map[string]string{"HOME": "/h", "AWS_ENDPOINT_URL_STS": sts.URL}, files{"/h/.aws/config": withCode, "/h/.aws/credentials": aKey}, func() time.Time { return now })
	o.ExternalMFA = true
	made, err := find(t, o)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			code := fmt.Sprint(200000 + i)
			if found, err := made.AssumeRole(context.Background(), code); err != nil || found.AccessKeyID != "ASIA"+code {
				t.Errorf("%s: %s, %v", code, found.AccessKeyID, err)
			}
		})
	}
	all.Wait()
	if most.Load() > 0 || sts.asked.Load() != 16 {
		t.Errorf("%d of %d requests were under way at once", most.Load(), sts.asked.Load())
	}
}

func TestNobodyThereForACode(t *testing.T) {
	two := strings.ReplaceAll(onIt, "source_profile", "mfa_serial=other\nsource_profile")
	for _, c := range []struct {
		name, profile, config string
		external              bool
		want                  fault.Code
	}{
		{"nobody can be asked", "", withCode, false, fault.MFACodeNeeded},
		{"nor on the way", "outer", withCode + onIt, false, fault.MFACodeNeeded},
		{"a role has no device", "outer", withCode + two, true, fault.ProfileUnsupported},
	} {
		o := options(map[string]string{"HOME": "/h", "AWS_PROFILE": c.profile}, files{"/h/.aws/config": c.config, "/h/.aws/credentials": aKey}, func() time.Time { return now })
		o.ExternalMFA = c.external
		if _, err := find(t, o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	o := options(map[string]string{"HOME": "/h"}, files{"/h/.aws/config": withCode, "/h/.aws/credentials": aKey}, func() time.Time { return now })
	o.MFACode = func(context.Context, string) (string, error) { return "", errors.New("left alone") }
	made, err := find(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := made.Wait(context.Background()); !errors.Is(err, fault.MFACodeNeeded) {
		t.Errorf("who is asked gives none: %v", err)
	}
}
