package diagnose

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sallyport/sallyport/core/client"
	"github.com/sallyport/sallyport/core/fault"
	"github.com/sallyport/sallyport/core/trust"
)

const (
	maxAddresses = 8               // that are tried
	probeLimit   = 4 * time.Second // for one further connection
)

// session is one diagnosis under way.
type session struct {
	o        client.Options
	client   *client.Client
	route    *client.Route
	address  string // the first that could be connected
	evidence []Evidence
	known    bool // nothing is connected: an error says all that there is
}

func (s *session) note(name, value string) {
	s.evidence = append(s.evidence, Evidence{name, value})
}

// because ends the diagnosis.
func (s *session) because(id string) *Diagnosis { return because(id, s.evidence) }

// Diagnose connects as a client with these options would for a GET of url. The
// signer is not used. Nothing stays behind when it returns.
func Diagnose(ctx context.Context, o client.Options, url string) *Diagnosis {
	if client.Offline {
		return &Diagnosis{}
	}
	// As it comes, once, and from there: what the first answer says counts.
	o.Signer, o.Retries, o.MaxRedirects, o.Decode, o.Cookies = nil, -1, -1, false, client.NoCookies
	if o.Trust == nil {
		policy, err := trust.New(trust.Options{})
		if err != nil {
			return Configuration(err)
		}
		o.Trust = policy
	}
	s := &session{o: o}
	c, err := client.New(o)
	if err != nil {
		return Configuration(err)
	}
	defer c.Close()
	s.client = c
	total := o.Timeouts.Total
	if total <= 0 { // nobody waits for a diagnosis without end
		total = time.Minute
	}
	ctx, cancel := context.WithTimeout(ctx, total)
	defer cancel()

	if s.route, err = c.Route(url); err != nil {
		s.note("url", fault.URL(url))
		s.noteError(err)
		if fault.CodeOf(err) == fault.InvalidURL {
			return s.because("url_invalid")
		}
		return s.because("proxy_url_invalid")
	}
	s.noteRoute(url)
	if d := s.reach(ctx); d != nil {
		return d
	}
	return s.ask(ctx, url)
}

func (s *session) noteRoute(url string) {
	s.note("url", fault.URL(url))
	s.note("host", s.route.Host)
	s.note("port", strconv.Itoa(s.route.Port))
	s.note("proxy", s.route.Proxy)
}

// Configuration is the diagnosis of an error that options have before anything is
// connected: one of client.New, trust.New or dial.ParseTable.
func Configuration(err error) *Diagnosis {
	s := &session{}
	s.noteError(err)
	return s.because(configuration(fault.CodeOf(err)))
}

func configuration(code fault.Code) string {
	switch code {
	case fault.CAUnreadable:
		return "ca_unreadable"
	case fault.CANoCertificates:
		return "ca_no_certificates"
	case fault.ClientCertificateUnreadable:
		return "client_certificate_unreadable"
	case fault.ClientKeyMismatch:
		return "client_key_mismatch"
	case fault.ClientKeyEncrypted:
		return "client_key_encrypted"
	case fault.ResolveMalformed:
		return "resolve_invalid"
	}
	return "options_invalid"
}

func (s *session) noteError(err error) {
	e := fault.From(err)
	s.note("error", e.Code.Name())
	// Which blocks of the trust file could not be used.
	message, skipped, _ := strings.Cut(e.Message, "; left out of the roots: ")
	s.note("message", message)
	if skipped != "" {
		s.note("left out of the roots", skipped)
	}
}

// reach looks the host up and connects to each of its addresses, or to the proxy.
func (s *session) reach(ctx context.Context) *Diagnosis {
	addresses, took, err := s.route.Addresses(ctx)
	if err != nil {
		return s.unreached(ctx, err)
	}
	switch {
	case s.route.Pinned:
		s.note("addresses from", "resolve=")
	case took > 0:
		s.note("addresses from", "DNS, in "+took.Round(time.Microsecond).String())
	}
	if left := len(addresses) - maxAddresses; left > 0 {
		s.note("addresses not tried", strconv.Itoa(left))
		addresses = addresses[:maxAddresses]
	}
	errs := s.connectAll(ctx, addresses)
	var first error
	mixed := false
	for i, err := range errs {
		if err == nil {
			s.note("connection", addresses[i]+": connected")
			if s.address == "" {
				s.address = addresses[i]
			}
			continue
		}
		e := fault.From(err)
		s.note("connection", addresses[i]+": "+e.Code.Name()+": "+e.Message)
		mixed = mixed || first != nil && fault.CodeOf(first) != e.Code
		if first == nil {
			first = err
		}
	}
	switch {
	case s.address != "":
		s.note("address", s.address)
		return nil
	case mixed && s.route.Proxy == "" && ctx.Err() == nil:
		return s.because("connect_failed")
	}
	s.note("address", addresses[0])
	return s.unreached(ctx, first)
}

// connectAll makes a connection to each address and closes it again.
func (s *session) connectAll(ctx context.Context, addresses []string) []error {
	errs := make([]error, len(addresses))
	together(len(addresses), func(i int) {
		errs[i] = fault.New(fault.Internal, "connecting to %s panicked", addresses[i])
		conn, err := s.route.Connect(ctx, addresses[i])
		if errs[i] = err; err == nil {
			conn.Abort()
		}
	})
	return errs
}

// together runs work for 0 to n-1 at once and waits for all of it.
func together(n int, work func(int)) {
	var all sync.WaitGroup
	for i := range n {
		all.Add(1)
		go func() {
			defer all.Done()
			defer func() { _ = recover() }() // what it would have found is missing then
			work(i)
		}()
	}
	all.Wait()
}

// ask makes the request and looks at what becomes of it.
func (s *session) ask(ctx context.Context, url string) *Diagnosis {
	answer, err := s.client.Stream(ctx, &client.Request{Method: "GET", URL: url, Redirects: -1})
	if err != nil {
		s.noteError(err)
		return s.failed(ctx, err)
	}
	defer answer.Body.Close()
	return s.answered(ctx, answer)
}

// failed names the cause of the error of a request, whose connection could be made
// a moment before.
func (s *session) failed(ctx context.Context, err error) *Diagnosis {
	code := fault.CodeOf(err)
	switch code {
	case fault.Cancelled, fault.DeadlineExceeded:
		return s.because("time_up")
	}
	if s.route.Secure && code == fault.TLSTimeout && ctx.Err() != nil {
		return s.because("time_up")
	}
	switch {
	case code.Category() == fault.CategoryCertificate:
		return s.certificate(ctx, err)
	case code == fault.ClientCertificateRequired, code == fault.ClientCertificateRejected:
		return s.mutual(ctx, err)
	case code.Category() == fault.CategoryTLS, code == fault.TLSTimeout:
		return s.hello(ctx, err)
	case code.Category() == fault.CategoryHTTP, afterHandshake(code):
		return s.exchange(ctx, err)
	}
	return s.unreached(ctx, err)
}

// codes are those of an error and of what is underneath it.
func codes(err error) (all []fault.Code) {
	for err != nil {
		var e *fault.Error
		if !errors.As(err, &e) {
			return all
		}
		all = append(all, e.Code)
		err = e.Cause
	}
	return all
}
