package trust

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// What the core's crypto/tls does not parse is nothing to verify with, wherever it stands.
func TestAChainThatIsCompletedHasNoUnreadCertificate(t *testing.T) {
	root := trusttest.Root(t, "root")
	between := root.Intermediate(t, "between")
	leaf := between.Issue(t, []string{"a.test"})
	unread := &x509.Certificate{Raw: []byte{0x30, 0}, RawSubjectPublicKeyInfo: leaf.Certificate.RawSubjectPublicKeyInfo, PublicKey: leaf.Certificate.PublicKey}
	p, err := New(Options{CABytes: root.PEM(), SPKIPins: []string{pinOf(leaf.Certificate).String()}})
	if err != nil {
		t.Fatal(err)
	}
	config, err := p.TLSConfig("a.test", nil, nil, between.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		sent []*x509.Certificate
		ok   bool
	}{
		"as it should be": {[]*x509.Certificate{leaf.Certificate}, true},
		"the server's":    {[]*x509.Certificate{unread}, false},
		"behind it":       {[]*x509.Certificate{leaf.Certificate, unread}, false},
	} {
		err := config.VerifyConnection(tls.ConnectionState{ServerName: "a.test", PeerCertificates: c.sent})
		if (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), "failed to parse certificate from server: x509: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
