package endpoint

import "strings"

// Scope is the part of a credential scope that depends on the service. An empty
// field cannot be known.
type Scope struct {
	Service string // signing name
	Region  string
}

// Request is the part of a request that tells its scope.
type Request struct {
	Host   string // may carry a port
	Target string // value of X-Amz-Target, or empty
	Path   string // as in the URL; empty: not known
	Query  string // without "?"

	// DefaultRegion is where the caller is at home, or empty. GovCloud shares the
	// hosts of some global services with the other regions.
	DefaultRegion string
}

// Derivation is a scope, and what else follows from where a request goes.
type Derivation struct {
	Scope
	Assumed       bool // the region is a convention: a bucket may be in another than its host without region says
	ByURL         bool // with another path or query the host may lead to another service
	OnlySigV4A    bool // the host refuses Signature Version 4
	UnknownTarget bool // there is a target, and no service of the table has it
}

// Resolve returns the scope of a request to host, which may carry a port, with
// the header X-Amz-Target, or "" if the request has none. Where the path tells
// the service, as for maps.geo, the service is empty: see [Derive]. It is empty for
// a target that no service has too: the host's would be a guess.
func Resolve(host, target string) Scope { return Derive(Request{Host: host, Target: target}).Scope }

// Derive returns the scope of a request.
func Derive(r Request) (d Derivation) {
	scope, e, told := resolveHost(r.Host)
	d.Scope = scope
	if e != nil {
		d.Assumed = e.Service == "s3" && d.Region != "" && !told
		d.OnlySigV4A, d.ByURL = e.onlySigV4A, e.more != nil
		for i := range e.more {
			if c := &e.more[i]; strings.HasPrefix(r.Path, c.path) && hasParam(r.Query, c.param) {
				d.Service = c.service
			}
		}
	}
	if d.Region == homeOfAWS && strings.HasPrefix(r.DefaultRegion, "us-gov-") && e != nil && !told {
		d.Region = homeOfGovCloud
	}
	if r.Target == "" {
		return d
	}
	// The operation follows the last dot; CloudTrail's prefix has dots itself.
	name, ok := table().targets[r.Target[:max(strings.LastIndexByte(r.Target, '.'), 0)]]
	d.Service, d.UnknownTarget = name, !ok
	return d
}

// hasParam reports whether a query holds that parameter; an empty one is in each.
func hasParam(query, param string) bool {
	for param != "" {
		piece, rest, more := strings.Cut(query, "&")
		if piece == param {
			break
		}
		if !more {
			return false
		}
		query = rest
	}
	return true
}

// maxHost is the longest name that DNS has.
const maxHost = 253

// resolveHost returns the scope, what the table says, and whether the host itself
// tells the region.
func resolveHost(host string) (_ Scope, _ *entry, told bool) {
	if host = bareHost(host); len(host) > maxHost {
		return Scope{}, nil, false
	}
	labels, home := cutPartition(host)
	if labels == "" {
		return Scope{}, nil, false
	}
	before, region, after := cutRegion(labels)
	if region == "" {
		return resolveGlobal(labels, home)
	}
	var found *entry
	switch after {
	case "", ".vpce", ".us-gov":
		found = lookup(before)
	default: // search-name.us-east-1.es
		found = table().hosts[strings.TrimSuffix(after, "-fips")]
		if found == nil { // not a region, but a bucket with a name like one
			return resolveGlobal(labels, home)
		}
	}
	if found == nil {
		switch last := lastLabel(strings.TrimSuffix(before, ".dualstack")); {
		case strings.HasPrefix(last, "s3express-"): // one per zone
			return Scope{"s3express", region}, nil, true
		case last == "s3-accelerate":
			return Scope{"s3", region}, nil, true
		}
		return Scope{"", region}, nil, true
	}
	scope := found.Scope
	if scope.Region == "" {
		scope.Region = region
	}
	return scope, found, true
}

// resolveGlobal resolves a host without a region.
func resolveGlobal(labels, home string) (Scope, *entry, bool) {
	if rest, ok := strings.CutSuffix(labels, ".us-gov"); ok {
		labels, home = rest, homeOfGovCloud
	}
	labels = strings.TrimSuffix(strings.TrimPrefix(labels, "global."), ".global")
	found := lookup(labels)
	switch {
	case found == nil:
		return resolveOldS3(labels, home), nil, false
	case found.Region != "" || found.onlySigV4A: // which is for all regions
		return found.Scope, found, true
	case found.Service == "iam" && home == "cn-northwest-1":
		home = "cn-north-1"
	}
	return Scope{found.Service, home}, found, false
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
func lookup(labels string) *entry {
	labels = strings.TrimSuffix(strings.TrimSuffix(labels, ".dualstack"), "-fips")
	hosts := table().hosts
	for rest := labels; ; {
		if found := hosts[rest]; found != nil {
			if rest == "iot" && rest != labels { // an account's data endpoint
				return hosts["data.iot"]
			}
			return found
		}
		dot := strings.IndexByte(rest, '.')
		if dot < 0 {
			return nil
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
