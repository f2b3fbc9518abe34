// Package reach is the stand-in for cloud services behind one address: several HTTPS virtual
// hosts, each with its own certificate. As with a real front end, the name in SNI picks the
// certificate, a client without SNI or with an unknown one gets the default host's, and a
// request whose Host header names another host than the handshake did is misdirected (421).
package reach

import (
	"crypto/tls"
	"net"
	"net/http"
	"strconv"

	"github.com/sallyport/sallyport/tests/lab/wire"
)

// Host is one virtual host.
type Host struct {
	Name        string
	Certificate tls.Certificate
}

// Answer is what every request gets, as JSON.
type Answer struct {
	ServerName  string `json:"sni"`
	HostHeader  string `json:"host_header"`
	VirtualHost string `json:"vhost"`
	Path        string `json:"path"` // with the query, as it came
	Method      string `json:"method"`
	Remote      string `json:"remote"`
}

// Hosts are the virtual hosts of one address; the first is the default.
type Hosts []Host

// TLS picks the certificate by SNI.
func (h Hosts) TLS() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return &h.named(hello.ServerName).Certificate, nil
		},
	}
}

func (h Hosts) named(name string) *Host {
	for i := range h {
		if h[i].Name == name {
			return &h[i]
		}
	}
	return &h[0]
}

// ServeHTTP describes the request. GET /redirect?to=URL[&status=307] answers with a redirect,
// for clients that must not carry a pin, a certificate or credentials to another host.
func (h Hosts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/redirect" {
		redirect(w, r)
		return
	}
	answer := Answer{
		ServerName:  r.TLS.ServerName,
		HostHeader:  r.Host,
		VirtualHost: h.named(r.TLS.ServerName).Name,
		Path:        r.RequestURI,
		Method:      r.Method,
		Remote:      r.RemoteAddr,
	}
	status := http.StatusOK
	if hostname(r.Host) != answer.VirtualHost {
		status = http.StatusMisdirectedRequest
	}
	wire.WriteJSON(w, status, "application/json", answer)
}

func redirect(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	status := http.StatusFound
	if s := query.Get("status"); s != "" {
		var err error
		if status, err = strconv.Atoi(s); err != nil || status < 300 || status > 399 {
			http.Error(w, "status is not a redirect", http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Location", query.Get("to"))
	w.WriteHeader(status)
}

func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		return name
	}
	return host
}
