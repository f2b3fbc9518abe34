package trust

import "crypto/x509"

// Root is a certificate that a chain may end in.
type Root struct {
	Certificate *x509.Certificate
	Origin      string // the file with its line, the variable that names it, or "embedded Mozilla roots"
}

// Roots returns what a chain may end in: nothing with Options.Insecure.
func (p *Policy) Roots() []Root {
	roots, _ := p.current.Load().roots().list()
	return roots
}

// Unusable lists what was found where the roots come from and cannot be used, each
// with its place and reason; and what has changed there since and could not be
// read again.
func (p *Policy) Unusable() []string {
	var list []string
	_, problems := p.current.Load().roots().list()
	for _, one := range problems {
		list = append(list, one.String())
	}
	if changed := p.refresh.why(); changed != "" {
		list = append(list, changed)
	}
	return list
}
