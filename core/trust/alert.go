package trust

import (
	"crypto/x509"
	"fmt"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// alertName is the name in RFC 8446 section 6, or in RFC 5246 for older ones.
func alertName(number uint8) string {
	switch number {
	case 10:
		return "unexpected_message"
	case 20:
		return "bad_record_mac"
	case 22:
		return "record_overflow"
	case 40:
		return "handshake_failure"
	case 42:
		return "bad_certificate"
	case 43:
		return "unsupported_certificate"
	case 44:
		return "certificate_revoked"
	case 45:
		return "certificate_expired"
	case 46:
		return "certificate_unknown"
	case 47:
		return "illegal_parameter"
	case 48:
		return "unknown_ca"
	case 49:
		return "access_denied"
	case 50:
		return "decode_error"
	case 51:
		return "decrypt_error"
	case 70:
		return "protocol_version"
	case 71:
		return "insufficient_security"
	case 80:
		return "internal_error"
	case 86:
		return "inappropriate_fallback"
	case 90:
		return "user_canceled"
	case 109:
		return "missing_extension"
	case 110:
		return "unsupported_extension"
	case 112:
		return "unrecognized_name"
	case 113:
		return "bad_certificate_status_response"
	case 115:
		return "unknown_psk_identity"
	case 116:
		return "certificate_required"
	case 120:
		return "no_application_protocol"
	}
	return fmt.Sprintf("alert %d", number)
}

func (p *Policy) alertFault(err error, number uint8, h Handshake) *fault.Error {
	code, more := fault.TLSAlert, ""
	client := p.current.Load().client
	aboutCertificate := number >= 42 && number <= 46 || number == 48 || number == 49 || number == 116
	switch {
	case number == 70:
		code = fault.TLSProtocolVersion
	case number == 112:
		code = fault.TLSNameUnknown
	case number == 120:
		code = fault.ALPNMismatch
	// Before TLS 1.3 a missing certificate is a plain handshake_failure; only the
	// server's request tells it from "no common cipher".
	case client == nil && (number == 116 || h.Asked && (aboutCertificate || number == 40)):
		code, more = fault.ClientCertificateRequired, "; it asked for a client certificate and none was given"
	case client != nil && h.Asked && (aboutCertificate || number == 40 || number == 51):
		leaf := client.Leaf
		code = fault.ClientCertificateRejected
		more = fmt.Sprintf("; the client certificate is %q, issued by %q, valid until %s",
			leaf.Subject.String(), leaf.Issuer.String(), leaf.NotAfter.UTC().Format(time.DateOnly))
		more += p.unread() + clientAdvice(leaf, h)
		if number == 48 && len(client.Certificate) == 1 && !selfIssued(leaf) {
			more += fmt.Sprintf(". No other certificate was sent with it: if %q is an intermediate, put it behind the client certificate.", leaf.Issuer.String())
		}
	case number == 40 || number == 71:
		more = offered
	}
	return fault.Wrap(code, err, "%s ended the connection with TLS alert %d, %s%s", h.ServerName, number, alertName(number), more).
		WithDetail(int32(number))
}

// offered is what a server has to share with us. A server without any of it says
// no more than "handshake_failure", and so do some that do not serve the name.
const offered = "; it does not serve this name, or shares nothing with what this library's TLS offers: TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM, ChaCha20-Poly1305 or AES-CBC-SHA, " +
	"the curves X25519, P-256, P-384 and P-521, and a certificate with an RSA, P-256, P-384, P-521 or Ed25519 key. " +
	"RSA key exchange, DHE, PSK and 3DES are not offered: enable ECDHE on the server."

// ClientProblem is what can be seen to be wrong with a client certificate.
type ClientProblem int

// What can be seen.
const (
	ClientGood        ClientProblem = iota // nothing
	ClientUsage                            // it is not for clients
	ClientExpired                          // now is after its life
	ClientNotYetValid                      // now is before its life
)

// WhyNotClient tells what is wrong with a client certificate, as far as it shows.
func WhyNotClient(leaf *x509.Certificate, now time.Time) ClientProblem {
	switch {
	case !forUse(leaf, x509.ExtKeyUsageClientAuth):
		return ClientUsage
	case now.After(leaf.NotAfter):
		return ClientExpired
	case now.Before(leaf.NotBefore):
		return ClientNotYetValid
	}
	return ClientGood
}

func clientAdvice(leaf *x509.Certificate, h Handshake) string {
	switch WhyNotClient(leaf, h.Now) {
	case ClientUsage:
		return ". It is not for clients: its extended key usage lacks clientAuth."
	case ClientExpired:
		return ". It has expired: renew it."
	case ClientNotYetValid:
		return ". It is not valid yet: check this machine's clock."
	}
	return ""
}
