package iot

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
)

// checkEndpoint accepts a host name and explains what else it was given.
func checkEndpoint(host string) error {
	if strings.Contains(host, "@") {
		return badEndpoint(fault.URL(host), "has user information: give the host name alone")
	}
	if rest, ok := cutScheme(host); ok {
		return badEndpoint(host, "has a scheme: give the host name alone, %q", strings.TrimRight(rest, "/"))
	}
	if name, _, ok := strings.Cut(host, "/"); ok {
		return badEndpoint(host, "has a path: give the host name alone, %q", name)
	}
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return badEndpoint(host, "is an address: give the name, which TLS needs, and pin the address with resolve")
	}
	if name, port, ok := strings.Cut(host, ":"); ok {
		return badEndpoint(host, "has a port: give endpoint %q and port %s", name, port)
	}
	if !isHostName(host) {
		return badEndpoint(host, "is not a host name")
	}
	if kind := otherKind(host); kind != "" {
		return badEndpoint(host, "is that of %s, which takes no messages: use the one of iot:Data-ATS", kind)
	}
	// sqs.us-east-1.amazonaws.com, or IoT's own control plane iot.us-east-1...
	if service := endpoint.Resolve(host, "").Service; service != "" && service != "iotdata" {
		return badEndpoint(host, "belongs to the service %q, not to the data plane of AWS IoT", service)
	}
	return nil
}

func badEndpoint(host, format string, args ...any) error {
	return fault.New(fault.EndpointInvalid, "endpoint %q "+format, append([]any{shorten(host)}, args...)...)
}

func cutScheme(host string) (rest string, ok bool) {
	_, rest, ok = strings.Cut(host, "://")
	return rest, ok
}

func isHostName(host string) bool {
	if len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, b := range []byte(label) {
			if (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') && (b < '0' || b > '9') && b != '-' && b != '_' {
				return false
			}
		}
	}
	return true
}

// baseURL is everything before the path; the default port is left out, so that
// it is in neither the Host header nor the signature.
func baseURL(host string, port int) string {
	if port == 443 {
		return "https://" + host
	}
	return "https://" + host + ":" + strconv.Itoa(port)
}
