package credentials

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/sallyport/sallyport/core/fault"
)

// Settings are what the two files say of one profile.
type Settings struct {
	Name           string
	config, shared profileFile
}

// StaticKeys is the source of a profile that has a key pair.
const StaticKeys = keyID

// ReadSettings reads a profile, whatever its source is.
//
// Errors: PROFILE_NOT_FOUND, PROFILE_FILE_*.
func ReadSettings(o ProfileOptions) (*Settings, error) {
	s := &Settings{Name: o.Name}
	if s.Name == "" { // in botocore's order
		s.Name, _ = o.Env.first("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
	}
	if s.Name == "" {
		s.Name = "default"
	}
	var err error
	if s.config, err = o.load(configFile, s.Name); err != nil {
		return nil, err
	}
	if s.shared, err = o.load(credentialsFile, s.Name); err != nil {
		return nil, err
	}
	if s.config.settings == nil && s.shared.settings == nil {
		return nil, notFound(s.Name, s.config, s.shared)
	}
	return s, nil
}

// ReadSession reads an [sso-session] of the config file.
//
// Errors: PROFILE_NOT_FOUND, PROFILE_FILE_*.
func ReadSession(o ProfileOptions, name string) (*Settings, error) {
	return readNamed(o, sessionsInConfig, "sso-session", name)
}

// ReadServices reads a section [services] of the config file, where services are
// reached; the key of AWS STS is "sts.endpoint_url".
//
// Errors: PROFILE_NOT_FOUND, PROFILE_FILE_*.
func ReadServices(o ProfileOptions, name string) (*Settings, error) {
	return readNamed(o, servicesInConfig, "services", name)
}

func readNamed(o ProfileOptions, kind fileKind, section, name string) (*Settings, error) {
	s := &Settings{Name: name}
	var err error
	if s.config, err = o.load(kind, name); err != nil {
		return nil, err
	}
	if s.config.settings == nil {
		return nil, fault.New(fault.ProfileNotFound, "[%s %s] is not in %s", section, shorten(name), s.config.path)
	}
	return s, nil
}

// ReadSection reads a section of another file in the form of the credentials file,
// with its name as "name"; nil: the section or the file is not there.
//
// Errors: PROFILE_FILE_*.
func ReadSection(o ProfileOptions, path, name string) (map[string]string, error) {
	path, ok := o.Env.Path(path)
	if !ok { // there is no HOME
		return nil, nil
	}
	o.CredentialsFile = path
	file, err := o.load(credentialsFile, name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && file.settings == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for key, setting := range file.settings {
		values[key] = setting.value
	}
	values["name"] = name
	return values, nil
}

// Get returns a setting, and whether it is there: of the credentials file before
// that of the config file.
func (s *Settings) Get(key string) (value string, ok bool) {
	for _, f := range [...]profileFile{s.shared, s.config} {
		if v, ok := f.settings[key]; ok {
			return v.value, true
		}
	}
	return "", false
}

// Place says where a setting stands, for messages about it.
func (s *Settings) Place(key string) string {
	for _, f := range [...]profileFile{s.shared, s.config} {
		if v, ok := f.settings[key]; ok {
			return fmt.Sprintf("profile %q, %s line %d", s.Name, f.path, v.line)
		}
	}
	return fmt.Sprintf("profile %q", s.Name)
}

// Region is the profile's region, empty if it has none.
func (s *Settings) Region() string {
	if region := s.shared.settings[keyRegion].value; region != "" {
		return region
	}
	return s.config.settings[keyRegion].value
}

// Static returns the profile's key pair if it is what the profile stands for.
//
// Errors: PROFILE_UNSUPPORTED if the profile names another source, CREDENTIALS_*.
func (s *Settings) Static() (Credentials, error) { return s.static(false) }

// StaticOfSource is Static for the source_profile of another.
func (s *Settings) StaticOfSource() (Credentials, error) { return s.static(true) }

func (s *Settings) static(ofAnother bool) (Credentials, error) {
	decided, keys := s.decide(ofAnother)
	switch decided.key {
	case staticInCredentials, staticInConfig:
	case "":
		return Credentials{}, fault.New(fault.CredentialsMissing, "profile %q has no %s (%s, %s)", s.Name, keyID, s.config.place(), s.shared.place())
	default:
		return Credentials{}, fault.New(fault.ProfileUnsupported,
			"profile %q has %s (%s line %d): %s; run: aws configure export-credentials --profile %q",
			s.Name, decided.key, keys.path, keys.settings[decided.key].line, decided.how, s.Name)
	}
	c := Credentials{
		AccessKeyID:     keys.settings[keyID].value,
		SecretAccessKey: keys.settings[keySecret].value,
	}
	l := keys.labels(s.Name)
	if _, ok := keys.settings[keyOldToken]; ok {
		l.token = keyOldToken
	}
	c.SessionToken = keys.settings[l.token].value
	if err := c.check(l); err != nil {
		return Credentials{}, err
	}
	return c, nil
}
