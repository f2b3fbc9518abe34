package diagnose

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

const (
	maxChain = 8 // certificates that are shown
	maxNames = 8
)

// noteChain shows the certificates that a server sent.
func (s *session) noteChain(chain []*x509.Certificate) {
	for i, c := range chain[:min(len(chain), maxChain)] {
		at := "certificate " + strconv.Itoa(i+1)
		s.note(at, c.Subject.String())
		s.note(at+" issuer", c.Issuer.String())
		s.note(at+" valid", date(c.NotBefore)+" to "+date(c.NotAfter))
		s.note(at+" key", keyOf(c)+", signed with "+c.SignatureAlgorithm.String())
		if i == 0 {
			s.note(at+" names", namesOf(c))
		}
		digest := sha256.Sum256(c.Raw)
		s.note(at+" SHA-256", hex.EncodeToString(digest[:]))
	}
	if left := len(chain) - maxChain; left > 0 {
		s.note("certificates not shown", strconv.Itoa(left))
	}
	s.note("clock", date(s.now()))
	s.note("trust", s.o.Trust.Source())
}

func date(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func keyOf(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return "RSA " + strconv.Itoa(key.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA " + key.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}

// namesOf lists the names that count.
func namesOf(c *x509.Certificate) string {
	list := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		list = append(list, ip.String())
	}
	if len(list) == 0 {
		return "no name"
	}
	if left := len(list) - maxNames; left > 0 {
		list = append(list[:maxNames:maxNames], strconv.Itoa(left)+" more")
	}
	return strings.Join(list, ", ")
}

// nameOf is a distinguished name in DER as text.
func nameOf(raw []byte) string {
	var sequence pkix.RDNSequence
	if _, err := asn1.Unmarshal(raw, &sequence); err != nil {
		return ""
	}
	return sequence.String()
}

// keyPin is a key in the form of spki_pins.
func keyPin(c *x509.Certificate) string {
	digest := sha256.Sum256(c.RawSubjectPublicKeyInfo)
	return "sha256//" + base64.StdEncoding.EncodeToString(digest[:])
}

func selfIssued(c *x509.Certificate) bool { return bytes.Equal(c.RawSubject, c.RawIssuer) }
