package diagnose

import (
	"context"
	"errors"
	"net"
	"slices"
	"strconv"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
)

// unreached names the cause of an error before TLS.
func (s *session) unreached(ctx context.Context, err error) *Diagnosis {
	if len(s.evidence) == 0 || s.evidence[len(s.evidence)-1].Name != "message" {
		s.noteError(err)
	}
	all := codes(err)
	switch {
	case slices.Contains(all, fault.Cancelled) || ctx.Err() != nil:
		return s.because("time_up")
	case slices.Contains(all, fault.AddressNotAllowed):
		return s.because("address_not_allowed")
	case s.route.Proxy != "":
		id := proxyCause(err, all, s.route.ProxyCredentials)
		if id == "proxy_closed" && s.proxyWantsTLS(ctx) {
			id = "proxy_not_http"
		}
		return s.because(id)
	case slices.Contains(all, fault.DeadlineExceeded):
		return s.because("time_up")
	}
	return s.because(directCause(err))
}

// directCause is that of a connection without a proxy.
func directCause(err error) string {
	switch fault.CodeOf(err) {
	case fault.DNSFailed:
		return dnsCause(err)
	case fault.ConnectRefused:
		return "connect_refused"
	case fault.ConnectTimeout:
		return "connect_timeout"
	case fault.ConnectUnreachable:
		return "connect_unreachable"
	case fault.ConnectDenied:
		return "connect_denied"
	case fault.ConnectFailed, fault.ConnectionReset:
		return "connect_failed"
	}
	return "unknown"
}

func dnsCause(err error) string {
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &dns) && dns.IsTimeout:
		return "dns_timeout"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "dns_not_found"
	}
	return "dns_failed"
}

// proxyCause is that of a tunnel that was not opened.
func proxyCause(err error, all []fault.Code, credentials bool) string {
	status := 0
	for at := err; at != nil; {
		var e *fault.Error
		if !errors.As(at, &e) {
			break
		}
		if e.Code == fault.ProxyFailed && e.Detail >= 100 {
			status = int(e.Detail)
		}
		at = e.Cause
	}
	has := func(codes ...fault.Code) bool {
		return slices.ContainsFunc(codes, func(c fault.Code) bool { return slices.Contains(all, c) })
	}
	switch {
	case has(fault.ProxyAuthRequired):
		return authCause(credentials)
	case status >= 500 && status != 501:
		return "proxy_cannot_reach"
	case status == 400, status == 404, status == 405, status == 501: // a web server, which knows no CONNECT
		return "proxy_not_http"
	case status > 0:
		return "proxy_forbids"
	case has(fault.DNSFailed):
		return "proxy_not_found"
	case has(fault.ConnectRefused, fault.ConnectTimeout, fault.ConnectUnreachable, fault.ConnectDenied, fault.ConnectFailed):
		return "proxy_unreachable"
	case has(fault.HTTPMalformed, fault.HTTPHeaderTooLarge):
		return "proxy_not_http"
	}
	return "proxy_closed"
}

// proxyWantsTLS reports whether a proxy that says nothing to CONNECT is one that is
// spoken to in TLS.
func (s *session) proxyWantsTLS(ctx context.Context) bool {
	o := s.o
	o.Proxy, o.Resolve = "none", nil
	c, err := client.New(o)
	if err != nil || s.known {
		return false
	}
	defer c.Close()
	at := &session{o: o, client: c}
	if at.route, err = c.Route("https://" + s.route.Proxy + "/"); err != nil {
		return false
	}
	addresses, _, err := at.route.Addresses(ctx)
	if err != nil {
		return false
	}
	at.address = addresses[0]
	r := at.shake(ctx, hello{name: at.name()}, false)
	s.note("first bytes in TLS", quoted(r.first))
	return isTLS(r.first)
}

func authCause(credentials bool) string {
	if credentials {
		return "proxy_auth_rejected"
	}
	return "proxy_auth_required"
}

// afterHandshake are errors of an exchange on a connection that was made.
func afterHandshake(code fault.Code) bool {
	return code == fault.ConnectionClosed || code == fault.ConnectionReset || code == fault.ReadTimeout || code == fault.WriteFailed
}

// exchange names the cause of an error after the connection was made.
func (s *session) exchange(ctx context.Context, err error) *Diagnosis {
	code := fault.CodeOf(err)
	var saw plainAnswer
	if !s.route.Secure && s.route.Proxy == "" {
		saw = s.plain(ctx)
		s.note("first bytes", quoted(saw.first))
		if isTLS(saw.first) {
			return s.because("tls_expected")
		}
	}
	switch code {
	case fault.HTTPHeaderTooLarge:
		return s.because("http_header_too_large")
	case fault.HTTPTruncated:
		return s.because("http_truncated")
	case fault.HTTPMalformed, fault.HTTPTooManyInformational:
		return s.because("http_malformed")
	case fault.ReadTimeout:
		return s.because("http_silent")
	case fault.ConnectionClosed, fault.ConnectionReset, fault.WriteFailed:
		if s.route.Secure {
			if d := s.hungUp(ctx, err); d != nil {
				return d
			}
		}
		if !s.route.Secure && s.speaksTLS(ctx) {
			return s.because("tls_expected")
		}
		if code == fault.ConnectionClosed {
			return s.because("http_closed")
		}
		return s.because("http_reset")
	}
	return s.because("unknown")
}

// quoted shows bytes of a peer.
func quoted(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	return strconv.QuoteToASCII(string(b))
}
