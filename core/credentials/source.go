package credentials

// source is a setting that gets credentials from somewhere else.
type source struct{ key, how string }

// sources are the settings that get credentials from somewhere else, in the order
// in which botocore asks (credentials.py, create_credential_resolver and
// ProfileProviderBuilder): the first that is there decides. Static keys stand
// between them, those of the credentials file before those of the config file.
var sources = [...]source{
	{"web_identity_token_file", "a web identity must be exchanged with a call to AWS STS"},
	{"role_arn", "a role must be assumed with a call to AWS STS"},
	{"sso_role_name", "credentials come from IAM Identity Center"},
	{"sso_account_id", "credentials come from IAM Identity Center"},
	{staticInCredentials, ""},
	{"login_session", "credentials come from a console sign-in of the AWS CLI"},
	{"credential_process", "another program must be run"},
	{staticInConfig, ""},
	// These say where, but not what for; botocore passes over them alone.
	{"sso_session", "credentials come from IAM Identity Center"},
	{"sso_start_url", "credentials come from IAM Identity Center"},
	{"source_profile", "they are those of another profile, with a role to assume"},
	{"credential_source", "they are those of a role to assume"},
}

const (
	staticInCredentials = "keys in the credentials file"
	staticInConfig      = "keys in the config file"
)

// Source is the setting that decides where the credentials come from, such as
// "role_arn": StaticKeys for a key pair, "" if there is none. As the source of
// another profile a role with a key pair beside it stands for the pair.
func (s *Settings) Source(ofAnother bool) string {
	decided, _ := s.decide(ofAnother && s.HasKeys())
	switch decided.key {
	case staticInCredentials, staticInConfig:
		return StaticKeys
	}
	return decided.key
}

// HasKeys is true for a profile with a key pair, or half of one, whatever else it has.
func (s *Settings) HasKeys() bool { return s.shared.hasKeys() || s.config.hasKeys() }

// decide returns the source, and the file that it stands in. The two files are one
// profile for all but the key pair: botocore merges them too.
func (s *Settings) decide(withoutRole bool) (source, profileFile) {
	for _, source := range sources {
		switch source.key {
		case staticInCredentials:
			if s.shared.hasKeys() {
				return source, s.shared
			}
			continue
		case staticInConfig:
			if s.config.hasKeys() {
				return source, s.config
			}
			continue
		case "role_arn":
			if withoutRole {
				continue
			}
		}
		for _, f := range [...]profileFile{s.shared, s.config} {
			if _, ok := f.settings[source.key]; ok {
				return source, f
			}
		}
	}
	return source{}, profileFile{}
}

// hasKeys is true for half a pair too: that is a mistake to tell, not a profile
// without keys.
func (f profileFile) hasKeys() bool {
	return f.settings[keyID].value != "" || f.settings[keySecret].value != ""
}
