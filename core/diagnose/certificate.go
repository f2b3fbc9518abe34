package diagnose

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
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
		if ways := s.o.Trust.Ways(chain, s.now()); len(ways) > 0 && ways[0].End != trust.Complete {
			s.note("besides", ways[0].String())
		}
		return s.names(ctx, chain)
	}
	return s.ways(chain, verification.Err, field(r.response, "date"))
}

// clockOff is how far a clock may be from the server's.
const clockOff = time.Hour

// ways names the cause by the way that came closest to a trusted root.
func (s *session) ways(chain []*x509.Certificate, err error, serverDate string) *Diagnosis {
	ways := s.o.Trust.Ways(chain, s.now())
	if at, err := httpTime(serverDate); err == nil {
		s.note("server's clock", date(at))
		if off := s.now().Sub(at).Abs(); off > clockOff && s.goodAt(chain, at) {
			return s.because("clock_wrong")
		}
	}
	if len(ways) == 0 {
		s.note("rule", err.Error())
		return s.because("certificate_invalid")
	}
	for i, w := range ways[:min(len(ways), maxChain)] {
		s.note("way "+strconv.Itoa(i+1), w.String())
	}
	way := ways[0]
	if way.End != trust.OutOfDate && s.early(chain[0])+s.late(chain[0]) > 0 {
		way = trust.Way{Chain: chain[:1], End: trust.OutOfDate, At: chain[0]} // whoever issued it
	}
	s.note("issuer", way.Chain[len(way.Chain)-1].Issuer.String())
	switch way.End {
	case trust.OutOfDate:
		return s.dates(way, chain[0])
	case trust.RuleBroken:
		return s.rule(way)
	case trust.AlgorithmWeak:
		s.note("certificate", way.At.Subject.String()+", "+trust.Algorithm(way.At))
		return s.because("weak_signature")
	case trust.AlgorithmUnknown, trust.KeyShort:
		s.note("rule", way.String())
		return s.because("certificate_invalid")
	case trust.IssuerNoCA:
		s.note("certificate", way.At.Subject.String())
		return s.because("not_an_authority")
	case trust.Complete:
		s.note("rule", err.Error())
		return s.because("certificate_invalid") // the root is distrusted from a date on
	}
	return s.authority(way, chain)
}

// goodAt reports whether a chain would have been believed at another time.
func (s *session) goodAt(chain []*x509.Certificate, at time.Time) bool {
	ways := s.o.Trust.Ways(chain, at)
	return len(ways) > 0 && ways[0].End == trust.Complete
}

func (s *session) early(all ...*x509.Certificate) (n int) {
	for _, c := range all {
		if s.now().Before(c.NotBefore) {
			n++
		}
	}
	return n
}

func (s *session) late(c *x509.Certificate) int {
	if s.now().After(c.NotAfter) {
		return 1
	}
	return 0
}

// dates tells which certificate is out of date, or that the clock is.
func (s *session) dates(way trust.Way, leaf *x509.Certificate) *Diagnosis {
	bad := way.At
	s.note("certificate", bad.Subject.String()+", valid "+date(bad.NotBefore)+" to "+date(bad.NotAfter))
	switch {
	case len(way.Chain) > 1 && s.early(way.Chain...) == len(way.Chain):
		// Not even the root that this machine trusts is valid yet.
		return s.because("clock_wrong")
	case s.now().Before(bad.NotBefore):
		return s.because("not_yet_valid")
	case bad.Equal(leaf):
		return s.because("leaf_expired")
	case selfIssued(bad):
		return s.because("root_expired")
	}
	return s.because("intermediate_expired")
}

// rule names what a chain that reaches a root may not do.
func (s *session) rule(way trust.Way) *Diagnosis {
	s.note("certificate", way.At.Subject.String())
	s.note("rule", way.Err.Error())
	var invalid x509.CertificateInvalidError
	var critical x509.UnhandledCriticalExtension
	switch {
	case errors.As(way.Err, &critical):
		return s.because("critical_extension")
	case !errors.As(way.Err, &invalid):
		return s.because("certificate_invalid")
	}
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
