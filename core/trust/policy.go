package trust

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"sync"
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
type Policy struct {
	insecure bool
	roots    func() roots // loaded once, when first needed
	pins     []pin
	client   *tls.Certificate // nil: none
	sessions tls.ClientSessionCache
	id       string
}

// New reads what the options name and checks all of it. The system's roots are
// read later, when the first connection needs them.
func New(o Options) (*Policy, error) {
	files := files{read: o.ReadFile, list: o.ReadDir}
	if files.read == nil {
		files.read = os.ReadFile
	}
	if files.list == nil {
		files.list, files.stat = os.ReadDir, os.Stat
	}
	// A resumed session skips the certificates, so the cache must not be shared
	// with a policy that believes somebody else.
	p := &Policy{insecure: o.Insecure, sessions: tls.NewLRUClientSessionCache(64)}
	id := sha256.New()

	var err error
	switch {
	case o.Insecure:
		p.roots = func() roots { return roots{source: "nobody: verification is off"} }
		fmt.Fprintln(id, "insecure")
	default:
		given, err := givenRoots(o, files)
		if err != nil {
			return nil, err
		}
		if given == nil {
			p.roots = sync.OnceValue(func() roots { return defaultRoots(files) })
			fmt.Fprintln(id, "system")
			break
		}
		p.roots = func() roots { return *given }
		fmt.Fprintf(id, "roots %x\n", given.digest)
	}
	if p.pins, err = parsePins(o.SPKIPins); err != nil {
		return nil, err
	}
	for _, pin := range p.pins {
		fmt.Fprintf(id, "pin %x\n", pin)
	}
	if p.client, err = clientCertificate(o, files); err != nil {
		return nil, err
	}
	if p.client != nil {
		for _, der := range p.client.Certificate {
			fmt.Fprintf(id, "client %x\n", sha256.Sum256(der))
		}
	}
	p.id = hex.EncodeToString(id.Sum(nil)[:16])
	return p, nil
}

// ID distinguishes policies: two with the same ID accept the same servers and
// present the same client certificate.
func (p *Policy) ID() string { return p.id }

// Source says where the root certificates came from, for people to read.
func (p *Policy) Source() string { return p.roots().source }

// HasClientCertificate reports whether the policy presents a client certificate.
func (p *Policy) HasClientCertificate() bool { return p.client != nil }
