package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
)

// parseCertificates reads PEM, or DER if there is no PEM in data. Certificates
// that Go cannot parse are left out, as a bundle may hold one odd old root. If
// none is found, why says what data is instead.
func parseCertificates(data []byte) (found []*x509.Certificate, why string) {
	var other []string
	var failed error
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" && block.Type != "X509 CERTIFICATE" {
			other = append(other, block.Type)
			continue
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			failed = err
			continue
		}
		found = append(found, certificate)
	}
	switch {
	case len(found) > 0:
		return found, ""
	case failed != nil:
		return nil, "it cannot be parsed: " + plain(failed)
	case len(other) > 0:
		return nil, fmt.Sprintf("it holds %s", strings.Join(other, ", "))
	case bytes.Contains(data, []byte("-----BEGIN ")):
		return nil, "its PEM is damaged"
	}
	found, err := x509.ParseCertificates(data)
	switch {
	case len(data) == 0:
		return nil, "it is empty"
	case err != nil:
		return nil, "it is neither PEM nor DER"
	}
	return found, ""
}

// plain is the text of an error of crypto/x509 or crypto/tls without its prefix.
func plain(err error) string {
	text := err.Error()
	for _, prefix := range []string{"tls: ", "x509: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}
