package trust_test

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"strings"
	"testing"

	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

func pinOf(id *trusttest.Identity) string {
	digest := sha256.Sum256(id.Certificate.RawSubjectPublicKeyInfo)
	return "sha256//" + base64.StdEncoding.EncodeToString(digest[:])
}

func TestPinsAcceptAnyKeyOfTheVerifiedChainAndNoOther(t *testing.T) {
	root := trusttest.Root(t, "root")
	middle := root.Intermediate(t, "middle")
	leaf := middle.Issue(t, []string{"a.test"})
	stranger := trusttest.Root(t, "stranger")

	padded := leaf.TLS() // sends a certificate that is not in the chain
	padded.Certificate = append(padded.Certificate, stranger.Certificate.Raw)

	cases := []struct {
		name     string
		pins     []string
		insecure bool
		server   tls.Certificate
		ok       bool
	}{
		{"leaf", []string{pinOf(leaf)}, false, leaf.TLS(), true},
		{"intermediate", []string{pinOf(middle)}, false, leaf.TLS(), true},
		{"root", []string{pinOf(root)}, false, leaf.TLS(), true},
		{"one of several", []string{pinOf(stranger), pinOf(leaf)}, false, leaf.TLS(), true},
		{"curl's list", []string{pinOf(stranger) + ";" + pinOf(leaf)}, false, leaf.TLS(), true},
		{"another key", []string{pinOf(stranger)}, false, leaf.TLS(), false},
		{"a key that is only sent along", []string{pinOf(stranger)}, false, padded, false},
		{"insecure, leaf", []string{pinOf(leaf)}, true, leaf.TLS(), true},
		{"insecure, another key", []string{pinOf(stranger)}, true, leaf.TLS(), false},
		{"insecure, a key that is only sent along", []string{pinOf(stranger)}, true, padded, false},
		{"insecure, the issuer's key proves nothing", []string{pinOf(middle)}, true, leaf.TLS(), false},
	}
	for _, c := range cases {
		o := trust.Options{SPKIPins: c.pins, Insecure: c.insecure}
		if !c.insecure {
			o.CABytes = root.PEM()
		}
		err := handshake(t, policy(t, o), "a.test", &tls.Config{Certificates: []tls.Certificate{c.server}})
		switch {
		case c.ok && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case !c.ok && (fault.CodeOf(err) != fault.SPKIPinMismatch || !strings.Contains(err.Message, pinOf(leaf))):
			t.Errorf("%s: %v, want %s with the key seen", c.name, err, fault.SPKIPinMismatch.Name())
		}
		if along := strings.Contains(c.name, "insecure, a key that is only sent along") || strings.Contains(c.name, "proves nothing"); !c.ok && strings.Contains(err.Message, "the pin must be that of the server itself") != along {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestPinsAreCheckedOnAResumedSession(t *testing.T) {
	root := trusttest.Root(t, "root")
	leaf := root.Issue(t, []string{"a.test"})
	server := serverOf(leaf)
	// Both connections go through one policy, the second resumes the first.
	p := policy(t, trust.Options{CABytes: root.PEM(), SPKIPins: []string{pinOf(leaf)}})
	config, err := p.TLSConfig("a.test", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	var checks, resumed int
	check := config.VerifyConnection
	config.VerifyConnection = func(state tls.ConnectionState) error {
		checks++
		if state.DidResume {
			resumed++
		}
		return check(state)
	}
	for range 2 {
		roundTrip(t, config, server)
	}
	if checks != 2 || resumed != 1 {
		t.Errorf("%d pin checks, %d of them on a resumed session; want 2 and 1", checks, resumed)
	}
}

func TestMalformedPinsAreRefused(t *testing.T) {
	for _, pin := range []string{"", "sha256//", "sha256//AAAA", "AAAA", "sha1//" + strings.Repeat("A", 43) + "=", "sha256//" + strings.Repeat("!", 44)} {
		if _, err := trust.New(trust.Options{SPKIPins: []string{pin}}); fault.CodeOf(err) != fault.InvalidOption {
			t.Errorf("pin %q: %v", pin, err)
		}
	}
}
