package trust

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sallyport/sallyport/core/fault"
)

// roots are the certificates that a chain may end in.
type roots struct {
	pool   *x509.CertPool
	source string
	digest [sha256.Size]byte // of all certificates, in the order read
	seen   []stamp           // the files and directories behind them

	// all lists the certificates, and those that could not be used. It is asked
	// when a verification has failed.
	all func() ([]Root, []problem)
}

// list is all, also where nothing is trusted.
func (r roots) list() ([]Root, []problem) {
	if r.all == nil {
		return nil, nil
	}
	return r.all()
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
	certificates []Root
	problems     []problem
	sources      []string
	seen         []stamp
}

// maxProblems bounds what is remembered of a directory of anything.
const maxProblems = 200

func (c *collector) take(r reading, source string) {
	for i, certificate := range r.found {
		c.certificates = append(c.certificates, Root{certificate, source + ", " + r.where[i]})
	}
	for _, p := range r.problems {
		c.note(source+", "+p.where, p.reason, p.subject)
	}
}

func (c *collector) note(where, reason string, subject []byte) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, problem{where, reason, subject})
	}
}

func (c *collector) bytes(data []byte, source string) error {
	read := readCertificates(data)
	if len(read.found) == 0 {
		return fault.New(fault.CANoCertificates, "%s: no certificate: %s", source, read.why)
	}
	c.take(read, source)
	c.sources = append(c.sources, source)
	return nil
}

// path reads a file, or a directory as REQUESTS_CA_BUNDLE may name one.
func (c *collector) path(f files, path, source string) error {
	if isPEM(path) {
		return fault.New(fault.CAUnreadable, "CA file %s: %s", strings.TrimSuffix(source, path)+"...", notAPath)
	}
	before := f.stamp(path)
	data, err := f.read(path)
	if err == nil {
		c.seen = append(c.seen, before)
		return c.bytes(data, source)
	}
	if _, notDirectory := f.list(path); notDirectory == nil {
		return c.directory(f, path, source)
	}
	more := ""
	if strings.HasPrefix(strings.ToLower(path), "sha256/") {
		more = "; a pin is written " + pinPrefix + "BASE64"
	}
	return fault.Wrap(fault.CAUnreadable, err, "CA file %s: %s%s", source, reason(err), more)
}

// directory reads every file. Those without a certificate, such as a README or
// a key, are passed over, and pipes, sockets and devices are not touched: nobody
// may ever write to them.
func (c *collector) directory(f files, path, source string) error {
	if isPEM(path) {
		return fault.New(fault.CAUnreadable, "CA directory %s: %s", strings.TrimSuffix(source, path)+"...", notAPath)
	}
	c.seen = append(c.seen, f.stamp(path))
	entries, err := f.list(path)
	if err != nil {
		return fault.Wrap(fault.CAUnreadable, err, "CA directory %s: %s", source, reason(err))
	}
	before, read := len(c.certificates), 0
	var failed error
	for _, entry := range entries {
		if entry.IsDir() {
			continue
		}
		name := filepath.Join(path, entry.Name())
		before := f.stamp(name)
		switch kind := f.kind(entry, before); {
		case kind == "directory":
			continue
		case kind != "":
			c.note(name, "it is a "+kind+" and was not read", nil)
			continue
		}
		c.seen = append(c.seen, before)
		data, err := f.read(name)
		if err != nil { // a dangling link, say, whose file may come
			failed = err
			c.note(name, reason(err), nil)
			continue
		}
		read++
		c.take(readCertificates(data), name)
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
	r := &roots{pool: x509.NewCertPool(), source: strings.Join(c.sources, ", "), seen: c.seen}
	digest := sha256.New()
	for _, root := range c.certificates {
		r.pool.AddCert(root.Certificate)
		digest.Write(root.Certificate.Raw)
	}
	digest.Sum(r.digest[:0])
	r.all = func() ([]Root, []problem) { return slices.Clip(c.certificates), slices.Clip(c.problems) } // others may ask too
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
