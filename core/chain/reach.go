package chain

import (
	"strings"

	"github.com/sallyport/sallyport/core/credentials"
	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
)

// setting is a variable, or else what the profile says; empty: neither.
func (f *finder) setting(variable, key string) string {
	value := f.env.Get(variable)
	if value == "" && f.profile != nil {
		value, _ = f.profile.Get(key)
	}
	return value
}

func (f *finder) isSet(variable, key string) bool {
	return strings.EqualFold(f.setting(variable, key), "true")
}

// variant is which of AWS's hosts give credentials.
func (f *finder) variant() endpoint.Variant {
	return endpoint.Variant{
		FIPS:      f.isSet("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
		DualStack: f.isSet("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
	}
}

// sts is where AWS STS is, and the region to sign for. Without a region there is one
// for all.
//
// Errors: REGION_MALFORMED; those of elsewhere.
func (f *finder) sts() (at, region string, err error) {
	if region = first(f.region, f.o.Region); region == "" {
		at, err = f.elsewhere("AWS_ENDPOINT_URL_STS", "https://sts.amazonaws.com/")
		return at, "us-east-1", err
	}
	plain := f.variant().Regional("sts", region)
	at, err = f.elsewhere("AWS_ENDPOINT_URL_STS", plain)
	if err == nil && at == plain && !isRegion(region) {
		err = fault.New(fault.RegionMalformed, "the region %q is none of AWS: it would be a part of the host that credentials are asked of", shorten(region))
	}
	return at, region, err
}

// isRegion reports whether a text can stand in the name of a host, and nowhere else.
func isRegion(text string) bool {
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// elsewhere is a service's URL as the user says it, in botocore's order, or else at.
// The variable's name tells the service's.
//
// Errors: PROFILE_NOT_FOUND for a section [services] that is not there.
func (f *finder) elsewhere(variable, at string) (string, error) {
	if f.isSet("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls") {
		return at, nil
	}
	set := first(f.env.Get(variable), f.env.Get("AWS_ENDPOINT_URL"))
	if set == "" && f.profile != nil {
		if section, ok := f.profile.Get("services"); ok {
			services, err := credentials.ReadServices(f.o.Profile, section)
			if err != nil {
				return "", err
			}
			set, _ = services.Get(strings.ToLower(strings.TrimPrefix(variable, "AWS_ENDPOINT_URL_")) + ".endpoint_url")
		}
		if set == "" {
			set, _ = f.profile.Get("endpoint_url")
		}
	}
	if set == "" {
		return at, nil
	}
	return strings.TrimSuffix(set, "/") + "/", nil
}
