package endpoint

import "strings"

// Scope is the part of a credential scope that depends on the service. An empty
// field cannot be known.
type Scope struct {
	Service string // signing name
	Region  string
}

// Resolve returns the scope of a request to host, which may carry a port, with
// the header X-Amz-Target, or "" if the request has none.
func Resolve(host, target string) Scope {
	scope := resolveHost(host)
	// The operation follows the last dot; CloudTrail's prefix has dots itself.
	if dot := strings.LastIndexByte(target, '.'); dot > 0 {
		if name, ok := table().targets[target[:dot]]; ok {
			scope.Service = name
		}
	}
	return scope
}

// maxHost is the longest name that DNS has.
const maxHost = 253

func resolveHost(host string) Scope {
	if host = bareHost(host); len(host) > maxHost {
		return Scope{}
	}
	labels, home := cutPartition(host)
	if labels == "" {
		return Scope{}
	}
	before, region, after := cutRegion(labels)
	if region == "" {
		return resolveGlobal(labels, home)
	}
	var found Scope
	var ok bool
	switch after {
	case "", ".vpce", ".us-gov":
		found, ok = lookup(before)
	default: // search-name.us-east-1.es
		found, ok = table().hosts[after]
		if !ok { // not a region, but a bucket with a name like one
			return resolveGlobal(labels, home)
		}
	}
	if !ok && strings.HasPrefix(lastLabel(before), "s3express-") { // one per zone
		found.Service = "s3express"
	}
	if found.Region == "" {
		found.Region = region
	}
	return found
}

// resolveGlobal resolves a host without a region.
func resolveGlobal(labels, home string) Scope {
	if rest, ok := strings.CutSuffix(labels, ".us-gov"); ok {
		labels, home = rest, "us-gov-west-1"
	}
	labels = strings.TrimSuffix(strings.TrimPrefix(labels, "global."), ".global")
	found, ok := lookup(labels)
	switch {
	case !ok:
		return resolveOldS3(labels, home)
	case found.Region != "":
		return found
	case found.Service == "iam" && home == "cn-northwest-1":
		home = "cn-north-1"
	}
	found.Region = home
	return found
}

// resolveOldS3 knows the forms of S3 that have no region label of their own:
// s3-us-west-2, s3-external-1 (us-east-1), and two for which the region of the
// bucket cannot be seen, s3-accelerate and s3-global.
func resolveOldS3(labels, home string) Scope {
	labels = strings.TrimSuffix(labels, ".dualstack")
	name, ok := strings.CutPrefix(lastLabel(labels), "s3-")
	if !ok {
		return Scope{}
	}
	name = strings.TrimPrefix(name, "fips-")
	switch {
	case isRegion(name):
		return Scope{"s3", name}
	case name == "external-1":
		return Scope{"s3", home}
	case name == "accelerate" || name == "global":
		return Scope{"s3", ""}
	}
	return Scope{}
}

// lookup finds the longest endpoint prefix that labels ends with: what stands
// before it is a bucket, an API, a VPC endpoint, an account, or "fips".
func lookup(labels string) (Scope, bool) {
	labels = strings.TrimSuffix(strings.TrimSuffix(labels, ".dualstack"), "-fips")
	hosts := table().hosts
	for rest := labels; ; {
		if found, ok := hosts[rest]; ok {
			if rest == "iot" && rest != labels { // an account's data endpoint
				found.Service = "iotdata"
			}
			return found, true
		}
		dot := strings.IndexByte(rest, '.')
		if dot < 0 {
			return Scope{}, false
		}
		rest = rest[dot+1:]
	}
}

func lastLabel(labels string) string { return labels[strings.LastIndexByte(labels, '.')+1:] }

// bareHost removes port and final dot, and writes the host in lower case.
func bareHost(host string) string {
	if colon := strings.LastIndexByte(host, ':'); colon >= 0 {
		host = host[:colon]
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
