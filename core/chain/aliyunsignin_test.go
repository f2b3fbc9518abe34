package chain_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// A refresh token is good once: what it gave is kept where the file cannot be written,
// and a new sign-in in the file counts before that.
func TestASignInThatCannotBeWrittenBack(t *testing.T) {
	clock := now
	var spent []string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
		refresh := r.FormValue("refresh_token")
		switch {
		case r.Host != "oauth.alibabacloud.com":
			w.WriteHeader(http.StatusNotFound)
		case r.URL.Path == "/v1/exchange":
			_, _ = w.Write([]byte(`{"accessKeyId":"BY-` + token + `","accessKeySecret":"` + secret + `","securityToken":"T","expiration":"` + clock.Add(15*time.Minute).Format(time.RFC3339) + `"}`))
		case slices.Contains(spent, refresh):
			w.WriteHeader(http.StatusBadRequest)
			_, _ = w.Write([]byte(`{"error":"invalid_grant"}`))
		default:
			spent = append(spent, refresh)
			_, _ = w.Write([]byte(`{"access_token":"A` + refresh + `","refresh_token":"` + refresh + `+","expires_in":1800}`))
		}
	}))
	t.Cleanup(server.Close)
	signedIn := func(access, refresh string) string {
		return `{"current":"p","profiles":[{"name":"p","mode":"OAuth","oauth_site_type":"INTL","oauth_access_token":"` + access + `","oauth_refresh_token":"` + refresh + `","oauth_access_token_expire":0}]}`
	}
	kept := files{"/nowhere/config.json": signedIn("", "R")}
	o := options(map[string]string{"HOME": "/h", "ALIBABA_CLOUD_CONFIG_FILE": "/nowhere/config.json"}, kept, func() time.Time { return clock })
	o.Source = "alibaba"
	var err error
	if o.Client.Trust, err = trust.New(trust.Options{Insecure: true}); err != nil {
		t.Fatal(err)
	}
	o.Client.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}
	made, err := find(t, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		name, file, want string
		fails            fault.Code
	}{
		{"renewed", "", "BY-AR", 0},
		{"with what was kept", "", "BY-AR+", 0},
		{"another sign-in", signedIn("", "S"), "BY-AS", 0},
		{"a sign-in that somebody else has renewed", signedIn("", "S"), "BY-AS+", 0},
		{"one that is over", signedIn("", "R"), "", fault.SSOSessionExpired},
		{"a profile that is gone", `{"profiles":[]}`, "", fault.ProfileNotFound},
	} {
		clock = clock.Add(time.Hour)
		if step.file != "" {
			kept["/nowhere/config.json"] = step.file
		}
		_, err := made.Wait(context.Background())
		if step.fails != 0 {
			if !errors.Is(err, step.fails) {
				t.Errorf("%s: %v", step.name, err)
			}
			continue
		}
		if found, _ := made.Now(); err != nil || found.AccessKeyID != step.want {
			t.Errorf("%s: %v, %v", step.name, found, err)
		}
	}
}
