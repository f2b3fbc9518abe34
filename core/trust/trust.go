package trust

import (
	"crypto/tls"
	"io/fs"
	"time"
)

// Options say whom a [Policy] believes and who we are. The zero value trusts
// the system's root certificates, else the embedded ones.
type Options struct {
	// Insecure turns the check of the server's certificate off. SPKIPins are
	// still checked, against the server's own key.
	Insecure bool

	// The root certificates, PEM or DER. Together they replace every other
	// source. CAFile may be a directory as well.
	CAFile, CADir string
	CABytes       []byte

	// Env is the environment that may name root certificates; nil: none.
	Env func(name string) (value string, ok bool)

	// The client certificate (leaf first) and its private key. Without a key the
	// certificate's own bytes or file must hold it too.
	CertPEM, KeyPEM   []byte
	CertFile, KeyFile string

	// SPKIPins are public keys in curl's form "sha256//<base64>", one of which
	// must be in the server's verified chain.
	SPKIPins []string

	ReadFile func(path string) ([]byte, error)        // nil: os.ReadFile
	ReadDir  func(path string) ([]fs.DirEntry, error) // nil: os.ReadDir
}

// Policy is an immutable set of rules for TLS. It may be used from many
// goroutines at once.
type Policy struct{}

// New reads what the options name and checks all of it.
func New(o Options) (*Policy, error) { return &Policy{}, nil }

// TLSConfig returns the configuration for one connection to serverName, a host
// name or an IP address. now is the clock for certificate dates; nil: time.Now.
func (p *Policy) TLSConfig(serverName string, alpn []string, now func() time.Time) (*tls.Config, error) {
	return &tls.Config{ServerName: serverName, NextProtos: alpn, Time: now, MinVersion: tls.VersionTLS12}, nil
}

// ID distinguishes policies: two with the same ID accept the same servers and
// present the same client certificate.
func (p *Policy) ID() string { return "" }

// Source says where the root certificates came from, for people to read.
func (p *Policy) Source() string { return "" }

// HasClientCertificate reports whether the policy presents a client certificate.
func (p *Policy) HasClientCertificate() bool { return false }
