package iot

import (
	"strings"

	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
)

// otherKinds are endpoints of AWS IoT that take no messages, by the label before
// "iot": what they are called, with the type that DescribeEndpoint has for them.
var otherKinds = map[string]string{
	"credentials": "the credentials provider (iot:CredentialProvider)",
	"jobs":        "device management's jobs (iot:Jobs)",
	"tunneling":   "secure tunneling",
	"fleethub":    "Fleet Hub",
}

// splitIoT takes a host of AWS IoT apart: the labels before "iot", and the rest.
// A host of somebody else has none.
func splitIoT(host string) (labels []string, rest string) {
	host = strings.ToLower(host)
	if endpoint.Resolve(host, "").Region == "" {
		return nil, ""
	}
	for _, name := range [...]string{".iot.", ".iot-fips."} {
		if before, after, ok := strings.Cut(host, name); ok {
			return strings.Split(before, "."), name + after
		}
	}
	return nil, ""
}

// otherKind names the endpoint of AWS IoT that host is, if it is not one of data.
func otherKind(host string) string {
	labels, _ := splitIoT(host)
	if len(labels) == 0 {
		return ""
	}
	return otherKinds[labels[len(labels)-1]]
}

// Kind says what a host of AWS IoT is for: "data", "legacy data" with the endpoint
// that took its place, or what takes no messages, such as "secure tunneling". It is
// empty for a host of somebody else.
func Kind(host string) (kind, newer string) {
	labels, _ := splitIoT(host)
	if len(labels) == 0 {
		return "", ""
	}
	if other := otherKind(host); other != "" {
		return other, ""
	}
	if newer = successor(host); newer != "" {
		return "legacy data", newer
	}
	return "data", ""
}

// Resource is the ARN that a policy has to allow for a topic, for whose account
// "ACCOUNT" stands; "" for a host that does not tell its region.
func Resource(host, topic string) string {
	region := endpoint.Resolve(host, "").Region
	if region == "" {
		return ""
	}
	partition := "aws"
	switch {
	case strings.HasPrefix(region, "cn-"):
		partition = "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		partition = "aws-us-gov"
	}
	return "arn:" + partition + ":iot:" + region + ":ACCOUNT:topic/" + topic
}

// successor returns the endpoint that took the place of a legacy one (iot:Data),
// whose certificate chains to a root that hardly anybody trusts any more. It is
// empty for all others. Such an endpoint is accepted: it works for who has the
// root.
func successor(host string) string {
	labels, rest := splitIoT(host)
	if len(labels) != 1 || strings.HasSuffix(labels[0], "-ats") || strings.HasPrefix(rest, ".iot-fips.") {
		return ""
	}
	if strings.HasSuffix(rest, ".cn") {
		return labels[0] + ".ats" + rest
	}
	return labels[0] + "-ats" + rest
}

// explainLegacy adds to an error about the server's certificate that a legacy
// endpoint has another one than people expect.
func explainLegacy(err error, successor string) error {
	e := fault.From(err)
	if successor == "" || e.Code != fault.CertificateUnknownAuthority {
		return err
	}
	return fault.Wrap(e.Code, e, "%s; this is a legacy endpoint (iot:Data) with a VeriSign certificate: use that of iot:Data-ATS, probably %s",
		e.Message, successor).WithDetail(e.Detail)
}
