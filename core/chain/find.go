package chain

import (
	"context"
	"crypto/rand"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// Options say where to look, and how to get there.
type Options struct {
	// Profile is the environment, the files, and the profile; a name in it leaves
	// the environment's credentials out, as in botocore.
	Profile credentials.ProfileOptions
	// Source is "chain", "profile" (a profile alone), "alibaba", "roles_anywhere" or
	// "iot".
	Source string
	// Region of AWS STS, behind the environment's and the profile's.
	Region string
	// Client is how sources are reached; its Signer, MaxBody, MaxRedirects and ALPN
	// are ignored.
	Client client.Options
	Rand   io.Reader // nil: no jitter
	// Alone is for a host whose goroutines stand still between calls.
	Alone   bool
	Environ []string // NAME=value, of a credential_process

	Certificate *trust.Policy // with the client certificate for "roles_anywhere" and "iot"
	X509        X509

	// MFACode asks a person for the code that an MFA device shows; nil: a role that needs
	// one is an error, unless ExternalMFA says that [Chain.AssumeRole] brings it.
	MFACode     func(ctx context.Context, serial string) (string, error)
	ExternalMFA bool
}

// finder makes providers.
type finder struct {
	o       Options
	env     credentials.Lookup
	region  string
	profile *credentials.Settings // the caller's, not those that it leads to; nil: none
	far     *client.Client        // with proxies
	near    *client.Client        // without
	closes  []func()
	log     *Log
	mfa     *mfa // nil: no role on the way asks for a code
}

const maxAnswer = 64 << 10

// Find decides on a source. It reads the profile files, and sends nothing.
//
// Errors: PROFILE_*, CREDENTIALS_*, those of [client.New].
func Find(o Options) (*Chain, error) {
	if o.Client.Clock == nil {
		o.Client.Clock = time.Now
	}
	f := &finder{o: o, env: o.Profile.Env, log: &Log{clock: o.Client.Clock}}
	if err := f.connect(); err != nil {
		return nil, err
	}
	c := &Chain{Log: f.log, clock: o.Client.Clock, jitter: o.Rand, alone: o.Alone, close: f.close}
	c.ended, c.end = context.WithCancel(context.Background())
	var err error
	switch {
	case client.Offline && (o.Source == "roles_anywhere" || o.Source == "iot"):
		err = fault.New(fault.Unsupported, "this build makes no requests, and a certificate is exchanged by one")
	case o.Source == "chain":
		c.source, err = f.aws(c)
	case o.Source == "profile":
		c.source, err = f.oneProfile(c)
	case o.Source == "alibaba":
		c.source, err = f.alibaba(c)
	case !client.Offline && o.Source == "roles_anywhere": // constant, so that a linker leaves it out
		c.source, err = f.rolesAnywhere(c)
	case !client.Offline && o.Source == "iot":
		c.source, err = f.iot()
	default:
		err = fault.New(fault.InvalidOption, "no source of credentials is named %.40q", o.Source)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	c.Region, c.mfa = f.region, f.mfa
	return c, nil
}

func (f *finder) connect() error {
	o := f.o.Client
	o.Signer, o.Renewed, o.ALPN, o.RequireALPN, o.Decode = nil, nil, nil, false, false
	o.MaxBody, o.MaxRedirects, o.Cookies = maxAnswer, -1, client.NoCookies
	var err error
	if f.far, err = client.New(o); err != nil {
		return err
	}
	f.closes = append(f.closes, f.far.Close)
	o.Proxy, o.NoProxy, o.Env = "", "", nil
	if o.Timeouts.Connect == 0 {
		o.Timeouts.Connect = 2 * time.Second
	}
	if f.near, err = client.New(o); err == nil {
		f.closes = append(f.closes, f.near.Close)
	}
	return err
}

// random is for what must not be guessed or repeated.
func (f *finder) random() io.Reader {
	if f.o.Rand == nil {
		return rand.Reader
	}
	return f.o.Rand
}

func (f *finder) close() {
	for _, closing := range f.closes {
		closing()
	}
}

// fixed is the provider of a key pair that has no end.
func (c *Chain) fixed(pair credentials.Credentials, source string) provider {
	c.static = &Found{Credentials: pair, Source: source}
	if c.Log != nil { // it is not that of another source
		c.Log.given(*c.static)
	}
	return constant(*c.static)
}

func constant(found Found) provider {
	return func(context.Context) (Found, error) { return found, nil }
}

// aws is botocore's create_credential_resolver: the first that is there decides,
// and its failure is that of the whole.
func (f *finder) aws(c *Chain) (provider, error) {
	named := f.o.Profile.Name != ""
	settings, err := credentials.ReadSettings(f.o.Profile)
	if hasCode(err, fault.ProfileNotFound) && !named && f.env.Get("AWS_PROFILE")+f.env.Get("AWS_DEFAULT_PROFILE") == "" {
		settings, err = nil, nil
	}
	if !named && f.env.Get("AWS_ACCESS_KEY_ID") != "" {
		f.setRegion(settings)
		return f.environment(c)
	}
	if named {
		f.log.absent("the environment", "a profile is named")
	} else {
		f.log.absent("the environment", "no AWS_ACCESS_KEY_ID")
	}
	if err != nil {
		return nil, err
	}
	f.setRegion(settings)
	source := ""
	if settings != nil {
		source = settings.Source(false)
	}
	switch {
	case settings == nil:
		f.log.absent("the profile", "no file has [default]")
	case !decides(source):
		f.log.absent("profile "+settings.Name, "it names no source")
	default:
		f.log.add("profile "+settings.Name, "it names "+source)
	}
	switch {
	case source == "role_arn":
		return f.role(settings, []string{settings.Name})
	case !named && f.env.Get("AWS_WEB_IDENTITY_TOKEN_FILE") != "":
		return f.webIdentity(settings, true)
	case decides(source):
		return f.ofProfile(c, settings, source)
	case f.env.Get(containerRelative) != "" || f.env.Get(containerFull) != "":
		return f.container()
	}
	f.log.absent("the container", "no AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and _FULL_URI")
	return f.instance(true)
}

// decides reports whether a profile's setting is a source: the others say where,
// but not what for, and botocore passes over them alone.
func decides(source string) bool {
	return source != "" && !slices.Contains([]string{"sso_session", "sso_start_url", "source_profile", "credential_source"}, source)
}

// oneProfile is a profile and nothing else.
func (f *finder) oneProfile(c *Chain) (provider, error) {
	settings, err := credentials.ReadSettings(f.o.Profile)
	if err != nil {
		return nil, err
	}
	f.setRegion(settings)
	source := settings.Source(false)
	if source == "role_arn" {
		return f.role(settings, []string{settings.Name})
	}
	return f.ofProfile(c, settings, source)
}

// ofProfile is what a profile stands for that has no role to assume.
func (f *finder) ofProfile(c *Chain, s *credentials.Settings, source string) (provider, error) {
	switch source {
	case "web_identity_token_file":
		return f.webIdentity(s, false)
	case "sso_role_name", "sso_account_id":
		return f.sso(s)
	case "login_session":
		if client.Offline { // constant, so that a linker leaves it out
			return nil, fault.New(fault.Unsupported, "this build makes no requests, and a sign-in is renewed by one")
		}
		return f.login(s)
	case "credential_process":
		return f.process(s)
	}
	pair, err := s.StaticOfSource()
	if err != nil {
		return nil, err
	}
	if c == nil {
		return constant(Found{Credentials: pair, Source: "profile " + s.Name}), nil
	}
	return c.fixed(pair, "profile "+s.Name), nil
}

// setRegion is that of the environment, of the profile, or of the caller.
func (f *finder) setRegion(s *credentials.Settings) {
	f.profile = s
	if f.region = credentials.Region(f.env); f.region == "" && s != nil {
		f.region = s.Region()
	}
}

// environment is the key pair of the environment, which may have an end.
func (f *finder) environment(c *Chain) (provider, error) {
	pair, err := credentials.FromEnvironment(f.env)
	if err != nil {
		return nil, err
	}
	const variable = "AWS_CREDENTIAL_EXPIRATION"
	end := f.env.Get(variable)
	if end == "" {
		if c == nil {
			return constant(Found{Credentials: pair, Source: "the environment"}), nil
		}
		return c.fixed(pair, "the environment"), nil
	}
	expires, ok := parseTime(end)
	if !ok {
		return nil, fault.New(fault.CredentialsMalformed, "%s is %.40q, which is no time such as 2026-11-28T10:00:00Z", variable, end)
	}
	return constant(Found{Credentials: pair, Expires: expires, Source: "the environment"}), nil
}

// parseTime reads the forms in which sources write the end; programs also write it as
// their language prints it. Without a zone it is UTC.
func parseTime(text string) (time.Time, bool) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "UTC"))
	if len(text) > len(time.DateOnly) && text[len(time.DateOnly)] == ' ' {
		text = text[:len(time.DateOnly)] + "T" + text[len(time.DateOnly)+1:]
	}
	for _, layout := range []string{
		time.RFC3339, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04Z07:00", "20060102T150405Z0700", "Mon, 02 Jan 2006 15:04:05 GMT",
	} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
