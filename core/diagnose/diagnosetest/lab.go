package diagnosetest

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/dial"
	"github.com/sallyport/sallyport/core/trust"
	"github.com/sallyport/sallyport/core/trust/trusttest"
)

// Host is what every server of a scenario is called.
const Host = "server.example"

// Scenario is a place with a fault, or with one that looks like it.
type Scenario struct {
	Name, Cause string
	Make        func(*Lab) (url string) // "": https to the host
	Shows       string                  // is part of the report
}

// ID tells scenarios apart.
func (s *Scenario) ID() string { return s.Cause + ": " + s.Name }

// Start begins the servers of a scenario; they end with t.
func (s *Scenario) Start(t testing.TB) *Lab {
	l := New(t)
	if l.URL = s.Make(l); l.URL == "" {
		l.URL = l.At("https")
	}
	return l
}

// Scenarios are all that need no other program.
func Scenarios() (all []Scenario) {
	for _, list := range [][]Scenario{network(), proxies(), hellos(), unlikely(), certificates(), misissued(), clients(), refused(), answers()} {
		all = append(all, list...)
	}
	return all
}

// Given is what a client is told, in words that every language has.
type Given struct {
	Trust                trust.Options
	Resolve, Allow, ALPN []string
	Proxy                string
	Env                  map[string]string
	Timeouts             client.Timeouts
	// Own are the options that only a program in Go can give.
	Own client.Options
}

// Lab is where the servers of one scenario are.
type Lab struct {
	testing.TB
	Given
	Root *trusttest.Identity // which the client trusts
	Port int
	URL  string
}

// New is a lab without servers.
func New(t testing.TB) *Lab {
	l := &Lab{TB: t, Root: trusttest.Root(t, "lab root")}
	l.Timeouts = client.Timeouts{Total: 20 * time.Second, Connect: 2 * time.Second, TLS: 2 * time.Second, Read: 2 * time.Second}
	l.TrustIn(l.Root)
	return l
}

// TrustIn makes the client trust this authority, and no other.
func (l *Lab) TrustIn(i *trusttest.Identity) { l.Trust.CABytes = i.PEM() }

// Present shows a client certificate.
func (l *Lab) Present(i *trusttest.Identity) {
	l.Trust.CertPEM, l.Trust.KeyPEM = i.PEM(), i.KeyPEM(l)
}

// Pin says where the host is.
func (l *Lab) Pin(addresses ...string) {
	l.Resolve = []string{Host + ":" + strconv.Itoa(l.Port) + ":" + strings.Join(addresses, ",")}
}

// At is the URL of the host.
func (l *Lab) At(scheme string) string {
	return scheme + "://" + Host + ":" + strconv.Itoa(l.Port) + "/"
}

// Everywhere reports whether programs in other languages can be told all that is given.
func (g *Given) Everywhere() bool {
	return g.Own.Clock == nil && g.Own.Lookup == nil && g.Own.Dial == nil && g.Own.UserAgent == ""
}

// Options are those of a client in Go.
func (g *Given) Options() (client.Options, error) {
	o := g.Own
	o.Timeouts, o.Proxy, o.ALPN, o.RequireALPN = g.Timeouts, g.Proxy, g.ALPN, g.ALPN != nil
	if g.Env != nil {
		o.Env = func(name string) (string, bool) { value, ok := g.Env[name]; return value, ok }
	}
	var errs [3]error
	o.Trust, errs[0] = trust.New(g.Trust)
	if len(g.Resolve) > 0 {
		o.Resolve, errs[1] = dial.ParseTable(g.Resolve)
	}
	if len(g.Allow) > 0 {
		o.Allow, errs[2] = dial.ParseAllow(g.Allow)
	}
	return o, errors.Join(errs[:]...)
}

// Settings are the same by the keys of the table of options (core/op).
func (g *Given) Settings() map[string]string {
	all := map[string]string{
		"tls.ca_bytes": string(g.Trust.CABytes), "tls.cert": string(g.Trust.CertPEM), "tls.key": string(g.Trust.KeyPEM),
		"tls.spki_pins": strings.Join(g.Trust.SPKIPins, "\n"), "client.proxy": g.Proxy,
		"client.resolve": strings.Join(g.Resolve, "\n"), "client.allow": strings.Join(g.Allow, "\n"), "client.alpn": strings.Join(g.ALPN, "\n"),
	}
	for key, limit := range map[string]time.Duration{
		"client.timeout": g.Timeouts.Total, "client.connect_timeout": g.Timeouts.Connect,
		"client.tls_timeout": g.Timeouts.TLS, "client.read_timeout": g.Timeouts.Read,
	} {
		if limit > 0 {
			all[key] = strconv.FormatInt(limit.Milliseconds(), 10)
		}
	}
	for name, value := range g.Env {
		all["env."+name] = value
	}
	for key, value := range all {
		if value == "" {
			delete(all, key)
		}
	}
	return all
}
