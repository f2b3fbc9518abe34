package conformance

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// certified is a certificate with its key.
type certified struct {
	leaf *x509.Certificate
	key  *ecdsa.PrivateKey
}

// issue makes a certificate; without a parent it signs itself.
func issue(t *testing.T, template *x509.Certificate, parent *certified) *certified {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if template.NotAfter.IsZero() {
		template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
	}
	if template.SerialNumber, err = rand.Int(rand.Reader, big.NewInt(1<<62)); err != nil {
		t.Fatal(err)
	}
	template.BasicConstraintsValid = true
	c := &certified{key: key}
	if parent == nil {
		parent = &certified{leaf: template, key: key}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent.leaf, key.Public(), parent.key)
	if err == nil {
		c.leaf, err = x509.ParseCertificate(der)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func authority(t *testing.T, name string, parent *certified) *certified {
	return issue(t, &x509.Certificate{Subject: pkix.Name{CommonName: name}, IsCA: true, KeyUsage: x509.KeyUsageCertSign}, parent)
}

func (c *certified) pem() string {
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.leaf.Raw}))
}

func (c *certified) keyPEM(t *testing.T) string {
	der, err := x509.MarshalPKCS8PrivateKey(c.key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

func (c *certified) pin() string {
	sum := sha256.Sum256(c.leaf.RawSubjectPublicKeyInfo)
	return "sha256//" + base64.StdEncoding.EncodeToString(sum[:])
}

func (c *certified) chain(above ...*certified) tls.Certificate {
	out := tls.Certificate{Certificate: [][]byte{c.leaf.Raw}, PrivateKey: c.key}
	for _, a := range above {
		out.Certificate = append(out.Certificate, a.leaf.Raw)
	}
	return out
}

// received is a request as it came over the wire.
type received struct {
	target, sni string
	http        *http.Request
	body        []byte
}

// standIn is a server that keeps what it received and answers with fixed bytes.
type standIn struct {
	listener net.Listener
	port     string
	first    [][]byte // answers to the first requests
	answer   []byte   // to all others; empty: it closes the connection
	serving  sync.WaitGroup
	lock     sync.Mutex
	requests []received
}

// silence is an answer that does not come; the connection stays open.
const silence = "silence"

// serve starts it; wrap may put TLS on a connection.
func serve(t *testing.T, answer []byte, wrap func(net.Conn) net.Conn, first ...[]byte) *standIn {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	s := &standIn{listener: l, port: port, first: first, answer: answer}
	s.serving.Go(func() {
		defer func() { _ = recover() }()
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			s.serving.Go(func() {
				defer func() { _ = recover() }()
				defer conn.Close()
				_ = conn.SetDeadline(time.Now().Add(time.Minute))
				s.converse(wrap(conn))
			})
		}
	})
	t.Cleanup(func() { _ = l.Close(); s.serving.Wait() })
	return s
}

func (s *standIn) converse(conn net.Conn) {
	sni := ""
	if secure, ok := conn.(*tls.Conn); ok {
		if secure.Handshake() != nil {
			return
		}
		sni = secure.ConnectionState().ServerName
	}
	r := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(r)
		if err != nil {
			if _, secure := conn.(*tls.Conn); !secure {
				_, _ = conn.Write([]byte("HTTP/1.1 400 Bad Request\r\n\r\n"))
			}
			return
		}
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		s.lock.Lock()
		s.requests = append(s.requests, received{request.RequestURI, sni, request, body})
		answer := s.answer
		if n := len(s.requests); n <= len(s.first) {
			answer = s.first[n-1]
		}
		s.lock.Unlock()
		if string(answer) == silence {
			continue
		}
		if len(answer) == 0 {
			return
		}
		if _, err := conn.Write(answer); err != nil {
			return
		}
	}
}

func (s *standIn) seen() []received {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.requests
}

// response is an HTTP answer.
func response(status, body string, headers ...string) []byte {
	var out bytes.Buffer
	out.WriteString("HTTP/1.1 " + status + " Status\r\nContent-Length: " + big.NewInt(int64(len(body))).String() + "\r\n")
	out.WriteString(strings.Join(append(headers, ""), "\r\n") + "\r\n" + body)
	return out.Bytes()
}
