package trust

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// certificateFault says why the server's certificates were not believed, with
// the evidence in them.
func (p *Policy) certificateFault(v *tls.CertificateVerificationError, h Handshake) *fault.Error {
	chain := v.UnverifiedCertificates
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(v.Err, &hostname):
		return fault.Wrap(fault.CertificateNameMismatch, v, "the certificate of the server at this address is for %s, not for %q",
			names(chain[0]), h.ServerName)
	case errors.As(v.Err, &invalid) && invalid.Reason == x509.Expired:
		return outOfDate(v, invalid.Cert, chain[0], h)
	case errors.As(v.Err, &unknown):
		// An expired intermediate surfaces as an unknown authority.
		if strings.Contains(v.Err.Error(), "has expired or is not yet valid") {
			for _, c := range chain[1:] {
				if h.Now.After(c.NotAfter) || h.Now.Before(c.NotBefore) {
					return outOfDate(v, c, chain[0], h)
				}
			}
		}
		return fault.Wrap(fault.CertificateUnknownAuthority, v, "%s: %s%s", h.ServerName, p.unknownAuthority(chain)+p.leftOut(), because(v.Err)+p.unread())
	default:
		return fault.Wrap(fault.CertificateInvalid, v, "the certificate %q of %s: %s", chain[0].Subject.String(), h.ServerName, plain(v.Err))
	}
}

func outOfDate(v error, bad, leaf *x509.Certificate, h Handshake) *fault.Error {
	role := "certificate"
	if !bad.Equal(leaf) {
		role = "issuing certificate"
	}
	now := h.Now.UTC().Format(time.RFC3339)
	if h.Now.Before(bad.NotBefore) {
		return fault.Wrap(fault.CertificateNotYetValid, v, "the %s %q of %s is valid from %s, and this machine's clock says %s",
			role, bad.Subject.String(), h.ServerName, bad.NotBefore.UTC().Format(time.RFC3339), now)
	}
	return fault.Wrap(fault.CertificateExpired, v, "the %s %q of %s expired on %s, and this machine's clock says %s",
		role, bad.Subject.String(), h.ServerName, bad.NotAfter.UTC().Format(time.RFC3339), now)
}

// unknownAuthority tells apart what a person has to do differently: trust this
// one certificate, trust a private root, or have the server send its chain.
func (p *Policy) unknownAuthority(chain []*x509.Certificate) string {
	leaf, last := chain[0], pathEnd(chain)
	source := p.Source()
	switch {
	case selfIssued(leaf):
		return fmt.Sprintf("the certificate %q signed itself (SHA-256 %x) and is not among the trusted roots (%s)",
			leaf.Subject.String(), sha256.Sum256(leaf.Raw), source)
	case selfIssued(last):
		return fmt.Sprintf("the chain ends in the root %q (SHA-256 %x), which is not among the trusted roots (%s)",
			last.Subject.String(), sha256.Sum256(last.Raw), source)
	}
	text := fmt.Sprintf("the chain ends at %q, whose issuer %q the server did not send and is not among the trusted roots (%s)",
		last.Subject.String(), last.Issuer.String(), source)
	if len(last.IssuingCertificateURL) > 0 {
		text += fmt.Sprintf("; the issuer's certificate is at %q", last.IssuingCertificateURL[0])
	}
	return text
}

// pathEnd follows the issuers from the leaf and returns where what the server sent
// stops. Whatever else it sent does not lead there.
func pathEnd(chain []*x509.Certificate) *x509.Certificate {
	end := chain[0]
	for range chain[1:] {
		next := slices.IndexFunc(chain[1:], func(c *x509.Certificate) bool {
			return string(c.RawSubject) == string(end.RawIssuer) && !c.Equal(end) &&
				c.CheckSignature(end.SignatureAlgorithm, end.RawTBSCertificate, end.Signature) == nil
		})
		if next < 0 || selfIssued(end) {
			return end
		}
		end = chain[1+next]
	}
	return end
}

// leftOut names what of the roots could not be used: the one that is missing may
// be among it.
func (p *Policy) leftOut() string {
	const most = 3
	_, problems := p.current.Load().roots().all()
	if len(problems) == 0 {
		return ""
	}
	var skipped []string
	for _, one := range problems {
		skipped = append(skipped, one.String())
	}
	text := "; left out of the roots: " + strings.Join(skipped[:min(len(skipped), most)], "; ")
	if len(skipped) > most {
		text += fmt.Sprintf("; and %d more", len(skipped)-most)
	}
	return text
}

func selfIssued(c *x509.Certificate) bool { return string(c.RawSubject) == string(c.RawIssuer) }

// because is the hint that crypto/x509 adds when it did find a candidate.
func because(err error) string {
	if _, hint, ok := strings.Cut(err.Error(), "(possibly because of "); ok {
		return "; possible reason: " + strings.TrimSuffix(hint, ")")
	}
	return ""
}

// names lists what a certificate is for, the first few of a long list.
func names(c *x509.Certificate) string {
	const most = 10
	var list []string
	for _, name := range c.DNSNames {
		list = append(list, fmt.Sprintf("%q", name))
	}
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	if len(list) == 0 {
		return fmt.Sprintf("no name (its common name %q does not count)", c.Subject.CommonName)
	}
	if len(list) > most {
		list = append(list[:most], fmt.Sprintf("and %d more", len(list)-most))
	}
	return strings.Join(list, ", ")
}
