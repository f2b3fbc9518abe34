package trust

import (
	"crypto"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
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
	// Key is in their place: a key that signs without being read, of an HSM, say.
	Key crypto.Signer
	// ExternalKey is for a certificate whose key is not used here at all.
	ExternalKey bool
	// KeyPassword decrypts the key, or the PKCS#12 file that CertPEM or CertFile is.
	KeyPassword []byte

	// SPKIPins are public keys in curl's form "sha256//<base64>", one of which
	// must be in the server's verified chain.
	SPKIPins []string

	Kept *Kept // roots that other policies may have read; nil: none

	ReadFile func(path string) ([]byte, error)        // nil: os.ReadFile
	ReadDir  func(path string) ([]fs.DirEntry, error) // nil: os.ReadDir
	Stat     func(path string) (fs.FileInfo, error)   // nil: os.Stat
}

// Policy is a set of rules for TLS. It may be used from many goroutines at once.
// Its rules are those of [Options] for ever; the files that they name are read
// again when they change, see [Policy.Refresh].
type Policy struct {
	o       Options
	files   files
	current atomic.Pointer[state]
	refresh refresher
}

// state is what a policy's files held at one time. It never changes.
type state struct {
	insecure bool
	roots    func() roots // loaded once, when first needed
	loaded   *atomic.Bool // the system's roots have been needed
	pins     []pin
	client   *tls.Certificate // nil: none
	sessions tls.ClientSessionCache
	id       string
	seen     []stamp // the files of the client certificate
}

// New reads what the options name and checks all of it. The system's roots are
// read later, when the first connection needs them.
func New(o Options) (*Policy, error) {
	p := &Policy{o: o, files: files{read: o.ReadFile, list: o.ReadDir, stat: o.Stat}}
	if p.files.read == nil {
		p.files.read = os.ReadFile
	}
	if p.files.list == nil {
		p.files.list = os.ReadDir
	}
	if p.files.stat == nil {
		p.files.stat = os.Stat
	}
	s, err := p.load()
	if err != nil {
		return nil, err
	}
	p.current.Store(s)
	return p, nil
}

// load reads the files.
func (p *Policy) load() (*state, error) {
	// A resumed session skips the certificates, so the cache must not be shared
	// with a policy that believes somebody else.
	s := &state{insecure: p.o.Insecure, sessions: tls.NewLRUClientSessionCache(64), loaded: new(atomic.Bool)}
	id := sha256.New()

	var err error
	switch {
	case p.o.Insecure:
		source := "nobody: verification is off"
		if len(p.o.SPKIPins) > 0 {
			source = "the pinned keys alone"
		}
		s.roots = func() roots { return roots{source: source} }
		fmt.Fprintln(id, "insecure")
	default:
		given, err := p.o.Kept.given(p.o, p.files)
		if err != nil {
			return nil, err
		}
		if given == nil {
			s.roots = sync.OnceValue(func() roots {
				defer s.loaded.Store(true)
				return p.o.Kept.system(p.files)
			})
			fmt.Fprintln(id, "system")
			break
		}
		s.roots = func() roots { return *given }
		s.loaded.Store(true)
		fmt.Fprintf(id, "roots %x\n", given.digest)
	}
	if s.pins, err = parsePins(p.o.SPKIPins); err != nil {
		return nil, err
	}
	for _, pin := range s.pins {
		fmt.Fprintf(id, "pin %x\n", pin)
	}
	for _, path := range []string{p.o.CertFile, p.o.KeyFile} {
		if path != "" {
			s.seen = append(s.seen, p.files.stamp(path))
		}
	}
	if s.client, err = clientCertificate(p.o, p.files); err != nil {
		return nil, err
	}
	if s.client != nil {
		for _, der := range s.client.Certificate {
			fmt.Fprintf(id, "client %x\n", sha256.Sum256(der))
		}
	}
	s.id = hex.EncodeToString(id.Sum(nil)[:16])
	return s, nil
}

// ID distinguishes policies: two with the same ID accept the same servers and
// present the same client certificate. It changes when the files do.
func (p *Policy) ID() string { return p.current.Load().id }

// Source says where the root certificates came from, for people to read.
func (p *Policy) Source() string { return p.current.Load().roots().source }

// ClientCertificate is the one with its key that the policy presents; nil: none.
func (p *Policy) ClientCertificate() *tls.Certificate { return p.current.Load().client }

// HasClientCertificate reports whether the policy presents a client certificate.
func (p *Policy) HasClientCertificate() bool { return p.current.Load().client != nil }
