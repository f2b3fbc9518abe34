package chain

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/sigv4"
)

func incomplete(s *credentials.Settings, key, what string) error {
	return fault.New(fault.ProfileIncomplete, "%s: %s", s.Place(key), what)
}

// role is that of a profile with role_arn. visited are the profiles that led here.
func (f *finder) role(s *credentials.Settings, visited []string) (provider, error) {
	arn, _ := s.Get("role_arn")
	sourceProfile, hasProfile := s.Get("source_profile")
	sourceName, hasSource := s.Get("credential_source")
	var source provider
	var err error
	switch {
	case hasProfile && hasSource:
		return nil, incomplete(s, "credential_source", "credential_source and source_profile are both set; set one")
	case hasSource:
		source, err = f.named(s, sourceName)
	case hasProfile:
		source, err = f.sourceProfile(s, sourceProfile, visited)
	default:
		return nil, incomplete(s, "role_arn", "role_arn has neither source_profile nor credential_source beside it")
	}
	if err != nil {
		return nil, err
	}
	parameters := url.Values{"RoleArn": {arn}}
	if id, ok := s.Get("external_id"); ok {
		parameters.Set("ExternalId", id)
	}
	if seconds, ok := s.Get("duration_seconds"); ok {
		if n, err := strconv.Atoi(seconds); err == nil { // as botocore, which passes over what is no number
			parameters.Set("DurationSeconds", strconv.Itoa(n))
		}
	}
	session, _ := s.Get("role_session_name")
	where := "role " + arn + " of profile " + s.Name
	var device *mfa
	if serial, ok := s.Get("mfa_serial"); ok {
		if device, err = f.askFor(serial, where, len(visited) > 1); err != nil {
			return nil, err
		}
	}
	return func(ctx context.Context) (Found, error) {
		if device != nil {
			if kept, ok := device.valid(f.o.Client.Clock()); ok {
				return kept, nil
			}
		}
		pair, err := source(ctx)
		if err != nil {
			return Found{}, err
		}
		f.log.given(pair)
		if device == nil {
			return f.assume(ctx, "AssumeRole", parameters, session, &pair.Credentials, where)
		}
		code, err := device.code(ctx, f)
		if err != nil {
			return Found{}, err
		}
		with := maps.Clone(parameters)
		with.Set("SerialNumber", device.serial)
		with.Set("TokenCode", code)
		found, err := f.assume(ctx, "AssumeRole", with, session, &pair.Credentials, where)
		if err == nil {
			device.keep(found)
		}
		return found, err
	}, nil
}

// named is a source that a profile calls by its name.
func (f *finder) named(s *credentials.Settings, name string) (provider, error) {
	switch name {
	case "Environment":
		return f.environment(nil)
	case "EcsContainer":
		return f.container()
	case "Ec2InstanceMetadata":
		return f.instance(false)
	}
	return nil, incomplete(s, "credential_source", "credential_source is "+strconv.Quote(shorten(name))+"; it can be Environment, Ec2InstanceMetadata or EcsContainer")
}

func shorten(s string) string { return s[:min(len(s), 60)] }

// sourceProfile is what another profile stands for, which may be a role again.
func (f *finder) sourceProfile(s *credentials.Settings, name string, visited []string) (provider, error) {
	o := f.o.Profile
	if o.Name = name; name == "" {
		return nil, incomplete(s, "source_profile", "source_profile is empty")
	}
	of, err := credentials.ReadSettings(o)
	if err != nil {
		return nil, err
	}
	source := of.Source(true)
	if slices.Contains(visited, name) && (name != s.Name || !of.HasKeys()) {
		return nil, incomplete(s, "source_profile", "source_profile leads back to "+strconv.Quote(shorten(name)))
	}
	if source == "role_arn" {
		return f.role(of, append(visited, name))
	}
	return f.ofProfile(nil, of, source)
}

// webIdentity exchanges a token in a file, which is read anew each time. Variables
// go before the profile's settings where they count at all.
func (f *finder) webIdentity(s *credentials.Settings, variables bool) (provider, error) {
	get := func(key, variable string) string {
		if value := f.env.Get(variable); variables && value != "" {
			return value
		}
		if s == nil {
			return ""
		}
		value, _ := s.Get(key)
		return value
	}
	path, arn := get("web_identity_token_file", "AWS_WEB_IDENTITY_TOKEN_FILE"), get("role_arn", "AWS_ROLE_ARN")
	session := get("role_session_name", "AWS_ROLE_SESSION_NAME")
	if arn == "" {
		return nil, fault.New(fault.ProfileIncomplete, "a web identity token is named without a role: set AWS_ROLE_ARN, or role_arn in the profile")
	}
	return func(ctx context.Context) (Found, error) {
		token, err := f.readToken(path)
		if err != nil {
			return Found{}, err
		}
		return f.assume(ctx, "AssumeRoleWithWebIdentity", url.Values{"RoleArn": {arn}, "WebIdentityToken": {token}}, session, nil,
			"role "+arn+" by web identity")
	}, nil
}

// readToken reads a file that holds a token and may have a line break at its end.
func (f *finder) readToken(path string) (string, error) {
	path, ok := f.env.Path(path)
	if !ok {
		return "", fault.New(fault.CredentialsFileUnreadable, "%s cannot be found: HOME is not set", path)
	}
	data, err := f.o.Profile.Read(path)
	if err != nil {
		return "", fault.Wrap(fault.CredentialsFileUnreadable, err, "%s cannot be read: %v", path, credentials.Reason(err))
	}
	token := strings.TrimRight(string(data), "\r\n")
	if token == "" || len(token) > maxAnswer || strings.ContainsFunc(token, func(r rune) bool { return r < ' ' || r > '~' }) {
		return "", fault.New(fault.CredentialsFileUnreadable, "%s (%d bytes) holds no token", path, len(data))
	}
	return token, nil
}

// assume calls AWS STS; without a pair the request is not signed.
func (f *finder) assume(ctx context.Context, action string, parameters url.Values, session string, pair *credentials.Credentials, source string) (Found, error) {
	if session == "" {
		session = "sallyport-" + strconv.FormatInt(f.o.Client.Clock().Unix(), 10)
	}
	form := url.Values{"Action": {action}, "Version": {"2011-06-15"}, "RoleSessionName": {session}}
	for key, values := range parameters {
		form[key] = values
	}
	at, region, err := f.sts()
	if err != nil {
		return Found{}, err
	}
	request := &client.Request{Method: "POST", URL: at, Body: []byte(form.Encode()), Headers: []client.Header{
		{Name: "Content-Type", Value: "application/x-www-form-urlencoded; charset=utf-8"},
	}}
	if pair != nil {
		if err := f.sign(request, sigv4.Options{Credentials: *pair, Region: region, Service: "sts"}); err != nil {
			return Found{}, err
		}
	}
	request.DuplicatesAllowed = !parameters.Has("TokenCode") // AWS takes a code once
	response, err := ask(ctx, f.far, request, source)
	if err != nil {
		return Found{}, err
	}
	return ofSTS.take(elements(string(response.Body), ofSTS.id, ofSTS.secret, ofSTS.token, ofSTS.expires), source, true)
}

func (f *finder) sign(r *client.Request, o sigv4.Options) error {
	signer, err := sigv4.New(o)
	if err != nil {
		return err
	}
	signed, err := signer.Sign(&sigv4.Request{Method: r.Method, URL: r.URL, Headers: r.Headers, Body: r.Body, Time: f.o.Client.Clock()})
	if err == nil {
		r.URL, r.Headers = signed.URL, signed.Headers
	}
	return err
}
