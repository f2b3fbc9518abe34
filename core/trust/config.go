package trust

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"time"
)

// TLSConfig returns the configuration for one connection to serverName, a host
// name or an IP address. The name is always checked against the certificate; it
// is sent as SNI unless it is an address. now is the clock for certificate
// dates; nil: time.Now. Of further certificates, such as were fetched, a chain may be
// made as if the server had sent them.
func (p *Policy) TLSConfig(serverName string, alpn []string, now func() time.Time, further ...*x509.Certificate) (*tls.Config, error) {
	s := p.current.Load()
	config := &tls.Config{
		ServerName:         strings.TrimSuffix(serverName, "."),
		NextProtos:         alpn,
		Time:               now,
		MinVersion:         tls.VersionTLS12,
		RootCAs:            s.roots().pool,
		InsecureSkipVerify: s.insecure,
		ClientSessionCache: s.sessions,
		// Go's own choice sends no certificate when the server's list of issuers
		// lacks ours; servers that check a registration instead of a chain
		// (AWS IoT) would then see none.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			if s.client == nil {
				return &tls.Certificate{}, nil
			}
			return s.client, nil
		},
	}
	if len(s.pins) > 0 {
		config.VerifyConnection = s.checkPins // unlike VerifyPeerCertificate, also called for resumed sessions
	}
	if len(further) > 0 && !s.insecure && config.ServerName != "" {
		s.completed(config, further)
	}
	return config, nil
}
