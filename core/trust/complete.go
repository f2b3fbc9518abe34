package trust

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// completed makes a configuration verify with further intermediates, which the
// server should have sent. crypto/tls has no place for them, so that its own
// verification is replaced by the same call of crypto/x509.
func (s *state) completed(config *tls.Config, further []*x509.Certificate) {
	config.InsecureSkipVerify = true
	config.VerifyConnection = func(c tls.ConnectionState) error { // also called for resumed sessions
		for _, one := range c.PeerCertificates {
			if len(one.RawTBSCertificate) == 0 { // the core's crypto/tls leaves that to us
				_, err := x509.ParseCertificate(one.Raw)
				return fmt.Errorf("tls: failed to parse certificate from server: %w", err)
			}
		}
		all := append(c.PeerCertificates[:len(c.PeerCertificates):len(c.PeerCertificates)], further...)
		between := x509.NewCertPool()
		for _, one := range all[1:] {
			between.AddCert(one)
		}
		now := time.Now
		if config.Time != nil {
			now = config.Time
		}
		chains, err := all[0].Verify(x509.VerifyOptions{
			Roots: config.RootCAs, Intermediates: between, DNSName: config.ServerName, CurrentTime: now(),
		})
		if err != nil {
			return &tls.CertificateVerificationError{UnverifiedCertificates: all, Err: err}
		}
		if len(s.pins) == 0 {
			return nil
		}
		c.VerifiedChains = chains
		return s.checkPins(c)
	}
}

// MissingIssuer returns the certificate whose issuer a server did not send and the
// http URL at which that one is, if this is what keeps a chain from a root.
func (p *Policy) MissingIssuer(chain []*x509.Certificate, now time.Time) (child *x509.Certificate, url string) {
	ways := p.Ways(chain, now)
	if len(ways) == 0 || ways[0].End >= OutOfDate {
		return nil, "" // a way leads to a root: the issuer is not what is missing
	}
	for _, way := range ways {
		if way.End != IssuerMissing {
			continue
		}
		for _, url := range way.At.IssuingCertificateURL {
			if len(url) <= 2048 && strings.HasPrefix(strings.ToLower(url), "http://") {
				return way.At, url
			}
		}
	}
	return nil, ""
}

// IssuerIn returns the issuer of a certificate in what an authority publishes, DER,
// PEM or PKCS#7; nil: it is not in it.
func IssuerIn(data []byte, child *x509.Certificate) *x509.Certificate {
	for _, c := range readCertificates(data).found {
		if bytes.Equal(c.RawSubject, child.RawIssuer) && child.CheckSignatureFrom(c) == nil {
			return c
		}
	}
	return nil
}
