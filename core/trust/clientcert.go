package trust

import (
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// clientCertificate loads the certificate and key that the options name, nil if
// they name none.
func clientCertificate(o Options, f files) (*tls.Certificate, error) {
	chain, chainName, err := input(o.CertPEM, o.CertFile, "the client certificate", f)
	if err != nil {
		return nil, err
	}
	key, keyName, err := input(o.KeyPEM, o.KeyFile, "the private key", f)
	if err != nil {
		return nil, err
	}
	switch {
	case chain == nil && key == nil:
		return nil, nil
	case chain == nil:
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s was given without a client certificate", keyName)
	case key == nil:
		key, keyName = chain, chainName
	}

	certificates, why := parseCertificates(chain)
	if len(certificates) == 0 {
		if swapped, _ := parseCertificates(key); len(swapped) > 0 && keyName != chainName {
			return nil, fault.New(fault.ClientCertificateUnreadable,
				"%s holds a private key and %s a certificate: the two are swapped", chainName, keyName)
		}
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: no certificate: %s", chainName, why)
	}
	private, err := privateKey(key, keyName)
	if err != nil {
		return nil, err
	}
	for i, certificate := range certificates {
		public, ok := certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
		if !ok || !public.Equal(private.Public()) {
			continue
		}
		if i > 0 {
			return nil, fault.New(fault.ClientKeyMismatch, "%s belongs to certificate %d of %d in %s (%q): the leaf must come first",
				keyName, i+1, len(certificates), chainName, certificate.Subject.String())
		}
		client := &tls.Certificate{PrivateKey: private, Leaf: certificate}
		for _, c := range certificates {
			client.Certificate = append(client.Certificate, c.Raw)
		}
		return client, nil
	}
	return nil, fault.New(fault.ClientKeyMismatch, "%s does not belong to the certificate in %s (%q)",
		keyName, chainName, certificates[0].Subject.String())
}

// input returns the given bytes or the file's, nil if neither is given.
func input(data []byte, path, name string, f files) ([]byte, string, error) {
	switch {
	case len(data) > 0:
		return data, name, nil
	case path == "":
		return nil, name, nil
	case isPEM(path):
		return nil, name, fault.New(fault.ClientCertificateUnreadable, "%s: %s", name, notAPath)
	}
	data, err := f.read(path)
	if err != nil {
		return nil, path, fault.Wrap(fault.ClientCertificateUnreadable, err, "%s: %s", path, reason(err))
	}
	return data, path, nil
}

// A text that is given where its path belongs may be a private key.
const notAPath = "what was given as its path looks like PEM text, not a path"

func isPEM(path string) bool {
	return strings.ContainsAny(path, "\r\n") || strings.Contains(path, "-----BEGIN")
}

// privateKey reads the first private key in PEM, or DER if there is no PEM.
func privateKey(data []byte, name string) (crypto.Signer, error) {
	var found []string
	for rest := data; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return nil, fault.New(fault.ClientKeyEncrypted, "%s holds an encrypted private key", name)
		}
		if block.Type == "PRIVATE KEY" || block.Type == "RSA PRIVATE KEY" || block.Type == "EC PRIVATE KEY" {
			return parseKey(block.Bytes, name)
		}
		found = append(found, block.Type)
	}
	if len(found) > 0 {
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: no private key: it holds %s", name, strings.Join(found, ", "))
	}
	return parseKey(data, name)
}

func parseKey(der []byte, name string) (crypto.Signer, error) {
	key, err := any(nil), errors.New("")
	for _, parse := range []func([]byte) (any, error){
		x509.ParsePKCS8PrivateKey,
		func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) },
		func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) },
	} {
		if key, err = parse(der); err == nil {
			break
		}
	}
	signer, ok := key.(crypto.Signer)
	if err != nil || !ok {
		// What a parser says about a key stays out of the message.
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: the private key is not a PKCS#8, PKCS#1 or SEC 1 key for signing", name)
	}
	return signer, nil
}
