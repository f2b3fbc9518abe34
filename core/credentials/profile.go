package credentials

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

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

// used are the settings that a stray line must not become a part of.
func used(key string) bool {
	switch key {
	case keyID, keySecret, keyToken, keyOldToken, keyRegion:
		return true
	}
	return slices.ContainsFunc(sources[:], func(s source) bool { return s.key == key })
}

// FromProfile returns a profile with static credentials, validated. A profile
// that botocore would take to another source is refused, with or without static
// keys beside it: signing with those would be signing as somebody else.
//
// Errors: PROFILE_NOT_FOUND, PROFILE_UNSUPPORTED, PROFILE_FILE_*, CREDENTIALS_*.
func FromProfile(o ProfileOptions) (Profile, error) {
	s, err := ReadSettings(o)
	if err != nil {
		return Profile{}, err
	}
	c, err := s.Static()
	if err != nil {
		return Profile{}, err
	}
	return Profile{Name: s.Name, Credentials: c, Region: s.Region()}, nil
}

// load finds, reads and parses one of the two files.
func (o ProfileOptions) load(kind fileKind, name string) (profileFile, error) {
	path, variable, base := o.ConfigFile, "AWS_CONFIG_FILE", "config" // an sso-session stands there too
	if kind == credentialsFile {
		path, variable, base = o.CredentialsFile, "AWS_SHARED_CREDENTIALS_FILE", "credentials"
	}
	required := path != ""
	if path == "" {
		path = o.Env.Get(variable)
	}
	if path == "" {
		path = "~/.aws/" + base
	}
	path, ok := o.Env.Path(path)
	if !ok && !required {
		return profileFile{path: path + " (HOME is not set)", missing: true}, nil
	}
	if !ok {
		return profileFile{}, fault.New(fault.ProfileFileUnreadable, "%s cannot be found: HOME is not set", path)
	}
	data, err := o.Read(path)
	if errors.Is(err, fs.ErrNotExist) && !required {
		return profileFile{path: path, missing: true}, nil
	}
	if err != nil {
		return profileFile{}, fault.Wrap(fault.ProfileFileUnreadable, err, "%s cannot be read: %v", path, Reason(err))
	}
	return parseProfileFile(path, kind, name, data)
}

// Read reads a file as the profile files are read: of one that is longer, a byte
// more than 1 MiB.
func (o ProfileOptions) Read(path string) ([]byte, error) {
	if o.ReadFile != nil {
		return o.ReadFile(path)
	}
	return readFile(path)
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

// Reason returns an error without the path, which a message has already.
func Reason(err error) error {
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
