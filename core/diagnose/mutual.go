package diagnose

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
	"github.com/sallyport/sallyport/core/trust"
)

// mutual names the cause of a client certificate that is missing or not taken.
func (s *session) mutual(ctx context.Context, err error) *Diagnosis {
	e := fault.From(err)
	s.noteAlert(e)
	if e.Code == fault.ClientCertificateRequired {
		s.noteIssuers(s.shake(ctx, s.usual(), false).issuers)
		return s.because("client_certificate_missing")
	}
	switch seen := s.unwelcome(s.shake(ctx, s.usual(), false)); {
	case seen == "not_yet_valid": // crypto/tls says 45 for this too, and OpenSSL 42
		return s.because(seen)
	case e.Detail == 45:
		return s.because("client_certificate_expired")
	case e.Detail == 44:
		return s.because("client_certificate_revoked")
	case seen != "":
		return s.because(seen)
	case e.Detail == 48:
		return s.because("client_certificate_untrusted")
	}
	return s.because(s.rejection())
}

// unwelcome is the cause that a client certificate itself shows, beside what the
// server asked for; "" if there is none to see.
func (s *session) unwelcome(r shaken) string {
	leaf := s.ours()
	if leaf == nil {
		return ""
	}
	s.note("client certificate", leaf.Subject.String())
	s.note("client issuer", leaf.Issuer.String())
	s.note("client until", leaf.NotAfter.UTC().Format(time.RFC3339))
	s.noteIssuers(r.issuers)
	switch seen := trust.WhyNotClient(leaf, s.now()); {
	case seen == trust.ClientExpired:
		return "client_certificate_expired"
	case seen == trust.ClientNotYetValid:
		s.note("certificate", leaf.Subject.String()+", valid from "+date(leaf.NotBefore)+"; the clock here says "+date(s.now()))
		return "not_yet_valid"
	case seen == trust.ClientUsage:
		return "client_certificate_usage"
	case len(r.issuers) > 0 && !s.oneIssued(r.issuers):
		return "client_certificate_untrusted"
	}
	return ""
}

// rejection is the cause of a client certificate that is not taken, for which the
// alert gives no reason.
func (s *session) rejection() string {
	if kind, _ := iot.Kind(s.route.Host); kind != "" {
		s.note("endpoint", kind)
		return "iot_certificate_rejected"
	}
	return "client_certificate_rejected"
}

// unpresented is a server that asks for a client certificate and hangs up.
func (s *session) unpresented() *Diagnosis {
	if !s.o.Trust.HasClientCertificate() {
		return s.because("client_certificate_missing")
	}
	return s.because(s.rejection())
}

// hungUp looks whether a server that ends the connection without an answer had
// asked for a client certificate that it did not get, or got another one.
func (s *session) hungUp(ctx context.Context, err error) *Diagnosis {
	if s.known {
		if !s.o.Trust.HasClientCertificate() && client.Unpresented(err) {
			return s.because("client_certificate_missing")
		}
		return nil
	}
	r := s.shake(ctx, s.usual(), false)
	switch {
	case !r.asked:
		return nil
	case s.o.Trust.HasClientCertificate():
		if id := s.unwelcome(r); id != "" {
			return s.because(id)
		}
		return nil
	}
	s.note("client certificate", "the server asks for one and none is given")
	s.noteIssuers(r.issuers)
	return s.because("client_certificate_missing")
}

func (s *session) noteIssuers(issuers [][]byte) {
	for _, raw := range issuers[:min(len(issuers), 4)] {
		s.note("the server takes certificates of", nameOf(raw))
	}
}

// ourChain is the client certificate with those above it.
func (s *session) ourChain() (chain []*x509.Certificate) {
	config, err := s.o.Trust.TLSConfig(s.route.Host, nil, s.o.Clock)
	if err != nil {
		return nil
	}
	own, err := config.GetClientCertificate(&tls.CertificateRequestInfo{})
	if err != nil {
		return nil
	}
	for _, der := range own.Certificate {
		if c, err := x509.ParseCertificate(der); err == nil {
			chain = append(chain, c)
		}
	}
	return chain
}

func (s *session) ours() *x509.Certificate {
	if chain := s.ourChain(); len(chain) > 0 {
		return chain[0]
	}
	return nil
}

// oneIssued reports whether one of the issuers stands in the client's own chain.
func (s *session) oneIssued(issuers [][]byte) bool {
	for _, c := range s.ourChain() {
		for _, raw := range issuers {
			if bytes.Equal(c.RawIssuer, raw) {
				return true
			}
		}
	}
	return false
}

func (s *session) now() time.Time {
	if s.o.Clock != nil {
		return s.o.Clock()
	}
	return time.Now()
}
