package chain

import (
	"context"
	"crypto/sha1" //nolint:gosec // the name of a file, as AWS's CLI makes it
	"encoding/hex"
	"net/url"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

// sso exchanges the token that a sign-in of AWS's CLI has left for credentials.
func (f *finder) sso(s *credentials.Settings) (provider, error) {
	sessionName, inSession := s.Get("sso_session")
	session := &credentials.Settings{}
	if inSession {
		var err error
		if session, err = credentials.ReadSession(f.o.Profile, sessionName); err != nil {
			return nil, err
		}
	}
	need := map[string]string{"sso_role_name": "", "sso_account_id": "", "sso_start_url": "", "sso_region": ""}
	for key := range need {
		own, has := s.Get(key)
		shared, also := session.Get(key)
		if has && also && own != shared {
			return nil, incomplete(s, key, key+" is not that of its sso-session")
		}
		if need[key] = first(own, shared); need[key] == "" {
			return nil, incomplete(s, "sso_role_name", "a sign-in needs "+key)
		}
	}
	if !isRegion(need["sso_region"]) {
		return nil, incomplete(s, "sso_region", "sso_region is no region")
	}
	name, login := need["sso_start_url"], "aws sso login --profile "+s.Name
	if inSession {
		name, login = sessionName, "aws sso login --sso-session "+sessionName
	}
	sum := sha1.Sum([]byte(name)) //nolint:gosec // as above
	path, _ := f.env.Path("~/.aws/sso/cache/" + hex.EncodeToString(sum[:]) + ".json")
	token := signIn{file: cached{path: path}, login: login, session: inSession, startURL: need["sso_start_url"], region: need["sso_region"]}
	at, err := f.elsewhere("AWS_ENDPOINT_URL_SSO", f.variant().Regional("portal.sso", need["sso_region"]))
	if err != nil {
		return nil, err
	}
	at += "federation/credentials?" + url.Values{"role_name": {need["sso_role_name"]}, "account_id": {need["sso_account_id"]}}.Encode()
	source := "role " + need["sso_role_name"] + " of profile " + s.Name
	return func(ctx context.Context) (Found, error) {
		bearer, err := token.bearer(ctx, f)
		if err != nil {
			return Found{}, err
		}
		response, err := get(ctx, f.far, &client.Request{Method: "GET", URL: at, Headers: []client.Header{
			{Name: "x-amz-sso_bearer_token", Value: bearer},
		}}, source)
		if hasCode(err, fault.CredentialsRefused) && response.StatusCode == 401 {
			return Found{}, fault.Wrap(fault.SSOSessionExpired, err, "IAM Identity Center takes the sign-in no more; run: %s", login)
		}
		if err != nil {
			return Found{}, err
		}
		return small.takeJSON(response.Body, source, true)
	}, nil
}

// signIn is a token of IAM Identity Center.
type signIn struct {
	file             cached
	login            string // the command that makes another one
	session          bool   // with what it can be renewed
	startURL, region string
}

// renewAhead is how long before its end a token is renewed, as by botocore.
const renewAhead = 15 * time.Minute

// bearer reads the token that the sign-in has left, and renews it if it is time to.
func (s *signIn) bearer(ctx context.Context, f *finder) (string, error) {
	text, err := s.file.read(f)
	if err != nil {
		return "", fault.Wrap(fault.SSOSessionExpired, err, "nobody has signed in: %s cannot be read: %v; run: %s", s.file.path, credentials.Reason(err), s.login)
	}
	values, err := fields(text, 1)
	expires, ok := parseTime(values["expiresAt"])
	if err != nil || values["accessToken"] == "" || !ok {
		return "", fault.New(fault.SSOSessionExpired, "%s holds no token; run: %s", s.file.path, s.login)
	}
	left := expires.Sub(f.o.Client.Clock())
	if s.session && left < renewAhead {
		token, err := s.renew(ctx, f, values)
		if token != "" {
			return token, nil
		}
		if err != nil && left <= 0 {
			e := fault.From(err)
			return "", fault.Wrap(fault.SSOSessionExpired, err, "the sign-in has expired at %s, and was not renewed: %s; run: %s", stamp(expires), e.Message, s.login)
		}
	}
	if left <= 0 {
		return "", fault.New(fault.SSOSessionExpired, "the sign-in has expired at %s; run: %s", stamp(expires), s.login)
	}
	return values["accessToken"], nil
}

// renew exchanges the refresh token, if there is what that needs, and writes the
// new one where others look for it, in botocore's form.
func (s *signIn) renew(ctx context.Context, f *finder, old map[string]string) (string, error) {
	registered, ok := parseTime(old["registrationExpiresAt"])
	if old["refreshToken"] == "" || old["clientId"] == "" || old["clientSecret"] == "" || !ok || !f.o.Client.Clock().Before(registered) {
		return "", nil
	}
	at, err := f.elsewhere("AWS_ENDPOINT_URL_SSO_OIDC", f.variant().Regional("oidc", s.region))
	if err != nil {
		return "", err
	}
	response, err := get(ctx, f.far, &client.Request{
		Method: "POST", URL: at + "token",
		Headers: []client.Header{{Name: "Content-Type", Value: "application/json"}},
		Body: []byte(object("grantType", "refresh_token", "clientId", old["clientId"], "clientSecret", old["clientSecret"],
			"refreshToken", old["refreshToken"])),
	}, "the renewal of the sign-in")
	if err != nil {
		return "", err
	}
	given, err := fields(string(response.Body), 1)
	seconds, noNumber := strconv.ParseInt(given["expiresIn"], 10, 32)
	if err != nil || noNumber != nil || seconds <= 0 || given["accessToken"] == "" {
		return "", malformed("the renewal of the sign-in", "the answer holds no token")
	}
	s.file.write(object("startUrl", s.startURL, "region", s.region, "accessToken", given["accessToken"],
		"expiresAt", stamp(f.o.Client.Clock().Add(time.Duration(seconds)*time.Second)),
		"clientId", old["clientId"], "clientSecret", old["clientSecret"], "registrationExpiresAt", old["registrationExpiresAt"],
		"refreshToken", given["refreshToken"]))
	return given["accessToken"], nil
}
