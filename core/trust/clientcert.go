package trust

import (
	"bytes"
	"crypto"
	"crypto/tls"
	"crypto/x509"
	"slices"
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
	if isPKCS12(chain) && o.KeyFile != "" && o.KeyFile != o.CertFile { // it may be the password
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s is a PKCS#12 file, which holds its own key; do not give a key (in Python a password is third: cert=(path, None, password))", chainName)
	}
	key, keyName, err := input(o.KeyPEM, o.KeyFile, "the private key", f)
	if err != nil {
		return nil, err
	}
	apart := o.ExternalKey || o.Key != nil
	switch {
	case apart && key != nil:
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s was given, and another key that is not to be read", keyName)
	case apart && chain == nil:
		return nil, fault.New(fault.ClientCertificateUnreadable, "a key was given without a client certificate")
	case chain == nil && key == nil:
		return nil, nil
	case chain == nil:
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s was given without a client certificate", keyName)
	case key == nil:
		key, keyName = chain, chainName
	}

	if isPKCS12(chain) {
		if apart {
			return nil, fault.New(fault.ClientCertificateUnreadable, "%s is a PKCS#12 file, which holds its own key; give the certificate alone, in PEM", chainName)
		}
		if !bytes.Equal(key, chain) {
			return nil, fault.New(fault.ClientCertificateUnreadable, "%s is a PKCS#12 file, which holds its own key; do not give %s", chainName, keyName)
		}
		certificates, private, err := pkcs12Pair(chain, chainName, o.KeyPassword)
		if err != nil {
			return nil, err
		}
		return pair(certificates, private, true, chainName, keyName)
	}
	read := readCertificates(chain)
	if len(read.problems) > 0 { // the server would be shown another chain than the one meant
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s, %s", chainName, read.problems[0])
	}
	if len(read.found) == 0 {
		if len(readCertificates(key).found) > 0 && keyName != chainName {
			return nil, fault.New(fault.ClientCertificateUnreadable,
				"%s holds a private key and %s a certificate: the two are swapped", chainName, keyName)
		}
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: no certificate: %s", chainName, read.why)
	}
	switch {
	case o.ExternalKey:
		i := 0
		if read.unordered {
			i = max(0, slices.IndexFunc(read.found, func(c *x509.Certificate) bool { return !c.IsCA }))
		}
		return leafFirst(read.found, i), nil
	case o.Key != nil:
		return pair(read.found, o.Key, read.unordered, chainName, "the key")
	}
	private, err := privateKey(key, keyName, o.KeyPassword)
	if err != nil {
		return nil, err
	}
	return pair(read.found, private, read.unordered, chainName, keyName)
}

// pair puts key and certificates together. Where the order says nothing, as in
// PKCS#7, the leaf is the one that the key belongs to.
func pair(certificates []*x509.Certificate, private crypto.Signer, unordered bool, chainName, keyName string) (*tls.Certificate, error) {
	for i, certificate := range certificates {
		public, ok := certificate.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
		if !ok || !public.Equal(private.Public()) {
			continue
		}
		if i > 0 && !unordered {
			return nil, fault.New(fault.ClientKeyMismatch, "%s belongs to certificate %d of %d in %s (%q): the leaf must come first",
				keyName, i+1, len(certificates), chainName, certificate.Subject.String())
		}
		client := leafFirst(certificates, i)
		client.PrivateKey = private
		return client, nil
	}
	return nil, fault.New(fault.ClientKeyMismatch, "%s does not belong to the certificate in %s (%q)",
		keyName, chainName, certificates[0].Subject.String())
}

func leafFirst(certificates []*x509.Certificate, leaf int) *tls.Certificate {
	client := &tls.Certificate{Leaf: certificates[leaf], Certificate: [][]byte{certificates[leaf].Raw}}
	for i, c := range certificates {
		if i != leaf {
			client.Certificate = append(client.Certificate, c.Raw)
		}
	}
	return client
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
