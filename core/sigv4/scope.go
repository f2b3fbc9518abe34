package sigv4

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/sallyport/sallyport/core/endpoint"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/grammar"
)

// scope is what a signature is valid for, with the rules that follow from it.
type scope struct {
	service, region string
	bucket          string // that the canonical path begins with, of OSS; or empty
	rules           rules
	aws             bool // service is in AWS's table
	byURL           bool // with another path or query it may be another scope
}

// derivedScope remembers what a host and target led to.
type derivedScope struct {
	host, target string
	scope        scope
}

// scopeOf derives what the options leave open.
func (s *Signer) scopeOf(t *target, host, amzTarget string, r *Request) (scope, error) {
	if r.Service != "" {
		return s.scopeFor(r, host)
	}
	if last := s.scopes.Load(); last != nil && last.host == host && last.target == amzTarget {
		return last.scope, nil
	}
	if s.scheme.foreign {
		return s.aliyunScope(host)
	}
	derived := endpoint.Derive(endpoint.Request{
		Host: host, Target: amzTarget, Path: t.path, Query: t.query, DefaultRegion: s.options.DefaultRegion,
	})
	if derived.OnlySigV4A && !s.scheme.regionSet {
		return scope{}, fault.New(fault.SchemeUnsupported,
			"the host %q takes only Signature Version 4A, which is valid in several regions: sign with the scheme \"aws4a\"", shorten(host))
	}
	sc := scope{service: s.options.Service, region: s.options.Region}
	if sc.service == "" {
		if derived.UnknownTarget {
			return scope{}, unknownTarget(amzTarget)
		}
		sc.service, sc.byURL = derived.Service, derived.ByURL
	}
	if sc.region == "" && derived.Assumed && s.options.Strict {
		return scope{}, fault.New(fault.RegionUnknown, "the host %q tells no region, and the one that is usual for it is a guess", shorten(host))
	}
	if sc.region == "" {
		sc.region = strings.Clone(derived.Region) // may be a part of host, which is borrowed
	}
	if sc.region == "" {
		sc.region = s.options.DefaultRegion
	}
	if sc.region == "" && derived.OnlySigV4A {
		sc.region = "*"
	}
	if sc.service == "" {
		return scope{}, fault.New(fault.ServiceUnknown, "neither X-Amz-Target %q nor the host %q tells the signing name%s", shorten(amzTarget), shorten(host), ofAliyun(host))
	}
	if sc.region == "" {
		return scope{}, fault.New(fault.RegionUnknown, "the host %q tells no region", shorten(host))
	}
	named := s.scopeNamed(sc.service)
	sc.rules, sc.aws = named.rules, named.aws
	sc.byURL = sc.byURL || sc.service == zonalS3 // whose token depends on the query
	if !sc.byURL {
		s.scopes.Store(&derivedScope{host: strings.Clone(host), target: strings.Clone(amzTarget), scope: sc})
	}
	return sc, nil
}

// scopeFor is that of a request which names its service. A host that is none of AWS's
// table may tell the region all the same.
func (s *Signer) scopeFor(r *Request, host string) (scope, error) {
	if s.scheme != &aws4 {
		return scope{}, fault.New(fault.SchemeUnsupported, "the service %q is signed for with the scheme aws4, and not with %s", shorten(r.Service), s.scheme.name)
	}
	if err := checkScopePart("service", r.Service); err != nil {
		return scope{}, err
	}
	sc := s.scopeNamed(r.Service)
	sc.region = s.options.Region
	if sc.region == "" && r.Region == "" {
		derived := endpoint.Derive(endpoint.Request{Host: host, DefaultRegion: s.options.DefaultRegion})
		if sc.region = strings.Clone(derived.Region); sc.region == "" {
			sc.region = s.options.DefaultRegion
		}
		if sc.region == "" {
			return scope{}, fault.New(fault.RegionUnknown, "the host %q tells no region", shorten(host))
		}
	}
	return sc, nil
}

// scopeNamed is the scope of a service whose name is known, without its region.
func (s *Signer) scopeNamed(service string) scope {
	return scope{service: service, rules: rulesFor(service).override(&s.options), aws: endpoint.Known(service)}
}

// scopeAgain is that of a request which was signed: its host is only asked for what no
// scope says.
func (s *Signer) scopeAgain(r *resigning, host string) scope {
	if !s.scheme.foreign {
		return s.scopeNamed(r.service)
	}
	sc := scope{service: r.service, rules: s.scheme.rules(), byURL: true}
	if s.scheme.oss {
		sc.bucket = cmp.Or(s.options.Bucket, endpoint.ResolveAliyun(host).Bucket)
	}
	return sc
}

// unknownTarget is an error because the service behind the host would be signed
// for, which may be another: that of Auto Scaling Plans is, at its older host.
func unknownTarget(target string) error {
	hint := ""
	if near := endpoint.NearTargets(target); len(near) > 0 {
		hint = fmt.Sprintf("; known are %s", strings.Join(near, ", "))
	}
	return fault.New(fault.ServiceUnknown, "no service that this version knows has the X-Amz-Target %q%s", shorten(target), hint)
}

// ofAliyun names the scheme of a host of Alibaba Cloud.
func ofAliyun(host string) string {
	scheme := endpoint.AliyunScheme(host)
	if scheme == "" {
		return ""
	}
	return "; it is of Alibaba Cloud: sign with the scheme \"" + scheme + "\""
}

// zonalS3 is the signing name of S3 Express One Zone.
const zonalS3 = "s3express"

// tokenHeader is how a session token is sent.
type tokenHeader struct {
	name  string // as it is written
	lower string
	line  string // the header's line, with its end
}

const (
	securityToken = "X-Amz-Security-Token"
	sessionToken  = "X-Amz-S3session-Token"
)

func (s *Signer) setTokenHeaders(name string) error {
	if name != "" && !grammar.Token(name) {
		return fault.New(fault.InvalidOption, "option sign.token_header is %q, which is not the name of a header", shorten(name))
	}
	token := s.credentials.SessionToken
	if token == "" {
		return nil
	}
	headerOf := func(name string) tokenHeader {
		return tokenHeader{name: name, lower: strings.ToLower(name), line: name + ": " + token + "\r\n"}
	}
	if name != "" {
		s.token, s.session = headerOf(name), headerOf(name)
		return nil
	}
	s.token, s.session = headerOf(s.scheme.token), headerOf(sessionToken)
	return nil
}

// tokenFor returns the header for a request. Objects of S3 Express are reached
// with credentials that CreateSession has issued, and these have a header of their
// own; CreateSession itself, and what makes and lists buckets, take those of an
// identity (S3 API Reference, CreateSession).
func (s *Signer) tokenFor(sc *scope, t *target, host string) *tokenHeader {
	if sc.service != zonalS3 || strings.Contains(host, "s3express-control") || isCreateSession(t.query) {
		return &s.token
	}
	return &s.session
}

func isCreateSession(query string) bool {
	for piece := range strings.SplitSeq(query, "&") {
		if piece == "session" || piece == "session=" {
			return true
		}
	}
	return false
}
