package diagnose_test

import (
	"context"
	"crypto/tls"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/diagnose"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// scenario is a place with a fault, or with one that looks like it.
type scenario struct {
	name, cause string
	make        func(*lab) (url string) // "": https to the host
	shows       string                  // is part of the report
}

func (l *lab) url(scheme string) string {
	return scheme + "://" + host + ":" + strconv.Itoa(l.port) + "/"
}

func (l *lab) diagnose(url string) *diagnose.Diagnosis {
	l.Helper()
	if url == "" {
		url = l.url("https")
	}
	return diagnose.Diagnose(context.Background(), l.o, url)
}

func report(d *diagnose.Diagnosis) string {
	var b strings.Builder
	b.WriteString(d.Cause + " [" + d.Stage + "]: " + d.Summary + "\n")
	for _, e := range d.Evidence {
		b.WriteString("  " + e.Name + ": " + e.Value + "\n")
	}
	return b.String() + "fix: " + d.Fix
}

func TestEveryScenarioHasItsCause(t *testing.T) {
	stages := map[string]string{}
	for _, row := range diagnose.Rows() {
		stages[row.ID] = row.Stage
	}
	for _, list := range [][]scenario{network(), hellos(), certificates(), clients(), answers()} {
		for _, s := range list {
			t.Run(s.cause+" "+s.name, func(t *testing.T) {
				t.Parallel()
				l := newLab(t)
				d := l.diagnose(s.make(l))
				text := report(d)
				if d.Cause != s.cause || d.Stage != stages[s.cause] || d.Stage == "" {
					t.Fatalf("want %s, got\n%s", s.cause, text)
				}
				if !strings.Contains(text, s.shows) {
					t.Errorf("nothing shows %q in\n%s", s.shows, text)
				}
				if d.Summary == "" || strings.ContainsAny(d.Fix, "{}") && !strings.Contains(d.Fix, "resolve=") {
					t.Errorf("not filled in:\n%s", text)
				}
				if strings.ContainsAny(strings.ReplaceAll(text, "\n", ""), "\x00\x1b\r\x7f") {
					t.Errorf("a control character in %q", text)
				}
			})
		}
	}
}

func TestConfigurationHasACause(t *testing.T) {
	root := trusttest.Root(t, "root")
	one, two := root.Issue(t, []string{"a"}), root.Issue(t, []string{"b"})
	locked := []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n")
	for want, o := range map[string]trust.Options{
		"ca_unreadable":                 {CAFile: "/does/not/exist"},
		"ca_no_certificates":            {CABytes: one.KeyPEM(t)},
		"client_certificate_unreadable": {CertPEM: []byte("nothing"), KeyPEM: one.KeyPEM(t)},
		"client_key_mismatch":           {CertPEM: one.PEM(), KeyPEM: two.KeyPEM(t)},
		"client_key_encrypted":          {CertPEM: one.PEM(), KeyPEM: locked},
		"options_invalid":               {SPKIPins: []string{"none"}},
	} {
		_, err := trust.New(o)
		if d := diagnose.Configuration(err); err == nil || d.Cause != want || d.Stage != "configuration" || len(d.Evidence) == 0 {
			t.Errorf("want %s, got %v: %s", want, err, report(d))
		}
	}
	_, err := dial.ParseTable([]string{"nothing"})
	if d := diagnose.Configuration(err); d.Cause != "resolve_invalid" {
		t.Errorf("got %s", report(d))
	}
}

func TestNoSecretIsInTheEvidence(t *testing.T) {
	l := newLab(t)
	l.serve(secure(l.good(), "HTTP/1.1 302 Found\r\nLocation: https://user:topsecret@a.example/?token=topsecret\r\nContent-Length: 9\r\n\r\ntopsecret"))
	for _, url := range []string{
		"https://user:topsecret@" + host + ":" + strconv.Itoa(l.port) + "/a?token=topsecret",
		"https://user:topsecret@" + host + ":1/a?token=topsecret",
		"ftp://user:topsecret@" + host + "/?token=topsecret",
	} {
		if text := report(l.diagnose(url)); strings.Contains(text, "topsecret") {
			t.Errorf("a secret in\n%s", text)
		}
	}
	l.o.Resolve = nil
	l.o.Proxy = "http://user:topsecret@" + l.proxy("407 Proxy Authentication Required", l.port)
	if text := report(l.diagnose("")); strings.Contains(text, "topsecret") || strings.Contains(text, "dXNlcjp0b3BzZWNyZXQ") {
		t.Errorf("a secret in\n%s", text)
	}
}

// A further connection tells nobody what the request is, nor who asks.
func TestAServerThatIsNotBelievedLearnsNothing(t *testing.T) {
	l := newLab(t)
	i := l.root.Issue(t, []string{"device"})
	l.trust(trust.Options{CABytes: l.root.PEM(), CertPEM: i.PEM(), KeyPEM: i.KeyPEM(t)})
	heard := make(chan string, 100)
	c := identity(trusttest.SelfSigned(t, host))
	c.ClientAuth = tls.RequestClientCert
	l.serve(func(raw net.Conn) {
		defer raw.Close()
		conn := tls.Server(raw, c)
		if conn.Handshake() != nil {
			return
		}
		b := make([]byte, 4096)
		n, _ := conn.Read(b)
		heard <- string(b[:n]) + strconv.Itoa(len(conn.ConnectionState().PeerCertificates))
	})
	d := l.diagnose("https://user:topsecret@" + host + ":" + strconv.Itoa(l.port) + "/private?token=topsecret")
	if d.Cause != "self_signed" {
		t.Fatal(report(d))
	}
	for text := <-heard; text != ""; { // its handler tells before it closes
		if !strings.HasPrefix(text, "HEAD / HTTP/1.1\r\n") || strings.Contains(text, "secret") || strings.Contains(text, "private") || !strings.HasSuffix(text, "0") {
			t.Errorf("it heard %q", text)
		}
		select {
		case text = <-heard:
		default:
			text = ""
		}
	}
}

func TestManyAddressesAndCertificatesAreBounded(t *testing.T) {
	l := newLab(t)
	c := l.good()
	for range 60 {
		c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, trusttest.Root(t, strings.Repeat("x", 60)).Certificate.Raw)
	}
	l.serve(secure(c, fine))
	var addresses []string
	for i := range 40 {
		addresses = append(addresses, "127.0.0."+strconv.Itoa(i+1))
	}
	l.pin(host + ":" + strconv.Itoa(l.port) + ":" + strings.Join(addresses, ","))
	d := l.diagnose("")
	if size := len(report(d)); d.Cause != "ok" || len(d.Evidence) > 64 || size > 20<<10 || !strings.Contains(report(d), "addresses not tried: 32") {
		t.Errorf("%d bytes: %s", size, report(d))
	}
}

func TestTheTimeIsBoundedAndNothingStays(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("time", func(t *testing.T) {
		l := newLab(t)
		l.serve(waits)
		l.o.Timeouts = client.Timeouts{Total: 200 * time.Millisecond}
		if d := l.diagnose(""); d.Cause != "time_up" {
			t.Error(report(d))
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if d := diagnose.Diagnose(ctx, l.o, l.url("https")); d.Cause != "time_up" {
			t.Error(report(d))
		}
	})
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}

// An id is one word, once, and each has a scenario above or is told apart by none.
func TestTheTableIsInOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range diagnose.Rows() {
		if seen[row.ID] || strings.Trim(row.ID, "abcdefghijklmnopqrstuvwxyz_0123456789") != "" || row.Stage == "" || row.Meaning == "" || row.Fix == "" {
			t.Errorf("row %q", row)
		}
		seen[row.ID] = true
	}
	covered := map[string]bool{}
	for _, list := range [][]scenario{network(), hellos(), certificates(), clients(), answers()} {
		for _, s := range list {
			covered[s.cause] = true
			if !seen[s.cause] {
				t.Errorf("no row %s", s.cause)
			}
		}
	}
	var left []string
	for id := range seen {
		if !covered[id] {
			left = append(left, id)
		}
	}
	t.Logf("no scenario: %v", left)
}
