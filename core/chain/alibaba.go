package chain

import (
	"context"
	"errors"
	"io/fs"
	"strconv"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/json"
	"github.com/sallyport/sallyport/core/metadata"
)

const (
	ramRoles   = "/latest/meta-data/ram/security-credentials/"
	aliyunFile = "~/.aliyun/config.json"
)

// alibaba is the order of Alibaba Cloud's credentials libraries: the environment,
// the profile of its CLI, the role of the ECS instance.
func (f *finder) alibaba(c *Chain) (provider, error) {
	named := f.o.Profile.Name
	if id := f.env.Get("ALIBABA_CLOUD_ACCESS_KEY_ID"); id != "" && named == "" {
		return c.checked(credentials.Credentials{
			AccessKeyID: id, SecretAccessKey: f.env.Get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), SessionToken: f.env.Get("ALIBABA_CLOUD_SECURITY_TOKEN"),
		}, "the environment")
	}
	profile, err := f.aliyunProfile(first(named, f.env.Get("ALIBABA_CLOUD_PROFILE")))
	if err != nil {
		return nil, err
	}
	f.region = profile["region_id"]
	switch mode := profile["mode"]; mode {
	case "AK", "StsToken":
		return c.checked(credentials.Credentials{
			AccessKeyID: profile["access_key_id"], SecretAccessKey: profile["access_key_secret"], SessionToken: profile["sts_token"],
		}, "profile "+profile["name"])
	case "", "EcsRamRole":
		return f.ramRole(first(profile["ram_role_name"], f.env.Get("ALIBABA_CLOUD_ECS_METADATA")))
	default:
		return nil, fault.New(fault.ProfileUnsupported, "profile %q of %s has the mode %.40q; AK, StsToken and EcsRamRole are supported",
			profile["name"], aliyunFile, mode)
	}
}

func (c *Chain) checked(pair credentials.Credentials, source string) (provider, error) {
	if err := pair.Validate(); err != nil {
		e := fault.From(err)
		return nil, fault.Wrap(e.Code, err, "%s: %s", source, e.Message)
	}
	return c.fixed(pair, source), nil
}

// ramRole asks the metadata service of ECS.
func (f *finder) ramRole(role string) (provider, error) {
	if f.env.Get("ALIBABA_CLOUD_ECS_METADATA_DISABLED") == "true" {
		return nil, fault.New(fault.CredentialsMissing, "no credentials in the environment or %s, and ALIBABA_CLOUD_ECS_METADATA_DISABLED is set", aliyunFile)
	}
	service, err := f.metadata(metadata.Options{
		Provider: "alibaba", Endpoint: f.env.Get("ALIBABA_CLOUD_ECS_METADATA_SERVICE_ENDPOINT"),
		TokenRequired: f.env.Get("ALIBABA_CLOUD_IMDSV1_DISABLED") == "true",
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (Found, error) { return ofRole(ctx, service, ramRoles, role, ofECS) }, nil
}

// aliyunProfile reads a profile of the CLI's file, "current" if it has no name. An
// empty map: there is no file, and nobody has named a profile.
func (f *finder) aliyunProfile(name string) (map[string]string, error) {
	path, ok := f.env.Path(first(f.env.Get("ALIBABA_CLOUD_CONFIG_FILE"), aliyunFile))
	data, err := f.o.Profile.Read(path)
	if !ok || errors.Is(err, fs.ErrNotExist) {
		if name != "" {
			return nil, fault.New(fault.ProfileNotFound, "profile %q: there is no %s", name, path)
		}
		return nil, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.ProfileFileUnreadable, err, "%s cannot be read: %v", path, credentials.Reason(err))
	}
	profiles, current, err := aliyunProfiles(string(data))
	if err != nil {
		return nil, fault.New(fault.ProfileFileMalformed, "%s: %s", path, err.Error())
	}
	name = first(name, current, "default")
	for _, profile := range profiles {
		if profile["name"] == name {
			return profile, nil
		}
	}
	return nil, fault.New(fault.ProfileNotFound, "profile %s is not in %s", strconv.Quote(shorten(name)), path)
}

// aliyunProfiles are {"current": name, "profiles": [{...}, ...]}.
func aliyunProfiles(text string) (profiles []map[string]string, current string, err error) {
	if len(text) > 1<<20 {
		return nil, "", errors.New("it is larger than 1 MiB")
	}
	r := json.Read(text)
	inside := false
	for {
		v, ok := r.Next()
		switch {
		case !ok:
			return profiles, current, r.Err()
		case v.Depth == 1:
			inside = v.Name == "profiles" && v.Kind == json.Array
			if v.Name == "current" && v.Kind == json.String {
				current = v.Text
			}
		case inside && v.Depth == 2 && v.Kind == json.Object:
			profiles = append(profiles, map[string]string{})
		case inside && v.Depth == 3 && v.Kind == json.String && len(profiles) > 0:
			profiles[len(profiles)-1][v.Name] = v.Text
		}
	}
}
