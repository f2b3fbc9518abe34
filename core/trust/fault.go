package trust

import (
	"crypto/tls"
	"errors"
	"net"
	"reflect"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/fault"
)

// Handshake is what was known about a connection when TLS failed on it.
type Handshake struct {
	ServerName string
	Now        time.Time
	Asked      bool   // the server asked for a client certificate
	Received   []byte // how the peer's first bytes began
	Address    string // where the connection goes; "": not known
	Pinned     bool   // the caller chose the address
	Proxied    bool   // a proxy makes the connection
}

// Fault names the cause of an error of crypto/tls, during the handshake or, with
// TLS 1.3, on the first read after it. It returns nil for errors of the network
// below: timeouts, resets, the end of the connection.
func (p *Policy) Fault(err error, h Handshake) *fault.Error {
	var ours *fault.Error
	if errors.As(err, &ours) {
		return ours
	}
	var verification *tls.CertificateVerificationError
	if errors.As(err, &verification) {
		return p.certificateFault(verification, h)
	}
	var header tls.RecordHeaderError
	if errors.As(err, &header) && header.Conn != nil {
		return notTLS(err, h)
	}
	if number, ok := alertOf(err); ok {
		return p.alertFault(err, number, h)
	}
	text := plain(err)
	var op *net.OpError
	local := errors.As(err, &op) && op.Op == "local error"
	switch {
	case !local && !strings.HasPrefix(err.Error(), "tls: "):
		return nil
	case strings.Contains(text, "unsupported protocol version"):
		return fault.Wrap(fault.TLSProtocolVersion, err, "%s: %s", h.ServerName, text)
	case strings.Contains(text, "ALPN"):
		return fault.Wrap(fault.ALPNMismatch, err, "%s: %s", h.ServerName, text)
	case strings.Contains(text, "no renegotiation"):
		return limit(err, h, "the server asks to negotiate TLS anew within the connection, as some do for a client certificate on certain paths")
	case strings.Contains(text, "certificateRequestMsg"):
		return limit(err, h, "the server asks for a client certificate after the handshake (post-handshake authentication)")
	case strings.Contains(text, "unconfigured cipher suite") || strings.Contains(text, "unsupported key exchange"):
		return limit(err, h, "the server chose a cipher that was not offered: "+text)
	case strings.Contains(text, "failed to parse certificate from server"):
		more := "verify=False, or a pin of the server's key alone, goes on with such a certificate, but not in Go"
		if p.current.Load().insecure {
			more = "this library's TLS does not go on with such a certificate, or its key cannot be read either"
		}
		return fault.Wrap(fault.CertificateInvalid, err, "%s: %s; %s", h.ServerName, text, more)
	case strings.Contains(text, "certificate from server") || strings.Contains(text, "server sent certificate"):
		return fault.Wrap(fault.CertificateInvalid, err, "%s: %s", h.ServerName, text)
	default:
		return fault.Wrap(fault.TLSHandshakeFailed, err, "%s: %s", h.ServerName, text)
	}
}

// limit names what this TLS stack does not have.
func limit(err error, h Handshake, what string) *fault.Error {
	return fault.Wrap(fault.TLSUnsupported, err, "%s: %s; this library's TLS does not have that", h.ServerName, what)
}

func notTLS(err error, h Handshake) *fault.Error {
	guess := ""
	switch begin := string(h.Received); {
	case strings.HasPrefix(begin, "HTTP/"):
		guess = ", plain HTTP"
	case strings.HasPrefix(begin, "SSH-"):
		guess = ", SSH"
	case strings.HasPrefix(begin, "220"):
		guess = ", mail or FTP"
	}
	return fault.Wrap(fault.TLSNotTLS, err, "%s answered with %q%s", h.ServerName, h.Received, guess)
}

// alertOf returns the alert that the peer sent. Its type is not exported, its
// kind is fixed by the protocol.
func alertOf(err error) (number uint8, ok bool) {
	var op *net.OpError
	if !errors.As(err, &op) || op.Op != "remote error" {
		return 0, false
	}
	value := reflect.ValueOf(op.Err)
	if value.Kind() != reflect.Uint8 {
		return 0, false
	}
	return uint8(value.Uint()), true
}
