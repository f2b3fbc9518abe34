package trust_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// sends is what a server presents: its certificate, then the given ones.
func sends(leaf *trusttest.Identity, others ...*trusttest.Identity) tls.Certificate {
	c := tls.Certificate{PrivateKey: leaf.Key, Certificate: [][]byte{leaf.Certificate.Raw}}
	for _, other := range others {
		c.Certificate = append(c.Certificate, other.Certificate.Raw)
	}
	return c
}

const notTrusted = "not among the trusted roots"

func TestTheMessageIsWhatTheVerifierMet(t *testing.T) {
	root := trusttest.Root(t, "our root")
	now := time.Now()
	past := trusttest.Valid(now.Add(-48*time.Hour), now.Add(-time.Hour))
	sha1 := func(c *x509.Certificate) { c.SignatureAlgorithm = x509.ECDSAWithSHA1 }
	aia := func(c *x509.Certificate) { c.IssuingCertificateURL = []string{"http://ca.test/i.cer"} }
	name := []string{"a.test"}
	alone := trusttest.Root(t, "a.test", past, trusttest.For("a.test"))

	middle := root.Intermediate(t, "middle")
	rekeyed := trusttest.Root(t, "our root") // the same name, another key
	stranger := trusttest.Root(t, "corporate root")
	noCA := root.Intermediate(t, "no CA", func(c *x509.Certificate) { c.IsCA = false; c.KeyUsage = x509.KeyUsageDigitalSignature })
	noSign := root.Intermediate(t, "CA for lists", func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageCRLSign })
	old := root.Intermediate(t, "old middle", past)
	weak := root.Intermediate(t, "weak middle", sha1)
	narrow := root.Intermediate(t, "narrow", func(c *x509.Certificate) { c.PermittedDNSDomains = []string{"b.test"} })
	last := root.Intermediate(t, "last", func(c *x509.Certificate) { c.MaxPathLen, c.MaxPathLenZero = 0, true })
	deep := last.Intermediate(t, "one too many")
	mailer := root.Intermediate(t, "mailer", func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} })
	critical := func(id ...int) trusttest.Change {
		return func(c *x509.Certificate) {
			c.ExtraExtensions = append(c.ExtraExtensions, pkix.Extension{Id: id, Critical: true, Value: []byte{5, 0}})
		}
	}
	odd := root.Intermediate(t, "odd", critical(1, 2, 3, 4))
	directory := root.Intermediate(t, "directory", func(c *x509.Certificate) { // permitted: directoryName, empty
		c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 30}, Critical: true, Value: []byte{0x30, 8, 0xa0, 6, 0x30, 4, 0xa4, 2, 0x30, 0}}}
	})
	namesake := root.Intermediate(t, "middle") // the intermediate of a former year
	mail := func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} }

	for _, c := range []struct {
		name   string
		server tls.Certificate
		code   fault.Code
		says   []string
	}{
		{"N3: leaf and trusted root, no intermediate", sends(middle.Issue(t, name, aia), root), fault.CertificateUnknownAuthority,
			[]string{`whose issuer "CN=middle" the server did not send`, `it did send the root "CN=our root", which is trusted`, "http://ca.test/i.cer", "should send it"}},
		{"leaf alone, no AIA", sends(middle.Issue(t, name)), fault.CertificateUnknownAuthority, []string{`"CN=middle"`, "Have the server send"}},
		{"root with another key", sends(rekeyed.Issue(t, name)), fault.CertificateUnknownAuthority, []string{"another key than that of the trusted root", "has changed its key"}},
		{"root with another key, sent along", sends(rekeyed.Issue(t, name), rekeyed), fault.CertificateUnknownAuthority, []string{"another key than that of the trusted root"}},
		{"an intermediate of the same name", sends(middle.Issue(t, name), namesake), fault.CertificateInvalid, []string{`"CN=a.test" was not signed by the certificate "CN=middle"`, "chain that belongs to"}},
		{"issuer is no CA", sends(noCA.Issue(t, name), noCA), fault.CertificateInvalid, []string{`"CN=no CA" issued another one and is no CA`}},
		{"issuer may not sign", sends(noSign.Issue(t, name), noSign), fault.CertificateInvalid, []string{`"CN=CA for lists"`, "no CA by its key usage"}},
		{"SHA-1 leaf", sends(root.Issue(t, name, sha1)), fault.CertificateInvalid, []string{`"CN=a.test" is signed with ECDSA-SHA1`, "SHA-256"}},
		{"SHA-1 intermediate", sends(weak.Issue(t, name), weak), fault.CertificateInvalid, []string{`"CN=weak middle" is signed with ECDSA-SHA1`}},
		{"expired in the middle", sends(old.Issue(t, name), old), fault.CertificateExpired, []string{"issuing certificate", `"CN=old middle"`, "must send the one that followed"}},
		{"expired in the middle, root sent too", sends(old.Issue(t, name), old, root), fault.CertificateExpired, []string{`"CN=old middle"`}},
		{"name constraint", sends(narrow.Issue(t, name), narrow), fault.CertificateInvalid, []string{"a.test", "may not issue for this name"}},
		{"too deep", sends(deep.Issue(t, name), deep, last), fault.CertificateInvalid, []string{`"CN=last" in the chain of "CN=a.test"`, "so many below it"}},
		{"for mail", sends(root.Issue(t, name, mail)), fault.CertificateInvalid, []string{`"CN=a.test" of a.test`, "serverAuth"}},
		{"issuer for mail", sends(mailer.Issue(t, name), mailer), fault.CertificateInvalid, []string{`"CN=mailer" in the chain of "CN=a.test"`, "by a CA that may issue for TLS servers"}},
		{"critical extension", sends(root.Issue(t, name, critical(1, 2, 3))), fault.CertificateInvalid, []string{`"CN=a.test" of a.test: it has the critical extension 1.2.3,`}},
		{"critical extension of the issuer", sends(odd.Issue(t, name), odd), fault.CertificateInvalid, []string{`"CN=odd" in the chain`, "1.2.3.4"}},
		{"constraints on directory names", sends(directory.Issue(t, name), directory), fault.CertificateInvalid, []string{`"CN=directory" in the chain`, "verifier does not know", "directory names"}},
		// The first fault is mended in vain if nothing is said of the second.
		{"expired, for another name", sends(root.Issue(t, []string{"b.test"}, past)), fault.CertificateExpired, []string{`Besides, it is for "b.test", not for "a.test"`}},
		{"expired, issuer missing", sends(middle.Issue(t, name, past)), fault.CertificateExpired, []string{`Besides, of its chain: "CN=a.test": the issuer "CN=middle" is neither sent nor trusted`}},
		{"expired, signed itself", sends(alone), fault.CertificateExpired, []string{"it signed itself and is not trusted"}},
		{"another name, issuer missing", sends(middle.Issue(t, []string{"b.test"})), fault.CertificateNameMismatch, []string{`Besides, of its chain: "CN=b.test"`, "neither sent nor trusted"}},
	} {
		err := handshake(t, policy(t, trust.Options{CABytes: root.PEM()}), "a.test", &tls.Config{Certificates: []tls.Certificate{c.server}})
		if fault.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %s", c.name, err, c.code.Name())
			continue
		}
		for _, text := range c.says {
			if !strings.Contains(err.Message, text) {
				t.Errorf("%s: %q does not say %q", c.name, err.Message, text)
			}
		}
		if strings.Contains(err.Message, notTrusted) {
			t.Errorf("%s: %q is not so", c.name, err.Message)
		}
	}

	oldNamesake := root.Intermediate(t, "old middle", past)
	err := handshake(t, policy(t, trust.Options{CABytes: root.PEM()}), "a.test", &tls.Config{Certificates: []tls.Certificate{sends(old.Issue(t, name), oldNamesake, old)}})
	if fault.CodeOf(err) != fault.CertificateExpired || !strings.Contains(err.Message, `(Other ways to a root: "CN=a.test": "CN=a.test" is not signed with the key`) {
		t.Errorf("two ways: %v", err)
	}
	// Who renews what has expired would meet the root next.
	oldStranger := stranger.Intermediate(t, "old stranger", past)
	err = handshake(t, policy(t, trust.Options{CABytes: root.PEM()}), "a.test", &tls.Config{Certificates: []tls.Certificate{sends(oldStranger.Issue(t, name), oldStranger, stranger)}})
	if fault.CodeOf(err) != fault.CertificateUnknownAuthority || !strings.Contains(err.Message, "corporate root") {
		t.Errorf("expired below a root that is not trusted: %v", err)
	}

	err = handshake(t, policy(t, trust.Options{CABytes: root.PEM()}), "a.test", &tls.Config{Certificates: []tls.Certificate{sends(stranger.Issue(t, name), stranger)}})
	if err == nil || !strings.Contains(err.Message, notTrusted) {
		t.Errorf("a root that is not trusted: %v", err)
	}
	expired := trusttest.Root(t, "old root", past)
	err = handshake(t, policy(t, trust.Options{CABytes: expired.PEM()}), "a.test", serverOf(expired.Issue(t, name)))
	if fault.CodeOf(err) != fault.CertificateExpired || !strings.Contains(err.Message, "Update the trusted roots (the CA bytes)") {
		t.Errorf("an expired root: %v", err)
	}
}

// What could not be read counts when it may be what is missing.
func TestAnUnusableRootIsNamedWhenItIsTheOneThatIsMissing(t *testing.T) {
	good, bad := trusttest.Root(t, "good"), trusttest.Root(t, "bad root")
	negative := negativeSerial(t, bad)
	bundle := slices.Concat(good.PEM(), block("CERTIFICATE", negative))
	line := itoa(bytes.Count(good.PEM(), []byte("\n")) + 1)
	server := serverOf(bad.Issue(t, []string{"a.test"}))
	withRoot := &tls.Config{Certificates: []tls.Certificate{sends(bad.Issue(t, []string{"a.test"}), bad)}}

	file := write(t, "ca.pem", bundle)
	p := policy(t, trust.Options{CAFile: file})
	for _, config := range []*tls.Config{server, withRoot} {
		err := handshake(t, p, "a.test", config)
		if err == nil || !strings.Contains(err.Message, "it is in "+file+", line "+line+", but cannot be used") || !strings.Contains(err.Message, "serial") {
			t.Errorf("%v does not name the file, line %s and the reason", err, line)
		}
	}
	if err := handshake(t, p, "a.test", serverOf(good.Issue(t, []string{"a.test"}))); err != nil {
		t.Errorf("one bad certificate fails the others: %v", err)
	}
	stranger := trusttest.Root(t, "stranger")
	if err := handshake(t, p, "a.test", serverOf(stranger.Issue(t, []string{"a.test"}))); err == nil || strings.Contains(err.Message, "cannot be used") {
		t.Errorf("%v blames a certificate that has nothing to do with it", err)
	}

	dir := t.TempDir()
	for name, data := range map[string][]byte{"a.pem": good.PEM(), "b.pem": bad.PEM()[:200]} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err := handshake(t, policy(t, trust.Options{CADir: dir}), "a.test", server)
	if err == nil || !strings.Contains(err.Message, filepath.Join(dir, "b.pem")+", line 1: its PEM is damaged: no END line follows") {
		t.Errorf("%v does not name the cut file", err)
	}
}

// negativeSerial makes a serial number negative, which crypto/x509 refuses.
func negativeSerial(t *testing.T, id *trusttest.Identity) []byte {
	t.Helper()
	der := bytes.Clone(id.Certificate.Raw)
	serial := id.Certificate.SerialNumber.Bytes()
	i := bytes.Index(der, serial)
	if i < 0 {
		t.Fatal("no serial number")
	}
	der[i] |= 0x80
	if _, err := x509.ParseCertificate(der); err == nil {
		t.Fatal("the certificate is accepted")
	}
	return der
}

func TestAServerCertificateThatCannotBeParsedIsALimitOrIsReached(t *testing.T) {
	id := trusttest.SelfSigned(t, "a.test")
	server := &tls.Config{Certificates: []tls.Certificate{{PrivateKey: id.Key, Certificate: [][]byte{negativeSerial(t, id)}}}}
	p := policy(t, trust.Options{Insecure: true})
	err := handshake(t, p, "a.test", server)
	if fault.CodeOf(err) != fault.CertificateInvalid || !strings.Contains(err.Message, "negative serial") || !strings.Contains(err.Message, "TLS does not go on") {
		t.Errorf("%v does not name the limit", err)
	}
	if err := handshake(t, policy(t, trust.Options{}), "a.test", server); !strings.Contains(err.Error(), "verify=False, or a pin") {
		t.Errorf("%v does not say how to go on", err)
	}
	t.Setenv("GODEBUG", "x509negativeserial=1") // as the two libraries have it
	if err := handshake(t, p, "a.test", server); err != nil {
		t.Error(err)
	}
}

func TestTheAdviceForAWrongNameDependsOnTheCase(t *testing.T) {
	root := trusttest.Root(t, "root")
	p := policy(t, trust.Options{CABytes: root.PEM()})
	cn := func(c *x509.Certificate) { c.DNSNames = nil }
	for _, c := range []struct {
		name  string
		id    *trusttest.Identity
		asked string
		h     trust.Handshake
		says  []string
	}{
		{"pinned", root.Issue(t, []string{"b.test"}), "a.test", trust.Handshake{Pinned: true, Address: "192.0.2.1:443"},
			[]string{`is for "b.test"`, `"a.test" is pinned to 192.0.2.1:443, where this other server answers: correct resolve=`}},
		{"by address", root.Issue(t, []string{"*.b.test", "b.test"}), "127.0.0.1", trust.Handshake{}, []string{`resolve={"b.test": "127.0.0.1"}`}},
		{"by address, wildcard only", root.Issue(t, []string{"*.b.test"}), "127.0.0.1", trust.Handshake{}, []string{"pin its address with resolve="}},
		{"pinned, common name only", root.Issue(t, []string{"a.test"}, cn), "a.test", trust.Handshake{Pinned: true, Address: "192.0.2.1:443"}, []string{"issued again"}},
		{"wildcard as common name only", root.Issue(t, []string{"*.a.test"}, cn), "x.a.test", trust.Handshake{Pinned: true, Address: "192.0.2.1:443"}, []string{"issued again"}},
		{"pinned, wildcard depth", root.Issue(t, []string{"*.a.test"}), "x.y.a.test", trust.Handshake{Pinned: true, Address: "192.0.2.1:443"}, []string{"Use a name that it has"}},
		{"from DNS", root.Issue(t, []string{"b.test"}), "a.test", trust.Handshake{}, []string{`where DNS leads "a.test"`}},
		{"through a proxy", root.Issue(t, []string{"b.test"}), "a.test", trust.Handshake{Proxied: true}, []string{"The proxy looked"}},
		{"wildcard depth", root.Issue(t, []string{"*.a.test"}), "x.y.a.test", trust.Handshake{}, []string{`the * in "*.a.test" stands for one label, and "x.y.a.test" has more`}},
		{"wildcard's own domain", root.Issue(t, []string{"*.a.test"}), "a.test", trust.Handshake{}, []string{`"*.a.test" does not stand for "a.test" itself`}},
		{"common name only", root.Issue(t, []string{"a.test"}, cn), "a.test", trust.Handshake{}, []string{`common name "a.test" does not count`, "issued again"}},
		{"address as DNS name", root.Issue(t, []string{"c.test"}, func(c *x509.Certificate) { c.DNSNames = []string{"127.0.0.1"} }), "127.0.0.1", trust.Handshake{}, []string{"it has the address as a DNS name"}},
	} {
		c.h.ServerName, c.h.Now = c.asked, time.Now()
		_, why := c.id.Certificate.Verify(x509.VerifyOptions{Roots: root.Pool(), DNSName: c.asked})
		if why == nil {
			t.Fatalf("%s: verified", c.name)
		}
		err := p.Fault(&tls.CertificateVerificationError{UnverifiedCertificates: []*x509.Certificate{c.id.Certificate}, Err: why}, c.h)
		if fault.CodeOf(err) != fault.CertificateNameMismatch {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, text := range c.says {
			if !strings.Contains(err.Message, text) {
				t.Errorf("%s: %q does not say %q", c.name, err.Message, text)
			}
		}
	}
}

func TestAClientCertificateThatIsNotForClientsIsNamed(t *testing.T) {
	root := trusttest.Root(t, "root")
	id := root.Issue(t, []string{"device-1"}, func(c *x509.Certificate) { c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth} })
	server := serverOf(root.Issue(t, []string{"a.test"}))
	server.ClientAuth, server.ClientCAs = tls.RequireAndVerifyClientCert, root.Pool()
	err := handshake(t, policy(t, trust.Options{CABytes: root.PEM(), CertPEM: id.PEM(), KeyPEM: id.KeyPEM(t)}), "a.test", server)
	if fault.CodeOf(err) != fault.ClientCertificateRejected || !strings.Contains(err.Message, "lacks clientAuth") {
		t.Error(err)
	}
}

func TestLimitsOfOurTLSAreNamedAsSuch(t *testing.T) {
	root := trusttest.Root(t, "root")
	p := policy(t, trust.Options{CABytes: root.PEM()})
	old := serverOf(root.Issue(t, []string{"a.test"}))
	old.MaxVersion, old.CipherSuites = tls.VersionTLS12, []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}
	err := handshake(t, p, "a.test", old)
	if fault.CodeOf(err) != fault.TLSAlert || err.Detail != 40 || !strings.Contains(err.Message, "RSA key exchange, DHE") {
		t.Errorf("RSA key exchange only: %v", err)
	}
	for name, c := range map[string]struct {
		err  error
		says string
	}{
		"renegotiation":                 {&net.OpError{Op: "local error", Err: tls.AlertError(100)}, "negotiate TLS anew"},
		"post-handshake authentication": {tlsError("tls: received unexpected handshake message of type *tls.certificateRequestMsgTLS13"), "post-handshake"},
		"cipher that was not offered":   {tlsError("tls: server chose an unconfigured cipher suite"), "was not offered"},
	} {
		err := p.Fault(c.err, trust.Handshake{ServerName: "a.test", Now: time.Now()})
		if fault.CodeOf(err) != fault.TLSUnsupported || !strings.Contains(err.Message, c.says) || !strings.Contains(err.Message, "this library's TLS does not have that") {
			t.Errorf("%s: %v, want TLS_UNSUPPORTED with %q", name, err, c.says)
		}
	}
}

type tlsError string

func (e tlsError) Error() string { return string(e) }
