package op

import (
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
)

// findCredentials gets the credentials from where credentials.source says, with
// the region that goes with them.
func findCredentials(o *Options, s System) (credentials.Credentials, string, error) {
	switch source := o.text("credentials.source"); source {
	case "explicit":
		c := credentials.Credentials{
			AccessKeyID:     o.text("credentials.access_key_id"),
			SecretAccessKey: o.text("credentials.secret_access_key"),
			SessionToken:    o.text("credentials.session_token"),
		}
		return c, "", c.Validate()
	case "environment":
		c, err := credentials.FromEnvironment(o.env)
		return c, credentials.Region(o.env), err
	case "profile":
		p, err := credentials.FromProfile(credentials.ProfileOptions{
			Name:            o.text("credentials.profile"),
			ConfigFile:      o.text("credentials.config_file"),
			CredentialsFile: o.text("credentials.credentials_file"),
			Env:             o.env,
			ReadFile:        s.ReadFile,
		})
		if region := credentials.Region(o.env); region != "" {
			p.Region = region
		}
		return p.Credentials, p.Region, err
	default:
		return credentials.Credentials{}, "", fault.New(fault.InvalidOption,
			"option credentials.source is %q, not explicit, environment or profile", shorten(source))
	}
}
