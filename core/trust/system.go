package trust

import (
	"crypto/x509"
	"iter"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

// systemFiles returns where systems keep all their roots in one file.
func systemFiles() []string {
	return []string{
		"/etc/ssl/certs/ca-certificates.crt",                // Debian, Ubuntu, Arch, Alpine
		"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", // Fedora, RHEL 7 and later
		"/etc/pki/tls/certs/ca-bundle.crt",                  // RHEL 6
		"/etc/ssl/ca-bundle.pem",                            // openSUSE
		"/etc/pki/tls/cacert.pem",                           // OpenELEC
		"/etc/ssl/cert.pem",                                 // Alpine, macOS, BSD
	}
}

// systemDirectories returns where systems keep a file per root.
func systemDirectories() []string {
	return []string{
		"/etc/ssl/certs",               // most
		"/etc/pki/tls/certs",           // Fedora, RHEL
		"/system/etc/security/cacerts", // Android
	}
}

// defaultRoots are the system's. crypto/x509 would load them too, but only once
// per process and by the process's own environment.
func defaultRoots(f files) roots {
	for _, path := range systemFiles() {
		before := f.stamp(path)
		data, err := f.read(path)
		if err != nil {
			continue
		}
		source := "system file " + path
		// Appended as PEM, the pool keeps a root unparsed until it is a candidate.
		if pool := x509.NewCertPool(); pool.AppendCertsFromPEM(data) && size(pool) == len(scanPEM(data)) {
			return roots{pool: pool, source: source, seen: []stamp{before}, all: again(f, path)}
		}
		c := collector{seen: []stamp{before}} // it has what only our own reader takes, or names
		if c.bytes(data, source) == nil {
			return *c.roots()
		}
	}
	for _, path := range systemDirectories() {
		var c collector
		if c.directory(f, path, "system directory "+path) == nil {
			return *c.roots()
		}
	}
	return embeddedRoots()
}

func size(pool *x509.CertPool) int {
	return len(pool.Subjects()) //nolint:staticcheck // SA1019 is about the system's pool, which this never is
}

// again reads a file once more, whose certificates were not kept.
func again(f files, path string) func() ([]Root, []problem) {
	return func() ([]Root, []problem) {
		var c collector
		if data, err := f.read(path); err == nil {
			c.take(readCertificates(data), path)
		}
		return c.certificates, c.problems
	}
}

// embeddedRoots are Mozilla's.
func embeddedRoots() roots {
	return roots{pool: constrained(bundle.Roots()), source: "embedded Mozilla roots", all: func() (all []Root, _ []problem) {
		for root := range bundle.Roots() {
			if certificate, err := x509.ParseCertificate(root.Certificate); err == nil {
				all = append(all, Root{certificate, "embedded Mozilla roots"})
			}
		}
		return all, nil
	}}
}

// constrained keeps the dates from which some roots are distrusted.
func constrained(all iter.Seq[bundle.Root]) *x509.CertPool {
	pool := x509.NewCertPool()
	for root := range all {
		certificate, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			continue // one that this version of Go no longer accepts
		}
		pool.AddCertWithConstraint(certificate, root.Constraint) // nil: none
	}
	return pool
}
