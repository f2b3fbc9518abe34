// Command answering is the server that reach.py and TestMeasure's peers are measured against: HTTP/1.1 over TLS 1.3
// on loopback. It writes its port and the path of its CA to standard output, and ends with standard input.
//
//	GET /small      2 bytes
//	GET /body?n=N   N bytes
//	PUT /           takes whatever comes
package main

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/sallyport/sallyport/tests/lab/pki"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	authority, err := pki.NewAuthority("bench", time.Now())
	if err != nil {
		return err
	}
	pair, err := authority.Issue(pki.Template{Name: "localhost", DNS: []string{"localhost"}, IPs: []net.IP{net.IPv4(127, 0, 0, 1)}})
	if err != nil {
		return err
	}
	ca, err := os.CreateTemp("", "sallyport-bench-*.pem")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(ca.Name()) }()
	if _, err := ca.Write(authority.PEM()); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	secure := tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair.TLS}})
	server := &http.Server{Handler: http.HandlerFunc(answer), ReadHeaderTimeout: time.Minute, ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(secure) }()
	fmt.Println(l.Addr().(*net.TCPAddr).Port, ca.Name())
	_, _ = io.Copy(io.Discard, os.Stdin)
	return nil
}

var piece = make([]byte, 1<<20)

func answer(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPut {
		_, _ = io.CopyBuffer(struct{ io.Writer }{io.Discard}, r.Body, make([]byte, 1<<20))
	}
	if r.URL.Path != "/body" {
		_, _ = io.WriteString(w, "hi")
		return
	}
	left, _ := strconv.Atoi(r.URL.Query().Get("n"))
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.Itoa(left))
	for left > 0 {
		n, err := w.Write(piece[:min(left, len(piece))])
		if err != nil {
			return
		}
		left -= n
	}
}
