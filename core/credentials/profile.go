package credentials

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// Profile is what a profile says that matters for signing.
type Profile struct {
	Name        string
	Credentials Credentials
	Region      string // empty if the profile has none
}

// ProfileOptions say which profile to read and from where.
type ProfileOptions struct {
	// Name of the profile; empty: AWS_DEFAULT_PROFILE, AWS_PROFILE, then "default".
	Name string
	// ConfigFile and CredentialsFile are paths; empty: AWS_CONFIG_FILE and
	// AWS_SHARED_CREDENTIALS_FILE, then ~/.aws/config and ~/.aws/credentials. A
	// file named here must exist; any other may be missing. A leading ~/ stands
	// for HOME, $NAME and ${NAME} for a variable, as in botocore.
	ConfigFile, CredentialsFile string
	// Env is the environment, HOME included; nil: empty.
	Env Lookup
	// ReadFile reads a file; nil: the operating system's, at most 1 MiB.
	ReadFile func(path string) ([]byte, error)
}

// Keys of a profile that are used. A line glued to one of these is an error.
const (
	keyID       = "aws_access_key_id"
	keySecret   = "aws_secret_access_key"
	keyToken    = "aws_session_token"
	keyOldToken = "aws_security_token" // as in botocore it is asked before the other
	keyRegion   = "region"
)

func used(key string) bool {
	switch key {
	case keyID, keySecret, keyToken, keyOldToken, keyRegion:
		return true
	}
	return false
}

// FromProfile returns a profile with static credentials, validated. A profile
// that botocore would take to another source is refused, with or without static
// keys beside it: signing with those would be signing as somebody else.
//
// Errors: PROFILE_NOT_FOUND, PROFILE_UNSUPPORTED, PROFILE_FILE_*, CREDENTIALS_*.
func FromProfile(o ProfileOptions) (Profile, error) {
	name := o.Name
	if name == "" { // in botocore's order
		name, _ = o.Env.first("AWS_DEFAULT_PROFILE", "AWS_PROFILE")
	}
	if name == "" {
		name = "default"
	}
	config, err := o.load(configFile, name)
	if err != nil {
		return Profile{}, err
	}
	shared, err := o.load(credentialsFile, name)
	if err != nil {
		return Profile{}, err
	}
	if config.settings == nil && shared.settings == nil {
		return Profile{}, notFound(name, config, shared)
	}
	keys, err := sourceOf(name, config, shared)
	if err != nil {
		return Profile{}, err
	}
	p := Profile{Name: name, Region: shared.settings[keyRegion].value}
	if p.Region == "" {
		p.Region = config.settings[keyRegion].value
	}
	p.Credentials = Credentials{
		AccessKeyID:     keys.settings[keyID].value,
		SecretAccessKey: keys.settings[keySecret].value,
	}
	l := keys.labels(name)
	if _, ok := keys.settings[keyOldToken]; ok {
		l.token = keyOldToken
	}
	p.Credentials.SessionToken = keys.settings[l.token].value
	if err := p.Credentials.check(l); err != nil {
		return Profile{}, err
	}
	return p, nil
}

// load finds, reads and parses one of the two files.
func (o ProfileOptions) load(kind fileKind, name string) (profileFile, error) {
	path, variable, base := o.ConfigFile, "AWS_CONFIG_FILE", "config"
	if kind == credentialsFile {
		path, variable, base = o.CredentialsFile, "AWS_SHARED_CREDENTIALS_FILE", "credentials"
	}
	required := path != ""
	if path == "" {
		path = o.Env.get(variable)
	}
	if path == "" {
		path = "~/.aws/" + base
	}
	path = o.Env.expand(path)
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		home := o.Env.get("HOME")
		if home == "" && !required {
			return profileFile{path: path + " (HOME is not set)", missing: true}, nil
		}
		if home == "" {
			return profileFile{}, fault.New(fault.ProfileFileUnreadable, "%s cannot be found: HOME is not set", path)
		}
		path = strings.TrimSuffix(home, "/") + "/" + rest
	}
	read := o.ReadFile
	if read == nil {
		read = readFile
	}
	data, err := read(path)
	if errors.Is(err, fs.ErrNotExist) && !required {
		return profileFile{path: path, missing: true}, nil
	}
	if err != nil {
		return profileFile{}, fault.Wrap(fault.ProfileFileUnreadable, err, "%s cannot be read: %v", path, reason(err))
	}
	return parseProfileFile(path, kind, name, data)
}

// readFile reads one byte more than the limit, so that the parser can tell.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// reason returns the error without the path, which the message already has.
func reason(err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		return pathError.Err
	}
	return err
}

func (f profileFile) labels(profile string) labels {
	return labels{
		id: keyID, secret: keySecret, token: keyToken,
		where: func(label string) string {
			return fmt.Sprintf(" (profile %q, %s line %d)", profile, f.path, f.settings[label].line)
		},
	}
}

func notFound(name string, config, shared profileFile) error {
	hint := ""
	switch {
	case config.misnamed != "":
		hint = fmt.Sprintf("; %s has [%s], which must be written [profile %s] there", config.path, config.misnamed, name)
	case shared.misnamed != "":
		hint = fmt.Sprintf("; %s has [%s], which must be written [%s] there", shared.path, shared.misnamed, name)
	}
	return fault.New(fault.ProfileNotFound, "profile %q is not in %s and not in %s%s", name, config.place(), shared.place(), hint)
}

// place is the path, and what was found there instead of the profile.
func (f profileFile) place() string {
	switch {
	case f.missing:
		return f.path + " (no such file)"
	case f.settings != nil:
		return f.path
	case len(f.others) == 0:
		return f.path + " (has no profile)"
	case f.more:
		return fmt.Sprintf("%s (has %q and more)", f.path, f.others)
	}
	return fmt.Sprintf("%s (has %q)", f.path, f.others)
}
