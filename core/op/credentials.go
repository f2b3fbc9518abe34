package op

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/chain"
	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

// found are credentials without end, or what renews others, and the region that
// goes with them.
type found struct {
	credentials.Credentials
	chain  *chain.Chain // nil: they have no end
	region string
	source string     // for people, "" if they were given
	log    *chain.Log // nil: no source was looked for
}

// findCredentials gets the credentials from where credentials.source says. reach
// is how a source on the network is reached.
func findCredentials(o *Options, s System, reach func() (client.Options, error)) (found, error) {
	switch source := o.text("credentials.source"); source {
	case "explicit":
		c := credentials.Credentials{
			AccessKeyID:     o.text("credentials.access_key_id"),
			SecretAccessKey: o.text("credentials.secret_access_key"),
			SessionToken:    o.text("credentials.session_token"),
		}
		return found{Credentials: c}, c.Validate()
	case "environment":
		c, err := credentials.FromEnvironment(o.env)
		return found{Credentials: c, region: credentials.Region(o.env), source: "the environment"}, err
	case "profile":
		p, err := credentials.FromProfile(o.profile(s))
		if errors.Is(err, fault.ProfileUnsupported) {
			return findChain(o, s, source, reach)
		}
		if region := credentials.Region(o.env); region != "" {
			p.Region = region
		}
		return found{Credentials: p.Credentials, region: p.Region, source: "profile " + p.Name}, err
	case "chain", "alibaba", "roles_anywhere", "iot":
		return findChain(o, s, source, reach)
	default:
		return found{}, fault.New(fault.InvalidOption,
			"option credentials.source is %q, not explicit, environment, profile, chain, alibaba, roles_anywhere or iot", shorten(source))
	}
}

func (o *Options) profile(s System) credentials.ProfileOptions {
	return credentials.ProfileOptions{
		Name:            o.text("credentials.profile"),
		ConfigFile:      o.text("credentials.config_file"),
		CredentialsFile: o.text("credentials.credentials_file"),
		Env:             o.env,
		ReadFile:        s.ReadFile,
	}
}

func findChain(o *Options, s System, source string, reach func() (client.Options, error)) (found, error) {
	c, err := reach()
	if err != nil {
		return found{}, err
	}
	if bundle := o.bundle(s); bundle != "" {
		t, err := o.trust(s)
		if err != nil {
			return found{}, err
		}
		t.CAFile = bundle
		if c.Trust, err = trust.New(t); err != nil {
			return found{}, err
		}
	}
	for key, timeout := range timeouts(&c.Timeouts) { // who is next door has shorter ones of its own
		if o.values[key] == "" {
			*timeout = 0
		}
	}
	options := chain.Options{
		Source:  source,
		Profile: o.profile(s),
		Region:  o.text("sign.region"),
		Client:  c,
		Rand:    s.Rand,
		Alone:   s.Alone,
		Environ: o.environ(),

		ExternalMFA: o.is("credentials.external_mfa"),
		X509: chain.X509{
			TrustAnchorARN: o.text("credentials.trust_anchor_arn"),
			ProfileARN:     o.text("credentials.profile_arn"),
			RoleARN:        o.text("credentials.role_arn"),
			SessionName:    o.text("credentials.session_name"),
			Duration:       scale(o.number("credentials.duration"), time.Second),
			Host:           o.text("credentials.iot_endpoint"),
			RoleAlias:      o.text("credentials.role_alias"),
			ThingName:      o.text("credentials.thing_name"),
		},
	}
	if !client.Offline && (source == "roles_anywhere" || source == "iot") {
		if options.Certificate, err = o.certificate(s); err != nil {
			return found{}, err
		}
	}
	made, err := chain.Find(options)
	if err != nil {
		return found{}, err
	}
	if static, ok := made.Static(); ok {
		made.Close()
		return found{Credentials: static.Credentials, region: made.Region, source: static.Source, log: made.Log}, nil
	}
	return found{chain: made, region: made.Region, log: made.Log}, nil
}

// bundle is the file of roots for AWS's own services, as its CLI and SDKs have it; ""
// if there is none, or the caller says what to trust.
func (o *Options) bundle(s System) string {
	if client.Offline || !o.is("tls.verify") || o.text("tls.ca_file") != "" || o.text("tls.ca_dir") != "" || len(o.bytes("tls.ca_bytes")) > 0 {
		return ""
	}
	path, _ := o.env("AWS_CA_BUNDLE")
	if source := o.text("credentials.source"); path == "" && (source == "chain" || source == "profile") {
		if settings, err := credentials.ReadSettings(o.profile(s)); err == nil {
			path, _ = settings.Get("ca_bundle")
		}
	}
	return path
}

// certificate is whom the source of credentials is believed to be, and who asks.
func (o *Options) certificate(s System) (*trust.Policy, error) {
	t, err := o.trust(s)
	if err != nil {
		return nil, err
	}
	t.CertPEM, t.KeyPEM = o.bytes("credentials.cert"), o.bytes("credentials.key")
	t.CertFile, t.KeyFile = o.text("credentials.cert_file"), o.text("credentials.key_file")
	t.KeyPassword = o.bytes("credentials.key_password")
	t.ExternalKey = o.is("credentials.external_key")
	return trust.New(t)
}

// Refresh waits for credentials that are valid.
func (s *Signer) Refresh(ctx context.Context) error {
	if s.chain == nil {
		return nil
	}
	_, err := s.chain.Wait(ctx)
	return because(client.Options{}, "", err)
}

// refresh is the same as an operation, which says what they are.
func (s *Signer) refresh(*Call) (func(context.Context) ([][]byte, error), error) {
	return func(ctx context.Context) ([][]byte, error) {
		if err := s.Refresh(ctx); err != nil {
			return nil, err
		}
		if s.chain == nil {
			return [][]byte{[]byte(s.owner.AccessKeyID), nil, []byte(s.source)}, nil
		}
		return renewal(s.chain), nil
	}, nil
}

// refresh waits for what prepare does not wait for.
func (p *Publisher) refresh(*Call) (func(context.Context) ([][]byte, error), error) {
	return func(ctx context.Context) ([][]byte, error) {
		if p.renewal == nil {
			return [][]byte{nil, nil, nil}, nil
		}
		if _, err := p.renewal.Wait(ctx); err != nil {
			return nil, because(client.Options{}, "", err)
		}
		return renewal(p.renewal), nil
	}, nil
}

// renewal says what a chain has now.
func renewal(c *chain.Chain) [][]byte {
	now, _ := c.Now()
	return [][]byte{[]byte(now.AccessKeyID), appendEnd(nil, now.Expires), []byte(now.Source)}
}

// appendEnd writes when credentials end; nothing if they do not.
func appendEnd(dst []byte, end time.Time) []byte {
	if end.IsZero() {
		return dst
	}
	return strconv.AppendInt(dst, end.Unix(), 10)
}

// prepareSession says what a key that is not here has to sign. That is what the first
// of the two calls is for: between them the host calls whoever has it.
func (s *Signer) prepareSession(c *Call) error {
	at, err := s.system.at(c.Numbers[SignerPrepareSessionNumberTime])
	if err != nil {
		return err
	}
	sessions, err := s.sessions()
	if err != nil {
		return err
	}
	challenge, err := sessions.PrepareSession(at)
	if err != nil {
		return because(client.Options{}, "", err)
	}
	c.putTexts([]string{ChallengeAlgorithm: challenge.Algorithm, ChallengeStringToSign: challenge.StringToSign})
	return nil
}

// createSession gets credentials with its signature. The host gets them too, for
// objects that do not have this signer.
func (s *Signer) createSession(c *Call) (func(context.Context) ([][]byte, error), error) {
	at, err := s.system.at(c.Numbers[SignerCreateSessionNumberTime])
	if err != nil {
		return nil, err
	}
	sessions, err := s.sessions()
	if err != nil {
		return nil, err
	}
	signature := []byte(c.Texts[SignerCreateSessionTextSignature])
	return func(ctx context.Context) ([][]byte, error) {
		return issued(sessions.CreateSession(ctx, at, signature))
	}, nil
}

// issued are credentials for the host, which makes other objects of them.
func issued(found chain.Found, err error) ([][]byte, error) {
	if err != nil {
		return nil, because(client.Options{}, "", err)
	}
	return [][]byte{
		IssuedAccessKeyID: []byte(found.AccessKeyID), IssuedSecretAccessKey: []byte(found.SecretAccessKey),
		IssuedSessionToken: []byte(found.SessionToken), IssuedExpires: appendEnd(nil, found.Expires), IssuedSource: []byte(found.Source),
	}, nil
}

// log is what was said of the sources of the signer's credentials.
func (s *Signer) log(c *Call) error {
	c.putTexts([]string{LogLines: s.said.Take()})
	return nil
}

// mfaDevice says whom the host has to ask before assumeRole.
func (s *Signer) mfaDevice(c *Call) error {
	device := make([]string, DeviceCount)
	if s.chain != nil {
		device[DeviceSerial], device[DeviceRegion] = s.chain.Serial(), s.chain.Region
	}
	c.putTexts(device)
	return nil
}

// assumeRole gets credentials with the code of that device.
func (s *Signer) assumeRole(c *Call) (func(context.Context) ([][]byte, error), error) {
	roles, err := s.sessions()
	if err != nil {
		return nil, err
	}
	code := strings.Clone(c.Texts[SignerAssumeRoleTextCode])
	return func(ctx context.Context) ([][]byte, error) { return issued(roles.AssumeRole(ctx, code)) }, nil
}

func (s *Signer) sessions() (*chain.Chain, error) {
	if s.chain == nil {
		return nil, fault.New(fault.Unsupported, "the signer's credentials have no end, and no others are made for them")
	}
	return s.chain, nil
}
