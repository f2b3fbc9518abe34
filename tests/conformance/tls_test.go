package conformance

import (
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/tests/conformance/wire"
)

// world are the certificates of the tls family and of the iot family's service.
type world struct {
	ca, intermediate, other *certified
	servers                 map[string]*certified
	client, stranger        *certified
	dir                     string // holds ca.pem alone
	files                   map[string]string
}

func newWorld(t *testing.T) *world {
	w := &world{ca: authority(t, "Conformance CA", nil), other: authority(t, "Another CA", nil), dir: t.TempDir()}
	w.intermediate = authority(t, "Conformance intermediate CA", w.ca)
	server := func(from, until time.Duration) *x509.Certificate {
		now := time.Now()
		return &x509.Certificate{
			Subject: pkix.Name{CommonName: "server.test"}, DNSNames: []string{"server.test", iotEndpoint},
			NotBefore: now.Add(from), NotAfter: now.Add(until), ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		}
	}
	const day = 24 * time.Hour
	ip := server(-day, day)
	ip.DNSNames, ip.IPAddresses = nil, []net.IP{net.IPv4(127, 0, 0, 1)}
	good := issue(t, server(-day, day), w.intermediate)
	w.servers = map[string]*certified{
		"good": good, "no-intermediate": good, "expired": issue(t, server(-2*day, -day), w.intermediate),
		"not-yet-valid": issue(t, server(day, 2*day), w.intermediate), "self-signed": issue(t, server(-day, day), nil),
		"ip": issue(t, ip, w.intermediate),
	}
	client := x509.Certificate{Subject: pkix.Name{CommonName: "client"}, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}
	one, two := client, client
	w.client, w.stranger = issue(t, &one, w.ca), issue(t, &two, w.other)
	w.files = map[string]string{"ca": filepath.Join(w.dir, "ca.pem")}
	private := t.TempDir()
	w.files["cert"], w.files["key"] = filepath.Join(private, "cert.pem"), filepath.Join(private, "key.pem")
	for name, text := range map[string]string{"ca": w.ca.pem(), "cert": w.client.pem(), "key": w.client.keyPEM(t)} {
		if err := os.WriteFile(w.files[name], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

var versions = map[string]uint16{"": tls.VersionTLS13, "1.3": tls.VersionTLS13, "1.2": tls.VersionTLS12, "1.1": tls.VersionTLS11}

func tlsCases(t *testing.T, w *world) []testCase {
	var cases []testCase
	for _, r := range records(t, "../vectors/tls/*.txt", strings.Fields("name comment server host versions requires trust pin identity expect"+
		" want.status want.body want.tls_version want.alpn want.sni want.host want.cause want.stage")...) {
		c := testCase{row: "request", family: "tls", name: r.get("name"), expect: r.get("expect"), want: map[string]string{}}
		for _, line := range r.lines {
			if key, ok := strings.CutPrefix(line[0], "want."); ok && !slices.Contains([]string{"sni", "host", "cause", "stage"}, key) {
				c.want[key] = line[1]
			}
		}
		c.call = w.reaching(t, &r)
		c.world = func(t *testing.T, call *wire.Frame) func(*testing.T) { return w.scenario(t, &r, call) }
		c.cause = r.get("want.cause")
		cases = append(cases, c)
		if _, ok := r.lookup("want.cause"); ok {
			cases = append(cases, w.diagnosed(t, &r))
		}
	}
	return cases
}

// diagnosed is the same scenario, of which the cause is asked. How many
// connections that needs is not looked at.
func (w *world) diagnosed(t *testing.T, r *record) testCase {
	c := testCase{
		row: "diagnose", family: "tls", name: r.get("name"), expect: "OK",
		want: map[string]string{"cause": r.get("want.cause"), "stage": r.get("want.stage")},
		call: w.reaching(t, r),
	}
	c.call.Head = "diagnose"
	c.call.Fields = slices.DeleteFunc(c.call.Fields, func(f wire.Field) bool { return f.Key == "method" })
	c.world = func(t *testing.T, call *wire.Frame) func(*testing.T) {
		w.scenario(t, r, call)
		return func(*testing.T) {}
	}
	c.judge = func(t *testing.T, answer *wire.Frame) {
		if answer.Get("summary") == "" || answer.Get("fix") == "" || !strings.Contains(answer.Get("evidence"), "host: ") {
			t.Errorf("summary %q, evidence %q, fix %q", answer.Get("summary"), answer.Get("evidence"), answer.Get("fix"))
		}
	}
	return c
}

// reaching is the call as far as no server is needed to know it.
func (w *world) reaching(t *testing.T, r *record) wire.Frame {
	call := wire.Frame{Head: "request"}
	call.Add("method", "GET")
	call.Add("option:client.retries", "0")
	switch trust := r.get("trust"); trust {
	case "", "bytes":
		call.Add("option:tls.ca_bytes", w.ca.pem())
	case "file":
		call.Add("option:tls.ca_file", w.files["ca"])
	case "dir":
		call.Add("option:tls.ca_dir", w.dir)
	case "missing-file":
		call.Add("option:tls.ca_file", w.files["ca"]+".missing")
	case "other":
		call.Add("option:tls.ca_bytes", w.other.pem())
	case "not-pem":
		call.Add("option:tls.ca_bytes", "this is not a certificate")
	case "off":
		call.Add("option:tls.verify", "false")
	default:
		t.Fatalf("%s: unknown trust %q", r.get("name"), trust)
	}
	switch pin := r.get("pin"); pin {
	case "":
	case "leaf":
		call.Add("option:tls.spki_pins", w.servers[r.get("server")].pin())
	case "other":
		call.Add("option:tls.spki_pins", w.client.pin())
	default:
		t.Fatalf("%s: unknown pin %q", r.get("name"), pin)
	}
	switch identity := r.get("identity"); identity {
	case "":
	case "right", "other", "mismatch":
		who, key := w.client, w.client
		if identity == "other" {
			who, key = w.stranger, w.stranger
		} else if identity == "mismatch" {
			key = w.stranger
		}
		call.Add("option:tls.cert", who.pem())
		call.Add("option:tls.key", key.keyPEM(t))
	case "files":
		call.Add("option:tls.cert_file", w.files["cert"])
		call.Add("option:tls.key_file", w.files["key"])
	default:
		t.Fatalf("%s: unknown identity %q", r.get("name"), identity)
	}
	return call
}

// scenario starts the server and says in the call where it is.
func (w *world) scenario(t *testing.T, r *record, call *wire.Frame) func(*testing.T) {
	version, ok := versions[r.get("versions")]
	requires := r.get("requires")
	if !ok || requires != "" && requires != "certificate" {
		t.Fatalf("unknown versions or requires")
	}
	kind := r.get("server")
	var wrap func(net.Conn) net.Conn
	switch kind {
	case "plain", "none":
		wrap = func(c net.Conn) net.Conn { return c }
	case "hangs-up":
		wrap = func(c net.Conn) net.Conn {
			_, _ = c.Read(make([]byte, 1<<14))
			_ = c.Close()
			return c
		}
	default:
		server, ok := w.servers[kind]
		if !ok {
			t.Fatalf("unknown server %q", kind)
		}
		chain := server.chain(w.intermediate)
		if kind == "no-intermediate" || kind == "self-signed" {
			chain = server.chain()
		}
		config := w.config(chain, version)
		if requires != "" {
			config.ClientAuth = tls.RequireAndVerifyClientCert
		}
		wrap = func(c net.Conn) net.Conn { return tls.Server(c, config) }
	}
	s := serve(t, response("200", "hello"), wrap)
	if kind == "none" {
		_ = s.listener.Close()
	}
	host := r.get("host")
	if host == "" {
		host = "server.test"
	}
	call.Add("url", "https://"+host+":"+s.port+"/")
	if net.ParseIP(host) == nil {
		call.Add("option:client.resolve", host+":"+s.port+":127.0.0.1")
	}
	return func(t *testing.T) {
		for _, got := range s.seen() {
			if want, ok := r.lookup("want.sni"); ok && got.sni != want {
				t.Errorf("SNI is %q, want %q", got.sni, want)
			}
			if want, ok := r.lookup("want.host"); ok && got.http.Host != want+":"+s.port {
				t.Errorf("Host is %q, want %q and the port", got.http.Host, want)
			}
		}
		if wanted := r.get("expect") == "OK"; wanted != (len(s.seen()) == 1) {
			t.Errorf("the server saw %d requests", len(s.seen()))
		}
	}
}

func (w *world) config(chain tls.Certificate, version uint16) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(w.ca.leaf)
	return &tls.Config{
		Certificates: []tls.Certificate{chain}, MinVersion: min(version, tls.VersionTLS12), MaxVersion: version,
		ClientCAs: pool, NextProtos: []string{"http/1.1"},
	}
}
