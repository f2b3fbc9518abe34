package endpoint

import "strings"

// partitions are the domains of AWS and the region of each partition's global
// services. A domain comes before the ones it ends with.
var partitions = [...]struct{ domain, home string }{
	{".amazonaws.com", "us-east-1"},
	{".api.aws", "us-east-1"},
	{".on.aws", "us-east-1"},
	{".amazonaws.com.cn", "cn-northwest-1"},
	{".api.amazonwebservices.com.cn", "cn-northwest-1"},
	{".on.amazonwebservices.com.cn", "cn-northwest-1"},
	{".amazonaws.eu", "eusc-de-east-1"},
	{".api.amazonwebservices.eu", "eusc-de-east-1"},
	{".api.aws.hci.ic.gov", "us-isof-south-1"},
	{".csp.hci.ic.gov", "us-isof-south-1"},
	{".api.aws.ic.gov", "us-iso-east-1"},
	{".c2s.ic.gov", "us-iso-east-1"},
	{".api.aws.scloud", "us-isob-east-1"},
	{".sc2s.sgov.gov", "us-isob-east-1"},
	{".api.cloud-aws.adc-e.uk", "eu-isoe-west-1"},
	{".cloud.adc-e.uk", "eu-isoe-west-1"},
	// of the console's sign-in
	{".aws.amazon.com", "us-east-1"},
	{".signin.aws", "us-east-1"},
	{".amazonaws-us-gov.com", "us-gov-west-1"},
	{".amazonaws.cn", "cn-northwest-1"},
	{".amazonaws-eusc.eu", "eusc-de-east-1"},
	{".csphome.hci.ic.gov", "us-isof-south-1"},
	{".c2shome.ic.gov", "us-iso-east-1"},
	{".sc2shome.sgov.gov", "us-isob-east-1"},
	{".csphome.adc-e.uk", "eu-isoe-west-1"},
}

// Regions of the global services of two partitions that share domains.
const (
	homeOfAWS      = "us-east-1"
	homeOfGovCloud = "us-gov-west-1"
)

// cutPartition returns what stands before a domain of AWS, and the region of
// the global services there; both are empty for another domain.
func cutPartition(host string) (labels, home string) {
	for i := range partitions {
		p := &partitions[i]
		if rest, ok := strings.CutSuffix(host, p.domain); ok {
			return rest, p.home
		}
	}
	return "", ""
}

// cutRegion finds the last label that has the form of a region. after is what
// follows it, with its dot.
func cutRegion(labels string) (before, region, after string) {
	for end := len(labels); end > 0; {
		start := strings.LastIndexByte(labels[:end], '.') + 1
		if label := labels[start:end]; isRegion(label) {
			return labels[:max(start-1, 0)], label, labels[end:]
		}
		end = start - 1
	}
	return labels, "", ""
}

// isRegion reports whether label looks like us-west-2 or us-isob-east-1: two to
// four letters, at least one more word, a number.
func isRegion(label string) bool {
	first := strings.IndexByte(label, '-')
	last := strings.LastIndexByte(label, '-')
	if first < 2 || first > 4 || last == first || last == len(label)-1 {
		return false
	}
	for i := range last {
		if b := label[i]; (b < 'a' || b > 'z') && (b != '-' || label[i-1] == '-') {
			return false
		}
	}
	if label[last-1] == '-' {
		return false
	}
	for _, b := range []byte(label[last+1:]) {
		if b < '0' || b > '9' {
			return false
		}
	}
	return true
}

// suffixes are the domains of the services of a region, by how its name begins.
var suffixes = [...]struct{ prefix, suffix string }{
	{"cn-", "amazonaws.com.cn"}, {"eusc-", "amazonaws.eu"}, {"us-isob-", "sc2s.sgov.gov"}, {"us-isof-", "csp.hci.ic.gov"},
	{"us-iso-", "c2s.ic.gov"}, {"eu-isoe-", "cloud.adc-e.uk"}, {"", "amazonaws.com"},
}

// Regional is the URL of a service in a region, with a slash at its end. name is what
// its host begins with, such as "sts".
func Regional(name, region string) string {
	for _, s := range suffixes {
		if strings.HasPrefix(region, s.prefix) {
			return "https://" + name + "." + region + "." + s.suffix + "/"
		}
	}
	return ""
}
