package credentials

import "github.com/sallyport/sallyport/core/fault"

// sources are the settings that get credentials from somewhere else, in the order
// in which botocore asks (credentials.py, create_credential_resolver and
// ProfileProviderBuilder): the first that is there decides. Static keys stand
// between them, those of the credentials file before those of the config file.
var sources = [...]struct{ key, how string }{
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

// sourceOf returns the file whose static keys the profile stands for. The two
// files are one profile for the other settings: botocore merges them too.
func sourceOf(name string, config, shared profileFile) (profileFile, error) {
	for _, source := range sources {
		switch source.key {
		case staticInCredentials:
			if shared.hasKeys() {
				return shared, nil
			}
			continue
		case staticInConfig:
			if config.hasKeys() {
				return config, nil
			}
			continue
		}
		for _, f := range [...]profileFile{shared, config} {
			if s, ok := f.settings[source.key]; ok {
				return profileFile{}, fault.New(fault.ProfileUnsupported,
					"profile %q has %s (%s line %d): %s; run: aws configure export-credentials --profile %q",
					name, source.key, f.path, s.line, source.how, name)
			}
		}
	}
	return profileFile{}, fault.New(fault.CredentialsMissing, "profile %q has no %s (%s, %s)", name, keyID, config.place(), shared.place())
}

// hasKeys is true for half a pair too: that is a mistake to tell, not a profile
// without keys.
func (f profileFile) hasKeys() bool {
	return f.settings[keyID].value != "" || f.settings[keySecret].value != ""
}
