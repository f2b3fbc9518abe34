package trust

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// roots are the certificates that a chain may end in.
type roots struct {
	pool    *x509.CertPool
	source  string
	skipped []string          // what could not be used, with file, line and reason
	digest  [sha256.Size]byte // of all certificates, in the order read
}

// files is the file system that certificates and keys are read from.
type files struct {
	read func(path string) ([]byte, error)
	list func(path string) ([]fs.DirEntry, error)
	stat func(path string) (fs.FileInfo, error) // nil: unknown
}

// givenRoots returns the roots that the caller or the environment names, nil if
// neither does.
func givenRoots(o Options, f files) (*roots, error) {
	var c collector
	if len(o.CABytes) > 0 {
		if err := c.bytes(o.CABytes, "the CA bytes"); err != nil {
			return nil, err
		}
	}
	if o.CAFile != "" {
		if err := c.path(f, o.CAFile, o.CAFile); err != nil {
			return nil, err
		}
	}
	if o.CADir != "" {
		if err := c.directory(f, o.CADir, o.CADir); err != nil {
			return nil, err
		}
	}
	if len(c.sources) > 0 || o.Env == nil {
		return c.roots(), nil
	}
	for _, name := range []string{"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"} {
		if path, _ := o.Env(name); path != "" {
			if err := c.path(f, path, name+"="+path); err != nil {
				return nil, err
			}
			return c.roots(), nil
		}
	}
	if path, _ := o.Env("SSL_CERT_FILE"); path != "" {
		if err := c.path(f, path, "SSL_CERT_FILE="+path); err != nil {
			return nil, err
		}
	}
	if list, _ := o.Env("SSL_CERT_DIR"); list != "" {
		if err := c.directories(f, list); err != nil {
			return nil, err
		}
	}
	return c.roots(), nil
}

// collector gathers certificates from one or more places.
type collector struct {
	certificates []*x509.Certificate
	sources      []string
	skipped      []string
}

func (c *collector) bytes(data []byte, source string) error {
	read := readCertificates(data)
	if len(read.found) == 0 {
		return fault.New(fault.CANoCertificates, "%s: no certificate: %s", source, read.why)
	}
	c.certificates = append(c.certificates, read.found...)
	c.skip(source, read.skipped)
	c.sources = append(c.sources, source)
	return nil
}

func (c *collector) skip(source string, blocks []string) {
	for _, block := range blocks {
		c.skipped = append(c.skipped, source+": "+block)
	}
}

// path reads a file, or a directory as REQUESTS_CA_BUNDLE may name one.
func (c *collector) path(f files, path, source string) error {
	if isPEM(path) {
		return fault.New(fault.CAUnreadable, "CA file %s: %s", strings.TrimSuffix(source, path)+"...", notAPath)
	}
	data, err := f.read(path)
	if err == nil {
		return c.bytes(data, source)
	}
	if _, notDirectory := f.list(path); notDirectory == nil {
		return c.directory(f, path, source)
	}
	return fault.Wrap(fault.CAUnreadable, err, "CA file %s: %s", source, reason(err))
}

// directory reads every file. Those without a certificate, such as a README or
// a key, are passed over.
func (c *collector) directory(f files, path, source string) error {
	if isPEM(path) {
		return fault.New(fault.CAUnreadable, "CA directory %s: %s", strings.TrimSuffix(source, path)+"...", notAPath)
	}
	entries, err := f.list(path)
	if err != nil {
		return fault.Wrap(fault.CAUnreadable, err, "CA directory %s: %s", source, reason(err))
	}
	before, read := len(c.certificates), 0
	var failed error
	for _, entry := range entries {
		if entry.IsDir() || f.special(filepath.Join(path, entry.Name()), entry) {
			continue
		}
		data, err := f.read(filepath.Join(path, entry.Name()))
		if err != nil { // a dangling link, say
			failed = err
			continue
		}
		read++
		found := readCertificates(data)
		c.certificates = append(c.certificates, found.found...)
		c.skip(filepath.Join(path, entry.Name()), found.skipped)
	}
	switch {
	case len(c.certificates) > before:
		c.sources = append(c.sources, source)
		return nil
	case read == 0 && failed != nil:
		return fault.Wrap(fault.CAUnreadable, failed, "CA directory %s: none of its files can be read: %s", source, reason(failed))
	default:
		return fault.New(fault.CANoCertificates, "CA directory %s: none of its %d files holds a certificate", source, read)
	}
}

// special reports whether reading an entry could block for ever or have no end: a
// FIFO, a socket or a device, also behind a link.
func (f files) special(path string, entry fs.DirEntry) bool {
	mode := entry.Type()
	if mode&fs.ModeSymlink != 0 && f.stat != nil {
		if info, err := f.stat(path); err == nil {
			mode = info.Mode()
		}
	}
	return mode&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice|fs.ModeCharDevice) != 0
}

// directories reads a colon list, in which some may be missing.
func (c *collector) directories(f files, list string) error {
	var failed error
	before := len(c.sources)
	for _, path := range filepath.SplitList(list) {
		if path == "" {
			continue
		}
		if err := c.directory(f, path, "SSL_CERT_DIR="+path); err != nil && failed == nil {
			failed = err
		}
	}
	if len(c.sources) > before {
		return nil
	}
	return failed
}

// roots returns what was gathered, nil if nothing was named.
func (c *collector) roots() *roots {
	if len(c.sources) == 0 {
		return nil
	}
	r := &roots{pool: x509.NewCertPool(), source: strings.Join(c.sources, ", "), skipped: c.skipped}
	digest := sha256.New()
	for _, certificate := range c.certificates {
		r.pool.AddCert(certificate)
		digest.Write(certificate.Raw)
	}
	digest.Sum(r.digest[:0])
	return r
}

// reason is the text of a file error without the path, which is in the message
// already.
func reason(err error) string {
	var e *fs.PathError
	if errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}
