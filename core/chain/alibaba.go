package chain

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/metadata"
)

const (
	ramRoles   = "/latest/meta-data/ram/security-credentials/"
	aliyunFile = "~/.aliyun/config.json"
)

// alibaba is the order of Alibaba Cloud's credentials libraries: the environment, a
// token of OIDC (as in ACK's pods), the profile of its CLI, that of its SDKs, the
// role of the ECS instance, a URI.
func (f *finder) alibaba(c *Chain) (provider, error) {
	named := f.o.Profile.Name
	if named == "" {
		if id := f.env.Get("ALIBABA_CLOUD_ACCESS_KEY_ID"); id != "" {
			return c.checked(credentials.Credentials{
				AccessKeyID: id, SecretAccessKey: f.env.Get("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), SessionToken: f.env.Get("ALIBABA_CLOUD_SECURITY_TOKEN"),
			}, "the environment")
		}
		role := ramRole{
			arn: f.env.Get("ALIBABA_CLOUD_ROLE_ARN"), oidc: f.env.Get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"), token: f.env.Get("ALIBABA_CLOUD_OIDC_TOKEN_FILE"),
		}
		if role.arn != "" && role.oidc != "" && role.token != "" {
			role.source = "role " + role.arn + " by OIDC"
			return f.assumeRAM(role, nil)
		}
		f.log.absent("the environment", "no ALIBABA_CLOUD_ACCESS_KEY_ID and no role by OIDC")
	}
	name := first(named, f.env.Get("ALIBABA_CLOUD_PROFILE"))
	var file aliyunProfiles
	var err error
	if !strings.EqualFold(f.env.Get("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"), "true") {
		if file, err = f.aliyunFile(); err != nil {
			return nil, err
		}
	}
	if profile := file.named(first(name, file.current, "default")); profile != nil {
		f.region = profile["region_id"]
		f.log.add("profile "+shorten(profile["name"]), "it has the mode "+shorten(first(profile["mode"], "EcsRamRole")))
		return f.ofAliyun(c, file, profile, nil)
	}
	section, err := f.alibabaSection(first(name, "default"))
	if err != nil {
		return nil, err
	}
	switch {
	case section != nil:
		return f.ofSection(c, section)
	case name != "" || file.current != "":
		return nil, fault.New(fault.ProfileNotFound, "profile %s is not in %s", strconv.Quote(shorten(first(name, file.current))), first(file.path, aliyunFile))
	}
	f.log.absent("the profiles", "none of that name in "+first(file.path, aliyunFile)+" and ~/.alibabacloud/credentials")
	return f.ecsRole(f.env.Get("ALIBABA_CLOUD_ECS_METADATA"), true)
}

func (c *Chain) checked(pair credentials.Credentials, source string) (provider, error) {
	if err := pair.Validate(); err != nil {
		e := fault.From(err)
		return nil, fault.Wrap(e.Code, err, "%s: %s", source, e.Message)
	}
	return c.fixed(pair, source), nil
}

// ecsRole asks the metadata service of ECS. As the last of a chain its absence means
// that a URI counts, if there is one.
func (f *finder) ecsRole(role string, last bool) (provider, error) {
	var uri provider
	var err error
	if at := f.env.Get("ALIBABA_CLOUD_CREDENTIALS_URI"); last && at != "" {
		if uri, err = f.credentialsURI(at); err != nil {
			return nil, err
		}
	}
	if strings.EqualFold(f.env.Get("ALIBABA_CLOUD_ECS_METADATA_DISABLED"), "true") {
		if uri != nil {
			return uri, nil
		}
		return nil, fault.New(fault.CredentialsMissing, "no credentials in the environment, %s or ~/.alibabacloud/credentials, and ALIBABA_CLOUD_ECS_METADATA_DISABLED is set", aliyunFile)
	}
	service, err := f.metadata(metadata.Options{
		Provider: "alibaba", Endpoint: f.env.Get("ALIBABA_CLOUD_ECS_METADATA_SERVICE_ENDPOINT"),
		TokenRequired: f.env.Get("ALIBABA_CLOUD_IMDSV1_DISABLED") == "true",
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (Found, error) {
		found, err := ofRole(ctx, service, ramRoles, role, ofECS)
		if uri != nil && err != nil && ctx.Err() == nil {
			return uri(ctx)
		}
		return found, err
	}, nil
}

// credentialsURI asks a server, which is next door, for credentials.
func (f *finder) credentialsURI(at string) (provider, error) {
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fault.New(fault.CredentialsHostNotAllowed, "ALIBABA_CLOUD_CREDENTIALS_URI is %.100q, which is no http or https URL", fault.URL(at))
	}
	const source = "ALIBABA_CLOUD_CREDENTIALS_URI"
	return func(ctx context.Context) (Found, error) {
		response, err := get(ctx, f.near, &client.Request{Method: "GET", URL: at}, source)
		if err != nil {
			return Found{}, err
		}
		return ofECS.takeJSON(response.Body, source, true)
	}, nil
}
