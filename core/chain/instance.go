package chain

import (
	"context"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/metadata"
)

// instance asks the metadata service of EC2 for the credentials of its role. As the
// last of a chain its absence means that there are none.
func (f *finder) instance(last bool) (provider, error) {
	if strings.EqualFold(f.env.Get("AWS_EC2_METADATA_DISABLED"), "true") {
		return nil, f.nothing("AWS_EC2_METADATA_DISABLED is set")
	}
	endpoint := f.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint")
	if endpoint == "" && strings.EqualFold(f.setting("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode"), "ipv6") {
		endpoint = "http://[fd00:ec2::254]"
	}
	service, err := f.metadata(metadata.Options{
		Provider: "aws", Endpoint: endpoint, TokenRequired: f.isSet("AWS_EC2_METADATA_V1_DISABLED", "ec2_metadata_v1_disabled"),
	})
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) (Found, error) {
		found, err := ofRole(ctx, service, "/latest/meta-data/iam/security-credentials/", "", capital)
		if last && (hasCode(err, fault.MetadataUnreachable) || hasCode(err, fault.MetadataRefused) || hasCode(err, fault.CredentialsMissing)) {
			return Found{}, f.nothing(fault.From(err).Message)
		}
		return found, err
	}, nil
}

// nothing says what was looked at.
func (f *finder) nothing(instance string) error {
	return fault.New(fault.CredentialsMissing, "no credentials in the environment, the profile files, a web identity or a container; of the instance: %s", instance)
}

func (f *finder) metadata(o metadata.Options) (*metadata.Service, error) {
	o.Client = f.o.Client
	service, err := metadata.New(o)
	if err == nil {
		f.closes = append(f.closes, service.Close)
	}
	return service, err
}

// ofRole gets the credentials of a role, which if it has no name is the first that
// the service lists.
func ofRole(ctx context.Context, service *metadata.Service, path, role string, n names) (Found, error) {
	if role == "" {
		list, err := service.Get(ctx, path)
		if hasCode(err, fault.HTTPStatus) && fault.From(err).Detail == 404 {
			return Found{}, fault.New(fault.CredentialsMissing, "the instance has no role")
		}
		if err != nil {
			return Found{}, err
		}
		role, _, _ = strings.Cut(strings.TrimSpace(string(list)), "\n")
	}
	if role = strings.TrimSpace(role); role == "" || strings.ContainsAny(role, "/?#%\\ ") {
		return Found{}, malformed("the metadata service", "its list of roles names none")
	}
	answer, err := service.Get(ctx, path+role)
	if err != nil {
		return Found{}, err
	}
	source := "role " + shorten(role) + " of the instance"
	values, err := fields(string(answer), 1)
	if err != nil {
		return Found{}, malformed(source, "the answer is no JSON: "+err.Error())
	}
	if code := values["Code"]; code != "" && code != "Success" {
		return Found{}, fault.New(fault.CredentialsRefused, "%s: the metadata service says %.60q: %.200q", source, code, values["Message"])
	}
	return n.take(values, source, true)
}
