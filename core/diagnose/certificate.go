package diagnose

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// certificate names the cause of a certificate that was not believed.
func (s *session) certificate(ctx context.Context, err error) *Diagnosis {
	var verification *tls.CertificateVerificationError
	var chain []*x509.Certificate
	r := s.shake(ctx, s.usual(), true)
	if errors.As(err, &verification) {
		chain = verification.UnverifiedCertificates
	} else {
		chain = r.chain
	}
	if len(chain) == 0 {
		if fault.CodeOf(err) == fault.SPKIPinMismatch {
			return s.because("pin_mismatch")
		}
		return s.because("certificate_invalid")
	}
	s.noteChain(chain)
	if r.err == nil {
		s.note("TLS without verification", tls.VersionName(r.state.Version)+", "+tls.CipherSuiteName(r.state.CipherSuite))
	}
	if fault.CodeOf(err) == fault.SPKIPinMismatch {
		s.note("server key", keyPin(chain[0]))
		return s.because("pin_mismatch")
	}
	if verification == nil {
		return s.because("certificate_invalid")
	}
	var hostname x509.HostnameError
	if errors.As(verification.Err, &hostname) {
		return s.names(ctx, chain)
	}
	if d := s.dates(chain, verification.Err, field(r.response, "date")); d != nil {
		return d
	}
	if d := s.rules(chain, verification.Err); d != nil {
		return d
	}
	return s.authority(chain)
}

// roots are the certificates that are believed.
func (s *session) roots() *x509.CertPool {
	config, err := s.o.Trust.TLSConfig(s.route.Host, nil, s.o.Clock)
	if err != nil {
		return nil
	}
	return config.RootCAs
}

// verifiedAt returns the chain to a trusted root that would be good at a time.
func (s *session) verifiedAt(chain []*x509.Certificate, at time.Time) []*x509.Certificate {
	between := x509.NewCertPool()
	for _, c := range chain[1:min(len(chain), 16)] {
		between.AddCert(c)
	}
	found, err := chain[0].Verify(x509.VerifyOptions{
		Roots: s.roots(), Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
	})
	if err != nil || len(found) == 0 {
		return nil
	}
	return found[0]
}

// clockOff is how far a clock may be from the server's.
const clockOff = time.Hour

// dates finds a certificate that is out of date, or a clock that is.
func (s *session) dates(chain []*x509.Certificate, err error, serverDate string) *Diagnosis {
	now := s.now()
	if at, err := httpTime(serverDate); err == nil {
		s.note("server's clock", date(at))
		if off := now.Sub(at).Abs(); off > clockOff && s.verifiedAt(chain, at) != nil {
			return s.because("clock_wrong")
		}
	}
	path := s.pathAtAnyTime(chain)
	var invalid x509.CertificateInvalidError
	switch {
	case path != nil:
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		path = []*x509.Certificate{invalid.Cert}
	default:
		path = chain[:1] // whoever issued it
	}
	early := 0
	var bad *x509.Certificate
	for _, c := range path {
		switch {
		case now.Before(c.NotBefore):
			early++
			bad = c
		case now.After(c.NotAfter) && bad == nil:
			bad = c
		}
	}
	if bad == nil {
		return nil
	}
	s.note("certificate", bad.Subject.String()+", valid "+date(bad.NotBefore)+" to "+date(bad.NotAfter))
	switch {
	case early == len(path) && len(path) > 1:
		// Not even the root that this machine trusts is valid yet.
		return s.because("clock_wrong")
	case now.Before(bad.NotBefore):
		return s.because("not_yet_valid")
	case bad.Equal(chain[0]):
		return s.because("leaf_expired")
	case selfIssued(bad):
		return s.because("root_expired")
	}
	return s.because("intermediate_expired")
}

// pathAtAnyTime returns a chain to a trusted root that was good, or will be, while
// the server's certificate is.
func (s *session) pathAtAnyTime(chain []*x509.Certificate) []*x509.Certificate {
	leaf := chain[0]
	times := []time.Time{s.now(), leaf.NotBefore, leaf.NotAfter}
	for _, c := range chain[1:min(len(chain), maxChain)] {
		times = append(times, c.NotBefore, c.NotAfter)
	}
	for _, at := range times {
		if path := s.verifiedAt(chain, at); path != nil {
			return path
		}
	}
	return nil
}

// rules finds a certificate that may not do what it is used for.
func (s *session) rules(chain []*x509.Certificate, err error) *Diagnosis {
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) {
		s.note("certificate", invalid.Cert.Subject.String())
		s.note("rule", invalid.Error())
		switch invalid.Reason {
		case x509.IncompatibleUsage:
			return s.because("wrong_usage")
		case x509.NotAuthorizedToSign:
			return s.because("not_an_authority")
		case x509.CANotAuthorizedForThisName, x509.NameConstraintsWithoutSANs, x509.UnconstrainedName:
			return s.because("name_not_permitted")
		case x509.TooManyIntermediates:
			return s.because("path_too_long")
		}
		return s.because("certificate_invalid")
	}
	var critical x509.UnhandledCriticalExtension
	if errors.As(err, &critical) {
		return s.because("critical_extension")
	}
	for _, c := range chain[:min(len(chain), maxChain)] {
		if selfIssued(c) {
			continue // nobody checks the signature of a root
		}
		if broken(c.SignatureAlgorithm) {
			s.note("certificate", c.Subject.String()+", "+c.SignatureAlgorithm.String())
			return s.because("weak_signature")
		}
	}
	for _, c := range chain[1:min(len(chain), maxChain)] {
		if isIssuer(c, chain) && (!c.BasicConstraintsValid || !c.IsCA || c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsageCertSign == 0) {
			s.note("certificate", c.Subject.String())
			return s.because("not_an_authority")
		}
	}
	return nil
}

func broken(a x509.SignatureAlgorithm) bool {
	switch a {
	case x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.DSAWithSHA1, x509.ECDSAWithSHA1:
		return true
	}
	return false
}

// isIssuer reports whether a certificate has issued another one of a chain.
func isIssuer(c *x509.Certificate, chain []*x509.Certificate) bool {
	for _, other := range chain {
		if other != c && bytes.Equal(other.RawIssuer, c.RawSubject) {
			return true
		}
	}
	return false
}
