package diagnose

import (
	"bytes"
	"context"
	"crypto/x509"
	"net/netip"
	"strings"
)

// names says why a certificate is for other names than the host's.
func (s *session) names(ctx context.Context, chain []*x509.Certificate) *Diagnosis {
	host, leaf := s.route.Host, chain[0]
	s.note("names", namesOf(leaf))
	_, err := netip.ParseAddr(host)
	isAddress := err == nil
	switch {
	case len(leaf.DNSNames)+len(leaf.IPAddresses) == 0 && strings.EqualFold(leaf.Subject.CommonName, host):
		return s.because("name_only_in_subject")
	case isAddress:
		return s.because("address_not_in_certificate")
	case deeper(leaf.DNSNames, host):
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

// deeper reports whether a wildcard would stand for more than one label of a host,
// or for none.
func deeper(names []string, host string) bool {
	for _, name := range names {
		domain, ok := strings.CutPrefix(strings.ToLower(name), "*.")
		if ok && (host == domain || strings.HasSuffix(host, "."+domain)) {
			return true
		}
	}
	return false
}
