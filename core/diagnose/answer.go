package diagnose

import (
	"context"
	"crypto/x509"
	"io"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/iot"
)

// answered looks at a head that came.
func (s *session) answered(ctx context.Context, answer *client.Stream) *Diagnosis {
	s.noteExchange(answer)
	status, location := answer.StatusCode, answer.Header("Location")
	page := ""
	kind, _ := iot.Kind(s.route.Host)
	if status == 400 || status == 403 && kind != "" {
		page = pageOf(answer.Body)
	}
	switch {
	case status == 407 && s.route.Proxy != "":
		return s.because(authCause(s.route.ProxyCredentials))
	case status == 511, !s.route.Secure && portal(status, location, s.route.Host): // over TLS nobody between can answer
		return s.because("captive_portal")
	case !s.route.Secure && says(page, "https port", "https server", "ssl-enabled server port"):
		return s.because("tls_expected")
	case s.route.Secure && says(page, "no required ssl certificate"): // nginx
		s.noteIssuers(s.shake(ctx, s.usual(), false).issuers)
		return s.because("client_certificate_missing")
	case s.route.Secure && says(page, "ssl certificate error"): // nginx
		if id := s.unwelcome(s.shake(ctx, s.usual(), false)); id != "" {
			return s.because(id)
		}
		return s.because(s.rejection())
	case kind != "" && says(page, "missing authentication token"):
		s.note("endpoint", kind)
		if s.o.Trust.HasClientCertificate() {
			return s.because("iot_certificate_unseen")
		}
		return s.because("client_certificate_missing")
	case status == 421:
		return s.because("misdirected")
	case status >= 500:
		return s.because("server_error")
	}
	return s.because(s.brokenOff(answer))
}

// brokenOff reads the beginning of a body, which may break off as a header may. A
// stream of events has no end to wait for.
func (s *session) brokenOff(answer *client.Stream) string {
	if strings.HasPrefix(answer.Header("Content-Type"), "text/event-stream") {
		return "ok"
	}
	_, err := io.Copy(io.Discard, io.LimitReader(answer.Body, maxBody))
	cause := "ok"
	switch fault.CodeOf(err) {
	case fault.HTTPTruncated, fault.ConnectionClosed:
		cause = "http_truncated"
	case fault.ConnectionReset:
		cause = "http_reset"
	case fault.HTTPMalformed:
		cause = "http_malformed"
	case fault.ReadTimeout, fault.RateTooLow:
		cause = "http_silent"
	}
	if cause != "ok" {
		s.noteError(err)
	}
	return cause
}

// noteExchange is the evidence of a connection that is well.
func (s *session) noteExchange(answer *client.Stream) {
	p := answer.Peer
	s.note("peer", p.Address)
	if p.TLSVersion != "" {
		s.note("TLS", p.TLSVersion+", "+p.CipherSuite)
		s.note("ALPN", p.ALPN)
		var chain []*x509.Certificate
		for _, der := range p.Certificates {
			if c, err := x509.ParseCertificate(der); err == nil {
				chain = append(chain, c)
			}
		}
		s.noteChain(chain)
		if len(chain) > 0 {
			left := chain[0].NotAfter.Sub(s.now())
			s.note("days left", strconv.Itoa(int(left.Hours()/24)))
		}
	}
	s.note("status", answer.Status)
	s.note("server", answer.Header("Server"))
	if location := answer.Header("Location"); location != "" {
		s.note("location", fault.URL(location))
	}
	if at, err := httpTime(answer.Header("Date")); err == nil {
		if off := s.now().Sub(at).Round(time.Second); off.Abs() > time.Minute {
			s.note("this clock is ahead by", off.String())
		}
	}
	t := answer.Timings
	s.note("time", "connect "+t.Connect.Round(time.Microsecond).String()+", TLS "+t.TLS.Round(time.Microsecond).String()+
		", first byte "+t.FirstByte.Round(time.Microsecond).String())
}

// pageOf is how a page begins, in small letters.
func pageOf(body io.Reader) string {
	text, _ := io.ReadAll(io.LimitReader(body, maxHead))
	return strings.ToLower(string(text))
}

// says reports whether a page has one of the words that a server has for a fault.
func says(page string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(page, word) })
}

// portal reports whether an answer is that of a network that wants a login: the
// status of RFC 6585 section 6, or a redirect to an address of the network or to
// another host's page for it.
func portal(status int, location, host string) bool {
	if status == 511 {
		return true
	}
	to, err := url.Parse(location)
	if status < 300 || status > 399 || err != nil || to.Hostname() == "" || related(to.Hostname(), host) {
		return false
	}
	if address, err := netip.ParseAddr(to.Hostname()); err == nil {
		from, err := netip.ParseAddr(host)
		return address.IsPrivate() && (err != nil || !from.IsPrivate())
	}
	words := strings.ToLower(to.Hostname() + to.Path)
	for _, word := range []string{"captive", "hotspot", "wifi", "portal", "guest"} {
		if strings.Contains(words, word) {
			return true
		}
	}
	return false
}

// related reports whether two hosts share their last two labels.
func related(a, b string) bool { return lastTwo(a) == lastTwo(b) }

func lastTwo(host string) string {
	labels := strings.Split(strings.ToLower(strings.TrimSuffix(host, ".")), ".")
	return strings.Join(labels[max(0, len(labels)-2):], ".")
}

// statusOf is the status of a head, 0 if it has none.
func statusOf(head []byte) int {
	f := strings.Fields(string(head[:min(len(head), 32)]))
	if len(f) < 2 || !strings.HasPrefix(f[0], "HTTP/") {
		return 0
	}
	status, _ := strconv.Atoi(f[1])
	return status
}

// httpTime reads a date of RFC 9110 section 5.6.7 in its preferred form.
func httpTime(text string) (time.Time, error) {
	return time.Parse("Mon, 02 Jan 2006 15:04:05 GMT", text)
}
