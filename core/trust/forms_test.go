package trust_test

import (
	"bytes"
	"crypto/tls"
	"encoding/asn1"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// openssl returns a file that OpenSSL wrote, see testdata/make.sh.
func openssl(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWhatOthersReadIsReadAndNothingVanishes(t *testing.T) {
	first, second := trusttest.Root(t, "first"), trusttest.Root(t, "second")
	both := slices.Concat(first.PEM(), second.PEM())
	joined := bytes.ReplaceAll(both, []byte("-----\n-----"), []byte("----------"))
	if bytes.Equal(joined, both) {
		t.Fatal("nothing was joined")
	}
	trusted := func(id *trusttest.Identity) []byte { return block("TRUSTED CERTIFICATE", id.Certificate.Raw) }
	bom := []byte("\xef\xbb\xbf")
	for name, data := range map[string][]byte{
		"byte order mark":             slices.Concat(bom, both),
		"a mark at each part":         slices.Concat(bom, first.PEM(), bom, second.PEM()),
		"CRLF":                        bytes.ReplaceAll(both, []byte("\n"), []byte("\r\n")),
		"CR":                          bytes.ReplaceAll(both, []byte("\n"), []byte("\r")),
		"mark and CRLF":               slices.Concat(bom, bytes.ReplaceAll(both, []byte("\n"), []byte("\r\n"))),
		"END and BEGIN on one line":   joined,
		"blanks around lines":         bytes.ReplaceAll(both, []byte("\n"), []byte(" \t\n  ")),
		"text between":                slices.Concat([]byte("# CN=first: -----BEGIN here\n"), first.PEM(), []byte("subject=\nissuer: x\n"), second.PEM()),
		"TRUSTED CERTIFICATE":         slices.Concat(trusted(first), trusted(second)),
		"X509 CERTIFICATE":            slices.Concat(block("X509 CERTIFICATE", first.Certificate.Raw), second.PEM()),
		"one long line of base64":     slices.Concat(oneLine(first), oneLine(second)),
		"DER, one behind the other":   slices.Concat(first.Certificate.Raw, second.Certificate.Raw),
		"a bad block between":         slices.Concat(first.PEM(), block("CERTIFICATE", []byte{0}), second.PEM()),
		"a cut block before":          slices.Concat([]byte("-----BEGIN CERTIFICATE-----\nAAAA\n"), both),
		"no END before the next":      slices.Concat(bytes.Split(first.PEM(), []byte("-----END"))[0], second.PEM()),
		"more behind a certificate":   slices.Concat(block("CERTIFICATE", append(bytes.Clone(first.Certificate.Raw), "junk"...)), second.PEM()),
		"no line end behind the last": bytes.TrimRight(both, "\n"),
	} {
		p, err := trust.New(trust.Options{CABytes: data})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if a, b := believes(t, p, first), believes(t, p, second); !a || !b {
			t.Errorf("%s: believes the first %v, the second %v", name, a, b)
		}
	}
}

func oneLine(id *trusttest.Identity) []byte {
	text := strings.ReplaceAll(string(id.PEM()), "\n", "")
	text = strings.Replace(text, "CERTIFICATE-----", "CERTIFICATE-----\n", 1)
	return []byte(strings.Replace(text, "-----END", "\n-----END", 1) + "\n")
}

func TestFormsThatOpenSSLWritesAreRead(t *testing.T) {
	server := trust.Options{CertPEM: openssl(t, "cert.pem"), KeyPEM: openssl(t, "params.key")}
	if _, err := trust.New(server); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"cert.pem", "cert.der", "cert.p7b", "cert.p7c", "trusted.pem"} {
		for how, o := range map[string]trust.Options{
			"as a CA":                 {CABytes: openssl(t, name)},
			"as a CA file":            {CAFile: filepath.Join("testdata", name)},
			"as client certificate":   {CertPEM: openssl(t, name), KeyPEM: openssl(t, "params.key")},
			"as a certificate's file": {CertFile: filepath.Join("testdata", name), KeyFile: "testdata/params.key"},
		} {
			if _, err := trust.New(o); err != nil {
				t.Errorf("%s %s: %v", name, how, err)
			}
		}
	}
	for name, says := range map[string]string{"rejected.pem": "line 1: its settings reject it", "mail.pem": "other purposes"} {
		_, err := trust.New(trust.Options{CABytes: openssl(t, name)})
		if fault.CodeOf(err) != fault.CANoCertificates || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", name, err, says)
		}
	}
}

func TestEncryptedKeysNeedTheirPassword(t *testing.T) {
	keys, err := filepath.Glob("testdata/*-*.key")
	if err != nil || len(keys) != 13 {
		t.Fatalf("%d keys, %v", len(keys), err)
	}
	for _, path := range append(keys, "testdata/pkcs8-sha512.der") {
		for _, c := range []struct {
			password string
			says     string // "": it works
		}{{"secret", ""}, {"", "no password was given"}, {"wrong", "the password is wrong"}} {
			o := trust.Options{CertFile: "testdata/cert.pem", KeyFile: path, KeyPassword: []byte(c.password)}
			p, err := trust.New(o)
			switch {
			case c.says == "" && (err != nil || !p.HasClientCertificate()):
				t.Errorf("%s: %v", path, err)
			case c.says != "" && (fault.CodeOf(err) != fault.ClientKeyEncrypted || !strings.Contains(err.Error(), c.says)):
				t.Errorf("%s with password %q: %v, want %q", path, c.password, err, c.says)
			}
			if err != nil && (strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "wrong:")) {
				t.Errorf("%s: the message holds the password: %v", path, err)
			}
		}
	}
}

func TestPKCS12IsReadAsClientCertificate(t *testing.T) {
	cases := []struct {
		name string
		o    trust.Options
		code fault.Code
		says string
	}{
		{"modern", trust.Options{CertPEM: openssl(t, "modern.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"legacy", trust.Options{CertPEM: openssl(t, "legacy.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"file", trust.Options{CertFile: "testdata/modern.p12", KeyPassword: []byte("secret")}, fault.OK, ""},
		{"empty password", trust.Options{CertPEM: openssl(t, "open.p12")}, fault.OK, ""},
		{"triple DES", trust.Options{CertPEM: openssl(t, "des3.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"RC2 of 128 bits", trust.Options{CertPEM: openssl(t, "rc2.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"with indefinite lengths, in pieces", trust.Options{CertPEM: indefinite(openssl(t, "legacy.p12")), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"the same, cut", trust.Options{CertPEM: indefinite(openssl(t, "legacy.p12"))[:900], KeyPassword: []byte("secret")}, fault.ClientCertificateUnreadable, "it is damaged"},
		{"the password where a key belongs", trust.Options{CertFile: "testdata/modern.p12", KeyFile: "secret"}, fault.ClientCertificateUnreadable, "a password is third"},
		{"of Java", trust.Options{CertPEM: openssl(t, "java.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"key alone encrypted", trust.Options{CertPEM: openssl(t, "mixed.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"not encrypted, no check sum", trust.Options{CertPEM: openssl(t, "plain.p12")}, fault.OK, ""},
		{"the same as key", trust.Options{CertFile: "testdata/modern.p12", KeyFile: "testdata/modern.p12", KeyPassword: []byte("secret")}, fault.OK, ""},
		{"the same bytes as key", trust.Options{CertPEM: openssl(t, "modern.p12"), KeyPEM: openssl(t, "modern.p12"), KeyPassword: []byte("secret")}, fault.OK, ""},
		{"no password", trust.Options{CertPEM: openssl(t, "modern.p12")}, fault.ClientKeyEncrypted, "PKCS#12 file is encrypted and no password"},
		{"wrong password, modern", trust.Options{CertPEM: openssl(t, "modern.p12"), KeyPassword: []byte("x")}, fault.ClientKeyEncrypted, "the password is wrong"},
		{"wrong password", trust.Options{CertPEM: openssl(t, "legacy.p12"), KeyPassword: []byte("x")}, fault.ClientKeyEncrypted, "the password is wrong"},
		{"with another key", trust.Options{CertFile: "testdata/modern.p12", KeyFile: "testdata/params.key", KeyPassword: []byte("secret")}, fault.ClientCertificateUnreadable, "holds its own key"},
		{"as key alone", trust.Options{CertFile: "testdata/cert.pem", KeyFile: "testdata/modern.p12", KeyPassword: []byte("secret")}, fault.ClientCertificateUnreadable, "give that file as the certificate"},
		{"as CA", trust.Options{CAFile: "testdata/modern.p12"}, fault.CANoCertificates, "openssl pkcs12 -in FILE -nokeys"},
		{"cut", trust.Options{CertPEM: openssl(t, "modern.p12")[:900], KeyPassword: []byte("secret")}, fault.ClientCertificateUnreadable, "neither PEM nor DER"},
	}
	for _, c := range cases {
		p, err := trust.New(c.o)
		switch {
		case c.code == fault.OK && (err != nil || !p.HasClientCertificate()):
			t.Errorf("%s: %v", c.name, err)
		case c.code != fault.OK && (fault.CodeOf(err) != c.code || !strings.Contains(err.Error(), c.says)):
			t.Errorf("%s: %v, want %s with %q", c.name, err, c.code.Name(), c.says)
		}
	}
}

// indefinite is DER as BER, as Firefox writes it: lengths that are not said, strings in pieces.
func indefinite(der []byte) (out []byte) {
	for len(der) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			panic(err)
		}
		tag, end := der[0], []byte{0, 0}
		switch {
		case v.IsCompound:
			out = append(append(append(out, tag, 0x80), indefinite(v.Bytes)...), end...)
		case (tag == 0x04 || tag == 0x80) && len(v.Bytes) > 20:
			out = append(out, tag|0x20, 0x80)
			for piece := range slices.Chunk(v.Bytes, 100) {
				out = append(append(out, 0x04, byte(len(piece))), piece...)
			}
			out = append(out, end...)
		default:
			out = append(out, v.FullBytes...)
		}
		der = rest
	}
	return out
}

func TestPKCS7WithIndefiniteLengthsIsRead(t *testing.T) {
	for name, message := range map[string][]byte{
		"binary": indefinite(openssl(t, "cert.p7c")), "PEM": block("PKCS7", indefinite(openssl(t, "cert.p7c"))),
	} {
		if _, err := trust.New(trust.Options{CABytes: message}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAChainInPKCS7NeedsNoOrder(t *testing.T) {
	root := trusttest.Root(t, "root")
	middle := root.Intermediate(t, "middle")
	id := middle.Issue(t, []string{"device-1"})
	wrap := func(tag int, parts ...[]byte) []byte {
		der, err := asn1.Marshal(asn1.RawValue{Class: tag >> 6, Tag: tag & 31, IsCompound: true, Bytes: slices.Concat(parts...)})
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	const sequence, set, explicit0 = 16, 17, 2 << 6
	data := []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 1}
	signed := []byte{6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2}
	message := wrap(sequence, signed, wrap(explicit0, wrap(sequence, []byte{2, 1, 1}, wrap(set), wrap(sequence, data),
		wrap(explicit0, middle.Certificate.Raw, id.Certificate.Raw), wrap(set))))
	p := policy(t, trust.Options{CABytes: root.PEM(), CertPEM: message, KeyPEM: id.KeyPEM(t)})
	server := serverOf(root.Issue(t, []string{"a.test"}))
	server.ClientAuth, server.ClientCAs = tls.RequireAndVerifyClientCert, root.Pool()
	if err := handshake(t, p, "a.test", server); err != nil {
		t.Error(err)
	}
}

// A part of a client's chain that cannot be used would be missing at the server.
func TestAnUnusableBlockOfAClientCertificateIsNamedByItsLine(t *testing.T) {
	id := trusttest.SelfSigned(t, "a.test")
	good := id.PEM()
	damaged := block("CERTIFICATE", []byte{0x30, 0})
	lines := bytes.Count(good, []byte("\n"))
	for name, c := range map[string]struct {
		chain []byte
		says  string
	}{
		"not a certificate": {slices.Concat(good, damaged), "it cannot be parsed"},
		"no END":            {slices.Concat(good, good[:len(good)/2]), "no END line follows"},
		"other END":         {slices.Concat(good, bytes.Replace(good, []byte("END CERTIFICATE"), []byte("END CRL"), 1)), "the END line is not that of CERTIFICATE"},
		"base64":            {slices.Concat(good, bytes.Replace(good, []byte("M"), []byte("*"), 1)), "base64 is damaged"},
		"empty":             {slices.Concat(good, []byte("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n")), "it is empty"},
		"BEGIN cut":         {slices.Concat(good, []byte("-----BEGIN CERT")), "the BEGIN line does not end"},
	} {
		path := write(t, "chain.pem", c.chain)
		_, err := trust.New(trust.Options{CertFile: path, KeyPEM: id.KeyPEM(t)})
		want := path + ", line " + itoa(lines+1) + ": "
		if fault.CodeOf(err) != fault.ClientCertificateUnreadable || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q and %q", name, err, want, c.says)
		}
	}
}

func FuzzKeysNeverPanic(f *testing.F) {
	for _, name := range []string{"params.key", "pkcs8-aes-256-cbc.key", "traditional-des3.key", "pkcs8-sha512.der", "modern.p12", "trusted.pem", "cert.p7b"} {
		data := openssl(f, name)
		f.Add(data)
		if b, _ := pem.Decode(data); b != nil {
			f.Add(b.Bytes)
		}
	}
	cert := openssl(f, "cert.pem")
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		for _, o := range []trust.Options{{CertPEM: cert, KeyPEM: data}, {CertPEM: data, KeyPEM: data}} {
			o.KeyPassword, o.Insecure = []byte("secret"), true
			if _, err := trust.New(o); err != nil && fault.CodeOf(err).Category() != fault.CategoryTLS {
				t.Errorf("code of %v", err)
			}
		}
	})
}
