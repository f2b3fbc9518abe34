package endpoint

import "strings"

// partition is one of AWS's, by the prefix of its regions. domains are what host
// names there end with: first that of most services, then those of the console's
// sign-in and of dual stack. home is the region of its global services.
type partition struct {
	prefix, home string
	domains      []string
}

// partitions has the one of all other regions first, in which the most hosts are.
var partitions = [...]partition{
	{"", homeOfAWS, []string{"amazonaws.com", "aws.amazon.com", "api.aws", "on.aws", "signin.aws"}},
	{"us-gov-", homeOfGovCloud, []string{"amazonaws.com", "amazonaws-us-gov.com", "api.aws"}},
	{"cn-", "cn-northwest-1", []string{"amazonaws.com.cn", "amazonaws.cn", "api.amazonwebservices.com.cn", "on.amazonwebservices.com.cn"}},
	{"eusc-", "eusc-de-east-1", []string{"amazonaws.eu", "amazonaws-eusc.eu", "api.amazonwebservices.eu"}},
	{"us-isof-", "us-isof-south-1", []string{"csp.hci.ic.gov", "csphome.hci.ic.gov", "api.aws.hci.ic.gov"}},
	{"us-iso-", "us-iso-east-1", []string{"c2s.ic.gov", "c2shome.ic.gov", "api.aws.ic.gov"}},
	{"us-isob-", "us-isob-east-1", []string{"sc2s.sgov.gov", "sc2shome.sgov.gov", "api.aws.scloud"}},
	{"eu-isoe-", "eu-isoe-west-1", []string{"cloud.adc-e.uk", "csphome.adc-e.uk", "api.cloud-aws.adc-e.uk"}},
}

// Regions of the global services of two partitions that share domains.
const (
	homeOfAWS      = "us-east-1"
	homeOfGovCloud = "us-gov-west-1"
)

// domainsOf returns what the host names of a region end with.
func domainsOf(region string) []string {
	of := &partitions[0]
	for i := range partitions[1:] {
		if p := &partitions[1+i]; strings.HasPrefix(region, p.prefix) {
			of = p
		}
	}
	return of.domains
}

// cutPartition returns what stands before a domain of AWS, and the region of
// the global services there; both are empty for another domain.
func cutPartition(host string) (labels, home string) {
	for i := range partitions {
		for _, domain := range partitions[i].domains {
			rest, ok := strings.CutSuffix(host, domain)
			if rest, dotted := strings.CutSuffix(rest, "."); ok && dotted {
				return rest, partitions[i].home
			}
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

// Variant is which of a service's hosts is asked.
type Variant struct {
	FIPS      bool // with validated cryptography
	DualStack bool // with addresses of IPv6
}

// Regional is the URL of a service in a region, with a slash at its end. name is what
// its host begins with, such as "sts". The plain hosts of GovCloud are those of FIPS.
func (v Variant) Regional(name, region string) string {
	domains := domainsOf(region)
	domain := domains[0]
	if v.DualStack {
		domain = domains[2]
	}
	if v.FIPS && (v.DualStack || !strings.HasPrefix(region, "us-gov-")) {
		name += "-fips"
	}
	return "https://" + name + "." + region + "." + domain + "/"
}

// SignIn is the URL of AWS Sign-In in a region, with a slash at its end.
func (v Variant) SignIn(region string) string {
	domain := domainsOf(region)[1]
	switch {
	case v.FIPS && !v.DualStack && region == homeOfGovCloud:
		return "https://signin-fips." + domain + "/"
	case v.FIPS && !v.DualStack && strings.HasPrefix(region, "us-gov-"):
		return "https://" + region + ".signin-fips." + domain + "/"
	case v.FIPS || v.DualStack:
		return v.Regional("signin", region)
	}
	return "https://" + region + ".signin." + domain + "/"
}

// Regional is the URL of a service's plain host in a region.
func Regional(name, region string) string { return Variant{}.Regional(name, region) }

// Serves reports whether host is one that a service has in all regions: its name, with
// "-fips" or not, a region, and the domain of a partition for services or dual stack;
// without a region the service's global or legacy host. Hosts of VPC endpoints and of
// resources are none.
func Serves(host, service string) bool {
	label, rest, _ := strings.Cut(host, ".")
	if strings.TrimSuffix(label, "-fips") != service {
		return false
	}
	region, domain, _ := strings.Cut(rest, ".")
	if !isRegion(region) {
		region, domain = "", rest
	}
	for i := range partitions {
		if of := partitions[i].domains; domain == of[0] || domain == of[2] && region != "" {
			return true
		}
	}
	return false
}
