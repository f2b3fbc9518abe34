package chain

import (
	"context"
	"crypto/sha1" //nolint:gosec // the name of a file, as AWS's CLI makes it
	"encoding/hex"
	"net/url"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/endpoint"
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
	if strings.Trim(need["sso_region"], "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return nil, incomplete(s, "sso_region", "sso_region is no region")
	}
	name, login := need["sso_start_url"], "aws sso login --profile "+s.Name
	if inSession {
		name, login = sessionName, "aws sso login --sso-session "+sessionName
	}
	sum := sha1.Sum([]byte(name)) //nolint:gosec // as above
	file := "~/.aws/sso/cache/" + hex.EncodeToString(sum[:]) + ".json"
	at := f.elsewhere("AWS_ENDPOINT_URL_SSO", endpoint.Regional("portal.sso", need["sso_region"])) + "federation/credentials?" +
		url.Values{"role_name": {need["sso_role_name"]}, "account_id": {need["sso_account_id"]}}.Encode()
	source := "role " + need["sso_role_name"] + " of profile " + s.Name
	return func(ctx context.Context) (Found, error) {
		token, err := f.signedIn(file, login)
		if err != nil {
			return Found{}, err
		}
		response, err := get(ctx, f.far, &client.Request{Method: "GET", URL: at, Headers: []client.Header{
			{Name: "x-amz-sso_bearer_token", Value: token},
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

// signedIn reads the token that the sign-in has left.
func (f *finder) signedIn(file, login string) (string, error) {
	path, _ := f.env.Path(file)
	data, err := f.o.Profile.Read(path)
	if err != nil {
		return "", fault.Wrap(fault.SSOSessionExpired, err, "nobody has signed in: %s cannot be read: %v; run: %s", path, credentials.Reason(err), login)
	}
	values, err := fields(string(data), 1)
	token := values["accessToken"]
	expires, ok := parseTime(values["expiresAt"])
	if err != nil || token == "" || !ok {
		return "", fault.New(fault.SSOSessionExpired, "%s holds no token; run: %s", path, login)
	}
	if !f.o.Client.Clock().Before(expires) {
		return "", fault.New(fault.SSOSessionExpired, "the sign-in has expired at %s; run: %s", stamp(expires), login)
	}
	return token, nil
}
