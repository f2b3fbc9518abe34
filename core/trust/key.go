package trust

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// privateKey reads the first private key in PEM, or DER if there is no PEM.
func privateKey(data []byte, name string, password []byte) (crypto.Signer, error) {
	var found []string
	blocks := scanPEM(data)
	for _, b := range blocks {
		switch {
		case !isKey(b.kind):
			found = append(found, b.kind)
		case b.why != "":
			return nil, fault.New(fault.ClientCertificateUnreadable, "%s, line %d: the private key's PEM is damaged: %s", name, b.line, b.why)
		case b.kind == "ENCRYPTED PRIVATE KEY" || b.encrypted():
			return decryptKey(b, fmt.Sprintf("%s, line %d", name, b.line), password)
		case b.kind == "PRIVATE KEY" || b.kind == "RSA PRIVATE KEY" || b.kind == "EC PRIVATE KEY":
			return parseKey(b.der, fmt.Sprintf("%s, line %d", name, b.line))
		default:
			found = append(found, b.kind)
		}
	}
	switch {
	case len(found) > 0:
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: no private key: it holds %s", name, strings.Join(slices.Compact(found), ", "))
	case isPKCS12(data):
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: the private key is in a PKCS#12 file, which holds the certificate too: give that file as the certificate, and no key", name)
	case encryptedInfo(data):
		return decryptKey(block{kind: "ENCRYPTED PRIVATE KEY", der: data}, name, password)
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")):
		return nil, fault.New(fault.ClientCertificateUnreadable, "%s: the private key is UTF-16 text; save it as UTF-8", name)
	}
	return parseKey(data, name)
}

func decryptKey(b block, name string, password []byte) (crypto.Signer, error) {
	if len(password) == 0 {
		return nil, fault.New(fault.ClientKeyEncrypted, "%s: the private key is encrypted and no password was given", name)
	}
	var der []byte
	var err error
	if b.encrypted() {
		der, err = decryptTraditional(b, password)
	} else {
		der, err = decryptPKCS8(b.der, password)
	}
	if err != nil {
		return nil, fault.New(fault.ClientKeyEncrypted, "%s: the private key cannot be decrypted: %s", name, err.Error())
	}
	key, err := parseKey(der, name)
	if err != nil { // one wrong password in 256 leaves a padding that looks right
		return nil, fault.New(fault.ClientKeyEncrypted, "%s: the private key cannot be decrypted: %s", name, errWrongPassword.Error())
	}
	return key, nil
}

var errWrongPassword = errors.New("the password is wrong")

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
