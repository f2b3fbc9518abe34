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
	"github.com/sallyport/sallyport/core/diagnose/diagnosetest"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// options are those of a client that is told what is given.
func options(t testing.TB, l *diagnosetest.Lab) client.Options {
	t.Helper()
	o, err := l.Options()
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func diagnosed(t testing.TB, l *diagnosetest.Lab, url string) *diagnose.Diagnosis {
	t.Helper()
	return diagnose.Diagnose(context.Background(), options(t, l), url)
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
	seen := map[string]bool{}
	for _, s := range diagnosetest.Scenarios() {
		if seen[s.ID()] {
			t.Errorf("%s stands twice", s.ID())
		}
		seen[s.ID()] = true
		t.Run(s.ID(), func(t *testing.T) {
			t.Parallel()
			l := s.Start(t)
			d := diagnosed(t, l, l.URL)
			text := report(d)
			if d.Cause != s.Cause || d.Stage != stages[s.Cause] || d.Stage == "" {
				t.Fatalf("want %s, got\n%s", s.Cause, text)
			}
			if !strings.Contains(text, s.Shows) {
				t.Errorf("nothing shows %q in\n%s", s.Shows, text)
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
	l := diagnosetest.New(t)
	l.Serve(diagnosetest.Secure(l.Good(), "HTTP/1.1 302 Found\r\nLocation: https://user:topsecret@a.example/?token=topsecret\r\nContent-Length: 9\r\n\r\ntopsecret"))
	for _, url := range []string{
		"https://user:topsecret@" + diagnosetest.Host + ":" + strconv.Itoa(l.Port) + "/a?token=topsecret",
		"https://user:topsecret@" + diagnosetest.Host + ":1/a?token=topsecret",
		"ftp://user:topsecret@" + diagnosetest.Host + "/?token=topsecret",
	} {
		if text := report(diagnosed(t, l, url)); strings.Contains(text, "topsecret") {
			t.Errorf("a secret in\n%s", text)
		}
	}
	l.Resolve = nil
	l.Proxy = "http://user:topsecret@" + l.Tunnel("407 Proxy Authentication Required", l.Port)
	if text := report(diagnosed(t, l, l.At("https"))); strings.Contains(text, "topsecret") || strings.Contains(text, "dXNlcjp0b3BzZWNyZXQ") {
		t.Errorf("a secret in\n%s", text)
	}
}

// A further connection tells nobody what the request is, nor who asks.
func TestAServerThatIsNotBelievedLearnsNothing(t *testing.T) {
	l := diagnosetest.New(t)
	i := l.Root.Issue(t, []string{"device"})
	l.Present(i)
	heard := make(chan string, 100)
	c := diagnosetest.Identity(trusttest.SelfSigned(t, diagnosetest.Host))
	c.ClientAuth = tls.RequestClientCert
	l.Serve(func(raw net.Conn) {
		defer raw.Close()
		conn := tls.Server(raw, c)
		if conn.Handshake() != nil {
			return
		}
		b := make([]byte, 4096)
		n, _ := conn.Read(b)
		heard <- string(b[:n]) + strconv.Itoa(len(conn.ConnectionState().PeerCertificates))
	})
	d := diagnosed(t, l, "https://user:topsecret@"+diagnosetest.Host+":"+strconv.Itoa(l.Port)+"/private?token=topsecret")
	if d.Cause != "self_signed" {
		t.Fatal(report(d))
	}
	for text := <-heard; text != ""; { // its handler tells before it closes
		if !strings.HasPrefix(text, "GET / HTTP/1.1\r\n") || strings.Contains(text, "secret") || strings.Contains(text, "private") || !strings.HasSuffix(text, "0") {
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
	l := diagnosetest.New(t)
	c := l.Good()
	for range 60 {
		c.Certificates[0].Certificate = append(c.Certificates[0].Certificate, trusttest.Root(t, strings.Repeat("x", 60)).Certificate.Raw)
	}
	l.Serve(diagnosetest.Secure(c, diagnosetest.Fine))
	var addresses []string
	for i := range 40 {
		addresses = append(addresses, "127.0.0."+strconv.Itoa(i+1))
	}
	l.Pin(addresses...)
	d := diagnosed(t, l, l.At("https"))
	if size := len(report(d)); d.Cause != "ok" || len(d.Evidence) > 64 || size > 20<<10 || !strings.Contains(report(d), "addresses not tried: 32") {
		t.Errorf("%d bytes: %s", size, report(d))
	}
}

func TestTheTimeIsBoundedAndNothingStays(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("time", func(t *testing.T) {
		l := diagnosetest.New(t)
		l.Serve(diagnosetest.Waits)
		l.Timeouts = client.Timeouts{Total: 200 * time.Millisecond}
		if d := diagnosed(t, l, l.At("https")); d.Cause != "time_up" {
			t.Error(report(d))
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if d := diagnose.Diagnose(ctx, options(t, l), l.At("https")); d.Cause != "time_up" {
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
	for _, s := range diagnosetest.Scenarios() {
		covered[s.Cause] = true
		if !seen[s.Cause] {
			t.Errorf("no row %s", s.Cause)
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
