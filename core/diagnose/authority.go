package diagnose

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/trust"
)

// authority names what is missing between a server's certificate and our roots.
func (s *session) authority(way trust.Way, chain []*x509.Certificate) *Diagnosis {
	leaf, top := chain[0], way.At
	if inspector(way.Chain) {
		return s.because("interception")
	}
	if _, newer := iot.Kind(s.route.Host); newer != "" {
		s.note("endpoint", newer)
		return s.because("iot_endpoint_legacy")
	}
	switch {
	case selfIssued(leaf):
		return s.because("self_signed")
	case way.End == trust.RootRekeyed:
		return s.because("root_changed")
	case way.End == trust.SignatureInvalid:
		s.note("certificate", top.Subject.String())
		return s.because("chain_mismatched")
	case way.End == trust.RootUnknown:
		digest := sha256.Sum256(top.Raw)
		s.note("root", top.Subject.String()+", SHA-256 "+hex.EncodeToString(digest[:]))
		return s.because("root_not_trusted")
	case top == leaf && (len(leaf.IssuingCertificateURL) > 0 || len(chain) > 1 || s.related(leaf)):
		if len(leaf.IssuingCertificateURL) > 0 {
			s.note("issuer's certificate", leaf.IssuingCertificateURL[0])
		}
		return s.because("intermediate_missing")
	}
	return s.because("unknown_ca")
}

// related reports whether a trusted root is of the organization that issued a
// certificate: what is missing is then between them.
func (s *session) related(leaf *x509.Certificate) bool {
	for _, root := range s.o.Trust.Roots() {
		for _, organization := range leaf.Issuer.Organization {
			if organization != "" && slices.Contains(root.Certificate.Subject.Organization, organization) {
				return true
			}
		}
	}
	return false
}

// inspector reports whether an issuer is known to end TLS in order to look inside.
func inspector(path []*x509.Certificate) bool {
	for _, c := range path {
		issuer := strings.ToLower(c.Issuer.String())
		for _, name := range inspectors() {
			if strings.Contains(issuer, name) {
				return true
			}
		}
	}
	return false
}

// inspectors are words of the issuers that products for inspection make.
func inspectors() []string {
	return []string{
		"zscaler", "fortinet", "fortigate", "palo alto networks", "netskope", "blue coat", "bluecoat", "symantec web security",
		"forcepoint", "websense", "sophos", "cisco umbrella", "mcafee web gateway", "skyhigh security", "check point", "barracuda",
		"mitmproxy", "charles proxy", "do_not_trust_fiddlerroot", "portswigger", "squid", "kaspersky", "eset ssl filter", "avast",
		"bitdefender", "watchguard", "sonicwall", "cloudflare for teams", "gateway ca - cloudflare", "iboss", "menlo security", "contentwatch", "untangle",
	}
}
