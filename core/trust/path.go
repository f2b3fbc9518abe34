package trust

import (
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Way is one way from a server's certificate towards a root, and how it ends.
type Way struct {
	Chain []*x509.Certificate // as far as it leads, the server's own first
	End   End
	At    *x509.Certificate // the one at fault, or whose issuer is looked for
	Other *x509.Certificate // the issuer that does not fit, or the root; nil: there is none
	Err   error             // what crypto/x509 says to a way that reaches a root
}

// End is how a [Way] ends. The further down, the closer it came to being believed,
// and the more it explains.
type End int

// The ends, in their order.
const (
	IssuerMissing    End = iota // the issuer of At is neither sent nor trusted
	RootUnknown                 // At signed itself and is not trusted
	SignatureInvalid            // an issuer of that name was sent, with another key
	RootRekeyed                 // a trusted root of that name has another key
	AlgorithmUnknown            // of the signature of At, or of the key of Other
	AlgorithmWeak
	KeyShort   // of Other, which signed At
	IssuerNoCA // At issued a certificate and may not
	OutOfDate  // all leads to a root, and the dates of At are not now
	RuleBroken // all leads to a root, and a rule forbids it, see Err
	Complete   // nothing is wrong but what a root's own distrust says
)

// Bounds on the search; a server chooses what it sends.
const (
	maxPathLength = 10
	maxPathSteps  = 200
)

// search looks for every way from a certificate to a root, as the verifier did.
type search struct {
	sent, roots []*x509.Certificate
	now         time.Time
	steps       int
	checks      int // of signatures
	found       []Way
}

// Ways returns every way from the first certificate of a chain, as a server sent
// it, to a root of this policy, the one that explains most first. Names are not
// looked at. There is none if a chain is so long or twisted that the search gave up.
func (p *Policy) Ways(chain []*x509.Certificate, now time.Time) []Way {
	if len(chain) == 0 {
		return nil
	}
	s := &search{sent: chain[1:], now: now}
	for _, root := range p.Roots() {
		s.roots = append(s.roots, root.Certificate)
	}
	s.from(chain[:1:1])
	return s.found
}

func (s *search) end(path []*x509.Certificate, end End, at, other *x509.Certificate) {
	s.add(Way{Chain: path, End: end, At: at, Other: other})
}

// add keeps the ways in order, the one that explains most first.
func (s *search) add(w Way) {
	s.found = append(s.found, w)
	for i := len(s.found) - 1; i > 0 && s.found[i-1].End < w.End; i-- {
		s.found[i-1], s.found[i] = s.found[i], s.found[i-1]
	}
}

func (s *search) trusts(c *x509.Certificate) bool { return slices.ContainsFunc(s.roots, c.Equal) }

// from follows every issuer of the last certificate in path.
func (s *search) from(path []*x509.Certificate) {
	last := path[len(path)-1]
	if s.trusts(last) {
		s.complete(path)
		return
	}
	candidates := 0
	for i, candidate := range slices.Concat(s.sent, s.roots) {
		if s.steps++; s.steps > maxPathSteps*(1+len(s.roots)) {
			return
		}
		if !bytes.Equal(candidate.RawSubject, last.RawIssuer) || slices.ContainsFunc(path, candidate.Equal) ||
			i >= len(s.sent) && slices.ContainsFunc(s.sent, candidate.Equal) {
			continue
		}
		candidates++
		if s.checks++; s.checks > maxPathSteps {
			return
		}
		switch end, fits := s.step(last, candidate); {
		case !fits && end == IssuerNoCA:
			s.end(path, end, candidate, candidate)
		case !fits:
			s.end(path, end, last, candidate)
		case len(path) < maxPathLength && len(s.found) < maxPathSteps:
			s.from(append(path[:len(path):len(path)], candidate))
		}
	}
	switch {
	case candidates > 0:
	case selfIssued(last):
		s.end(path, RootUnknown, last, nil)
	default:
		s.end(path, IssuerMissing, last, nil)
	}
}

// step says what speaks against issuer as the issuer of child. Dates do not: only
// a way that is good but for them is spoiled by them.
func (s *search) step(child, issuer *x509.Certificate) (end End, fits bool) {
	var weak x509.InsecureAlgorithmError
	err := issuer.CheckSignature(child.SignatureAlgorithm, child.RawTBSCertificate, child.Signature)
	switch {
	case errors.As(err, &weak), err == nil && withSHA1(child.SignatureAlgorithm):
		return AlgorithmWeak, false
	case errors.Is(err, x509.ErrUnsupportedAlgorithm):
		return AlgorithmUnknown, false
	case err != nil && shortKey(issuer):
		return KeyShort, false
	case err != nil && s.trusts(issuer):
		return RootRekeyed, false
	case err != nil:
		return SignatureInvalid, false
	case issuer.Version >= 3 && !(issuer.BasicConstraintsValid && issuer.IsCA),
		issuer.KeyUsage != 0 && issuer.KeyUsage&x509.KeyUsageCertSign == 0:
		return IssuerNoCA, false
	}
	return 0, true
}

// withSHA1 reports what crypto/x509 refuses in chains, though not in CheckSignature.
func withSHA1(a x509.SignatureAlgorithm) bool {
	return a == x509.SHA1WithRSA || a == x509.ECDSAWithSHA1 || a == x509.DSAWithSHA1
}

// shortKey reports an RSA key that crypto/rsa does not use any more.
func shortKey(c *x509.Certificate) bool {
	key, ok := c.PublicKey.(*rsa.PublicKey)
	return ok && key.N.BitLen() < 1024
}

// complete asks crypto/x509 about one whole path, which leaves nothing to guess.
func (s *search) complete(path []*x509.Certificate) {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(path[len(path)-1])
	for _, c := range path[1:] {
		between.AddCert(c)
	}
	_, err := path[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: s.now})
	w := Way{Chain: path, End: RuleBroken, At: path[0], Other: path[len(path)-1], Err: err}
	var invalid x509.CertificateInvalidError
	var critical x509.UnhandledCriticalExtension
	switch {
	case err == nil:
		w.End = Complete
	case errors.As(err, &critical):
		w.At = firstOf(path, func(c *x509.Certificate) bool { return len(c.UnhandledCriticalExtensions) > 0 })
	case errors.As(err, &invalid):
		w.At = invalid.Cert
		switch invalid.Reason {
		case x509.Expired:
			w.End = OutOfDate
		case x509.NotAuthorizedToSign:
			w.End = IssuerNoCA
		case x509.IncompatibleUsage:
			w.At = firstOf(path, func(c *x509.Certificate) bool { return !forUse(c, x509.ExtKeyUsageServerAuth) })
		}
	}
	s.add(w)
}

// firstOf is the one that crypto/x509 does not name: the first with a fault, else the
// server's own.
func firstOf(path []*x509.Certificate, faulty func(*x509.Certificate) bool) *x509.Certificate {
	return path[max(0, slices.IndexFunc(path, faulty))]
}

// forUse reports whether the extended key usage of a certificate, if it has one, has
// this use.
func forUse(c *x509.Certificate, use x509.ExtKeyUsage) bool {
	return len(c.ExtKeyUsage)+len(c.UnknownExtKeyUsage) == 0 || slices.Contains(c.ExtKeyUsage, use) || slices.Contains(c.ExtKeyUsage, x509.ExtKeyUsageAny)
}

// Algorithm names what a certificate is signed with, by its number if crypto/x509 has
// no name for it.
func Algorithm(c *x509.Certificate) string {
	var outer struct {
		TBS       asn1.RawValue
		Algorithm algorithm
		Signature asn1.BitString
	}
	if c.SignatureAlgorithm != x509.UnknownSignatureAlgorithm {
		return c.SignatureAlgorithm.String()
	}
	if _, err := asn1.Unmarshal(c.Raw, &outer); err != nil {
		return "an unknown algorithm"
	}
	return "algorithm " + outer.Algorithm.ID.String()
}

// String is the way with its reason, for people to read.
func (w Way) String() string {
	var b strings.Builder
	for i, c := range w.Chain {
		if i > 0 {
			b.WriteString(" < ")
		}
		fmt.Fprintf(&b, "%q", c.Subject.String())
	}
	return b.String() + ": " + w.reason()
}

func (w Way) reason() string {
	at := w.At.Subject.String()
	switch w.End {
	case IssuerMissing:
		return fmt.Sprintf("the issuer %q is neither sent nor trusted", w.At.Issuer.String())
	case RootUnknown:
		return "it signed itself and is not trusted"
	case SignatureInvalid:
		return fmt.Sprintf("%q is not signed with the key of the certificate that was sent for its issuer", at)
	case RootRekeyed:
		return fmt.Sprintf("%q is not signed with the key of the trusted root of its issuer's name", at)
	case AlgorithmUnknown, AlgorithmWeak:
		return fmt.Sprintf("%q is signed with %s", at, Algorithm(w.At))
	case KeyShort:
		return fmt.Sprintf("the RSA key of %q is shorter than 1024 bits", w.Other.Subject.String())
	case IssuerNoCA:
		return fmt.Sprintf("%q is no CA", at)
	case OutOfDate:
		return fmt.Sprintf("%q is valid from %s to %s", at, w.At.NotBefore.UTC().Format(time.RFC3339), w.At.NotAfter.UTC().Format(time.RFC3339))
	case RuleBroken:
		return plain(w.Err)
	}
	return "nothing is wrong with it"
}

// otherWays tells of the ways beside the one that an error is about.
func otherWays(ways []Way) string {
	const most = 3
	if len(ways) == 0 {
		return ""
	}
	var list []string
	for _, w := range ways[:min(len(ways), most)] {
		list = append(list, w.String())
	}
	if left := len(ways) - most; left > 0 {
		list = append(list, fmt.Sprintf("and %d more", left))
	}
	return " (Other ways to a root: " + strings.Join(list, "; ") + ".)"
}
