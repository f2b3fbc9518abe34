// Command gen writes the generated vectors of ../README.md: all but
// real.txt, which is a real message and the source of derived.txt.
//
//	go run ./vectors/identity/gen              (in tests/) writes the vectors
//	go run ./vectors/identity/gen -forge DIR   writes forged.pem, document.json
//
// The second form is for demonstrations: a document that nobody at the cloud
// has signed, which "openssl smime -verify -certfile PIN -noverify" accepts
// because it trusts the certificate that the message itself carries.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/pem"
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	dir := flag.String("dir", "vectors/identity", "directory of the vectors")
	forge := flag.String("forge", "", "write the forged message as files into this directory, nothing else")
	flag.Parse()
	if err := run(*dir, *forge); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(dir, forge string) error {
	if forge != "" {
		m := forgedMessage()
		err := os.WriteFile(filepath.Join(forge, "document.json"), m.content, 0o644)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(forge, "forged.pem"), toPEM("PKCS7", m.der()), 0o644)
	}
	real, err := readReal(filepath.Join(dir, "real.txt"))
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for file, vectors := range map[string][]vector{
		"derived": derivedVectors(real), "forgery": forgeryVectors(), "form": formVectors(), "signer": signerVectors(),
		"attributes": attributeVectors(), "document": documentVectors(), "audience": audienceVectors(),
	} {
		var texts [][]byte
		for _, v := range vectors {
			if seen[v.name] {
				return fmt.Errorf("two vectors are named %s", v.name)
			}
			seen[v.name] = true
			texts = append(texts, v.text())
		}
		if err := os.WriteFile(filepath.Join(dir, file+".txt"), bytes.Join(texts, []byte("\n")), 0o644); err != nil {
			return err
		}
	}
	fmt.Println(len(seen), "vectors")
	return nil
}

// readReal returns the DER in the signature line.
func readReal(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	_, rest, _ := bytes.Cut(text, []byte("\nsignature: "))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	return base64.StdEncoding.AppendDecode(nil, line)
}

func toPEM(label string, der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der})
}
