package trust

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
)

// problem is a certificate that was given and cannot be used.
type problem struct {
	where   string // "line 12", "certificate 3"
	reason  string
	subject []byte // raw, if so much of it can be read
}

func (p problem) String() string { return p.where + ": " + p.reason }

// reading is what a text or file holds.
type reading struct {
	found     []*x509.Certificate
	where     []string // for each of them
	problems  []problem
	others    []string // kinds of blocks that are no certificates
	unordered bool     // PKCS#7 holds a set
	why       string   // why nothing was found
}

// readCertificates reads PEM in all the forms that OpenSSL writes, DER and
// PKCS#7. One bad certificate does not hide the others: it becomes a problem.
func readCertificates(data []byte) (r reading) {
	blocks := scanPEM(data)
	for _, b := range blocks {
		where := fmt.Sprintf("line %d", b.line)
		switch {
		case !holdsCertificate(b.kind) && b.why == "" || isKey(b.kind):
			r.others = append(r.others, b.kind)
		case b.why != "":
			r.problems = append(r.problems, problem{where: where, reason: "its PEM is damaged: " + b.why})
		case strings.HasPrefix(b.kind, "PKCS") || b.kind == "CMS":
			r.set(b.der, where)
		case b.kind == "TRUSTED CERTIFICATE":
			r.trusted(b.der, where)
		default:
			if whole := first(b.der); whole != nil {
				b.der = whole
			}
			r.add(b.der, where)
		}
	}
	if len(blocks) == 0 {
		r.binary(data)
	}
	if len(r.found) == 0 && r.why == "" {
		r.why = r.nothing(data)
	}
	return r
}

func holdsCertificate(kind string) bool {
	switch kind {
	case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE", "PKCS7", "PKCS #7 SIGNED DATA", "CMS", "":
		return true
	}
	return false
}

func isKey(kind string) bool { return strings.HasSuffix(kind, "PRIVATE KEY") }

func (r *reading) nothing(data []byte) string {
	switch {
	case len(data) == 0:
		return "it is empty"
	case len(r.problems) > 0:
		return r.problems[0].String()
	case len(r.others) > 0:
		return "it holds " + strings.Join(slices.Compact(r.others), ", ")
	case bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.Contains(data, []byte("-\x00-\x00-\x00")):
		return "it is UTF-16 text; save it as UTF-8"
	case bytes.HasPrefix(data, []byte("\xfe\xed\xfe\xed")):
		return "it is a Java keystore (JKS), which is not read: keytool -importkeystore -deststoretype PKCS12 makes a PKCS#12 file of it, keytool -exportcert -rfc PEM of a certificate"
	case bytes.Contains(data, []byte(pemBegin)):
		return "its PEM is damaged: no line begins with " + pemBegin
	}
	return "it is neither PEM nor DER"
}

// binary reads certificates in DER, one after the other, or PKCS#7.
func (r *reading) binary(data []byte) {
	if len(data) == 0 {
		return
	}
	if isPKCS12(data) {
		r.why = pkcs12Advice
		return
	}
	if isPKCS7(definite(data)) {
		r.set(data, "the PKCS#7 message")
		return
	}
	for i, rest := 1, data; len(rest) > 0; i++ {
		var one asn1.RawValue
		next, err := asn1.Unmarshal(rest, &one)
		if err != nil || one.Tag != asn1.TagSequence {
			if i > 1 {
				r.problems = append(r.problems, problem{
					where: fmt.Sprintf("byte %d", len(data)-len(rest)), reason: "what follows the certificate is not DER"})
			}
			return
		}
		r.add(one.FullBytes, fmt.Sprintf("certificate %d", i))
		rest = next
	}
}

func (r *reading) add(der []byte, where string) {
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		r.problems = append(r.problems, problem{where, "it cannot be parsed: " + plain(err), subjectOf(der)})
		return
	}
	r.found, r.where = append(r.found, certificate), append(r.where, where)
}

// trusted reads what "openssl x509 -trustout" writes: a certificate, and behind
// it what it is trusted and rejected for.
func (r *reading) trusted(der []byte, where string) {
	var one asn1.RawValue
	rest, err := asn1.Unmarshal(der, &one)
	if err != nil {
		r.problems = append(r.problems, problem{where: where, reason: "it cannot be parsed: " + plain(err)})
		return
	}
	if why := rejected(rest); why != "" {
		r.problems = append(r.problems, problem{where, why, subjectOf(one.FullBytes)})
		return
	}
	r.add(one.FullBytes, where)
}

// rejected says why the settings behind a trusted certificate forbid its use for
// servers, "" if they do not.
func rejected(der []byte) string {
	if len(der) == 0 {
		return ""
	}
	var settings struct {
		Trust  []asn1.ObjectIdentifier `asn1:"optional"`
		Reject []asn1.ObjectIdentifier `asn1:"optional,tag:0"`
		Alias  string                  `asn1:"optional,utf8"`
		KeyID  []byte                  `asn1:"optional"`
		Other  asn1.RawValue           `asn1:"optional,tag:1"`
	}
	if _, err := asn1.Unmarshal(der, &settings); err != nil {
		return "the settings behind the trusted certificate cannot be parsed"
	}
	servers := func(id asn1.ObjectIdentifier) bool {
		return id.Equal(asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 1}) || id.Equal(asn1.ObjectIdentifier{2, 5, 29, 37, 0})
	}
	switch {
	case slices.ContainsFunc(settings.Reject, servers):
		return "its settings reject it for TLS servers"
	case len(settings.Trust) > 0 && !slices.ContainsFunc(settings.Trust, servers):
		return "its settings trust it for other purposes than TLS servers"
	}
	return ""
}

// set reads the certificates of a PKCS#7 SignedData (RFC 2315 section 9).
func (r *reading) set(der []byte, where string) {
	r.unordered = true
	bad := func(why string) { r.problems = append(r.problems, problem{where: where, reason: why}) }
	var outer contentInfo
	if _, err := asn1.Unmarshal(definite(der), &outer); err != nil || !outer.Type.Equal(signedData) {
		bad("it is not a PKCS#7 message with certificates")
		return
	}
	var signed struct {
		Version      int
		Digests      asn1.RawValue `asn1:"set"`
		Content      asn1.RawValue
		Certificates asn1.RawValue `asn1:"optional,tag:0"`
		CRLs         asn1.RawValue `asn1:"optional,tag:1"`
		Signers      asn1.RawValue `asn1:"set"`
	}
	if _, err := asn1.Unmarshal(outer.Content.Bytes, &signed); err != nil {
		bad("its PKCS#7 message cannot be parsed")
		return
	}
	if len(signed.Certificates.Bytes) == 0 {
		bad("its PKCS#7 message holds no certificate")
		return
	}
	for i, rest := 1, signed.Certificates.Bytes; len(rest) > 0; i++ {
		var one asn1.RawValue
		next, err := asn1.Unmarshal(rest, &one)
		if err != nil {
			bad("its PKCS#7 message is damaged")
			return
		}
		r.add(one.FullBytes, fmt.Sprintf("%s, certificate %d", where, i))
		rest = next
	}
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"optional,explicit,tag:0"`
}

var signedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}

func isPKCS7(der []byte) bool {
	var outer contentInfo
	_, err := asn1.Unmarshal(der, &outer)
	return err == nil
}

// subjectOf reads the subject of a certificate that crypto/x509 refuses, nil if
// even that cannot be found.
func subjectOf(der []byte) []byte {
	var certificate struct{ TBS, Algorithm, Signature asn1.RawValue }
	var fields struct {
		Version                              int `asn1:"optional,explicit,tag:0"`
		Serial                               asn1.RawValue
		Algorithm, Issuer, Validity, Subject asn1.RawValue
	}
	if _, err := asn1.Unmarshal(der, &certificate); err != nil {
		return nil
	}
	if _, err := asn1.Unmarshal(certificate.TBS.FullBytes, &fields); err != nil {
		return nil
	}
	return fields.Subject.FullBytes
}

// plain is the text of an error of crypto/x509 or crypto/tls without its prefix.
func plain(err error) string {
	text := err.Error()
	for _, prefix := range []string{"tls: ", "x509: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	return text
}
