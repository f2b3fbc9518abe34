package diagnose

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// otherName is a name that no server but its owner's has.
const otherName = "example.com"

// hello names the cause of a handshake that failed before certificates were
// looked at.
func (s *session) hello(ctx context.Context, err error) *Diagnosis {
	e := fault.From(err)
	switch e.Code {
	case fault.TLSNotTLS:
		if first := greeting(err); s.known {
			if isHTTP(first) || len(first) > 0 && first[0] == '<' {
				return s.because("not_tls_http")
			}
			return s.because("not_tls_other")
		}
		return s.notTLS(ctx)
	case fault.TLSNameUnknown:
		s.noteAlert(e)
		if s.name() == "" {
			return s.because("sni_needed")
		}
		return s.because("sni_unknown")
	case fault.ALPNMismatch:
		if e.Detail == 120 {
			s.noteAlert(e)
			return s.because("alpn_refused")
		}
		return s.because("alpn_ignored")
	case fault.TLSProtocolVersion:
		s.noteAlert(e)
		r := s.shake(ctx, hello{name: s.name(), min: tls.VersionTLS10, max: tls.VersionTLS11, suites: everySuite()}, false)
		if r.err == nil {
			s.note("server version", tls.VersionName(r.state.Version))
		}
		return s.because("tls_version")
	case fault.TLSAlert, fault.TLSClosed, fault.TLSTimeout:
		if e.Code == fault.TLSAlert {
			s.noteAlert(e)
		}
		return s.vary(ctx, e)
	}
	return s.because("tls_failed")
}

func (s *session) noteAlert(e *fault.Error) {
	if e.Detail > 0 {
		s.note("alert", strings.TrimPrefix(tls.AlertError(uint8(e.Detail)).Error(), "tls: ")+" ("+strconv.Itoa(int(e.Detail))+")")
	}
}

// notTLS looks at what a server says that does not answer a hello with TLS.
func (s *session) notTLS(ctx context.Context) *Diagnosis {
	r := s.shake(ctx, s.usual(), false)
	s.note("first bytes", quoted(r.first))
	a := s.plain(ctx)
	page := len(r.first) > 0 && r.first[0] == '<' // some answer what they cannot read with a page alone
	if !isHTTP(r.first) && !page && !isHTTP(a.first) {
		return s.because("not_tls_other")
	}
	if status, location := statusOf(a.head), field(a.head, "location"); portal(status, location, s.route.Host) {
		s.note("location", fault.URL(location))
		return s.because("captive_portal")
	}
	return s.because("not_tls_http")
}

// variation is a hello of another kind, with the cause that its success proves.
type variation struct {
	hello
	proves string
}

// variations are tried at once; the first that passes decides.
func (s *session) variations() []variation {
	name, alpn := s.name(), s.alpn()
	small := []tls.CurveID{tls.X25519, tls.CurveP256}
	list := []variation{
		{hello{what: "the same again", name: name, alpn: alpn}, ""},
		{hello{what: "a small first message", name: name, alpn: alpn, curves: small}, "hello_size"},
		{hello{what: "without TLS 1.3", name: name, alpn: alpn, max: tls.VersionTLS12}, "tls13_filtered"},
		{hello{what: "with every old cipher suite", name: name, alpn: alpn, max: tls.VersionTLS12, suites: everySuite()}, "no_shared_cipher"},
		{hello{what: "without ALPN", name: name}, "alpn_refused"},
	}
	if name == "" {
		return append(list, variation{hello{what: "with a server name", name: otherName, alpn: alpn}, "sni_needed"})
	}
	return append(list, variation{hello{what: "without a server name", alpn: alpn}, "sni_filtered"},
		variation{hello{what: "with another server name", name: otherName, alpn: alpn}, "sni_filtered"})
}

// vary tries other hellos after a handshake that the server, or something
// between, has ended.
func (s *session) vary(ctx context.Context, e *fault.Error) *Diagnosis {
	if s.known {
		return s.because(endOfHello(e))
	}
	list := s.variations()
	results := make([]shaken, len(list))
	together(len(list), func(i int) {
		results[i].err = errors.New("it panicked")
		results[i] = s.shake(ctx, list[i].hello, false)
	})
	if ctx.Err() != nil { // what is known already is more than that
		s.note("further handshakes", "the time was up")
		return s.because(endOfHello(e))
	}
	proven, asked := "", false
	for i, r := range results {
		text := "passes"
		switch {
		case r.err != nil:
			text = "fails: " + plainError(r.err)
		case proven == "":
			proven = list[i].proves
			if proven == "no_shared_cipher" {
				s.note("server cipher", tls.CipherSuiteName(r.state.CipherSuite))
			}
		}
		asked = asked || r.asked
		s.note(list[i].what, text)
	}
	first := results[0]
	s.note("first message", strconv.Itoa(first.sent)+" bytes")
	s.note("first bytes", quoted(first.first))
	switch {
	case asked: // the server came as far as asking, so its hello was good
		return s.unpresented()
	case first.err == nil:
		return s.because("tls_unsteady")
	case proven == "sni_filtered" && e.Code == fault.TLSAlert:
		return s.because("sni_unknown")
	case proven != "":
		return s.because(proven)
	}
	if e.Code == fault.TLSAlert && (e.Detail == 40 || e.Detail == 71) { // handshake_failure, insufficient_security
		if suite := s.foreignSuite(ctx); suite != "" {
			s.note("server cipher", suite)
			return s.because("no_shared_cipher")
		}
	}
	if d := s.withoutTLS(ctx); d != nil {
		return d
	}
	return s.because(endOfHello(e))
}

// endOfHello is the cause of a handshake that ends whatever is said in it.
func endOfHello(e *fault.Error) string {
	switch {
	case e.Code == fault.TLSAlert:
		return "tls_alert"
	case e.Code == fault.TLSTimeout:
		return "tls_timeout"
	case e.Detail != 0:
		return "tls_reset"
	}
	return "tls_closed"
}

// withoutTLS finds a server that hangs up on TLS since it speaks something else.
func (s *session) withoutTLS(ctx context.Context) *Diagnosis {
	a := s.plain(ctx)
	s.note("an answer without TLS", quoted(a.first))
	switch {
	case isHTTP(a.first):
		return s.because("not_tls_http")
	case len(a.first) > 0 && !isTLS(a.first):
		return s.because("not_tls_other")
	}
	return nil
}

// plainError is the text of an error of a further handshake.
func plainError(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the connection is closed"
	}
	return err.Error()
}

// everySuite is what crypto/tls can do at all, the broken ones included: only to
// see what a server would choose.
func everySuite() (ids []uint16) {
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		ids = append(ids, suite.ID)
	}
	return ids
}
