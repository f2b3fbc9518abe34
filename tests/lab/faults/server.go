package faults

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/sallyport/sallyport/tests/lab/pki"
	"github.com/sallyport/sallyport/tests/lab/wire"
)

// Domain is where the names are; certificates are for *.Domain.
const Domain = "faults.invalid"

// Server plays the rows.
type Server struct {
	rows         map[string]Row
	certificates map[string]tls.Certificate // by the word of hello:, "" the good one
	port         int

	mu   sync.Mutex
	seen map[string]*Counts // by name
}

// Counts are what a name saw.
type Counts struct {
	Connections int `json:"connections"`
	Requests    int `json:"requests"`
}

// New is a server with certificates for every name in Domain.
func New(root *pki.Authority) (*Server, error) {
	now := time.Now()
	certificates := map[string]tls.Certificate{}
	for word, valid := range map[string][2]time.Time{
		"":        {},
		"expired": {now.Add(-3 * time.Hour), now.Add(-2 * time.Hour)},
		"early":   {now.Add(2 * time.Hour), now.Add(3 * time.Hour)},
	} {
		pair, err := root.Issue(pki.Template{Name: "faults", DNS: []string{"*." + Domain}, NotBefore: valid[0], NotAfter: valid[1]})
		if err != nil {
			return nil, err
		}
		certificates[word] = pair.TLS
	}
	rows, err := Rows()
	if err != nil {
		return nil, err
	}
	s := &Server{rows: map[string]Row{}, certificates: certificates, seen: map[string]*Counts{}}
	for _, r := range rows {
		s.rows[r.ID] = r
	}
	return s, nil
}

// Start serves on l until that is closed.
func (s *Server) Start(l net.Listener) {
	s.port = l.Addr().(*net.TCPAddr).Port
	go s.accept(l)
}

func (s *Server) accept(l net.Listener) {
	for {
		raw, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer raw.Close()
			s.serve(raw)
		}()
	}
}

// ServeHTTP says what was counted for a name: GET /seen?name=NAME, and which port opens in a
// moment: GET /open?address=ADDRESS.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var answer any = s.Seen(r.URL.Query().Get("name"))
	if r.URL.Path == "/open" {
		port, err := s.Open(r.URL.Query().Get("address"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		answer = map[string]int{"port": port}
	}
	wire.WriteJSON(w, http.StatusOK, "application/json", answer)
}

// Seen is what was counted for a name.
func (s *Server) Seen(name string) Counts {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.seen[name]; c != nil {
		return *c
	}
	return Counts{}
}

func (s *Server) count(name string, connections, requests int) (connection int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.seen[name]
	if c == nil {
		c = &Counts{}
		s.seen[name] = c
	}
	c.Connections += connections
	c.Requests += requests
	return c.Connections - 1
}

var errPlayed = errors.New("the handshake was not to succeed")

// serve makes the handshake, learns by it which row this is, and plays that.
func (s *Server) serve(raw net.Conn) {
	var name string
	var steps []step
	config := &tls.Config{MinVersion: tls.VersionTLS12, GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		name, _, _ = strings.Cut(hello.ServerName, ".")
		id, _, _ := strings.Cut(name, "--")
		index := s.count(name, 1, 0)
		script := s.rows[id].Script
		if len(script) == 0 {
			return nil, errPlayed // an alert: there is no such row
		}
		steps = script[min(index, len(script)-1)]
		config := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{s.certificates[""]}}
		if len(steps) == 0 || !strings.HasPrefix(steps[0].word, "hello:") {
			return config, nil
		}
		switch how := strings.TrimPrefix(steps[0].word, "hello:"); how {
		case "expired", "early":
			config.Certificates = []tls.Certificate{s.certificates[how]}
			return config, nil
		case "cert":
			config.ClientAuth = tls.RequireAnyClientCert
			return config, nil
		case "reset":
			_ = raw.(*net.TCPConn).SetLinger(0)
			_ = raw.Close()
		case "close":
			_ = raw.Close()
		case "stall":
			_, _ = io.Copy(io.Discard, raw)
		}
		return nil, errPlayed
	}}
	secure := tls.Server(raw, config)
	if err := secure.Handshake(); err != nil {
		return
	}
	p := &play{server: s, name: name, raw: raw, secure: secure, br: bufio.NewReader(secure)}
	for i, step := range steps {
		if i == len(steps)-1 && step.word == "ok" {
			holdTogether(raw)
		}
		if !p.step(step) {
			return
		}
	}
	_ = secure.Close()
}

// holdTogether makes what follows arrive with the end of the connection, and not a moment
// before it, in which a client could send its next request.
func holdTogether(raw net.Conn) {
	tcp, ok := raw.(*net.TCPConn)
	if !ok {
		return
	}
	if socket, err := tcp.SyscallConn(); err == nil {
		_ = socket.Control(func(fd uintptr) { _ = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, syscall.TCP_CORK, 1) })
	}
}

// play is one connection behind its handshake.
type play struct {
	server  *Server
	name    string
	raw     net.Conn
	secure  *tls.Conn
	br      *bufio.Reader
	request *http.Request
}

// step reports whether the connection is still there.
func (p *play) step(s step) bool {
	switch s.word {
	case "read":
		r, err := http.ReadRequest(p.br)
		if err != nil {
			return false
		}
		_, _ = io.Copy(io.Discard, r.Body)
		p.request = r
		p.server.count(p.name, 0, 1)
	case "head":
		for {
			line, err := p.br.ReadString('\n')
			if err != nil {
				return false
			}
			if line == "\r\n" {
				return true
			}
		}
	case "mirror":
		r, err := http.ReadRequest(p.br)
		if err != nil {
			return false
		}
		p.server.count(p.name, 0, 1)
		if r.ContentLength >= 0 {
			_ = p.say(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", r.ContentLength))
			_, err = io.Copy(p.secure, r.Body)
			return err == nil
		}
		w := httputil.NewChunkedWriter(p.secure)
		_ = p.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
		_, err = io.Copy(w, r.Body)
		return err == nil && w.Close() == nil && p.say("\r\n")
	case "hold":
		time.Sleep(time.Minute) // by when nobody waits
		return false
	case "say":
		return p.say(strings.Repeat(s.argument, s.times))
	case "ok":
		return p.ok("", s.argument)
	case "echo":
		value := p.request.Header.Get(s.argument)
		if value == "" {
			value = "none"
		}
		return p.ok("", value)
	case "redirect":
		_, run, _ := strings.Cut(p.name, "--")
		return p.say(fmt.Sprintf("HTTP/1.1 302 Found\r\nLocation: https://%s--%s.%s:%d/\r\nContent-Length: 0\r\n\r\n", s.argument, run, Domain, p.server.port))
	case "drip":
		for p.say(s.argument) {
			time.Sleep(10 * time.Millisecond)
		}
		return false
	case "gzip":
		count, _ := strconv.Atoi(s.argument)
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = io.CopyN(w, zeros{}, int64(count))
		_ = w.Close()
		return p.ok("Content-Encoding: gzip\r\n", packed.String())
	case "half":
		return p.secure.CloseWrite() == nil && p.raw.(*net.TCPConn).CloseWrite() == nil
	case "reset":
		_ = p.raw.(*net.TCPConn).SetLinger(0)
		return p.raw.Close() != nil
	case "cut":
		return p.raw.Close() != nil
	case "stall":
		_, _ = io.Copy(io.Discard, p.secure)
	case "hello:cert": // RequireAnyClientCert has refused the client by now
		_, _ = io.Copy(io.Discard, p.secure)
	}
	return true
}

func (p *play) ok(fields, body string) bool {
	return p.say(fmt.Sprintf("HTTP/1.1 200 OK\r\n%sContent-Length: %d\r\n\r\n%s", fields, len(body), body))
}

func (p *play) say(text string) bool {
	_, err := io.WriteString(p.secure, text)
	return err == nil
}

// zeros are characters "0", which compress as well as bytes of 0 and can be shown.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}
