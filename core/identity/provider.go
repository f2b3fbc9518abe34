package identity

import "github.com/sallyport/sallyport/core/fault"

// provider is what differs from cloud to cloud.
type provider struct {
	name      string
	pins      string // PEM of the certificates that the cloud publishes
	minDigest digest // the weakest that the cloud signs with

	// read copies the fields of a document into an identity.
	read func(d *document, id *Identity)
}

// providerNamed returns the provider with that name; empty is "alibaba".
func providerNamed(name string) (provider, error) {
	switch name {
	case "", "alibaba":
		return alibaba(), nil
	default:
		return provider{}, fault.New(fault.Unsupported, "no provider is named %.40q; there is: alibaba", name)
	}
}
