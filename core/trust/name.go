package trust

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// nameFault tells why a certificate is not for the server's name, and what to
// change: that depends on who chose the address.
func nameFault(v error, leaf *x509.Certificate, h Handshake) *fault.Error {
	return fault.Wrap(fault.CertificateNameMismatch, v, "the certificate of the server at this address is for %s, not for %q%s. %s",
		names(leaf), h.ServerName, nearly(leaf, h.ServerName), nameAdvice(leaf, h))
}

// NameProblem says why a certificate is not for a host.
type NameProblem int

// Why it is not.
const (
	NameOther         NameProblem = iota // it is for others
	NameInSubject                        // it has the name in its subject alone, which does not count
	NameAddress                          // the host is an address that it does not have
	NameAddressAsDNS                     // it has the address as a DNS name, which does not count
	NameWildcardDepth                    // a wildcard stands for one label, and the host has more
	NameAboveWildcard                    // the host is a wildcard's own domain
)

// WhyNotNamed tells why a certificate that is not for host looks as if it were, and
// by which of its names.
func WhyNotNamed(leaf *x509.Certificate, host string) (why NameProblem, name string) {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	switch {
	case len(leaf.DNSNames)+len(leaf.IPAddresses) == 0 && inSubject(leaf.Subject.CommonName, host):
		return NameInSubject, leaf.Subject.CommonName
	case isAddress(host) && slices.Contains(leaf.DNSNames, host):
		return NameAddressAsDNS, host
	case isAddress(host):
		return NameAddress, ""
	}
	for _, name := range leaf.DNSNames {
		rest, wild := strings.CutPrefix(strings.ToLower(name), "*.")
		switch {
		case wild && host == rest:
			return NameAboveWildcard, name
		case wild && strings.HasSuffix(host, "."+rest):
			return NameWildcardDepth, name
		}
	}
	return NameOther, ""
}

// inSubject reports whether a common name, also one with a wildcard, is that of a host.
func inSubject(name, host string) bool {
	as := x509.Certificate{DNSNames: []string{name}}
	return strings.EqualFold(name, host) || as.VerifyHostname(host) == nil
}

// nearly says why a name that looks right does not count.
func nearly(leaf *x509.Certificate, host string) string {
	switch why, name := WhyNotNamed(leaf, host); why {
	case NameAddressAsDNS:
		return "; it has the address as a DNS name, and an address counts only as an IP address entry"
	case NameAboveWildcard:
		return fmt.Sprintf("; %q does not stand for %q itself", name, host)
	case NameWildcardDepth:
		return fmt.Sprintf("; the * in %q stands for one label, and %q has more before its domain", name, host)
	}
	return ""
}

func nameAdvice(leaf *x509.Certificate, h Handshake) string {
	name := ""
	for _, one := range leaf.DNSNames {
		if !strings.Contains(one, "*") && !isAddress(one) {
			name = one
			break
		}
	}
	switch why, _ := WhyNotNamed(leaf, h.ServerName); {
	case why == NameInSubject:
		return "The certificate must be issued again, with its name as subject alternative name."
	case why == NameWildcardDepth || why == NameAboveWildcard:
		return fmt.Sprintf("Use a name that it has, or have %q added to it.", h.ServerName)
	case h.Pinned && h.Address != "":
		return fmt.Sprintf("%q is pinned to %s, where this other server answers: correct resolve= or the name in the URL.", h.ServerName, h.Address)
	case isAddress(h.ServerName) && name != "":
		return fmt.Sprintf("Put the name into the URL and pin its address: resolve={%q: %q}.", name, h.ServerName)
	case isAddress(h.ServerName):
		return "Put the server's name into the URL and pin its address with resolve=."
	case len(leaf.DNSNames) == 0 && len(leaf.IPAddresses) == 0:
		return "The certificate must be issued again, with its name as subject alternative name."
	case h.Proxied:
		return fmt.Sprintf("The proxy looked %q up: check where its DNS leads, or pin the name with resolve=.", h.ServerName)
	}
	return fmt.Sprintf("Check the name in the URL, and where DNS leads %q.", h.ServerName)
}

func isAddress(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil
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
