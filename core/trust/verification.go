package trust

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// certificateFault says why the server's certificates were not believed, with
// the evidence in them, and what to do as its last sentence.
func (p *Policy) certificateFault(v *tls.CertificateVerificationError, h Handshake) *fault.Error {
	chain := v.UnverifiedCertificates
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	switch {
	case errors.As(v.Err, &hostname):
		e := nameFault(v, chain[0], h)
		e.Message += p.besides(chain, h)
		return e
	case errors.As(v.Err, &invalid) && invalid.Reason == x509.Expired && invalid.Cert.Equal(chain[0]):
		e := p.outOfDate(v, invalid.Cert, chain[0], h)
		if chain[0].VerifyHostname(h.ServerName) != nil {
			e.Message += fmt.Sprintf(" Besides, it is for %s, not for %q.", names(chain[0]), h.ServerName)
		}
		e.Message += p.besides(chain, h)
		return e
	}
	ways := p.Ways(chain, h.Now)
	if len(ways) == 0 {
		return fault.Wrap(fault.CertificateInvalid, v, "the certificate %q of %s: %s", chain[0].Subject.String(), h.ServerName, plain(v.Err))
	}
	_, problems := p.current.Load().roots().list()
	e := p.wayFault(v, ways[0], chain, problems, h)
	e.Message += otherWays(ways[1:])
	return e
}

// besides tells what would be met next, were the fault in the server's own certificate mended.
func (p *Policy) besides(chain []*x509.Certificate, h Handshake) string {
	ways := p.Ways(chain, h.Now)
	if len(ways) == 0 || ways[0].End == Complete || ways[0].End == OutOfDate && ways[0].At.Equal(chain[0]) {
		return ""
	}
	return " Besides, of its chain: " + ways[0].String() + "."
}

// wayFault tells the cause by where the way to a root ends.
func (p *Policy) wayFault(v *tls.CertificateVerificationError, way Way, chain []*x509.Certificate, problems []problem, h Handshake) *fault.Error {
	say := func(code fault.Code, format string, args ...any) *fault.Error {
		e := fault.Wrap(code, v, format, args...)
		e.Message = h.ServerName + ": " + e.Message
		return e
	}
	child := way.At.Subject.String()
	switch way.End {
	case IssuerMissing:
		return say(fault.CertificateUnknownAuthority, "%s", p.missing(way, chain, problems))
	case RootUnknown:
		return say(fault.CertificateUnknownAuthority, "%s", p.unknownRoot(way, chain, problems))
	case RootRekeyed:
		return say(fault.CertificateUnknownAuthority, "the certificate %q was signed with another key than that of the trusted root of its issuer's name, %q (SHA-256 %x, %s)%s. "+
			"If the authority has changed its key, add its new root to verify=.",
			child, way.Other.Subject.String(), sha256.Sum256(way.Other.Raw), p.Source(), p.unread())
	case SignatureInvalid:
		return say(fault.CertificateInvalid, "the certificate %q was not signed by the certificate %q that the server sent as its issuer. The server must send the chain that belongs to its certificate.",
			child, way.Other.Subject.String())
	case AlgorithmWeak:
		return say(fault.CertificateInvalid, "the certificate %q is signed with %s, which is no longer accepted. It must be issued again, with SHA-256.", child, Algorithm(way.At))
	case AlgorithmUnknown:
		return say(fault.CertificateInvalid, "the certificate %q is signed with %s, and this library's verifier does not know that, or the kind of the key of %q. "+
			"It must be issued again, with RSA, ECDSA or Ed25519.", child, Algorithm(way.At), way.Other.Subject.String())
	case KeyShort:
		return say(fault.CertificateInvalid, "the certificate %q was signed by %q, whose RSA key is shorter than 1024 bits and no longer accepted. The issuer needs a longer key.",
			child, way.Other.Subject.String())
	case IssuerNoCA:
		return say(fault.CertificateInvalid, "the certificate %q issued another one and is no CA%s. What it issued must be issued again by a CA.", child, usageOf(way.At))
	case OutOfDate:
		return p.outOfDate(v, way.At, chain[0], h)
	case Complete: // a root's own date of distrust; nothing else is left
		return say(fault.CertificateUnknownAuthority, "the chain ends in the root %q, which is no longer trusted for this certificate (%s): %s. The server needs a certificate of another authority.",
			way.Other.Subject.String(), p.Source(), plain(v.Err))
	}
	return p.ruleFault(v, way, chain, h)
}

// ruleFault is about a chain that reaches a root and breaks a rule of RFC 5280.
func (p *Policy) ruleFault(v *tls.CertificateVerificationError, way Way, chain []*x509.Certificate, h Handshake) *fault.Error {
	var invalid x509.CertificateInvalidError
	var critical x509.UnhandledCriticalExtension
	leaf, own := chain[0], way.At.Equal(chain[0])
	why, advice := plain(way.Err), "Its issuer must correct it."
	switch {
	case errors.As(way.Err, &critical) && len(way.At.UnhandledCriticalExtensions) > 0:
		why = "it has the critical extension " + way.At.UnhandledCriticalExtensions[0].String() + ", which this library's verifier does not know"
		if way.At.UnhandledCriticalExtensions[0].Equal(nameConstraints) {
			why = "it has name constraints (critical) of a kind that this library's verifier does not know, such as those of directory names"
		}
		advice = "It must be issued again without."
	case !errors.As(way.Err, &invalid):
	case invalid.Reason == x509.IncompatibleUsage && own:
		advice = "The server needs a certificate for TLS servers (extended key usage serverAuth)."
	case invalid.Reason == x509.IncompatibleUsage:
		advice = "What it issued must be issued again by a CA that may issue for TLS servers (extended key usage serverAuth, or none)."
	case invalid.Reason == x509.CANotAuthorizedForThisName:
		advice = "A CA in the chain may not issue for this name: the certificate must come from another one."
	case invalid.Reason == x509.TooManyIntermediates:
		advice = "This CA may not have so many below it (pathlen)."
	}
	which := fmt.Sprintf("%q of %s", leaf.Subject.String(), h.ServerName)
	if !own {
		which = fmt.Sprintf("%q in the chain of %q of %s", way.At.Subject.String(), leaf.Subject.String(), h.ServerName)
	}
	return fault.Wrap(fault.CertificateInvalid, v, "the certificate %s: %s. %s", which, why, advice)
}

var nameConstraints = asn1.ObjectIdentifier{2, 5, 29, 30}

func (p *Policy) outOfDate(v error, bad, leaf *x509.Certificate, h Handshake) *fault.Error {
	role, advice := "certificate", "Have it renewed."
	if !bad.Equal(leaf) {
		role, advice = "issuing certificate", "The server must send the one that followed it."
		if selfIssued(bad) {
			advice = "Update the trusted roots (" + p.Source() + ")."
		}
	}
	now := h.Now.UTC().Format(time.RFC3339)
	if h.Now.Before(bad.NotBefore) {
		return fault.Wrap(fault.CertificateNotYetValid, v, "the %s %q of %s is valid from %s, and this machine's clock says %s",
			role, bad.Subject.String(), h.ServerName, bad.NotBefore.UTC().Format(time.RFC3339), now)
	}
	return fault.Wrap(fault.CertificateExpired, v, "the %s %q of %s expired on %s, and this machine's clock says %s%s. %s",
		role, bad.Subject.String(), h.ServerName, bad.NotAfter.UTC().Format(time.RFC3339), now, p.unread(), advice)
}

// missing is about an issuer that is neither sent nor trusted.
func (p *Policy) missing(way Way, chain []*x509.Certificate, problems []problem) string {
	last := way.At
	var b strings.Builder
	fmt.Fprintf(&b, "the chain ends at %q, whose issuer %q the server did not send, and no trusted root has that name (%s)",
		last.Subject.String(), last.Issuer.String(), p.Source())
	for _, c := range chain[1:] {
		if selfIssued(c) && !bytes.Equal(c.RawSubject, last.RawIssuer) && p.holds(c) {
			fmt.Fprintf(&b, "; it did send the root %q, which is trusted, but not the intermediate certificate between", c.Subject.String())
			break
		}
	}
	b.WriteString(unused(problems, last.RawIssuer) + p.unread())
	if len(last.IssuingCertificateURL) > 0 {
		fmt.Fprintf(&b, "; the issuer's certificate is at %q. The server should send it; until then, add it to verify=, or have it fetched (fetch_intermediates=True).", last.IssuingCertificateURL[0])
	} else {
		b.WriteString(". Have the server send its intermediate certificates, or pass the CA: verify=\"ca.pem\".")
	}
	return b.String()
}

func (p *Policy) holds(c *x509.Certificate) bool {
	return slices.ContainsFunc(p.Roots(), func(root Root) bool { return root.Certificate.Equal(c) })
}

// unknownRoot is about a chain whose end was sent and is not trusted.
func (p *Policy) unknownRoot(way Way, chain []*x509.Certificate, problems []problem) string {
	last := way.At
	more := unused(problems, last.RawSubject) + p.unread()
	if last.Equal(chain[0]) {
		return fmt.Sprintf("the certificate %q signed itself (SHA-256 %x) and is not among the trusted roots (%s)%s. To trust exactly this one, pass it: verify=\"server.pem\".",
			last.Subject.String(), sha256.Sum256(last.Raw), p.Source(), more)
	}
	return fmt.Sprintf("the chain ends in the root %q (SHA-256 %x), which is not among the trusted roots (%s)%s. If you trust it, pass it: verify=\"ca.pem\".",
		last.Subject.String(), sha256.Sum256(last.Raw), p.Source(), more)
}

// unused names what was given as trusted and could not be read, if it may be the
// root with that subject.
func unused(problems []problem, subject []byte) string {
	var nameless *problem
	for i, one := range problems {
		if one.subject != nil && bytes.Equal(one.subject, subject) {
			return fmt.Sprintf("; it is in %s, but cannot be used: %s", one.where, one.reason)
		}
		if one.subject == nil && nameless == nil {
			nameless = &problems[i]
		}
	}
	if nameless == nil {
		return ""
	}
	return fmt.Sprintf("; of what was given, something could not be used: %s: %s", nameless.where, nameless.reason)
}

func usageOf(c *x509.Certificate) string {
	if c.BasicConstraintsValid && c.IsCA {
		return " by its key usage"
	}
	return ""
}

func selfIssued(c *x509.Certificate) bool { return string(c.RawSubject) == string(c.RawIssuer) }
