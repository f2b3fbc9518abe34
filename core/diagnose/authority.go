package diagnose

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"strings"

	"github.com/sallyport/sallyport/core/iot"
)

// authority names what is missing between a server's certificate and our roots.
func (s *session) authority(chain []*x509.Certificate) *Diagnosis {
	path := climb(chain)
	leaf, top := path[0], path[len(path)-1]
	s.note("issuer", top.Issuer.String())
	if inspector(path) {
		return s.because("interception")
	}
	if _, newer := iot.Kind(s.route.Host); newer != "" {
		s.note("endpoint", newer)
		return s.because("iot_endpoint_legacy")
	}
	switch {
	case selfIssued(leaf):
		return s.because("self_signed")
	case s.trusts(top.RawIssuer):
		return s.because("root_changed")
	case selfIssued(top):
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

// subjects are the names of the trusted roots in DER.
func (s *session) subjects() [][]byte {
	roots := s.roots()
	if roots == nil {
		return nil
	}
	return roots.Subjects() //nolint:staticcheck // SA1019 is about the system's pool, which this never is
}

func (s *session) trusts(subject []byte) bool {
	for _, raw := range s.subjects() {
		if bytes.Equal(raw, subject) {
			return true
		}
	}
	return false
}

// related reports whether a trusted root is of the organization that issued a
// certificate: what is missing is then between them.
func (s *session) related(leaf *x509.Certificate) bool {
	for _, organization := range leaf.Issuer.Organization {
		for _, raw := range s.subjects() {
			if organization != "" && bytes.Contains(raw, []byte(organization)) {
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
