package chain

import (
	"context"
	"net/netip"
	"net/url"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

const (
	containerRelative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
	containerFull     = "AWS_CONTAINER_CREDENTIALS_FULL_URI"
	containerHost     = "http://169.254.170.2"
)

// container asks the agent of ECS, or of EKS Pod Identity.
func (f *finder) container() (provider, error) {
	at := f.env.Get(containerFull)
	if path := f.env.Get(containerRelative); path != "" {
		at = containerHost + path
	}
	if at == "" {
		return nil, fault.New(fault.CredentialsMissing, "neither %s nor %s is set", containerRelative, containerFull)
	}
	if err := checkContainer(at); err != nil {
		return nil, err
	}
	return func(ctx context.Context) (Found, error) {
		request := &client.Request{Method: "GET", URL: at, Headers: []client.Header{{Name: "Accept", Value: "application/json"}}}
		token := f.env.Get("AWS_CONTAINER_AUTHORIZATION_TOKEN")
		if path := f.env.Get("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"); path != "" {
			var err error
			if token, err = f.readToken(path); err != nil {
				return Found{}, err
			}
		}
		if token != "" {
			request.Headers = append(request.Headers, client.Header{Name: "Authorization", Value: token})
		}
		const source = "the container's credentials"
		response, err := get(ctx, f.near, request, source)
		if err != nil {
			return Found{}, err
		}
		return capital.takeJSON(response.Body, source, true)
	}, nil
}

// checkContainer allows what AWS's SDKs allow: a token goes there, so that plain
// http is for the agents' addresses and this machine alone.
func checkContainer(at string) error {
	u, err := url.Parse(at)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return fault.New(fault.CredentialsHostNotAllowed, "%s is %.100q, which is no http or https URL", containerFull, fault.URL(at))
	}
	if u.Scheme == "https" {
		return nil
	}
	switch host := u.Hostname(); host {
	case "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "localhost":
		return nil
	default:
		if address, err := netip.ParseAddr(host); err == nil && address.IsLoopback() {
			return nil
		}
		return fault.New(fault.CredentialsHostNotAllowed,
			"%s names the host %.100q; over plain http it can be this machine, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]", containerFull, host)
	}
}
