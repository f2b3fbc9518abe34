package diagnose

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"
)

// hello is how a further handshake begins. It believes every certificate, shows
// none, and sends nothing of the request.
type hello struct {
	what     string // for the evidence
	name     string // of the server; "": none is sent
	alpn     []string
	min, max uint16 // 0: the usual
	suites   []uint16
	curves   []tls.CurveID
}

// shaken is what a handshake showed.
type shaken struct {
	err      error
	state    tls.ConnectionState // if err is nil
	chain    []*x509.Certificate // also if err is not, as far as it came
	asked    bool                // the server wants a client certificate
	issuers  [][]byte            // whose certificates it takes
	first    []byte              // of the server
	sent     int                 // bytes of the first message
	response []byte              // head of the answer to "GET /"
}

// recorder keeps how both sides of a connection begin.
type recorder struct {
	net.Conn
	until time.Time
	first []byte
	sent  int
}

const firstBytes = 48

func (r *recorder) Read(p []byte) (int, error) {
	n, err := r.Conn.Read(p)
	if room := firstBytes - len(r.first); room > 0 {
		r.first = append(r.first, p[:min(n, room)]...)
	}
	return n, err
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.sent == 0 {
		r.sent = len(p)
	}
	return r.Conn.Write(p)
}

// open makes a further connection, which ends with ctx.
func (s *session) open(ctx context.Context) (*recorder, func(), error) {
	if s.known {
		return nil, nil, errors.New("nothing is connected")
	}
	limit := probeLimit
	if own := s.o.Timeouts.TLS; own > 0 {
		limit = min(limit, own) // what the client itself would not wait for
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	conn, err := s.route.Connect(ctx, s.address)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	// A lent network may know deadlines, or no more than that it is closed.
	until, _ := ctx.Deadline()
	_ = conn.SetDeadline(until)
	stop := context.AfterFunc(ctx, conn.Abort)
	return &recorder{Conn: conn, until: until}, func() {
		stop()
		conn.Abort()
		cancel()
	}, nil
}

// shake makes a handshake of its own. With head it asks "GET /" afterwards.
func (s *session) shake(ctx context.Context, h hello, head bool) (r shaken) {
	conn, end, err := s.open(ctx)
	if err != nil {
		r.err = err
		return r
	}
	defer end()
	secure := tls.Client(conn, &tls.Config{
		InsecureSkipVerify: true, // it is looked at, not believed
		ServerName:         h.name, NextProtos: h.alpn,
		MinVersion: h.min, MaxVersion: h.max, CipherSuites: h.suites, CurvePreferences: h.curves,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			for _, der := range raw {
				if c, err := x509.ParseCertificate(der); err == nil {
					r.chain = append(r.chain, c)
				}
			}
			return nil
		},
		GetClientCertificate: func(request *tls.CertificateRequestInfo) (*tls.Certificate, error) {
			r.asked, r.issuers = true, request.AcceptableCAs
			return &tls.Certificate{}, nil
		},
	})
	r.err = secure.Handshake()
	r.first, r.sent = conn.first, conn.sent
	if r.err != nil {
		return r
	}
	r.state = secure.ConnectionState()
	if head {
		r.response = s.head(secure)
	}
	return r
}

const (
	maxHead = 4 << 10  // what is read of an answer for its words
	maxBody = 64 << 10 // and to see whether it ends
)

// head asks for the page of a server and reads the head: some do not answer HEAD at all.
func (s *session) head(conn net.Conn) []byte {
	host := s.route.Host
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if _, err := conn.Write([]byte("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")); err != nil {
		return nil
	}
	var got []byte
	buffer := make([]byte, 1024)
	for len(got) < maxHead && !bytes.Contains(got, []byte("\r\n\r\n")) {
		n, err := conn.Read(buffer)
		got = append(got, buffer[:n]...)
		if err != nil || len(got) >= len("HTTP/") && !isHTTP(got) {
			break
		}
	}
	return got
}

// field is the value of a header field in a head, "" if there is none.
func field(head []byte, name string) string {
	for line := range strings.Lines(string(head)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(key, name) {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// plainAnswer is what a request without TLS showed.
type plainAnswer struct {
	first    []byte
	head     []byte
	greeting bool // the server spoke first
}

// plain asks without TLS.
func (s *session) plain(ctx context.Context) (a plainAnswer) {
	conn, end, err := s.open(ctx)
	if err != nil {
		return a
	}
	defer end()
	// Whoever greets does so at once.
	_ = conn.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	if n, err := conn.Read(make([]byte, firstBytes)); n > 0 || errors.Is(err, io.EOF) {
		a.first, a.greeting = conn.first, n > 0
		return a
	}
	_ = conn.SetReadDeadline(conn.until)
	a.head = s.head(conn)
	a.first = conn.first
	return a
}

func isHTTP(first []byte) bool { return bytes.HasPrefix(first, []byte("HTTP/")) }

// isTLS reports whether bytes begin as a TLS record: an alert or a handshake.
func isTLS(first []byte) bool {
	return len(first) >= 3 && (first[0] == 21 || first[0] == 22) && first[1] == 3 && first[2] <= 4
}

// name is the server name that the client sends: none for an address.
func (s *session) name() string {
	if _, err := netip.ParseAddr(s.route.Host); err == nil {
		return ""
	}
	return s.route.Host
}

// alpn is what the client offers.
func (s *session) alpn() []string {
	if s.o.ALPN == nil {
		return []string{"http/1.1"}
	}
	return s.o.ALPN
}

// usual is the hello of the client itself.
func (s *session) usual() hello {
	return hello{what: "the same again, believing all", name: s.name(), alpn: s.alpn()}
}

// speaksTLS reports whether a port for plain HTTP answers TLS.
func (s *session) speaksTLS(ctx context.Context) bool {
	if s.route.Proxy != "" {
		return false
	}
	r := s.shake(ctx, hello{name: s.name()}, false)
	return r.err == nil || isTLS(r.first)
}
