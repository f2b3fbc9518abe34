package iot

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
)

// ALPN is the token for publishing with a certificate on port 443.
const ALPN = "x-amzn-http-ca"

// Devices are the registered client certificates, by SHA-256; false means deactivated.
type Devices map[[sha256.Size]byte]bool

// Register adds a certificate.
func (d Devices) Register(certificate *x509.Certificate, active bool) {
	d[sha256.Sum256(certificate.Raw)] = active
}

func (d Devices) check(state tls.ConnectionState) error {
	active, ok := d[sha256.Sum256(state.PeerCertificates[0].Raw)]
	switch {
	case !ok:
		return errors.New("the client certificate is not registered")
	case !active:
		return errors.New("the client certificate is not active")
	}
	return nil
}

// Endpoint is how both ports present themselves.
type Endpoint struct {
	Host        string
	Certificate tls.Certificate
	Devices     Devices
	Advertised  *x509.CertPool // the authorities that the server names when it asks for a certificate
}

// TLS8443 wants a client certificate and no ALPN.
func (e *Endpoint) TLS8443() *tls.Config {
	config := e.base()
	config.ClientAuth = tls.RequireAnyClientCert
	config.ClientCAs = e.Advertised
	config.VerifyConnection = e.Devices.check
	config.GetConfigForClient = e.named(nil)
	return config
}

// TLS443 wants the ALPN token and a client certificate, or neither. No ALPN and plain http/1.1
// count as neither; whoever offers only something else is refused.
func (e *Endpoint) TLS443() *tls.Config {
	withCertificate := e.TLS8443()
	withCertificate.NextProtos = []string{ALPN}
	withCertificate.GetConfigForClient = nil

	config := e.base()
	config.NextProtos = []string{"http/1.1"}
	config.GetConfigForClient = e.named(func(hello *tls.ClientHelloInfo) *tls.Config {
		offers := func(token string) bool { return slices.Contains(hello.SupportedProtos, token) }
		if !offers(ALPN) && (len(hello.SupportedProtos) == 0 || offers("http/1.1")) {
			return nil
		}
		return withCertificate
	})
	return config
}

func (e *Endpoint) base() *tls.Config {
	return &tls.Config{
		MinVersion:             tls.VersionTLS12,
		Certificates:           []tls.Certificate{e.Certificate},
		SessionTicketsDisabled: true,
	}
}

// named refuses handshakes without the endpoint's name in SNI: AWS finds the account by it.
func (e *Endpoint) named(choose func(*tls.ClientHelloInfo) *tls.Config) func(*tls.ClientHelloInfo) (*tls.Config, error) {
	return func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		if hello.ServerName != e.Host {
			return nil, fmt.Errorf("the server name is %q, not %q", hello.ServerName, e.Host)
		}
		if choose == nil {
			return nil, nil
		}
		return choose(hello), nil
	}
}
