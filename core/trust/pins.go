package trust

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// pin is the SHA-256 of a SubjectPublicKeyInfo.
type pin [sha256.Size]byte

const pinPrefix = "sha256//"

func (p pin) String() string { return pinPrefix + base64.StdEncoding.EncodeToString(p[:]) }

func pinOf(c *x509.Certificate) pin { return sha256.Sum256(c.RawSubjectPublicKeyInfo) }

// parsePins reads "sha256//<base64>", also several in one string with ";" as
// curl's --pinnedpubkey takes them.
func parsePins(texts []string) ([]pin, error) {
	var pins []pin
	for _, text := range texts {
		for _, one := range strings.Split(text, ";") {
			digest, ok := strings.CutPrefix(strings.TrimSpace(one), pinPrefix)
			raw, err := base64.StdEncoding.DecodeString(digest)
			if !ok || err != nil || len(raw) != sha256.Size {
				return nil, fault.New(fault.InvalidOption, "SPKI pin %q is not %s followed by the base64 of 32 bytes", one, pinPrefix)
			}
			pins = append(pins, pin(raw))
		}
	}
	return pins, nil
}

func (s *state) checkPins(state tls.ConnectionState) error {
	chains := state.VerifiedChains
	if s.insecure {
		// The server has proved to own the leaf's key. Whatever else it sent is
		// public and could be anybody's.
		chains = [][]*x509.Certificate{state.PeerCertificates[:1]}
	}
	var seen []string
	for _, chain := range chains {
		for _, certificate := range chain {
			key := pinOf(certificate)
			if slices.Contains(s.pins, key) {
				return nil
			}
			if text := key.String(); !slices.Contains(seen, text) {
				seen = append(seen, text)
			}
		}
	}
	more := ""
	if i := slices.IndexFunc(state.PeerCertificates, func(c *x509.Certificate) bool { return slices.Contains(s.pins, pinOf(c)) }); s.insecure && i > 0 {
		more = fmt.Sprintf("; a pin is that of %q, which anybody can send: without a check of the chain the pin must be that of the server itself", state.PeerCertificates[i].Subject.String())
	}
	return fault.New(fault.SPKIPinMismatch, "none of the %d pinned keys is in the chain of %s, which has %s%s",
		len(s.pins), state.ServerName, strings.Join(seen, ", "), more)
}
