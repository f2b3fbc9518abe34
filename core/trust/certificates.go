package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// contents is what a file of certificates holds.
type contents struct {
	found   []*x509.Certificate
	skipped []string // blocks that cannot be used, each with its line and reason
	why     string   // there is no certificate; empty if there is one
}

// parseCertificates is readCertificates for places where each certificate counts.
func parseCertificates(data []byte) (found []*x509.Certificate, why string) {
	c := readCertificates(data)
	if len(c.skipped) > 0 {
		return nil, strings.Join(c.skipped, "; ")
	}
	return c.found, c.why
}

// readCertificates reads PEM, or DER if there is no PEM in data, as OpenSSL and
// curl do: after a byte order mark, with text between the blocks, with BEGIN on
// the line of the END before it, PKCS#7 and TRUSTED CERTIFICATE included.
func readCertificates(data []byte) (c contents) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	var other []string
	blocks := 0
	for at := nextBegin(data, 0); at < len(data); blocks++ {
		end := nextBegin(data, at+1)
		line := 1 + bytes.Count(data[:at], []byte("\n"))
		block, _ := pem.Decode(data[at:end])
		at = end
		if block == nil {
			c.skip(line, "its PEM is damaged: no END, or not base64")
			continue
		}
		var err error
		var found []*x509.Certificate
		switch block.Type {
		case "CERTIFICATE", "X509 CERTIFICATE":
			found, err = one(x509.ParseCertificate(block.Bytes))
		case "TRUSTED CERTIFICATE": // OpenSSL appends what it is trusted for
			var certificate asn1.RawValue
			if _, err = asn1.Unmarshal(block.Bytes, &certificate); err == nil {
				found, err = one(x509.ParseCertificate(certificate.FullBytes))
			}
		case "PKCS7", "CMS":
			found, err = parsePKCS7(block.Bytes)
		default:
			other = append(other, block.Type)
		}
		if err != nil {
			c.skip(line, block.Type+": it cannot be parsed: "+plain(err))
		}
		c.found = append(c.found, found...)
	}
	switch {
	case len(c.found) > 0:
	case len(c.skipped) > 0:
		c.why = strings.Join(c.skipped, "; ")
	case len(other) > 0:
		c.why = "it holds " + strings.Join(other, ", ")
	case len(data) == 0:
		c.why = "it is empty"
	case blocks == 0:
		c.found, c.why = parseDER(data)
	}
	return c
}

func (c *contents) skip(line int, why string) {
	const most = 8 // the first ones tell enough
	if len(c.skipped) < most {
		c.skipped = append(c.skipped, fmt.Sprintf("line %d: %s", line, why))
	}
}

// nextBegin returns where the next block begins, the end of data if none does.
func nextBegin(data []byte, from int) int {
	if i := bytes.Index(data[from:], []byte("-----BEGIN ")); i >= 0 {
		return from + i
	}
	return len(data)
}

func one(c *x509.Certificate, err error) ([]*x509.Certificate, error) {
	if err != nil {
		return nil, err
	}
	return []*x509.Certificate{c}, nil
}

func parseDER(data []byte) (found []*x509.Certificate, why string) {
	found, err := x509.ParseCertificates(data)
	if err == nil {
		return found, ""
	}
	if found, err := parsePKCS7(data); err == nil && len(found) > 0 {
		return found, ""
	}
	var pfx struct {
		Version  int
		Contents asn1.RawValue
		MAC      asn1.RawValue `asn1:"optional"`
	}
	if _, bad := asn1.Unmarshal(data, &pfx); bad == nil && pfx.Version == 3 {
		return nil, "it is PKCS#12: convert it with openssl pkcs12 -in FILE -out FILE.pem -nodes"
	}
	var element asn1.RawValue
	if rest, bad := asn1.Unmarshal(data, &element); bad == nil && len(rest) == 0 && element.Tag == asn1.TagSequence {
		return nil, "it is DER that cannot be parsed as a certificate: " + plain(err)
	}
	return nil, "it is neither PEM nor DER"
}

// parsePKCS7 returns the certificates of SignedData (RFC 2315 section 9.1), which
// carries chains without a signature.
func parsePKCS7(der []byte) ([]*x509.Certificate, error) {
	var info struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue // [0] EXPLICIT
	}
	if _, err := asn1.Unmarshal(der, &info); err != nil {
		return nil, errors.New("it is not PKCS#7")
	}
	if !info.Type.Equal(asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}) {
		return nil, fmt.Errorf("its PKCS#7 type %s is not SignedData", info.Type)
	}
	var signed asn1.RawValue
	if _, err := asn1.Unmarshal(info.Content.Bytes, &signed); err != nil {
		return nil, errors.New("its PKCS#7 is damaged")
	}
	for rest := signed.Bytes; len(rest) > 0; {
		var field asn1.RawValue
		var err error
		if rest, err = asn1.Unmarshal(rest, &field); err != nil {
			return nil, errors.New("its PKCS#7 is damaged")
		}
		if field.Class == asn1.ClassContextSpecific && field.Tag == 0 {
			return x509.ParseCertificates(field.Bytes)
		}
	}
	return nil, errors.New("its PKCS#7 holds no certificate")
}

// plain is the text of an error of crypto/x509 or crypto/tls without its prefix.
func plain(err error) string {
	text := err.Error()
	for _, prefix := range []string{"tls: ", "x509: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}
