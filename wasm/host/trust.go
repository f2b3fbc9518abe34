package host

import (
	"context"
	"strings"
)

// Root is a certificate that a client trusts.
type Root struct {
	SHA256   string // 64 hex digits
	NotAfter string // the end of its life, RFC 3339
	Place    string // the file with its line, after the variable that names it, or "embedded Mozilla roots"
	Subject  string
}

// TrustReport says where what a client trusts came from.
type TrustReport struct {
	Source   string   // in short
	Roots    []Root   // none with tls.verify=false
	Unusable []string // what was found there and is not used
}

// TrustReport says where each trusted root came from, as of now: files that have
// changed are read again. Nothing is connected.
func (c *Client) TrustReport(ctx context.Context) (*TrustReport, error) {
	var r *TrustReport
	err := c.use(ctx, func(i *instance, handle uint64) error {
		out, err := i.ask(opClientTrustReport, handle, arguments{})
		if err != nil {
			return err
		}
		r = &TrustReport{Source: out[opTrustSource], Unusable: eachLine(out[opTrustUnusable])}
		for _, line := range eachLine(out[opTrustRoots]) {
			if f := strings.Split(line, "\t"); len(f) == 4 {
				r.Roots = append(r.Roots, Root{SHA256: f[0], NotAfter: f[1], Place: f[2], Subject: f[3]})
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return r, nil
}

func eachLine(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' })
}
