package chain

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
)

// cloudSSO exchanges the token that a sign-in of Alibaba Cloud's CLI has left for
// credentials of an account. The file is read each time, so that a new sign-in counts.
func (f *finder) cloudSSO(file aliyunProfiles, p map[string]string, source string) (provider, error) {
	for _, key := range []string{"cloud_sso_sign_in_url", "cloud_sso_account_id", "cloud_sso_access_config"} {
		if p[key] == "" {
			return nil, fault.New(fault.ProfileIncomplete, "%s of %s: CloudSSO needs %s", source, file.path, key)
		}
	}
	u, err := url.Parse(p["cloud_sso_sign_in_url"])
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return nil, fault.New(fault.ProfileIncomplete, "%s of %s: cloud_sso_sign_in_url is %.100q, which is no https URL", source, file.path, fault.URL(p["cloud_sso_sign_in_url"]))
	}
	login := "aliyun configure --mode CloudSSO --profile " + p["name"]
	body := []byte(object("AccountId", p["cloud_sso_account_id"], "AccessConfigurationId", p["cloud_sso_access_config"]))
	return func(ctx context.Context) (Found, error) {
		now, err := f.again(p["name"])
		if err != nil {
			return Found{}, err
		}
		expires, _ := strconv.ParseInt(now["cloud_sso_access_token_expire"], 10, 64)
		if now["access_token"] == "" || expires <= f.o.Client.Clock().Unix() {
			return Found{}, signedOut(source, expires, login)
		}
		return f.exchange(ctx, &client.Request{Method: "POST", URL: "https://" + u.Host + "/cloud-credentials", Body: body}, now["access_token"], ofRAM.depth, source, login)
	}, nil
}

// oauthSites are where a sign-in of the CLI in a browser leads, and the id that the CLI
// has there, which is public.
var oauthSites = map[string]struct{ url, client string }{
	"CN":   {"https://oauth.aliyun.com", "4038181954557748008"},
	"INTL": {"https://oauth.alibabacloud.com", "4103531455503354461"},
}

// oauthAhead is how long before its end a token is renewed, as by Alibaba's libraries.
const oauthAhead = 20 * time.Minute

// oauthTokens are those of a sign-in in a browser.
type oauthTokens struct {
	access, refresh string
	expires         int64
}

// oauth exchanges such a token for credentials, and renews it.
func (f *finder) oauth(file aliyunProfiles, p map[string]string, source string) (provider, error) {
	site, ok := oauthSites[strings.ToUpper(first(p["oauth_site_type"], "CN"))]
	if !ok {
		return nil, fault.New(fault.ProfileIncomplete, "%s of %s: oauth_site_type is %.20q, not CN or INTL", source, file.path, p["oauth_site_type"])
	}
	login := "aliyun configure --mode OAuth --profile " + p["name"]
	var spent string // the refresh token that was exchanged last, and for what
	var kept oauthTokens
	return func(ctx context.Context) (Found, error) {
		now, err := f.again(p["name"])
		if err != nil {
			return Found{}, err
		}
		tokens := oauthTokens{access: now["oauth_access_token"], refresh: now["oauth_refresh_token"]}
		tokens.expires, _ = strconv.ParseInt(now["oauth_access_token_expire"], 10, 64)
		if spent != "" && tokens.refresh == spent { // what it gave could not be written
			tokens = kept
		}
		left := time.Duration(tokens.expires-f.o.Client.Clock().Unix()) * time.Second
		if tokens.refresh != "" && (tokens.access == "" || left <= oauthAhead) {
			renewed, err := f.renewOAuth(ctx, site.url, site.client, tokens.refresh, source)
			switch {
			case err == nil:
				spent, kept, tokens = tokens.refresh, renewed, renewed
				f.writeOAuth(file.path, p["name"], renewed)
			case tokens.access == "" || left <= 0:
				if !hasCode(err, fault.CredentialsRefused) {
					return Found{}, err
				}
				return Found{}, fault.Wrap(fault.SSOSessionExpired, err, "%s; run: %s", fault.From(err).Message, login)
			default: // the token is good for now
				f.log.failed(err)
			}
		}
		if tokens.access == "" || tokens.refresh == "" && tokens.expires != 0 && left <= 0 {
			return Found{}, signedOut(source, tokens.expires, login)
		}
		return f.exchange(ctx, &client.Request{Method: "POST", URL: site.url + "/v1/exchange"}, tokens.access, ofECS.depth, source, login)
	}, nil
}

// renewOAuth exchanges the refresh token, which is good once.
func (f *finder) renewOAuth(ctx context.Context, at, id, refresh, source string) (oauthTokens, error) {
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}, "client_id": {id}, "Timestamp": {stamp(f.o.Client.Clock())}}
	source = "the renewal of the sign-in of " + source
	response, err := ask(ctx, f.far, &client.Request{
		Method: "POST", URL: at + "/v1/token", Body: []byte(form.Encode()),
		Headers: []client.Header{{Name: "Content-Type", Value: "application/x-www-form-urlencoded"}},
	}, source)
	if err != nil {
		return oauthTokens{}, err
	}
	given, err := fields(string(response.Body), 1)
	seconds, noNumber := strconv.ParseInt(given["expires_in"], 10, 32)
	if err != nil || noNumber != nil || seconds <= 0 || given["access_token"] == "" || given["refresh_token"] == "" {
		return oauthTokens{}, malformed(source, "the answer holds no tokens")
	}
	return oauthTokens{given["access_token"], given["refresh_token"], f.o.Client.Clock().Unix() + seconds}, nil
}

// writeOAuth puts the tokens where the CLI looks for them; what else is in the file
// stays as it is now.
func (f *finder) writeOAuth(path, name string, tokens oauthTokens) {
	file, err := f.aliyunFile()
	if err != nil {
		return
	}
	(&cached{path: path}).write(rewritten(file.text, inProfile(file.index(name), map[string]string{
		"oauth_access_token":        string(json.AppendString(nil, tokens.access)),
		"oauth_refresh_token":       string(json.AppendString(nil, tokens.refresh)),
		"oauth_access_token_expire": strconv.FormatInt(tokens.expires, 10),
	})))
}

// exchange sends a token of a sign-in. The names in the answer begin with a capital for
// Alibaba's library for Python and with a small letter for that for Go, which takes both.
func (f *finder) exchange(ctx context.Context, r *client.Request, token string, depth int, source, login string) (Found, error) {
	if strings.ContainsFunc(token, func(c rune) bool { return c <= ' ' || c > '~' }) {
		return Found{}, fault.New(fault.ProfileFileMalformed, "%s: its token (%d bytes) has characters that none has", source, len(token))
	}
	r.Headers = []client.Header{{Name: "Accept", Value: "application/json"}, {Name: "Content-Type", Value: "application/json"}, {Name: "Authorization", Value: "Bearer " + token}}
	response, err := get(ctx, f.far, r, source)
	if hasCode(err, fault.CredentialsRefused) && response.StatusCode == 401 {
		return Found{}, fault.Wrap(fault.SSOSessionExpired, err, "%s; run: %s", fault.From(err).Message, login)
	}
	if err != nil {
		return Found{}, err
	}
	values, err := fields(string(response.Body), depth)
	if err != nil {
		return Found{}, malformed(source, "the answer is no JSON: "+err.Error())
	}
	if values[ofECS.id] == "" {
		return ofOAuth.take(values, source, true)
	}
	return ofECS.take(values, source, true)
}

// again is a profile as it is in the file now.
func (f *finder) again(name string) (map[string]string, error) {
	file, err := f.aliyunFile()
	if err != nil {
		return nil, err
	}
	p := file.named(name)
	if p == nil {
		return nil, fault.New(fault.ProfileNotFound, "profile %q is no longer in %s", shorten(name), file.path)
	}
	return p, nil
}

func signedOut(source string, expires int64, login string) error {
	if expires <= 0 {
		return fault.New(fault.SSOSessionExpired, "nobody has signed in for %s; run: %s", source, login)
	}
	return fault.New(fault.SSOSessionExpired, "the sign-in of %s has expired at %s; run: %s", source, stamp(time.Unix(expires, 0)), login)
}

// inProfile says for [rewritten] what a profile's values become, in JSON.
func inProfile(index int, values map[string]string) func(json.Value) (string, bool) {
	inside, at := false, -1
	return func(v json.Value) (string, bool) {
		switch {
		case v.Depth == 1:
			inside = v.Name == "profiles" && v.Kind == json.Array
		case inside && v.Depth == 2 && v.Kind == json.Object:
			at++
		case inside && v.Depth == 3 && at == index:
			given, ok := values[v.Name]
			return given, ok
		}
		return "", false
	}
}
