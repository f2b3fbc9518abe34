package diagnose

import (
	"bytes"
	"context"
	"crypto/x509"

	"github.com/sallyport/sallyport/core/trust"
)

// names says why a certificate is for other names than the host's.
func (s *session) names(ctx context.Context, chain []*x509.Certificate) *Diagnosis {
	host, leaf := s.route.Host, chain[0]
	s.note("names", namesOf(leaf))
	switch why, _ := trust.WhyNotNamed(leaf, host); {
	case why == trust.NameInSubject:
		return s.because("name_only_in_subject")
	case why == trust.NameAddress, why == trust.NameAddressAsDNS:
		return s.because("address_not_in_certificate")
	case why == trust.NameWildcardDepth, why == trust.NameAboveWildcard:
		return s.because("wildcard_depth")
	case s.route.Pinned:
		return s.because("pinned_elsewhere")
	}
	r := s.shake(ctx, hello{alpn: s.alpn()}, false)
	if len(r.chain) > 0 {
		s.note("certificate without a server name", namesOf(r.chain[0]))
		if bytes.Equal(r.chain[0].Raw, leaf.Raw) {
			return s.because("default_certificate")
		}
	}
	return s.because("name_mismatch")
}
